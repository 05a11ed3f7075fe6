"""Sets that contain every equilibrium payoff, proved: a chain of half-planes moved inwards.

The set W_k is the intersection of half-planes n.x <= b_k[n] with fixed normals n. If it contains
V*, the set of equilibrium payoffs, then for every normal V* obeys n.x <= max over profiles a of

    min( n.g(a),  (1 - d) n.g(a) + d max{ n.w : w in W_k, w_i >= u_i + (1 - d) / d * gain_i(a) } )

where u_i is the least i-th coordinate in W_k, and the maximum is over the profiles for which such w
exist; as no equilibrium pays less than u_i, gain_i(a) may be replaced by u_i - g_i(a) where that is
larger. The second term is the operator of Abreu, Pearce and Stacchetti (1990). The first holds for
a common discount factor: the point of V* that is extreme in direction n is (1 - d) g(a) + d w with
w in V*, so that n.w is no larger and n.g(a) no smaller (Abreu, Brooks and Sannikov 2020). For the
normal that bounds player i's payoff from below the first term is -best_i(a), whatever the discount
factors: the worst equilibrium pays v_i >= (1 - d_i) best_i(a) + d_i v_i, hence v_i >= best_i(a).

The maximum of m.w is a linear program in the plane. Its dual has few corners: m is a multiple of a
normal, or a multiple of a normal less a multiple of an axis, or minus both axes. Any of them gives
an upper bound, so floats may choose the one to use, and exact arithmetic works it out. Bounds by
floats carry 64 units in the last place of everything that enters (about ten roundings do occur;
what a player must be promised is a threat plus a weight times a difference of payoffs, so its error
grows with the weight), and what they do not decide is decided exactly.

See `jumping` for the limit of many steps at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import numpy as np
from flint import fmpq

from .directions import ERROR, Directions, upper
from .duals import Proof, Row, rounded_up
from .polygon import Point, clip, hull
from .scaled import Scaled, float_of

AXES = ((-1, 0), (0, -1), (1, 0), (0, 1))


class Chain:
    """The chain, and what decides its next step.

    Parameters
    ----------
    game : Scaled
    normals : sequence of pairs of fmpq
        Of the limit, beyond the four axes, which come first.
    coarse : sequence of pairs of fmpq
        More, for the way there.
    floor : callable
        Per normal, an offset below which there is no need to go.

    Attributes
    ----------
    table : Directions
        The normals, by number.
    active : list of int
        Those in use, in order.
    offsets : dict of int to fmpq
        Theirs.
    near : ndarray
        The same as floats, by number.
    low : ndarray of bool, shape (2, size)
        Where it is the threat, not the best deviation, that a player must be promised more for.
    alive : ndarray of bool, shape (size,)
        The profiles that are not proved impossible to play.
    """

    def __init__(
        self,
        game: Scaled,
        normals: Sequence[Point],
        coarse: Sequence[Point],
        floor: Callable[[Point], fmpq],
    ) -> None:
        self.game = game
        self.steps = 0
        self.alive = game.possible.copy()
        self.low = np.zeros((2, game.size), bool)
        self.table = table = Directions(game, floor)
        self._row = np.empty(game.size)
        first = [table.number((fmpq(x), fmpq(y))) for x, y in AXES]
        first += map(table.number, normals)
        self._kept = len(table.normals)
        self.active = sorted({*first, *map(table.number, coarse)})
        self.offsets = {k: table.start(k) for k in self.active}
        self._arrange()
        self.rows: list[Row] = []
        self.record()

    @property
    def normals(self) -> list[Point]:
        """The normals, by number."""
        return self.table.normals

    def _arrange(self) -> None:
        self.active = sorted(self.offsets)
        self.table.arrange(self.active)
        self.near = np.zeros(len(self.normals))
        self.refresh()

    def refresh(self) -> None:
        """Take floats from the offsets anew."""
        for k in self.active:
            self.near[k] = float_of(self.offsets[k])

    def step(self, extra: Sequence[Point] = ()) -> bool:
        """Move every half-plane inwards as far as the bound allows; False if none moved.

        With `extra` normals, half-planes are added where they cut something off.
        """
        self.steps += 1
        self.low = self.is_low(self.near)
        required = self.required(self.near, self.low)
        self._bury(required)
        if not self.alive.any():
            return False
        threats = (-self.offsets[0], -self.offsets[1])
        fresh = [k for k in map(self.table.number, extra) if k not in self.offsets]
        moved = False
        new = {}
        for k in (*self.active, *fresh):
            new[k] = self._bound(k, required, threats)
            if k in self.offsets and new[k] >= self.offsets[k]:
                new[k] = self.offsets[k]
            else:
                moved = True
        self.offsets = new
        if fresh:
            self._arrange()
        else:
            self.refresh()
        self.record()
        self._tighten()
        if fresh:
            self._thin()
        return moved

    def record(self, jump: bool = False) -> None:
        """Write down the offsets as a row of the proof."""
        self.rows.append(Row(tuple(self.active), tuple(self.offsets[k] for k in self.active), jump))

    def is_low(self, near: np.ndarray) -> np.ndarray:
        """Where the best deviation pays less than the worst payoff, as far as floats tell."""
        result: np.ndarray = self.game.best < -near[:2, None]
        return result

    def required(self, near: np.ndarray, low: np.ndarray) -> np.ndarray:
        """What each player must be promised after each profile, by floats."""
        threat = -near[:2, None]
        gain = np.where(low, threat - self.game.payoff, self.game.gain)
        result: np.ndarray = threat + self.table.weight * gain
        return result

    def demanded(self, a: int, threats: Sequence[fmpq]) -> list[fmpq]:
        """What both players must be promised after profile a, exactly."""
        return [self.game.demanded(i, a, threats[i], bool(self.low[i, a])) for i in (0, 1)]

    def _bury(self, required: np.ndarray) -> None:
        """Drop profiles for which no continuation is left."""
        which = np.flatnonzero(self.alive)
        q = required[:, which]
        size = 1 + np.abs(q).sum(axis=0) + self.table.weight.sum()
        for k in self.table.positive:
            f, b = self.table.floats[k], self.near[k]
            beyond = f[0] * q[0] + f[1] * q[1] - b
            error = ERROR * (size + abs(b))
            if (beyond <= -error).all():
                continue
            self.alive[which[beyond > error]] = False
            for a in which[np.abs(beyond) <= error].tolist():
                if self._is_beyond(k, a):
                    self.alive[a] = False

    def _is_beyond(self, k: int, a: int) -> bool:
        n = self.normals[k]
        q = self.demanded(a, (-self.offsets[0], -self.offsets[1]))
        return bool(n[0] * q[0] + n[1] * q[1] > self.offsets[k])

    def _bound(self, k: int, required: np.ndarray, threats: Point) -> fmpq:
        best = self.table.floors[k]
        limit = float_of(best) - 8 * ERROR
        row = self._row
        a = self._upper(k, required, limit)
        while a >= 0 and row[a] > limit:
            row[a] = -np.inf
            if not self.table.has_first(k) or self.table.exact_first(k, a) > best:
                value = self._exact_bound(k, a, required, threats)
                if value > best:
                    best, limit = value, float_of(value) - 8 * ERROR
            a = int(row.argmax())
        return rounded_up(best)

    def _upper(self, k: int, required: np.ndarray, limit: float) -> int:
        """Write upper bounds by floats to the row, where they may matter; the profile to start at.

        Compiled code is used once it is loaded.
        """
        v, near, table = self.table[k], self.near, self.table
        c = v.exact
        base = c.times * near[c.normal] + v.error
        b0, b1, least = v.least
        free = 0.0  # a player with discount factor 0: the continuation does not count
        if v.free:
            size = sum(t * (1 + abs(near[j])) for j, t in v.free)
            free = sum(t * near[j] for j, t in v.free) + ERROR * (size + 4)
        numbers = float(free), b0, b1, least, 4 * ERROR, limit
        arrays = table.first[k], table.stage[k], self.alive, required, base, c.less, c.axis
        if "numba" in sys.modules:
            from ..kernels import halfplanes

            return int(halfplanes.upper(*arrays, *numbers, self._row))
        return upper(*arrays, *numbers, self._row)

    def _exact_bound(self, k: int, a: int, required: np.ndarray, threats: Point) -> fmpq:
        """The same for one profile, exactly, with the dual corners that floats favour."""
        v = self.table[k]
        q = self.demanded(a, threats)
        seconds = [sum((t * self.offsets[j] for j, t in v.own), fmpq(0))]
        if c := v.exact:
            values = c.times * self.near[c.normal] - c.less * required[c.axis, a]
            for place in np.flatnonzero(values <= values.min() + 1e-12).tolist()[:4]:
                j, t, axis, less = c[place]
                seconds.append(t * self.offsets[j] - less * q[axis])
        if v.both is not None:
            seconds.append(-v.both[0] * q[0] - v.both[1] * q[1])
        second = self.table.exact_stage(k, a) + min(seconds)
        if self.table.has_first(k):
            return min(second, self.table.exact_first(k, a))
        return second

    def _tighten(self) -> None:
        """Move half-planes that the others make redundant up to the set itself."""
        near = self.near.tolist()
        for _ in range(3):
            changed = False
            for k in self.table.order:
                if (mix := self.table.neighbours.get(k)) is None:
                    continue
                p, r, s, t, x, y = mix
                if x * near[p] + y * near[r] < near[k] - 1e-12:
                    self.offsets[k] = rounded_up(s * self.offsets[p] + t * self.offsets[r])
                    self.near[k] = near[k] = float_of(self.offsets[k])
                    changed = True
            if not changed:
                return

    def _thin(self) -> None:
        """Drop half-planes that the others make redundant, except those of the limit."""
        while True:
            for k in self.table.order:
                mix = self.table.neighbours.get(k)
                if k >= self._kept and mix is not None:
                    p, r, s, t = mix[:4]
                    if s * self.offsets[p] + t * self.offsets[r] <= self.offsets[k]:
                        break
            else:
                return
            del self.offsets[k]
            self._arrange()

    def excess(self) -> float:
        """How far the farthest half-plane is above its floor."""
        return max(float_of(self.offsets[k] - self.table.floors[k]) for k in self.active)

    def proof(self) -> Proof:
        """The rows so far."""
        return Proof(tuple(self.normals), tuple(self.rows), self.game.least, self.game.span)

    def corners(self) -> list[Point]:
        """Corners of the set, exact."""
        b = self.offsets
        if not self.alive.any() or -b[0] > b[2] or -b[1] > b[3]:
            return []
        corners = hull([(-b[0], -b[1]), (b[2], -b[1]), (b[2], b[3]), (-b[0], b[3])])
        for k in self.active[4:]:
            corners = clip(corners, (*self.normals[k], b[k]))
        return corners
