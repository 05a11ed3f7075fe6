"""Verifies minmax and maximin payoffs.

A document of kind "security level" has beside the game

    "question": "minmax" | "maximin",  "method": "pure" | "mixed" | "correlated",
    "player": position,  "value": rational,
    "punishment": [[[action, ...], rational], ...],   what the others play, the player left out
    "strategy": [rational, ...]                       what secures the value
    "lower": rational,  "cells": [node, ...]          instead, where the value is bracketed

A mixture of the others against which no action earns more than the value, and a mixture of the
player's own that earns no less against every joint action of theirs, prove it for mixtures that may
be correlated, and so for a single opponent's. Where all play actions, every profile is looked at.

Independent mixtures of several opponents are bracketed: the punishment must be the product of its
marginals, which bounds the value from above. From below, the cells of the opponents' mixtures (a
simplex for each) must end in leaves where some mixture of the player's own earns at least the lower
end at every tuple of vertices, and so in all of the leaf. A node ["cut", [opponent, a, b]] halves
the edge between two vertices; the half that keeps a follows with all its parts, then the half that
keeps b. A node ["held", [integer, ...]] is a leaf with the weights of the player's mixture.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from .multiaffine import Cell
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
        punishment = _punishment(table, i, data)
        for a in range(table.shape[i]):
            clock.look()
            if sum(p * earned(table, i, a, place) for place, p in punishment) > value:
                raise Refuted(f"punishment: {table.actions[i][a]!r} earns more than the value")
        if question == "minmax" and method == "mixed":
            _check_independent(table, i, punishment, clock)
        if "cells" in data:
            if question != "minmax" or method != "mixed":
                raise Refuted("cells are for a minmax against independent mixtures")
            lower = rational(data.get("lower"), "lower")
            leaves = _check_cells(table, i, lower, data, clock)
            return (
                f"the minmax payoff of {table.players[i]} (mixed) lies between the ends stated "
                f"({leaves} cells)"
            )
        _check_secured(table, i, value, data, clock)
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


def _punishment(
    table: Table, i: int, data: Mapping[str, Any]
) -> list[tuple[tuple[int, ...], Fraction]]:
    """What the others play: joint actions with probabilities that add to 1."""
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
    _check_weights("punishment", [p for _, p in punishment])
    return punishment


def _check_weights(name: str, weights: list[Fraction]) -> None:
    if not weights or min(weights) < 0 or sum(weights) != 1:
        raise Refuted(f"{name}: the probabilities are negative or do not add to 1")


def _check_secured(
    table: Table, i: int, value: Fraction, data: Mapping[str, Any], clock: Clock
) -> None:
    """A mixture of the player's own earns the value against every joint action."""
    strategy = [rational(p, "strategy") for p in entries(data, "strategy")]
    if len(strategy) != table.shape[i]:
        raise Refuted("strategy does not have one probability per action")
    _check_weights("strategy", strategy)
    for others in joint_actions(table, i):
        clock.look()
        if sum(p * earned(table, i, a, others) for a, p in enumerate(strategy) if p) < value:
            raise Refuted("strategy: a joint action of the others leaves less than the value")


def _check_independent(
    table: Table, i: int, punishment: list[tuple[tuple[int, ...], Fraction]], clock: Clock
) -> None:
    """The joint mixture is the product of its marginals."""
    shape = [k for j, k in enumerate(table.shape) if j != i]
    shares = [[Fraction(0)] * k for k in shape]
    joint: dict[tuple[int, ...], Fraction] = {}
    for place, p in punishment:
        joint[place] = joint.get(place, Fraction(0)) + p
        for share, a in zip(shares, place, strict=True):
            share[a] += p
    for place in product(*map(range, shape)):
        clock.look()
        expected = Fraction(1)
        for share, a in zip(shares, place, strict=True):
            expected *= share[a]
        if joint.get(place, Fraction(0)) != expected:
            raise Refuted("punishment: the others' mixtures are not independent")


def _check_cells(
    table: Table, i: int, lower: Fraction, data: Mapping[str, Any], clock: Clock
) -> int:
    """The cells cover all mixtures of the others, and each is proved; return how many."""
    shape = [k for j, k in enumerate(table.shape) if j != i]
    own = table.shape[i]
    payoffs = [
        [earned(table, i, a, others) for a in range(own)] for others in joint_actions(table, i)
    ]
    whole = tuple(tuple(tuple(int(a == b) for b in range(k)) for a in range(k)) for k in shape)
    waiting, leaves = [Cell(whole, (0,) * len(shape))], 0
    for node in entries(data, "cells"):
        clock.look()
        if not waiting:
            raise Refuted("cells: there are more than the cuts make")
        cell = waiting.pop()
        if len(items(node, "cells")) != 2 or node[0] not in ("cut", "held"):
            raise Refuted("cells: a node is neither a cut nor a leaf")
        numbers = [integer(n, "cells") for n in items(node[1], "cells")]
        if node[0] == "cut":
            waiting.extend(reversed(_halves(cell, numbers)))
            continue
        leaves += 1
        if len(numbers) != own or min(numbers) < 0 or not sum(numbers):
            raise Refuted("cells: a leaf does not have one weight per action, none negative")
        at = [
            sum((w * v for w, v in zip(numbers, line, strict=True)), Fraction(0))
            for line in payoffs
        ]
        if min(_at_vertices(at, cell, clock)) < lower * sum(numbers) * 2 ** sum(cell.bits):
            raise Refuted("cells: in a leaf the mixture earns less than the lower end")
    if waiting:
        raise Refuted("cells: a part of the mixtures is not covered")
    return leaves


def _halves(cell: Cell, numbers: list[int]) -> tuple[Cell, Cell]:
    """The two halves of a cell whose edge is cut in the middle: what keeps a, what keeps b."""
    if len(numbers) != 3 or not 0 <= numbers[0] < len(cell.vertices):
        raise Refuted("cells: a cut names no opponent and edge")
    j, a, b = numbers
    if a == b or not all(0 <= v < len(cell.vertices[j]) for v in (a, b)):
        raise Refuted("cells: a cut names no opponent and edge")
    return cell.halves(j, b, a)


def _at_vertices(payoffs: list[Fraction], cell: Cell, clock: Clock) -> list[Fraction]:
    """What joint mixtures earn at the tuples of vertices, times ``2**sum(bits)``."""
    for simplex in cell.vertices:  # the first opponent's place goes, its vertices come last
        clock.look()
        count = len(simplex)
        step = len(payoffs) // count
        payoffs = [
            sum((p * payoffs[a * step + rest] for a, p in enumerate(v) if p), Fraction(0))
            for rest in range(step)
            for v in simplex
        ]
    return payoffs
