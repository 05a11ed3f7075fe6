"""Verifies minmax and maximin payoffs.

A document of kind "security level" has beside the game

    "question": "minmax" | "maximin",  "method": "pure" | "mixed" | "correlated",
    "player": position,  "value": rational,
    "punishment": [[[action, ...], rational], ...],   what the others play, the player left out
    "strategy": [rational, ...]                       what secures the value

A mixture of the others against which no action earns more than the value, and a mixture of the
player's own that earns no less against every joint action of theirs, prove it for mixtures that may
be correlated, and so for a single opponent's. Where all play actions, every profile is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from .numbers import entries, integer, items, rational
from .reading import Table, read_table
from .verdict import Clock, Refuted


def verify_security(data: Mapping[str, Any], clock: Clock) -> str:
    """Verify a document of kind 'security level'; say what was verified."""
    table = read_table(data)
    question, method = data.get("question"), data.get("method")
    if question not in ("minmax", "maximin") or method not in ("pure", "mixed", "correlated"):
        raise Refuted("question and method are not those of a security level")
    i, value = integer(data.get("player"), "player"), rational(data.get("value"), "value")
    if not 0 <= i < len(table.players):
        raise Refuted("player: there is no such position")
    if method == "pure":
        _check_pure(table, i, str(question), value, clock)
    else:
        others = [k for j, k in enumerate(table.shape) if j != i]
        if question == "minmax" and method == "mixed" and sum(k > 1 for k in others) > 1:
            raise Refuted("independent mixtures of several opponents cannot be proved this way")
        _check_mixed(table, i, value, data, clock)
    return f"the {question} payoff of {table.players[i]} ({method}) is as stated"


def earned(table: Table, i: int, own: int, others: tuple[int, ...]) -> Fraction:
    """What player i earns from an action against a joint action of the others."""
    position = 0
    for count, a in zip(table.shape, (*others[:i], own, *others[i:]), strict=True):
        position = position * count + a
    return table.payoffs[i][position]


def joint_actions(table: Table, i: int) -> product[tuple[int, ...]]:
    """Every joint action of the others than i."""
    return product(*(range(k) for j, k in enumerate(table.shape) if j != i))


def pure_minmax(table: Table, i: int, clock: Clock) -> Fraction:
    """The least over the others' actions of what a best reply earns."""
    best = []
    for others in joint_actions(table, i):
        clock.look()
        best.append(max(earned(table, i, a, others) for a in range(table.shape[i])))
    return min(best)


def _check_pure(table: Table, i: int, question: str, value: Fraction, clock: Clock) -> None:
    if question == "minmax":
        found = pure_minmax(table, i, clock)
    else:
        worst = []
        for a in range(table.shape[i]):
            clock.look()
            worst.append(min(earned(table, i, a, others) for others in joint_actions(table, i)))
        found = max(worst)
    if found != value:
        raise Refuted(f"value: it is {found!s:.60}")


def _check_mixed(
    table: Table, i: int, value: Fraction, data: Mapping[str, Any], clock: Clock
) -> None:
    shape = tuple(k for j, k in enumerate(table.shape) if j != i)
    punishment = []
    for entry in entries(data, "punishment"):
        if len(items(entry, "punishment")) != 2:
            raise Refuted("punishment: an entry is not a joint action and a probability")
        place = tuple(integer(a, "punishment") for a in items(entry[0], "punishment"))
        if len(place) != len(shape) or any(
            not 0 <= a < k for a, k in zip(place, shape, strict=True)
        ):
            raise Refuted("punishment: there is no such joint action")
        punishment.append((place, rational(entry[1], "punishment")))
    strategy = [rational(p, "strategy") for p in entries(data, "strategy")]
    if len(strategy) != table.shape[i]:
        raise Refuted("strategy does not have one probability per action")
    for name, weights in (("punishment", [p for _, p in punishment]), ("strategy", strategy)):
        if not weights or min(weights) < 0 or sum(weights) != 1:
            raise Refuted(f"{name}: the probabilities are negative or do not add to 1")
    for a in range(table.shape[i]):
        clock.look()
        if sum(p * earned(table, i, a, place) for place, p in punishment) > value:
            raise Refuted(f"punishment: {table.actions[i][a]!r} earns more than the value")
    for others in joint_actions(table, i):
        clock.look()
        if sum(p * earned(table, i, a, others) for a, p in enumerate(strategy) if p) < value:
            raise Refuted("strategy: a joint action of the others leaves less than the value")
