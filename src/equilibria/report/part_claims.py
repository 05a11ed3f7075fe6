"""The claims with their labels and evidence, the motive, the years to come, and the hindcast."""

from __future__ import annotations

from collections.abc import Sequence

from .._format import number
from ..markets.openness.claims import Claim, Motive, Part
from ..markets.openness.dynamics.pricing import Pricing
from ..markets.openness.dynamics.promise import Promise
from ..markets.openness.dynamics.race import Race
from ..markets.openness.dynamics.rumour import Rumour, Waiter
from ..markets.openness.dynamics.waiting import Waiting
from ..markets.openness.hindcast import Hindcast
from ..repeated.critical_answer import CriticalDiscount, between
from .document import Block, Cell, Heading, Items, Paragraph, Section, Table


def claims_section(claims: Sequence[Claim]) -> Section:
    """Every claim with its label, then the evidence behind each."""
    blocks: list[Block] = [
        Table(
            "Claims and labels",
            ("claim", "name", "label"),
            tuple((c.key, c.name, c.told) for c in claims),
            "A label speaks of the ranges swept and of the two forms of demand, not of the world.",
        )
    ]
    for claim in claims:
        blocks += [
            Heading(f"{claim.key} {claim.name}: {claim.told}"),
            Paragraph(claim.statement),
            Items(tuple(_told(part) for part in claim.parts)),
        ]
        if claim.figures:
            rows = tuple(
                (f.name, "none" if f.value is None else f"{f.value:.4g}", f.unit)
                for f in claim.figures
            )
            blocks.append(Table(f"Figures behind {claim.key}", ("figure", "value", "unit"), rows))
        blocks.append(Paragraph(f"{claim.note} ({claim.sweep})".strip(), "note"))
    return Section("claims", "The claims, tested", tuple(blocks))


def motive_section(motive: Motive) -> Section:
    """What the observed profile says about motives: bounds, not a point."""
    played = ", ".join(f"{p}: {a}" for p, a in motive.profile.items())
    bounds = motive.joint.bounds
    rows = []
    for name, (low, high) in motive.joint.ranges.items():
        ends = ("none", "none") if bounds is None else tuple(map(number, bounds[name]))
        rows.append((name, f"{number(low)} to {number(high)}", *ends))
    shares = []
    for share, found in motive.by_share:
        inside = found.bounds
        words = "no motive in range explains it"
        if inside is not None:
            words = "; ".join(
                f"{n} {number(low)} to {number(high)}" for n, (low, high) in inside.items()
            )
        shares.append(f"model share {number(share)}: {words}")
    blocks: tuple[Block, ...] = (
        Paragraph(f"Observed: {played}. Every motive below explains the opener's choice."),
        Table(
            "Motives that explain it, jointly swept",
            ("motive", "range swept", "least", "most"),
            tuple(rows),
            "Exact bounds; all other values as today.",
        ),
        Items(tuple(shares)),
        Items(tuple(map(str, motive.joint.inequalities))),
    )
    return Section("motive", "What the move says of the motive", blocks)


def years_section(
    waits: Sequence[Waiting],
    promise: Promise,
    race: Race,
    rumour: Rumour,
    prices: Sequence[Pricing] = (),
) -> Section:
    """Waiting, promises, races, rumours and joint prices, with what each takes."""
    blocks: list[Block] = [Heading("Waiting one generation")]
    rows = [
        (
            w.binds,
            f"{float(w.worth[0]):.3f}",
            f"{float(w.worth[1]):.3f}",
            "never" if w.threshold is None else f"{float(w.threshold[1]):.3g}",
        )
        for w in waits
    ]
    blocks.append(
        Table(
            "Value of staying closed for one generation, USD bn over two",
            ("a release binds for", "least", "most", "pays from a hazard of"),
            tuple(rows),
        )
    )
    told = {True: "kept up", False: "not kept up", None: "not decided"}[promise.kept]
    blocks += [
        Heading("The promise to stay open"),
        Paragraph(
            f"(stay open, build): {factor(promise.optimal)}; today's discount factor "
            f"{number(promise.discount)} (assumed): {told}."
        ),
        Heading(f"The frontier race (the opener: {race.opener})"),
        Table(
            "What a release is worth",
            ("firm", "rent, USD bn/yr", "cost, USD bn", "lag, months", "break-even lag, months"),
            tuple(
                (
                    r.name,
                    f"{float(r.rent):.3f}",
                    f"{float(r.cost):.3f}",
                    number(r.lag),
                    "none" if r.break_even_lag is None else f"{float(r.break_even_lag):.3g}",
                )
                for r in race.runners
            ),
        ),
        Items(
            (
                f"one generation: {'; '.join(', '.join(o) for o in race.outcomes) or 'mixed'}",
                f"both hold: {factor(race.restraint)}",
                f"both release: {factor(race.racing)}",
            )
        ),
        Heading("A rumoured release"),
        Items(
            (
                *map(_waits, rumour.waiters),
                "a false announcement must cost more than "
                f"{float(rumour.informative_from):.3g} USD bn to be told from a true one",
            )
        ),
    ]
    for game in prices:
        blocks += _prices(game)
    return Section("years-to-come", "The years to come", tuple(blocks))


def hindcast_section(found: Hindcast) -> Section:
    """Predicted against actual moves, with the score and its caution."""
    rows: list[tuple[str | Cell, ...]] = []
    for call in found.calls:
        m = call.move
        sizes = [m.size, call.size]
        rows.append(
            (
                m.date,
                m.move,
                *("" if s is None else f"{s:+.0%}" for s in sizes),
                Cell("called") if call.model else "missed",
                "called" if call.nothing else "missed",
                m.source,
            )
        )
    f = found.forecast
    blocks: tuple[Block, ...] = (
        Paragraph(
            f"With what was known on {f.date}: the opener plays {' or '.join(f.opener)}, its rival "
            f"{' or '.join(f.rival)}; startups {'leave' if f.startups_leave else 'stay'}. The "
            f"model calls {found.hits} of {len(found.calls)} moves; that nothing changes calls "
            f"{found.nothing}.",
            "lead",
        ),
        Table(
            "Moves since",
            ("date", "move", "change", "model's", "model", "nothing changes", "source"),
            tuple(rows),
        ),
        Paragraph(found.caution, "note"),
    )
    return Section("hindcast", "The hindcast", blocks)


def factor(found: CriticalDiscount) -> str:
    """A critical discount factor in words, each player's and the binding one."""
    if found.status == "always":
        return "always: an equilibrium of a single year"
    each = "; ".join(
        f"{p} {'never' if least == 1 else between(least, most)}"
        for p, (least, most) in found.by_player.items()
    )
    head = "never" if found.status == "never" else f"from {between(*found.bracket)} on"
    return f"{head} ({each}; binding: {', '.join(found.binding)})"


def _prices(game: Pricing) -> list[Block]:
    word = "with an open maverick" if game.opener == "open" else "without an open maverick"
    players = game.stage.players
    shown = [game.together, *(s for s in game.sharings[:4] if s.profile != game.together.profile)]
    rows = tuple(
        (
            ", ".join(s.profile),
            *(f"{g:+.3f}" for g in s.gains),
            factor(s.critical),
            "never" if s.with_transfers == 1 else number(s.with_transfers),
        )
        for s in shown
    )
    gains = (f"{p}, USD bn/yr" for p in players)
    return [
        Heading(f"Closed labs' prices {word}"),
        Table(
            "What each way to share the market takes",
            ("profile", *gains, "discount factor", "with transfers"),
            rows,
            f"Gains over Bertrand prices; players in order: {', '.join(players)}.",
        ),
    ]


def _waits(waiter: Waiter) -> str:
    if waiter.threshold is None:
        does = "wait at no belief"
    elif waiter.threshold == 0:
        does = "stay anyway"
    else:
        does = f"wait from a belief of {float(waiter.threshold):.3g} on"
    return f"{waiter.segment.replace('_', '-')} customers {does}"


def _told(part: Part) -> str:
    layer = {"A": "limit prices", "B": "nested logit", "data": "data"}[part.layer]
    today = {True: "holds today", False: "fails today", None: "does not arise today"}[part.today]
    told = f"{part.statement} [{layer}]: {today}"
    if part.share is not None:
        told += f"; in {part.share.value:.1%} ± {part.share.error:.1%} of {part.draws} draws"
    if part.drivers:
        names = ", ".join(f"{'high' if d.upward else 'low'} {d.parameter}" for d in part.drivers)
        told += f"; rather where: {names}"
    return told
