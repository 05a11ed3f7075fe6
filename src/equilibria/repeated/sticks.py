"""Sticks: profiles played to punish one player, from which play returns to the path.

A stick that lasts is followed by a public lottery: with some probability it is played again, else
play returns. With g(a) for the path's payoffs, the punishment of player i with stick x is worth
``g(a) - t * (g(a) - g(x))`` for a weight t between ``1 - d`` (play returns at once) and 1 (never).
All comparisons are exact, on integers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..games.normal_form import NormalFormGame
from .deviations import Deviations, Place, deviations, ratio, simplest_between
from .punishments import Sustained, for_ever
from .simple_profiles import sticks_and_carrot

_ZERO, _ONE = Fraction(0), Fraction(1)

Sticks = tuple[Place, ...]


def one_period_sticks(
    stage: NormalFormGame, place: Place, *, most: Fraction = _ONE, least: Fraction = _ZERO
) -> Sustained:
    """The best punishments that last one period and then return to `place`.

    With the profile ``s_i`` as player i's stick, and ``loss_i = g_i(place) - g_i(s_i)``, the
    strategies are subgame perfect if and only if ``gain_i(x) <= d * loss_i`` for every player i and
    every x among the place and all sticks. For a given d the sticks that can be used shrink as the
    losses do, and a largest fixed point is reached from above.

    Parameters
    ----------
    most, least : Fraction
        Only what does below `most` is looked for, and `least` is known to be a lower bound.
    """
    tables = deviations(stage)
    payoffs, _, gains = tables.at(place)
    if not any(gains):
        return Sustained(_ZERO, (_ZERO,) * len(gains), for_ever(stage, place))

    def holds_from(sticks: Sticks) -> Fraction:
        return max(
            Fraction(tables.gains[i][x], payoffs[i] - tables.payoffs[i][stick])
            for x in (place, *sticks)
            for i, stick in enumerate(sticks)
            if tables.gains[i][x]
        )

    best, sticks = _descend(lambda d: _sticks_below(tables, place, d), holds_from, most, least)
    if sticks is None:
        return Sustained(_ONE, (_ONE,) * len(gains), None)
    by_player = tuple(best if gain else _ZERO for gain in gains)
    return Sustained(best, by_player, sticks_and_carrot(stage, place, sticks))


def _descend(
    below: Callable[[Fraction], Sticks | None],
    holds_from: Callable[[Sticks], Fraction],
    most: Fraction,
    least: Fraction,
) -> tuple[Fraction, Sticks | None]:
    """The least discount factor from which some sticks do, with those sticks.

    ``below(d)`` finds sticks that do somewhere below d, or proves that there are none;
    ``holds_from`` says exactly from where some do. Each round moves the best down to that, and then
    leaps ahead by halving; the last round is a proof.
    """
    best, sticks, floor = most, None, least
    while best > floor:
        found = below(best)
        while found is not None:
            best, sticks = holds_from(found), found
            if best <= floor:
                return best, sticks
            room = best - floor
            middle = simplest_between(floor + room / 4, floor + room / 2)
            found = below(middle)
            if found is None:
                floor = middle
                break
        else:
            return best, sticks
    return best, sticks


def _sticks_below(tables: Deviations, place: Place, discount: Fraction) -> tuple[Place, ...] | None:
    """Sticks that do at some discount factor below this one; None if there are none."""
    p, q = discount.numerator, discount.denominator
    tables = tables.narrow(q)
    usable = np.ones(tables.stage.shape, dtype=bool)
    while True:
        if not usable[place]:
            return None
        sticks = []
        for table in tables.payoffs:
            held = np.where(usable, table, table.max() + 1)
            sticks.append(tuple(int(a) for a in np.unravel_index(held.argmin(), held.shape)))
        now = usable.copy()
        for table, gain, stick in zip(tables.payoffs, tables.gains, sticks, strict=True):
            loss = table[place] - table[stick]
            now &= (gain == 0) | (gain * q < p * loss)
        if np.array_equal(now, usable):
            return tuple(sticks)
        usable = now


def lasting_sticks(
    stage: NormalFormGame, place: Place, *, most: Fraction = _ONE, least: Fraction = _ZERO
) -> Sustained:
    """The best punishments that hold each player to its best reply against the stick.

    The weight of player i's stick x is such that the punishment is worth ``c_i(x)``, the least
    that i's own incentives allow. Write ``m_i = g_i(place) - c_i(x_i)`` for what it loses. The
    strategies are subgame perfect if and only if

    - on the path ``(1 - d) * gain_i(place) <= d * m_i``;
    - the weight is at least ``1 - d``: ``gain_i(x_i) <= d * (g_i(place) - g_i(x_i))``;
    - every other player j goes along with i's stick.

    Otherwise as `one_period_sticks`, and with the same parameters.
    """
    tables = deviations(stage)
    gains = tables.at(place)[2]
    if not any(gains):
        return Sustained(_ZERO, (_ZERO,) * len(gains), for_ever(stage, place))
    best, sticks = _descend(
        lambda d: _lasting_below(tables, place, d),
        lambda sticks: _lasting_from(tables, place, sticks),
        most,
        least,
    )
    if sticks is None:
        return Sustained(_ONE, (_ONE,) * len(gains), None)
    again = [_repeated(tables, place, i, x, best) for i, x in enumerate(sticks)]
    by_player = tuple(best if gain else _ZERO for gain in gains)
    return Sustained(best, by_player, sticks_and_carrot(stage, place, sticks, again))


def _repeated(tables: Deviations, place: Place, i: int, x: Place, discount: Fraction) -> Fraction:
    """With which probability i's stick is repeated: its weight is (1 - d) / (1 - d * that)."""
    lost = int(tables.payoffs[i][place] - tables.payoffs[i][x])
    if not lost:
        return Fraction(0)
    weight = Fraction(int(tables.payoffs[i][place] - tables.best[i][x]), lost)
    return (1 - (1 - discount) / weight) / discount


def _terms(tables: Deviations, place: Place, i: int, x: Any, threats: Sequence[int]) -> Any:
    """Conditions on i's stick x: pairs (constant, slope) with constant + d * slope >= 0.

    `x` is one profile, or ... for arrays over all profiles.
    """
    payoffs = [int(table[place]) for table in tables.payoffs]
    held, lost = payoffs[i] - tables.best[i][x], payoffs[i] - tables.payoffs[i][x]
    yield -tables.gains[i][x], lost
    for j, threat in enumerate(threats):
        if j != i:
            gone = payoffs[j] - tables.best[j][x]
            constant = lost * gone - held * (payoffs[j] - tables.payoffs[j][x])
            yield constant, lost * (payoffs[j] - threat - gone)


def _lasting_below(
    tables: Deviations, place: Place, discount: Fraction
) -> tuple[Place, ...] | None:
    """Sticks that do from some discount factor below this one on; None if there are none."""
    p, q = discount.numerator, discount.denominator
    tables = tables.narrow(q)
    payoffs, _, gains = tables.at(place)
    threats = list(tables.minmax())
    while True:
        sticks, now = [], []
        for i, table in enumerate(tables.best):
            usable = table < payoffs[i]
            for constant, slope in _terms(tables, place, i, ..., threats):
                level = constant * q + slope * p
                usable &= (level > 0) | ((level == 0) & (slope == 0))
                usable &= constant + slope >= 0
            if not usable.any():
                if gains[i]:
                    return None
                sticks.append(place)  # it has nothing to gain on the path, where it is sent back
                now.append(payoffs[i])
                continue
            held = np.where(usable, table, table.max() + 1)
            sticks.append(tuple(int(a) for a in np.unravel_index(held.argmin(), held.shape)))
            now.append(int(table[sticks[-1]]))
        if any(
            gain and not gain * (q - p) < p * (payoff - threat)
            for gain, payoff, threat in zip(gains, payoffs, now, strict=True)
        ):
            return None
        if now == threats:
            return tuple(sticks)
        threats = now


def _lasting_from(tables: Deviations, place: Place, sticks: Sequence[Place]) -> Fraction:
    """The least discount factor at which these sticks do."""
    payoffs, _, gains = tables.at(place)
    threats = [int(table[x]) for table, x in zip(tables.best, sticks, strict=True)]
    least = [
        ratio(gain, payoff - threat)
        for gain, payoff, threat in zip(gains, payoffs, threats, strict=True)
    ]
    for i, x in enumerate(sticks):
        for constant, slope in _terms(tables, place, i, x, threats):
            if constant < 0:
                least.append(Fraction(-int(constant), int(slope)))
    return max(least)
