"""Minmax and maximin in pure strategies by their definitions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product


def _earned(table, i, own, others):
    return table[(*others[:i], own, *others[i:])]


def pure_minmax(game, i: int) -> Fraction:
    table, k = game.exact_payoffs()[i], game.shape[i]
    others = product(*(range(n) for j, n in enumerate(game.shape) if j != i))
    return min(max(_earned(table, i, a, at) for a in range(k)) for at in others)


def pure_maximin(game, i: int) -> Fraction:
    table, k = game.exact_payoffs()[i], game.shape[i]
    others = list(product(*(range(n) for j, n in enumerate(game.shape) if j != i)))
    return max(min(_earned(table, i, a, at) for at in others) for a in range(k))
