"""The hindcast: what the model said at an early date, against what the firms then did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from statistics import median

from ..decisions.family import Family
from ..markets.openness.hindcast import Hindcast, Spread
from .document import Block, Cell, Facts, Items, Paragraph, Picture, Section, Table
from .drawing import Bar, bars
from .drawing_games import timeline
from .naming import REPLIES, naming
from .wording import chance, figure, listing, percent


def hindcast(found: Hindcast, family: Family, spread: Spread | None = None) -> Section:
    """What was known, what was called, and the score with its caution.

    Parameters
    ----------
    found : Hindcast
    family : Family
        The scenario of the early date.
    spread : Spread, optional
        How the score moves over the ranges of what has no source.
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
    called, missed = (
        list(dict.fromkeys(_deed(names[c.move.firm], c.move.kind) for c in found.calls
                           if c.model is hit))
        for hit in (True, False)
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Paragraph(
            f"With what was known on {f.date}, the model calls {found.hits} of the {count} moves "
            f"listed below; that nothing changes calls {found.nothing}. One forecast may be met by "
            f"several moves; each counted once, {sum(c.model for c in found.distinct)} of "
            f"{len(found.distinct)} came true, and {sum(c.nothing for c in found.distinct)} of "
            "nothing changes."
        ),
        Facts(
            (
                ("The model said", f"{opener} plays {' or '.join(f.opener)}; {rival} "
                 f"{' or '.join(REPLIES.get(r, r) for r in f.rival)}; startups {leave}."),
                ("Prices, USD/Mtok", f"{'; '.join(prices) or 'none with volume'}."),
                ("Nothing changes", _still(found, family)),
                *([] if spread is None else [("Over the ranges", _ranges(found, spread))]),
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
            f"{listing(called) or 'none'}. Missed: {listing(missed) or 'none'}.",
            timeline(
                [
                    (
                        c.move.date,
                        f"{c.move.date} {_deed(names[c.move.firm], c.move.kind)}",
                        c.model,
                    )
                    for c in found.calls
                ],
                ("called by the model", "missed"),
            ),
        ),
        Table(
            "What the firms then did",
            ("date", "move", "price change", "price by the model", "the model", "nothing changes",
             "source"),
            tuple(rows),
            note="A star: the model called it.",
        ),
        _distinct(found, names, spread),
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


def _deed(name: str, kind: str) -> str:
    """A move in words: a firm and what it does."""
    return f"{name}: {'leave' if kind == 'startups leave' else kind}"


def _still(found: Hindcast, family: Family) -> str:
    f, observed = found.nothing_changes, family.observed
    opener, rival = family.players[:2]
    source = "" if observed is None else f" ({observed.source}, as of {observed.date})"
    return (
        f"{opener} goes on to play {f.opener[0]}, {rival} {f.rival[0]}, prices and startups "
        f"stay{source}."
    )


def _ranges(found: Hindcast, spread: Spread) -> str:
    hits, count = spread.hits, len(found.calls)
    more = sum(h > found.nothing for h in hits) / len(hits)
    return (
        f"With the {len(spread.parameters)} values that have no source drawn from their ranges "
        f"({spread.asked} draws, seed {spread.seed}; {len(hits)} make a market), between "
        f"{min(hits)} and {max(hits)} of the {count} moves are called, {figure(median(hits))} in "
        f"the middle; of the {len(found.distinct)} distinct forecasts between "
        f"{min(spread.distinct)} and {max(spread.distinct)}. In {percent(more)} of the draws more "
        "moves are called than by nothing changes."
    )


def _distinct(found: Hindcast, names: Mapping[str, str], spread: Spread | None) -> Table:
    """Each forecast once, with how often it is made over the ranges."""
    over = {} if spread is None else dict(spread.called)
    told = {True: "called", False: "missed"}
    times = Counter((c.move.firm, c.move.kind) for c in found.calls)
    rows = []
    for c in found.distinct:
        pair = (c.move.firm, c.move.kind)
        rows.append(
            (
                _deed(names[pair[0]], pair[1]),
                f"{times[pair]}",
                told[c.model],
                told[c.nothing],
                *([chance(over[pair])] if over else []),
            )
        )
    columns = ("forecast", "moves that meet it", "the model", "nothing changes")
    return Table(
        "Each forecast once",
        columns + (("called, share of the draws",) if over else ()),
        tuple(rows),
    )
