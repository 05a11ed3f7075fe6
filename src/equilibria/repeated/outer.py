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

A jump proves the limit of many steps at once. If V* lies in W_1 and, for all s in [0, 1], the bound
for W_s = W_0 + s (W_1 - W_0) lies in W_{theta s} with theta < 1, then V* lies in W_0: the least s
for which V* lies in W_s cannot be positive. Each dual bound is affine in s, so two ends decide.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import atan2

import numpy as np
from flint import fmpq

from .duals import Direction, Proof, Row, combine, duals, rounded_up
from .polygon import Point, clip, hull
from .scaled import Scaled, float_of

#: Rounding of float bounds, per unit of what enters them: 64 units in the last place.
_ERROR = 2.0**-46

#: Share of the way that a jump must leave behind it at each of its (infinitely many) steps.
THETA = fmpq(1023, 1024)

#: A half-plane this near to its floor stays where it is in a jump.
NEAR = fmpq(1, 10**10)

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
    """

    def __init__(
        self,
        game: Scaled,
        normals: Sequence[Point],
        coarse: Sequence[Point],
        floor: Callable[[Point], fmpq],
    ) -> None:
        self.game = game
        self.normals: list[Point] = []
        self.floors: list[fmpq] = []
        self.steps = 0
        self.alive = game.possible.copy()
        self._weight = np.array([[float_of(v)] for v in game.weight])
        self._low = np.zeros((2, game.size), bool)
        self._floor = floor
        self._known: dict[tuple[fmpq, fmpq], int] = {}
        self._floats: list[tuple[float, float]] = []
        self._static: list[tuple[np.ndarray, np.ndarray]] = []
        self._first: dict[tuple[int, int], fmpq] = {}
        self._pairs: dict[tuple[int, int], list[tuple[int, fmpq, int, fmpq]]] = {}
        self.active = sorted({self._number((fmpq(x), fmpq(y))) for x, y in AXES})
        self.active = sorted({*self.active, *map(self._number, normals)})
        self._kept = len(self.normals)
        self.active = sorted({*self.active, *map(self._number, coarse)})
        self.offsets = {k: self._start(k) for k in self.active}
        self._arrange()
        self.rows: list[Row] = []
        self._record()

    # ---- normals and their static tables

    def _number(self, n: Point) -> int:
        """The number of a normal; the same for multiples of it."""
        size = abs(n[0]) + abs(n[1])
        key = n[0] / size, n[1] / size
        if key not in self._known:
            k = self._known[key] = len(self.normals)
            self.normals.append(n)
            self.floors.append(self._floor(n))
            f = float_of(n[0]), float_of(n[1])
            self._floats.append(f)
            game = self.game
            d = [float_of(v) for v in game.discount]
            if k < 2:
                first = -game.best[k]
            elif game.is_common or k < 4:
                first = f[0] * game.payoff[0] + f[1] * game.payoff[1]
            else:
                first = np.full(game.size, np.inf)
            stage = (1 - d[0]) * f[0] * game.payoff[0] + (1 - d[1]) * f[1] * game.payoff[1]
            self._static.append((first, stage))
        return self._known[key]

    def _start(self, k: int) -> fmpq:
        """Support of the first set: averages of stage payoffs, or each player's on their own."""
        game = self.game
        which = np.flatnonzero(game.possible)
        if not len(which):
            which = np.arange(game.size)
        if game.is_common or k < 4:
            first = self._static[k][0][which]
            near = which[first >= first.max() - 16 * _ERROR]
            return max(self._exact_first(k, int(a)) for a in near)
        total = fmpq(0)
        for i in (0, 1):
            n = self.normals[k][i]
            values = game.payoff[i][which]
            end = which[int(values.argmax() if n > 0 else values.argmin())]
            total += n * game.exact_payoff(i, int(end))
        return total

    def _exact_first(self, k: int, a: int) -> fmpq:
        key = (k, a)
        if key not in self._first:
            n = self.normals[k]
            if k < 2:
                self._first[key] = -self.game.exact_best(k, a)
            else:
                x, y = self.game.exact_point(a)
                self._first[key] = n[0] * x + n[1] * y
        return self._first[key]

    def _arrange(self) -> None:
        """Rebuild what depends on which normals are in use."""
        self._order = sorted(
            self.active, key=lambda k: atan2(self._floats[k][1], self._floats[k][0])
        )
        count = len(self._order)
        self._neighbours: dict[int, tuple[int, int, fmpq, fmpq] | None] = {}
        for place, k in enumerate(self._order):
            p, r = self._order[place - 1], self._order[(place + 1) % count]
            self._neighbours[k] = combine(self.normals, p, r, self.normals[k])
        self._positive = [k for k in self.active if min(self.normals[k]) >= 0]
        self._near = np.zeros(len(self.normals))
        self._refresh()
        self._directions: dict[int, Direction] = {}

    def _refresh(self) -> None:
        for k in self.active:
            self._near[k] = float_of(self.offsets[k])

    def _direction(self, k: int) -> Direction:
        if k not in self._directions:
            self._directions[k] = self._prepare(k)
        return self._directions[k]

    def _prepare(self, k: int) -> Direction:
        n, d = self.normals[k], self.game.discount
        m = (d[0] * n[0], d[1] * n[1])
        corners: list[tuple[int, fmpq, int, fmpq]] = []
        for p in self.active:
            if (k, p) not in self._pairs:
                self._pairs[k, p] = duals(m, p, self.normals[p])
            corners += self._pairs[k, p]
        for j in (0, 1):
            if m[1 - j] == 0 and m[j] < 0:
                corners.append((0, fmpq(0), j, -m[j]))
        is_own = self.game.is_common and k in self.active
        own = [(k, d[0])] if is_own else self._cover(m)
        times = np.array([float_of(c[1]) for c in corners])
        less = np.array([float_of(c[3]) for c in corners])
        axis = np.array([c[2] for c in corners], np.int64)
        return Direction(
            corners,
            own,
            (-m[0], -m[1]) if m[0] < 0 and m[1] < 0 else None,
            np.array([c[0] for c in corners], np.int64),
            times,
            axis,
            less,
            _ERROR * (2 * times + less * (1 + self._weight[axis, 0]) + 4),
        )

    def _cover(self, m: Point) -> list[tuple[int, fmpq]]:
        """The direction m as a positive combination of the two normals around it."""
        if m[0] == 0 and m[1] == 0:
            return []
        count = len(self._order)
        for place in range(count):
            mix = combine(self.normals, self._order[place], self._order[(place + 1) % count], m)
            if mix is not None:
                return [(mix[0], mix[2]), (mix[1], mix[3])]
        raise AssertionError("the axes cover the plane")

    # ---- one step

    def step(self, extra: Sequence[Point] = ()) -> bool:
        """Move every half-plane inwards as far as the bound allows; False if none moved.

        With `extra` normals, half-planes are added where they cut something off.
        """
        self.steps += 1
        low = self._is_low(self._near)
        required = self._required(self._near, low)
        self._low = low
        self._bury(required)
        if not self.alive.any():
            return False
        threats = (-self.offsets[0], -self.offsets[1])
        fresh = [k for k in map(self._number, extra) if k not in self.offsets]
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
            self.active = sorted(new)
            self._arrange()
        else:
            self._refresh()
        self._record()
        self._tighten()
        if fresh:
            self._thin()
        return moved

    def _record(self, jump: bool = False) -> None:
        self.rows.append(Row(tuple(self.active), tuple(self.offsets[k] for k in self.active), jump))

    def _is_low(self, near: np.ndarray) -> np.ndarray:
        """Where the best deviation pays less than the worst payoff, as far as floats tell."""
        result: np.ndarray = self.game.best < -near[:2, None]
        return result

    def _required(self, near: np.ndarray, low: np.ndarray) -> np.ndarray:
        threat = -near[:2, None]
        gain = np.where(low, threat - self.game.payoff, self.game.gain)
        result: np.ndarray = threat + self._weight * gain
        return result

    def _demanded(self, a: int, threats: Sequence[fmpq]) -> list[fmpq]:
        """What both players must be promised after profile a, exactly."""
        return [self.game.demanded(i, a, threats[i], bool(self._low[i, a])) for i in (0, 1)]

    def _bury(self, required: np.ndarray) -> None:
        """Drop profiles for which no continuation is left."""
        for k in self._positive:
            f, b = self._floats[k], self._near[k]
            which = np.flatnonzero(self.alive)
            q = required[:, which]
            total = f[0] * q[0] + f[1] * q[1]
            beyond = total - b
            error = _ERROR * (1 + np.abs(q).sum(axis=0) + self._weight.sum() + abs(b))
            self.alive[which[beyond > error]] = False
            for a in which[np.abs(beyond) <= error].tolist():
                if self._is_beyond(k, a):
                    self.alive[a] = False

    def _is_beyond(self, k: int, a: int) -> bool:
        n = self.normals[k]
        q = self._demanded(a, (-self.offsets[0], -self.offsets[1]))
        return bool(n[0] * q[0] + n[1] * q[1] > self.offsets[k])

    def _bound(self, k: int, required: np.ndarray, threats: Point) -> fmpq:
        floor = self.floors[k]
        low = float_of(floor)
        which = np.flatnonzero(self.alive & (self._static[k][0] > low - 8 * _ERROR))
        upper = self._upper(k, which, required)
        best, limit = floor, low - 8 * _ERROR
        for place in np.argsort(-upper, kind="stable").tolist():
            if upper[place] <= limit:
                break
            a = int(which[place])
            if (self.game.is_common or k < 4) and self._exact_first(k, a) <= best:
                continue
            value = self._exact_bound(k, a, required, threats)
            if value > best:
                best, limit = value, float_of(value) - 8 * _ERROR
        return rounded_up(best)

    def _upper(self, k: int, which: np.ndarray, required: np.ndarray) -> np.ndarray:
        """Upper bounds of the minimum of both terms, by floats."""
        v, near = self._direction(k), self._near
        first, stage = self._static[k]
        second = np.full(len(which), np.inf)
        if v.own:
            total = sum(float_of(t) * near[j] for j, t in v.own)
            size = sum(float_of(t) * (1 + abs(near[j])) for j, t in v.own)
            second[:] = total + _ERROR * (size + 4)
        if len(v.times):
            values = (v.times * near[v.normal] + v.error) - v.less * required[:, which][v.axis].T
            second = np.minimum(second, values.min(axis=1))
        if v.both is not None:
            b0, b1 = float_of(v.both[0]), float_of(v.both[1])
            q0, q1 = required[0, which], required[1, which]
            weight = self._weight[:, 0]
            error = _ERROR * (b0 * (1 + weight[0]) + b1 * (1 + weight[1]) + 4)
            second = np.minimum(second, -b0 * q0 - b1 * q1 + error)
        if not v.own:  # a player with discount factor 0: the continuation does not count
            second[:] = 0.0
        result: np.ndarray = np.minimum(
            first[which] + 4 * _ERROR, stage[which] + second + 4 * _ERROR
        )
        return result

    def _exact_bound(self, k: int, a: int, required: np.ndarray, threats: Point) -> fmpq:
        """The same for one profile, exactly, with the dual corners that floats favour."""
        v, game, near = self._direction(k), self.game, self._near
        q = self._demanded(a, threats)
        seconds = []
        if v.own:
            seconds.append(sum((t * self.offsets[j] for j, t in v.own), fmpq(0)))
        else:
            seconds.append(fmpq(0))
        if len(v.times):
            values = v.times * near[v.normal] - v.less * required[v.axis, a]
            for c in np.flatnonzero(values <= values.min() + 1e-12).tolist()[:4]:
                j, t, axis, less = v.exact[c]
                seconds.append(t * self.offsets[j] - less * q[axis])
        if v.both is not None:
            seconds.append(-v.both[0] * q[0] - v.both[1] * q[1])
        second = self._exact_stage(k, a) + min(seconds)
        if game.is_common or k < 4:
            return min(second, self._exact_first(k, a))
        return second

    def _exact_stage(self, k: int, a: int) -> fmpq:
        n, d = self.normals[k], self.game.discount
        x, y = self.game.exact_point(a)
        stage: fmpq = (1 - d[0]) * n[0] * x + (1 - d[1]) * n[1] * y
        return stage

    def _tighten(self) -> None:
        """Move half-planes that the others make redundant up to the set itself."""
        for _ in range(3):
            changed = False
            for k in self._order:
                mix = self._neighbours[k]
                if mix is None:
                    continue
                p, r, s, t = mix
                near = self._near
                if float_of(s) * near[p] + float_of(t) * near[r] < near[k] - 1e-12:
                    self.offsets[k] = rounded_up(s * self.offsets[p] + t * self.offsets[r])
                    near[k] = float_of(self.offsets[k])
                    changed = True
            if not changed:
                return

    def _thin(self) -> None:
        """Drop half-planes that the others make redundant, except those of the limit."""
        while True:
            for k in self._order:
                mix = self._neighbours[k]
                if k >= self._kept and mix is not None:
                    p, r, s, t = mix
                    if s * self.offsets[p] + t * self.offsets[r] <= self.offsets[k]:
                        break
            else:
                return
            del self.offsets[k]
            self.active = sorted(self.offsets)
            self._arrange()

    # ---- the limit of many steps

    def jump(self, share: fmpq) -> bool:
        """Prove what is left to be a share of the way from floors to here, or change nothing."""
        target = {}
        for k in self.active:
            gap = self.offsets[k] - self.floors[k]
            target[k] = self.offsets[k] if gap <= NEAR else rounded_up(self.floors[k] + share * gap)
        if all(target[k] == self.offsets[k] for k in self.active):
            return False
        near = np.zeros(len(self.normals))
        for k in self.active:
            near[k] = float_of(target[k])
        ends = (self._near, self.offsets), (near, target)
        self._low = self._is_low(near)
        required = [self._required(b, self._low) for b, _ in ends]
        if not all(self._lands(k, ends, required) for k in self.active):
            return False
        self._record()  # the tightened offsets, from which the jump starts
        self.offsets = target
        self._refresh()
        self._record(jump=True)
        return True

    def _lands(
        self,
        k: int,
        ends: tuple[tuple[np.ndarray, dict[int, fmpq]], tuple[np.ndarray, dict[int, fmpq]]],
        required: list[np.ndarray],
    ) -> bool:
        """Whether every profile obeys, by one dual corner at both ends."""
        (_, high), (near, low) = ends
        which = np.flatnonzero(self.alive & (self._static[k][0] > near[k] - 8 * _ERROR))
        goal = low[k] + THETA * (high[k] - low[k]), low[k]
        ok = np.zeros(len(which), bool)
        v = self._direction(k)
        if len(v.times):
            good = np.ones((len(which), len(v.times)), bool)
            for (b, _), q, aim in zip(ends, required, goal, strict=True):
                values = (v.times * b[v.normal] + v.error) - v.less * q[:, which][v.axis].T
                stage = self._static[k][1][which] + 8 * _ERROR
                good &= stage[:, None] + values <= float_of(aim) - _ERROR
            ok |= good.any(axis=1)
        return all(self._lands_exactly(k, a, high, low, goal) for a in which[~ok].tolist())

    def _lands_exactly(
        self,
        k: int,
        a: int,
        high: dict[int, fmpq],
        low: dict[int, fmpq],
        goal: tuple[fmpq, fmpq],
    ) -> bool:
        game, v = self.game, self._direction(k)
        if (game.is_common or k < 4) and self._exact_first(k, a) <= low[k]:
            return True
        stage = self._exact_stage(k, a)
        room = goal[0] - stage, goal[1] - stage
        sides = []
        for b in (high, low):
            q = self._demanded(a, (-b[0], -b[1]))
            values = [sum((t * b[j] for j, t in v.own), fmpq(0))]
            values += [t * b[j] - less * q[axis] for j, t, axis, less in v.exact]
            if v.both is not None:
                values.append(-v.both[0] * q[0] - v.both[1] * q[1])
            sides.append(values)
        if any(x <= room[0] and y <= room[1] for x, y in zip(*sides, strict=True)):
            return True
        for p in self._positive:  # or nothing is left for it to be continued with
            n = self.normals[p]
            needs = [self._demanded(a, (-b[0], -b[1])) for b in (high, low)]
            if all(
                n[0] * q[0] + n[1] * q[1] > b[p] for q, b in zip(needs, (high, low), strict=True)
            ):
                return True
        return False

    # ---- what the chain has reached

    def excess(self) -> float:
        """How far the farthest half-plane is above its floor."""
        return max(float_of(self.offsets[k] - self.floors[k]) for k in self.active)

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
