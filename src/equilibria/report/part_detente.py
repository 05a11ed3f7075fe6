"""Leaving each other alone, year after year: how patient both must be, and what they can earn."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from ..games.profile import Profile
from ..markets.openness.detente import PEACE, Detente
from ..markets.openness.study import Study
from ..markets.openness.years import Years
from ..repeated.critical_answer import CriticalDiscount
from ..repeated.feasible import feasible_set, individually_rational
from ..repeated.payoff_set import PayoffSet
from ..solvers.pure import pure_equilibria
from .document import Block, Facts, Heading, Paragraph, Picture, Table
from .drawing import Area, Bar, bars, plane
from .wording import amount, listing, profile

#: Outcomes up to which each is named in a picture.
FEW = 6
#: Kinds of threat, in words.
_THREATS = {
    "optimal": "the harshest that are credible",
    "grim": "a single year's outcome for ever",
    "symmetric": "the same for both",
}


def detente(study: Study, found: Years) -> list[Block]:
    """Critical discount factors of (internal, hold), per player, and of every profile."""
    d = found.detente
    opener, rival = d.stage.players
    parameter = study.family.parameters["discount"]
    kept = {True: "kept up", False: "not kept up", None: "not decided"}
    sides = [f"{kept[d.holds(end)]} at {decimal(end)}" for end in (d.low, d.high)]
    rows = tuple(_row(name, c) for name, c in _found(d))
    drawn = []
    for name, c in _found(d):
        most = float(c.bracket[1])
        told = "never" if most >= 1 else f"from {most:.3f}"
        drawn.append((f"{name}: {told}", [] if most >= 1 else [Bar(most, 1.0, 0)]))
    single = "; ".join(profile(d.stage.players, o) for o in d.outcomes) or "mixed strategies"
    return [
        Heading("Leaving each other alone"),
        Facts(
            (
                ("The game", f"{opener} open or internal, {rival} hold or enter, year after year."),
                ("In a single year", single),
                (
                    "Today",
                    f"(internal, hold) is {kept[d.holds(d.discount)]} at the discount factor "
                    f"{decimal(d.discount)} a year ({parameter.basis}); over its range: "
                    f"{', '.join(sides)}.",
                ),
                ("The threat", _threat(d)),
            )
        ),
        Picture(
            "Discount factors at which (internal, hold) can be kept up",
            "; ".join(label for label, _ in drawn) + ".",
            bars(
                drawn,
                "discount factor per year",
                limits=(0.0, 1.0),
                line=(float(d.discount), f"today, {decimal(d.discount)}"),
            ),
        ),
        Table(
            "Least discount factor that keeps up (internal, hold), per year",
            ("punishment", opener, rival, "both", "binding"),
            rows,
            note="Binding: who needs most patience. Always: even who cares for no later year.",
        ),
        *_payoffs(study, d, d.payoffs, "with these two actions each"),
        _whole(d),
        *_payoffs(study, d, d.whole_payoffs, "with all actions"),
    ]


def _threat(d: Detente) -> str:
    """What follows a breach, where a strategy was found that keeps the peace."""
    strategy = d.optimal.strategy
    if strategy is None:
        return "None is harsh enough."
    told: dict[str, list[str]] = {}
    for player, k in zip(d.stage.players, strategy.punish, strict=True):
        state = strategy.states[k]
        if isinstance(state.play, Profile):
            places = state.play.support
        else:
            places = tuple((a,) for a in state.play)
        names = [
            " or ".join(actions[a] for a in chosen)
            for actions, chosen in zip(d.stage.actions, places, strict=True)
        ]
        how = "for ever" if state.then == ((k, Fraction(1)),) else "first"
        told.setdefault(f"{how} ({', '.join(names)})", []).append(player)
    return "; ".join(f"if {' or '.join(who)} breaks away, {what}" for what, who in told.items())


def _payoffs(study: Study, d: Detente, found: PayoffSet, what: str) -> list[Block]:
    """What the two can earn a year in equilibrium at today's discount factor, as a picture."""
    unit = study.decision.table.terms[0].unit
    stage = found.game.stage
    players, paid = stage.players, stage.exact_payoffs()
    feasible, rational = feasible_set(stage).vertices, individually_rational(stage).vertices
    held, exact = found.inner, found.inner == found.outer
    areas = [
        Area("feasible: averages of the outcomes", None, (_points(feasible),)),
        Area("of these, nobody gets less than it can make sure of alone", 7, (_points(rational),)),
        Area(
            f"in equilibrium at {decimal(d.discount)} a year{'' if exact else ', at least'}",
            0,
            (_points(held),),
        ),
    ]
    stable = {e.support for e in pure_equilibria(stage)}
    points, outcomes = [], []
    for (a, row), (b, column) in product(*map(enumerate, stage.actions)):
        at = float(paid[0][a, b]), float(paid[1][a, b])
        once = ((a,), (b,)) in stable
        shown = paid[0].size <= FEW or once or (row, column) == PEACE
        points.append((at, f"{row}, {column}{' (one year)' if once else ''}" if shown else ""))
        outcomes.append(f"({row}, {column}) {amount(at[0])} and {amount(at[1])}")
    limits = tuple(_limits([p[i] for p, _ in points]) for i in (0, 1))
    told = "No equilibrium without mixing at this discount factor."
    if held:
        spans = [
            f"{p} {amount(min(v[i] for v in held))} to {amount(max(v[i] for v in held))}"
            for i, p in enumerate(players)
        ]
        told = f"In equilibrium, {unit}: {listing(spans)}."
    return [
        Picture(
            f"What they can earn a year on average, {unit}, {what}",
            f"{told} Outcomes: {'; '.join(outcomes)}.",
            plane(
                areas,
                (f"{players[0]}, {unit}", f"{players[1]}, {unit}"),
                (limits[0], limits[1]),
                points=points,
            ),
        ),
        Paragraph(
            f"{told} Without mixing, with a public coin, breaches seen by both; "
            + ("exact." if exact else "what is shown is proved, more may be.")
            + " One year: the equilibrium of a single year.",
            "note",
        ),
    ]


def _points(corners: Sequence[Any]) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in corners)


def _limits(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    margin = 0.12 * (high - low) or 1.0
    return low - margin, high + margin


def decimal(value: Fraction) -> str:
    """A discount factor as a reader writes it: a short fraction in decimals."""
    return f"{float(value):.6g}"


def _found(d: Detente) -> list[tuple[str, Any]]:
    found = [("harshest credible threat", d.optimal)]
    return found if d.grim is None else [*found, ("single year's outcome for ever", d.grim)]


def _row(name: str, c: Any) -> tuple[str, ...]:
    spans = (ends(*span) for span in c.by_player.values())
    return (name, *spans, ends(*c.bracket), ", ".join(c.binding) or "nobody")


def _whole(d: Detente) -> Table:
    """Every profile of the whole game."""
    stage = d.whole.stage
    rows = tuple(
        (name, *(ends(d.whole.lower[a, b], d.whole.upper[a, b]) for b in range(stage.shape[1])))
        for a, name in enumerate(stage.actions[0])
    )
    return Table(
        "Least discount factor that keeps up each profile of the whole game, per year",
        (f"{stage.players[0]} down, {stage.players[1]} across", *stage.actions[1]),
        rows,
        note=f"Threats: {_THREATS[d.whole.punishment]}. Always: an "
        "equilibrium of a single year. Never: no discount factor below 1 does.",
    )


def critical(found: CriticalDiscount) -> str:
    """A critical discount factor in words, each player's and the binding one."""
    if found.status == "always":
        return "always (an equilibrium of a single year)"
    if found.status == "open":
        return f"not below {ends(found.bracket[0], found.bracket[0])}; none was proved to do"
    each = "; ".join(f"{p} {ends(*span)}" for p, span in found.by_player.items())
    head = "never" if found.status == "never" else f"from {ends(*found.bracket)}"
    return f"{head} ({each}; binding: {', '.join(found.binding)})"


def least(value: Any) -> str:
    """A critical discount factor that is known."""
    return "never" if value == 1 else "always" if value == 0 else f"{float(value):.3f}"


def ends(low: Any, high: Any) -> str:
    """A bracket of a critical discount factor; 0: always, 1: never."""
    if low == high:
        return least(low)
    return f"{float(low):.3f} to {'?' if high == 1 else f'{float(high):.3f}'}"
