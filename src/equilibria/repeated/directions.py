"""The directions that the outer chain looks in, and what can be worked out once for each.

Bounds by floats carry `ERROR` per unit of what enters them: see `outer`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import atan2

import numpy as np
from flint import fmpq

from .duals import Direction, Duals, combine
from .polygon import Point
from .scaled import Scaled, float_of

#: Rounding of float bounds, per unit of what enters them: 64 units in the last place.
ERROR = 2.0**-46


class Directions:
    """Normals by number: the four axes first, each multiple of a normal under the same number.

    Attributes
    ----------
    normals, floors : lists of pairs of fmpq, and of fmpq
        Per number, the normal and the offset below which there is no need to go.
    first, stage : lists of ndarray, shape (size,)
        Per number and profile, the largest n.x that its own payoffs allow it (infinite where
        discount factors differ), and (1 - d) n.g.
    order, neighbours : list, dict
        The normals in use by angle, and each as a combination of the two beside it: numbers,
        weights, and the weights as floats.
    positive : list
        Those in use that point nowhere downwards.
    """

    def __init__(self, game: Scaled, floor: Callable[[Point], fmpq]) -> None:
        self.game = game
        self.normals: list[Point] = []
        self.floats: list[tuple[float, float]] = []
        self.floors: list[fmpq] = []
        self.first: list[np.ndarray] = []
        self.stage: list[np.ndarray] = []
        self.weight = np.array([[float_of(v)] for v in game.weight])
        self._floor = floor
        self._known: dict[tuple[fmpq, fmpq], int] = {}
        self._first: dict[tuple[int, int], fmpq] = {}

    def number(self, n: Point) -> int:
        """The number of a normal; the same for multiples of it."""
        size = abs(n[0]) + abs(n[1])
        key = n[0] / size, n[1] / size
        if key not in self._known:
            k = self._known[key] = len(self.normals)
            self.normals.append(n)
            self.floors.append(self._floor(n))
            f = float_of(n[0]), float_of(n[1])
            self.floats.append(f)
            game = self.game
            d = [float_of(v) for v in game.discount]
            if k < 2:
                first = -game.best[k]
            elif self.has_first(k):
                first = f[0] * game.payoff[0] + f[1] * game.payoff[1]
            else:
                first = np.full(game.size, np.inf)
            self.first.append(first)
            stage = (1 - d[0]) * f[0] * game.payoff[0] + (1 - d[1]) * f[1] * game.payoff[1]
            self.stage.append(stage)
        return self._known[key]

    def has_first(self, k: int) -> bool:
        """Whether own payoffs bound what a profile earns."""
        return self.game.is_common or k < 4

    def start(self, k: int) -> fmpq:
        """Support of the first set: averages of stage payoffs, or each player's on their own."""
        game = self.game
        which = np.flatnonzero(game.possible)
        if not len(which):
            which = np.arange(game.size)
        if self.has_first(k):
            first = self.first[k][which]
            near = which[first >= first.max() - 16 * ERROR]
            return max(self.exact_first(k, int(a)) for a in near)
        total = fmpq(0)
        for i in (0, 1):
            n = self.normals[k][i]
            values = game.payoff[i][which]
            end = which[int(values.argmax() if n > 0 else values.argmin())]
            total += n * game.exact_payoff(i, int(end))
        return total

    def exact_first(self, k: int, a: int) -> fmpq:
        """Entry a of ``first[k]``, exactly."""
        key = (k, a)
        if key not in self._first:
            n = self.normals[k]
            if k < 2:
                self._first[key] = -self.game.exact_best(k, a)
            else:
                x, y = self.game.exact_point(a)
                self._first[key] = n[0] * x + n[1] * y
        return self._first[key]

    def exact_stage(self, k: int, a: int) -> fmpq:
        """Entry a of ``stage[k]``, exactly."""
        n, d = self.normals[k], self.game.discount
        x, y = self.game.exact_point(a)
        stage: fmpq = (1 - d[0]) * n[0] * x + (1 - d[1]) * n[1] * y
        return stage

    def arrange(self, active: Iterable[int]) -> None:
        """Rebuild what depends on which normals are in use."""
        self.active = list(active)
        self._active = np.array(self.active, np.int64)
        self._floats = np.array([self.floats[k] for k in self.active])
        self.order = sorted(self.active, key=lambda k: atan2(self.floats[k][1], self.floats[k][0]))
        count = len(self.order)
        self.neighbours: dict[int, tuple[int, int, fmpq, fmpq, float, float]] = {}
        for place, k in enumerate(self.order):
            p, r = self.order[place - 1], self.order[(place + 1) % count]
            if (mix := combine(self.normals, p, r, self.normals[k])) is not None:
                self.neighbours[k] = (*mix, float_of(mix[2]), float_of(mix[3]))
        self.positive = [k for k in self.active if min(self.normals[k]) >= 0]
        self._prepared: dict[int, Direction] = {}

    def __getitem__(self, k: int) -> Direction:
        """The dual corners of direction k, with the normals in use."""
        if k not in self._prepared:
            self._prepared[k] = self._prepare(k)
        return self._prepared[k]

    def _prepare(self, k: int) -> Direction:
        n, d = self.normals[k], self.game.discount
        m = (d[0] * n[0], d[1] * n[1])
        exact = Duals(m, self._active, self._floats, self.normals)
        is_own = self.game.is_common and k in self.active
        own = [(k, d[0])] if is_own else self._cover(m)
        both, least = None, (0.0, 0.0, np.inf)
        if m[0] < 0 and m[1] < 0:
            both = (-m[0], -m[1])
            b0, b1 = map(float_of, both)
            w0, w1 = self.weight[:, 0].tolist()
            least = (b0, b1, ERROR * (b0 * (1 + w0) + b1 * (1 + w1) + 4))
        error = ERROR * (
            2 * exact.times + (exact.less + exact.rough / 8) * (1 + self.weight[exact.axis, 0]) + 4
        )
        return Direction(exact, own, both, [(j, float_of(t)) for j, t in own], least, error)

    def _cover(self, m: Point) -> list[tuple[int, fmpq]]:
        """The direction m as a positive combination of the two normals around it."""
        if m[0] == 0 and m[1] == 0:
            return []
        count = len(self.order)
        for place in range(count):
            mix = combine(self.normals, self.order[place], self.order[(place + 1) % count], m)
            if mix is not None:
                return [(mix[0], mix[2]), (mix[1], mix[3])]
        raise AssertionError("the axes cover the plane")


def upper(
    first: np.ndarray,
    stage: np.ndarray,
    alive: np.ndarray,
    required: np.ndarray,
    base: np.ndarray,
    less: np.ndarray,
    axis: np.ndarray,
    free: float,
    b0: float,
    b1: float,
    least: float,
    error: float,
    limit: float,
    row: np.ndarray,
) -> int:
    """The twin of `equilibria.kernels.halfplanes.upper`, for small games: nothing to compile."""
    row.fill(-np.inf)
    which = np.flatnonzero(alive & (first + error > limit))
    if not len(which):
        return -1
    q = required[:, which]
    second = np.minimum(free, least - b0 * q[0] - b1 * q[1])
    if len(less):
        second = np.minimum(second, (base - less * q[axis].T).min(axis=1))
    row[which] = np.minimum(first[which], stage[which] + second) + error
    top = int(row.argmax())
    return top if row[top] > limit else -1
