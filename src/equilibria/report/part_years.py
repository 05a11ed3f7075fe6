"""The years to come: waiting, and what repeated play can keep up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..markets.openness.dynamics.pricing import Pricing
from ..markets.openness.dynamics.rumour import Waiter
from ..markets.openness.dynamics.waiting import Waiting
from ..markets.openness.study import Study
from ..markets.openness.years import Years
from .document import Block, Heading, Items, Paragraph, Picture, Section, Table
from .drawing import Bar, bars
from .naming import ACTIONS
from .part_detente import critical, decimal, detente, ends, least
from .wording import amount, figure, profile

#: Ways to share the market that are shown, the joint prices first.
MOST = 4


def waiting(study: Study) -> tuple[Section, ...]:
    """What staying closed for one generation is worth."""
    if study.years is None:
        return ()
    waits = study.years.waits
    values = study.family.values()
    unit = "USD bn over two generations"
    for_good = waits[-1]
    blocks: tuple[Block, ...] = (
        Paragraph(
            "Two generations of a year. Between them the model becomes the whole system with a "
            f"chance of {figure(values['hazard'])} (assumed): the model layer's share is then "
            f"{figure(values['system_share'])}. Waiting is worth the best plan that stays closed "
            "for a generation, less the best plan that opens now."
        ),
        Table(
            f"Value of waiting one generation, {unit}",
            ("a release binds for", "open now", "wait", "value of waiting",
             "waiting pays from a chance of"),
            tuple(
                (w.binds, _span(w.open_now), _span(w.wait), _span(w.worth), _hazard(w))
                for w in waits
            ),
            note="Two values: over all equilibria.",
        ),
        _by_hazard(for_good.by_hazard, unit),
    )  # fmt: skip
    return (Section("waiting", "Open now, or wait", blocks),)


def _by_hazard(rows: Sequence[tuple[Any, Any, Any]], unit: str) -> Block:
    """The value of waiting at each chance; a sentence where it is the same at all of them."""
    values = {f"{float(least):.2f}" for _, least, _ in rows}
    (low, first, _), (high, last, _) = rows[0], rows[-1]
    if len(values) == 1:
        return Paragraph(
            f"With a release binding for good, waiting is worth {values.pop()} {unit} whatever the "
            f"chance that the model becomes the system, from {figure(low)} to {figure(high)}."
        )
    return Picture(
        "Value of waiting by the chance that the model becomes the system, a release binding for "
        "good",
        f"Waiting is worth {float(first):.2f} at a chance of {figure(low)} and {float(last):.2f} "
        f"at {figure(high)}, {unit}.",
        bars(
            [
                (f"chance {figure(h)}", [Bar(0, float(least), 0, f"{float(least):.2f}")])
                for h, least, _ in rows[::2]
            ],
            unit,
            line=(0.0, "waiting pays to the right"),
        ),
    )


def _span(ends: Any) -> str:
    low, high = (amount(v, 2) for v in ends)
    return low if low == high else f"{low} to {high}"


def _hazard(w: Waiting) -> str:
    if w.threshold is None:
        return "never"
    return "always" if w.threshold[1] == 0 else figure(w.threshold[1])


def years(study: Study) -> tuple[Section, ...]:
    """What repeated play can keep up."""
    if study.years is None:
        return ()
    blocks: tuple[Block, ...] = (
        Paragraph(
            "A discount factor says how much next year counts against this one. Each entry is the "
            "least at which nobody gains by breaking away; the binding player is the one who needs "
            "most."
        ),
        *detente(study, study.years),
        *_others(study.years, study),
    )
    return (Section("years", "Year after year", blocks),)


def _others(found: Years, study: Study) -> list[Block]:
    """The promise to stay open, the race, the rumour, and joint prices."""
    p, r, u = found.promise, found.race, found.rumour
    opener, rival = study.decision.game.players[:2]
    told = {True: "can be kept", False: "cannot be kept", None: "is not decided"}[p.kept]
    blocks: list[Block] = [
        Heading("The promise to stay open"),
        Paragraph(
            f"Developers build on the open model while they expect it to stay open. {opener} could "
            f"close it once they have built ({p.closed}: {ACTIONS.get(p.closed, p.closed)}), gain "
            f"{amount(p.temptation)} USD bn in that year, and lose them. The promise needs a "
            f"discount factor {critical(p.optimal)}; at today's {decimal(p.discount)} "
            f"(assumed) it {told}."
        ),
        Heading("The race to the frontier"),
        Table(
            f"What a frontier model is worth while {opener} plays {r.opener}",
            ("firm", "rent, USD bn a year", "cost, USD bn", "lead lasts, months",
             "must last, months"),
            tuple(
                (x.name, amount(x.rent, 2), amount(x.cost, 2), figure(x.lag),
                 "more than 12" if x.break_even_lag is None else f"{float(x.break_even_lag):.2g}")
                for x in r.runners
            ),
            note="Rent: access profit and the value of leading, nobody else releasing.",
        ),
        Items(
            (
                "In one generation: "
                + ("; ".join(profile(r.stage.players, o) for o in r.outcomes) or "mixed strategies")
                + ".",
                f"Both hold back, year after year: {critical(r.restraint)}; if they could pay each "
                f"other: {_from(r.restraint_with_transfers)}.",
                f"Both release, year after year: {critical(r.racing)}.",
            )
        ),
        Heading("A rumoured frontier model"),
        Items(
            (
                *(f"{w.segment.replace('_', '-').capitalize()} customers of {rival} {_waits(w)}."
                  for w in u.waiters),
                f"Nobody would wait: a rumour earns {rival} nothing."
                if u.gain == 0
                else f"Believed for sure, the rumour earns {rival} {figure(u.gain)} USD bn. A "
                "false one that costs less than that is cheap talk: it would be spread in any "
                "case, and tells nothing.",
            )
        ),
    ]  # fmt: skip
    for game in found.prices:
        blocks += _prices(game, opener)
    if found.unpriced:
        blocks += [
            Heading("Closed vendors that keep prices up together"),
            Paragraph(f"Not worked out at today's values: {found.unpriced}"),
        ]
    return blocks


def _prices(game: Pricing, opener: str) -> list[Block]:
    word = f"while {opener} gives its model away" if game.opener == "open" else "nobody being open"
    players = game.stage.players
    held = [
        (_shared(players, s.profile), s)
        for s in (
            game.together,
            *(s for s in game.sharings[:MOST] if s.profile != game.together.profile),
        )
    ]
    gains = tuple(
        (name, *(f"{round(g, 3) + 0.0:+.3f}" for g in sharing.gains)) for name, sharing in held
    )
    factors = tuple(
        (
            name,
            *(ends(*sharing.critical.by_player.get(p, (0, 0))) for p in players),
            ends(*sharing.critical.bracket),
            ", ".join(sharing.critical.binding) or "nobody",
            least(sharing.with_transfers),
        )
        for name, sharing in held
    )
    prices = "; ".join(
        f"{p} {low:.2f} competing, {high:.2f} together"
        for p, low, high in zip(
            players, game.prices["compete"], game.prices["together"], strict=True
        )
    )
    return [
        Heading(f"Closed vendors that keep prices up together, {word}"),
        Table(
            "What each way to share the market earns over competing, USD bn a year",
            ("who keeps its price up", *players),
            gains,
            note=f"Mean prices, USD/Mtok: {prices}. Nested logit.",
        ),
        Table(
            "The least discount factor that each way takes, per year",
            ("who keeps its price up", *players, "all", "binding", "if they could pay one another"),
            factors,
            note="Threat: competing for ever.",
        ),
    ]  # fmt: skip


def _from(value: Any) -> str:
    told = least(value)
    return told if told in ("never", "always") else f"from {told}"


def _shared(players: Any, profile: Any) -> str:
    if len(set(profile)) == 1:
        return f"all, {profile[0]}" if profile[0] != "together" else "all, at the joint price"
    return ", ".join(
        f"{p} {'competes' if kind == 'compete' else kind}"
        for p, kind in zip(players, profile, strict=True)
    )


def _waits(waiter: Waiter) -> str:
    if waiter.threshold is None:
        return "switch to the open model whatever they believe"
    if waiter.threshold == 0:
        return "stay in any case"
    return f"wait instead of switching from a belief of {float(waiter.threshold):.2g} on"
