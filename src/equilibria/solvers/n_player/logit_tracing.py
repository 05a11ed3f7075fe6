"""One equilibrium of any number of players: the limit of the logit branch, proved.

The principal branch of logit quantal response equilibria starts where every player mixes evenly and
leads, as rationality grows, to an equilibrium (McKelvey and Palfrey 1995; Turocy 2005). Along it a
probability p behaves like ``p* + c / t`` where the action is used in the limit, and like
``exp(-gap t)`` where it is not, so that ``p (1 + t dlog p/dt)`` tells both where the branch leads
and which actions are used there. Newton's method on the indifference equations of that support
jumps to the limit, and exact arithmetic proves what it finds, or refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any

import numpy as np

from ..._budget import Budget, Meter
from ...errors import GameError
from ...games.normal_form import NormalFormGame
from ...games.profile import Profile
from ...results.equilibria import Equilibria, Stats
from ...results.equilibrium import Equilibrium
from ...results.logit_branch import LogitSystem
from ...results.status import Claim, Status
from ...results.subdivision import Subdivision
from ..lemke_howson import LemkeHowson
from ..logit_path import LogitPath
from ..pure import pure_equilibria
from .closing import Found, Support
from .exact import IntegerPayoffs
from .support_subdivision import SupportSubdivision

#: Scaled rationality beyond which a limit that was not proved yet is taken for singular, steps
#: between two attempts at a jump, and the rationality of the first attempt.
_LIMIT, _STEPS, _FIRST = 1e7, 8, 2.0

#: A jump this far from where the branch points leads to another equilibrium.
_FAR = 0.05

#: Floats closer than this to a boundary are left for a later attempt.
_CLEAR = 1e-9

#: Paths from other priors where the branch's limit is singular, and steps of the first complete
#: search after them; each later one has so many times as many.
_PRIORS, _CELLS, _TIMES = 6, 1000, 16

#: Fractions with denominators up to here are tried for a singular limit.
_DENOMINATOR = 1000


@dataclass(frozen=True, slots=True)
class LogitTracing:
    """Method: one equilibrium of two players or more, at the end of the logit branch, proved.

    Claim AT_LEAST_ONE: exact where the equilibrium is rational, otherwise enclosed in a ball that
    provably holds exactly one with its support. Each player's rationality is per unit of that
    player's own range of payoffs, so that shifting or scaling payoffs changes nothing.

    The answer is the limit of the principal branch, unless that is singular (the branch ends at a
    tie, or in a continuum): then it is a pure equilibrium, if there is one, or one that other
    starts lead to, or the first one that a complete search settles. Which of these it was is not
    part of the claim, nor that the branch was not left for another one on the way.

    A step of the budget is one step along a path, or what the other searches count. Cost: about
    four passes over the payoffs of every player, times two or three, for each of some 50 steps.

    Notes
    -----
    Thread-safe.
    """

    def solve(self, game: NormalFormGame, budget: Budget) -> Equilibria:
        """Trace within a budget; the status tells whether it sufficed."""
        if game.num_players < 2:
            raise GameError("LogitTracing is for two players or more.")
        meter = budget.start()
        system = LogitSystem.of(game, own_scale=True)
        found: Equilibrium | Equilibria | None
        if system.players:
            found = _trace(system, None, meter)
        else:
            found = _prove_pure(game, (0,) * game.num_players)  # nobody has a choice
        if found is None and meter.spent_by is None:
            found = _pure(game, meter)
        for seed in range(_PRIORS):
            if found is not None or meter.spent_by is not None:
                break
            weights = np.random.default_rng(seed).standard_exponential(system.actions)
            found = _trace(system, np.log(weights), meter)
        if found is None and meter.spent_by is None:
            found = _search(game, meter)
        if isinstance(found, Equilibria):
            return found
        stats = Stats(steps=meter.steps, seconds=meter.seconds)
        if found is None:
            status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
            return Equilibria(game, (), status, Claim.NONE, "LogitTracing", stats=stats)
        return Equilibria(
            game=game,
            equilibria=(found,),
            status=Status.FINISHED,
            claim=Claim.AT_LEAST_ONE,
            method="LogitTracing",
            stats=stats,
            cells=Subdivision((), ()) if found.radius else None,  # nothing about any other
        )


def _trace(system: LogitSystem, prior: np.ndarray | None, meter: Meter) -> Equilibrium | None:
    """Follow a branch until a jump to its limit is proved, or it ends."""
    path = LogitPath(system, prior)
    refused: set[Support] = set()
    more = True
    while True:
        if more:
            granted = meter.grant(min(_STEPS, path.stride))
            if not granted:
                return None
            before = len(path)
            more = path.extend(_LIMIT, granted)
            meter.count(len(path) - before)
        x, tangent = path.end
        if x[-1] >= _FIRST or not more:
            jump = _jump(system, x, tangent)
            if jump is not None and jump[0] not in refused:
                found = prove(system.game, *jump)
                if found is not None:
                    return found
                refused.add(jump[0])
        if not more:
            return _rational(system, x, tangent)


def _points_to(x: np.ndarray, tangent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which actions the branch will use, as far as can be seen, and how much."""
    slope = tangent[:-1] / tangent[-1] if tangent[-1] > 0 else np.zeros(len(x) - 1)
    share = 1 + x[-1] * slope
    return share > 0, np.exp(x[:-1]) * np.maximum(share, 0)


def _jump(
    system: LogitSystem, x: np.ndarray, tangent: np.ndarray
) -> tuple[Support, list[list[float]]] | None:
    """The equilibrium that a branch seems to lead to: its support and probabilities, in floats."""
    from ...kernels import logit

    used, start = _points_to(x, tangent)
    totals = np.add.reduceat(start, system.offsets)
    if not 0 < totals.min() <= totals.max() < np.inf:
        return None
    start /= np.repeat(totals, system.shape)
    p, u = start.copy(), np.empty(len(start))
    moved = logit.indifferent(*system.arguments(), used.astype(np.int64), p, u)
    if not moved < _CLEAR or np.abs(p - start).max() > _FAR or p[used].min() < _CLEAR:
        return None
    for first, count in zip(system.offsets, system.shape, strict=True):
        own = slice(first, first + count)
        if u[own].max() > u[own][used[own]].min() + _CLEAR:
            return None
    support: list[tuple[int, ...]] = [(0,)] * system.game.num_players
    weights = [[1.0]] * system.game.num_players
    for i, first, count in zip(system.players, system.offsets, system.shape, strict=True):
        chosen = np.flatnonzero(used[first : first + count])
        support[i] = tuple(chosen.tolist())
        weights[i] = p[first + chosen].tolist()
    return tuple(support), weights


def prove(game: NormalFormGame, support: Support, weights: list[list[float]]) -> Equilibrium | None:
    """The equilibrium with a support near some weights, exact or enclosed; None if not proved."""
    if all(len(used) == 1 for used in support):
        return _prove_pure(game, tuple(used[0] for used in support))
    found = Found(_PayoffsOn(game, support))
    most = max(map(len, support))
    whole = np.broadcast_to(np.eye(most), (len(support), most, most))
    if not found.close(support, None, weights, whole) or not found.roots.get(support):
        return None
    [(root, regular)] = found.roots[support]
    strategies = []
    for count, used, values in zip(game.shape, support, root.point, strict=True):
        strategy = [Fraction(0)] * count
        for a, p in zip(used, values, strict=True):
            strategy[a] = p
        strategies.append(tuple(strategy))
    enclosure = None
    if root.radius:
        enclosure = tuple(
            (strategy, root.slack(j) if len(support[j]) > 1 else Fraction(0))
            for j, strategy in enumerate(strategies)
        )
    index = root.sign if regular else None
    return Equilibrium(Profile(game, tuple(strategies)), index, enclosure, root.radius)


def _prove_pure(game: NormalFormGame, place: tuple[int, ...]) -> Equilibrium | None:
    strict = True
    for i, a in enumerate(place):
        own: tuple[Any, ...] = (*place[:i], slice(None), *place[i + 1 :])
        line = game.ordinal_payoffs(i)[own].tolist()
        if line[a] < max(line):
            return None
        strict = strict and line.count(line[a]) == 1
    strategies = (
        tuple(Fraction(int(b == a)) for b in range(count))
        for a, count in zip(place, game.shape, strict=True)
    )
    return Equilibrium(Profile(game, tuple(strategies)), 1 if strict else None)


class _PayoffsOn(IntegerPayoffs):
    """Payoffs of all own actions against the others' on one support, as whole numbers.

    Each player's are from 0 to `range` at most; players' payoffs may be scaled one by one.
    """

    def __init__(self, game: NormalFormGame, support: Support) -> None:
        self.shape = game.shape
        self.tables, most = [], []
        for i in range(game.num_players):
            within = [
                range(k) if j == i else used
                for j, (k, used) in enumerate(zip(game.shape, support, strict=True))
            ]
            numerators, _ = game.integer_payoffs(i, within)
            table = numerators - min(numerators.flat)
            divisor = gcd(*table.flat) or 1
            self.tables.append(table // divisor)
            most.append(int(max(self.tables[-1].flat)) or 1)
        self.range = max(most)
        self.bits = self.range.bit_length()
        self.tables = [
            table * (self.range // own) for table, own in zip(self.tables, most, strict=True)
        ]

    def restricted(self, i: int, supports: Any) -> Any:
        """Player i's table; there is only the one support."""
        return self.tables[i]


def _rational(system: LogitSystem, x: np.ndarray, tangent: np.ndarray) -> Equilibrium | None:
    """Simple fractions near the end of a branch, if they are an equilibrium exactly."""
    game = system.game
    _, weights = _points_to(x, tangent)
    strategies = [[Fraction(1)] for _ in game.shape]
    for i, first, count in zip(system.players, system.offsets, system.shape, strict=True):
        own = weights[first : first + count]
        near = [Fraction(float(w)).limit_denominator(_DENOMINATOR) for w in own / own.sum()]
        strategies[i] = near
        if sum(near) != 1:
            return None
    profile = Profile(game, tuple(map(tuple, strategies)))
    return Equilibrium(profile) if profile.is_equilibrium else None


def _pure(game: NormalFormGame, meter: Meter) -> Equilibrium | None:
    pure = pure_equilibria(game, budget=meter.left(), partial=True)
    meter.count(pure.stats.steps)
    if not len(pure):
        return None
    return _prove_pure(game, tuple(used[0] for used in pure[0].support))


def _search(game: NormalFormGame, meter: Meter) -> Equilibrium | Equilibria | None:
    """The first equilibrium that a complete method settles; its cover, if it settles none."""
    if game.num_players == 2:
        solved = LemkeHowson().solve(game, meter.left())
        meter.count(solved.stats.steps)
        meter.grant(1)
        return solved[0] if len(solved) else None
    steps = _CELLS
    while granted := meter.grant(steps):
        left = Budget(meter.left().seconds, granted)
        solved = SupportSubdivision().solve(game, left)
        meter.count(solved.stats.steps)
        if len(solved):
            return solved[0]
        if solved.status is Status.FINISHED:
            return solved
        steps *= _TIMES
    return None
