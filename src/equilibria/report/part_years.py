"""The years to come: whether opener and rival can leave each other alone, and what it takes."""

from __future__ import annotations

from typing import Any

from .._format import number
from ..markets.openness.detente import Detente
from ..markets.openness.study import Study
from .document import Block, Facts, Picture, Section, Table
from .drawing import Bar, bars


def years(study: Study) -> tuple[Section, ...]:
    """Critical discount factors of (internal, hold), per player, and of every profile."""
    d = study.detente
    if d is None:
        return ()
    opener, rival = d.stage.players
    parameter = study.family.parameters["discount"]
    kept = {True: "kept up", False: "not kept up", None: "not decided"}
    ends = [f"{kept[d.holds(end)]} at {number(end)}" for end in (d.low, d.high)]
    rows = tuple(_row(name, found) for name, found in _found(d))
    drawn = []
    for name, found in _found(d):
        least = float(found.bracket[1])
        told = "never" if least >= 1 else f"from {least:.3f}"
        drawn.append((f"{name}: {told}", [] if least >= 1 else [Bar(least, 1.0, 0)]))
    single = "; ".join(", ".join(names) for names in d.outcomes) or "no pure equilibrium"
    blocks: tuple[Block, ...] = (
        Facts(
            (
                ("The game", f"{opener} open or internal, {rival} hold or enter, year after year."),
                ("In a single year", single),
                (
                    "Today",
                    f"(internal, hold) is {kept[d.holds(d.discount)]} at the discount factor "
                    f"{number(d.discount)} a year ({parameter.basis}); over its range: "
                    f"{', '.join(ends)}.",
                ),
            )
        ),
        Picture(
            "Discount factors at which (internal, hold) can be kept up",
            "; ".join(label for label, _ in drawn) + ".",
            bars(
                drawn,
                "discount factor per year",
                limits=(0.0, 1.0),
                line=(float(d.discount), f"today, {number(d.discount)}"),
            ),
        ),
        Table(
            "Least discount factor that keeps up (internal, hold), per year",
            ("punishment", opener, rival, "both", "binding"),
            rows,
        ),
        _whole(d),
    )
    return (Section("years", "Year after year", blocks),)


def _found(d: Detente) -> list[tuple[str, Any]]:
    found = [("harshest credible threat", d.optimal)]
    return found if d.grim is None else [*found, ("single year's outcome for ever", d.grim)]


def _row(name: str, c: Any) -> tuple[str, ...]:
    ends = (_ends(*pair) for pair in c.by_player.values())
    return (name, *ends, _ends(*c.bracket), ", ".join(c.binding) or "nobody")


def _whole(d: Detente) -> Table:
    """Every profile of the whole game."""
    stage = d.whole.stage
    rows = tuple(
        (name, *(_ends(d.whole.lower[a, b], d.whole.upper[a, b]) for b in range(stage.shape[1])))
        for a, name in enumerate(stage.actions[0])
    )
    return Table(
        "Least discount factor that keeps up each profile of the whole game, per year",
        (f"{stage.players[0]} down, {stage.players[1]} across", *stage.actions[1]),
        rows,
        note=f"Threats: {d.whole.punishment}. Never: no discount factor below 1 does.",
    )


def _ends(least: Any, most: Any) -> str:
    if least == most:
        return "never" if least == 1 else f"{float(least):.4f}"
    return f"{float(least):.4f} to {'?' if most == 1 else f'{float(most):.4f}'}"
