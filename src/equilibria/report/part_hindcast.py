"""The hindcast: what the model said at an early date, against what the firms then did."""

from __future__ import annotations

from ..decisions.family import Family
from ..markets.openness.hindcast import Hindcast
from .document import Block, Cell, Facts, Items, Paragraph, Picture, Section, Table
from .drawing import Bar, bars
from .drawing_games import timeline
from .naming import REPLIES, naming
from .wording import listing


def hindcast(found: Hindcast, family: Family) -> Section:
    """What was known, what was called, and the score with its caution.

    Parameters
    ----------
    found : Hindcast
    family : Family
        The scenario of the early date.
    """
    f, count = found.forecast, len(found.calls)
    names = family.builder.firms.names  # type: ignore[attr-defined]
    opener, rival = family.players[:2]
    rows: list[tuple[str | Cell, ...]] = []
    for call in found.calls:
        m = call.move
        rows.append(
            (
                m.date,
                f"{names[m.firm]}: {m.move}",
                *("" if s is None else f"{100 * s:+.0f} %" for s in (m.size, call.size)),
                Cell("called") if call.model else "missed",
                "called" if call.nothing else "missed",
                m.source,
            )
        )
    leave = "leave" if f.startups_leave else "stay"
    prices = [
        f"{names[k]} {before:.2f} to {after:.2f}"
        for k, (before, after) in f.prices.items()
        if before is not None and after is not None
    ]
    blocks: tuple[Block, ...] = (
        Paragraph(
            f"With what was known on {f.date}, the model calls {found.hits} of the {count} moves "
            f"listed below; that nothing changes calls {found.nothing}."
        ),
        Facts(
            (
                ("The model said", f"{opener} plays {' or '.join(f.opener)}; {rival} "
                 f"{' or '.join(REPLIES.get(r, r) for r in f.rival)}; startups {leave}."),
                ("Prices, USD/Mtok", f"{'; '.join(prices)}."),
                ("What it used", _used(family)),
                ("Caution", found.caution),
            )
        ),
        Picture(
            "Moves called",
            f"The model {found.hits} of {count}; nothing changes {found.nothing} of {count}.",
            bars(
                [
                    (f"the model: {found.hits} of {count}", [Bar(0, found.hits, 0)]),
                    (f"nothing changes: {found.nothing} of {count}", [Bar(0, found.nothing, 1)]),
                ],
                "moves called",
                limits=(0, count),
            ),
        ),
        Picture(
            "What came, and when",
            f"{found.hits} of {count} moves were called by the model: "
            f"{listing([f'{names[c.move.firm]} {c.move.kind}' for c in found.calls if c.model])}.",
            timeline(
                [
                    (c.move.date, f"{c.move.date} {names[c.move.firm]}: {c.move.kind}", c.model)
                    for c in found.calls
                ],
                ("called by the model", "missed"),
            ),
        ),
        Table(
            "What the firms then did",
            ("date", "move", "price change", "the model's", "the model", "nothing changes",
             "source"),
            tuple(rows),
            note="A star: the model called it.",
        ),
    )  # fmt: skip
    late = sorted(n for n, p in family.parameters.items() if p.known_at > f.date)
    if late:
        words = naming(family)
        blocks += (
            Items((f"Admitted though published after {f.date}: {listing([words(n) for n in late])} "
                   f"({', '.join(sorted({family.parameters[n].known_at for n in late}))})."
                   ,)),
        )  # fmt: skip
    return Section("hindcast", "The test of hindsight", blocks)


def _used(family: Family) -> str:
    dated = [p for p in family.parameters.values() if p.known_at]
    early = sum(p.known_at <= family.date for p in dated)
    rest = len(family.parameters) - len(dated)
    told = f"{early} values public by {family.date}, {rest} assumptions"
    late = len(dated) - early
    return told + (f", and {late} published later and admitted by name." if late else ".")
