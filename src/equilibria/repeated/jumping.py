"""The limit of many steps of the outer chain at once.

A jump proves the limit of many steps at once. If V* lies in W_1 and, for all s in [0, 1], the bound
for W_s = W_0 + s (W_1 - W_0) lies in W_{theta s} with theta < 1, then V* lies in W_0: the least s
for which V* lies in W_s cannot be positive. Each dual bound is affine in s, so two ends decide.
"""

from __future__ import annotations

import sys

import numpy as np
from flint import fmpq

from .directions import ERROR
from .duals import rounded_up
from .outer import Chain
from .scaled import float_of

#: Share of the way that a jump must leave behind it at each of its (infinitely many) steps.
THETA = fmpq(1023, 1024)

#: A half-plane this near to its floor stays where it is in a jump.
NEAR = fmpq(1, 10**10)

Offsets = dict[int, fmpq]


def jump(chain: Chain, share: fmpq) -> bool:
    """Prove what is left to be a share of the way from floors to here, or change nothing."""
    target: Offsets = {}
    for k in chain.active:
        floor = chain.table.floors[k]
        gap = chain.offsets[k] - floor
        target[k] = chain.offsets[k] if gap <= NEAR else rounded_up(floor + share * gap)
    if all(target[k] == chain.offsets[k] for k in chain.active):
        return False
    near = np.zeros(len(chain.normals))
    for k in chain.active:
        near[k] = float_of(target[k])
    chain.low = chain.is_low(near)
    floats = chain.near, near
    required = chain.required(chain.near, chain.low), chain.required(near, chain.low)
    if not all(_lands(chain, k, floats, required, (chain.offsets, target)) for k in chain.active):
        return False
    chain.record()  # the tightened offsets, from which the jump starts
    chain.offsets = target
    chain.refresh()
    chain.record(jump=True)
    return True


def _lands(
    chain: Chain,
    k: int,
    near: tuple[np.ndarray, np.ndarray],
    required: tuple[np.ndarray, np.ndarray],
    ends: tuple[Offsets, Offsets],
) -> bool:
    """Whether every profile obeys, by one dual corner at both ends."""
    high, low = ends[0][k], ends[1][k]
    goal = low + THETA * (high - low), low
    table, v = chain.table, chain.table[k]
    c = v.exact
    doubtful = np.zeros(chain.game.size, bool)
    arguments = (
        table.first[k],
        table.stage[k],
        chain.alive,
        *required,
        c.times * near[0][c.normal] + v.error,
        c.times * near[1][c.normal] + v.error,
        c.less,
        c.axis,
        8 * ERROR,
        float(near[1][k]) - 8 * ERROR,
        np.array([float_of(aim) - ERROR for aim in goal]),
        doubtful,
    )
    if "numba" in sys.modules:
        from ..kernels import halfplanes

        count = halfplanes.lands(*arguments)
    else:
        count = lands(*arguments)
    return not count or all(
        _lands_exactly(chain, k, a, ends, goal) for a in np.flatnonzero(doubtful).tolist()
    )


def lands(
    first: np.ndarray,
    stage: np.ndarray,
    alive: np.ndarray,
    high: np.ndarray,
    low: np.ndarray,
    base_high: np.ndarray,
    base_low: np.ndarray,
    less: np.ndarray,
    axis: np.ndarray,
    error: float,
    limit: float,
    aims: np.ndarray,
    doubtful: np.ndarray,
) -> int:
    """The twin of `equilibria.kernels.halfplanes.lands`, for small games: nothing to compile."""
    doubtful[:] = alive & (first > limit)
    which = np.flatnonzero(doubtful)
    good = np.ones((len(which), len(less)), bool)
    for q, base, aim in ((high, base_high, aims[0]), (low, base_low, aims[1])):
        values = base - less * q[:, which][axis].T
        good &= (stage[which] + error)[:, None] + values <= aim
    doubtful[which[good.any(axis=1)]] = False
    return int(doubtful.sum())


def _lands_exactly(
    chain: Chain, k: int, a: int, ends: tuple[Offsets, Offsets], goal: tuple[fmpq, fmpq]
) -> bool:
    table, v = chain.table, chain.table[k]
    if table.has_first(k) and table.exact_first(k, a) <= ends[1][k]:
        return True
    stage = table.exact_stage(k, a)
    room = goal[0] - stage, goal[1] - stage
    needs = [chain.demanded(a, (-b[0], -b[1])) for b in ends]
    sides = []
    for b, q in zip(ends, needs, strict=True):
        values = [sum((t * b[j] for j, t in v.own), fmpq(0))]
        values += [t * b[j] - less * q[axis] for j, t, axis, less in v.exact]
        if v.both is not None:
            values.append(-v.both[0] * q[0] - v.both[1] * q[1])
        sides.append(values)
    if any(x <= room[0] and y <= room[1] for x, y in zip(*sides, strict=True)):
        return True
    for p in table.positive:  # or nothing is left for it to be continued with
        n = table.normals[p]
        if all(n[0] * q[0] + n[1] * q[1] > b[p] for q, b in zip(needs, ends, strict=True)):
            return True
    return False
