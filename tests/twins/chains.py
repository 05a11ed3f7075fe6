"""Whether a chain of outer sets follows, by the definition of a step, in fractions.

Of a jump only some points of its way are looked at: a jump that fails there does not follow.
"""

from __future__ import annotations

from fractions import Fraction

from .payoff_sets import Point, cut

#: Offsets by normal; theta if it is a jump.
Row = tuple[dict[int, Fraction], Fraction | None]

#: Points on the way of a jump.
SHARES = [Fraction(k, 4) for k in range(5)]


class Chain:
    """A game and the normals of its chain."""

    def __init__(self, A: list, B: list, discounts: list, normals: list[Point]) -> None:
        self.d, self.normals = discounts, normals
        self.profiles = [
            ((mine, B[r][c]), (max(row[c] for row in A), max(B[r])))
            for r, line in enumerate(A)
            for c, mine in enumerate(line)
        ]

    def sets(self, rows: list[Row]) -> list[list[Point]] | None:
        """Corners of the set after every row, if each follows from those before it."""
        found: list[list[Point]] = []
        for j, row in enumerate(rows):
            corners = self._after(rows[j - 1], row, found[-1]) if found else self._first(row)
            if corners is None:
                return None
            found.append(corners)
        return found

    def without(self, k: int, rows: list[Row], sets: list[list[Point]]) -> list[Point] | None:
        """The last set if the rows other than row k follow, given the sets of all of them."""
        corners = sets[k - 1] if k else None
        before = rows[k - 1] if k else None
        for row, usual in zip(rows[k + 1 :], sets[k + 1 :]):
            corners = self._first(row) if before is None else self._after(before, row, corners)
            if corners is None or set(corners) == set(usual):
                return corners and sets[-1]
            before = row
        return corners

    def _first(self, row: Row) -> list[Point] | None:
        low, high = ([end(g[i] for g, _ in self.profiles) for i in (0, 1)] for end in (min, max))
        corners = [(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])]
        offsets, theta = row
        if theta is not None or any(
            min(_support(corners, self.normals[k]), self._most(k)) > b for k, b in offsets.items()
        ):
            return None
        return self._cut(corners, offsets)

    def _after(self, before: Row, row: Row, corners: list[Point]) -> list[Point] | None:
        (old, _), (new, theta) = before, row
        if theta is None:
            held = self._holds(corners, new)
        else:
            held = set(new) == set(old) and all(
                self._holds(
                    self._cut(corners, _between(new, old, s)), _between(new, old, theta * s)
                )
                for s in SHARES
            )
        return self._cut(corners, new) if held else None

    def can_be_played(self, corners: list[Point]) -> bool:
        """Whether some profile has a continuation in a set."""
        return any(self._allowed(corners, *profile) for profile in self.profiles)

    def _cut(self, corners: list[Point], row: dict) -> list[Point]:
        for k, b in row.items():
            corners = cut(corners, self.normals[k], b)
        return corners

    def _most(self, k: int) -> Fraction:
        return max(self._alone(k, g, best) for g, best in self.profiles)

    def _alone(self, k: int, g: Point, best: Point) -> Fraction | float:
        """What a profile is worth at most in a direction, whatever follows it."""
        n = self.normals[k]
        if 0 in n and min(n) < 0:
            g = best
        elif 0 not in n and self.d[0] != self.d[1]:
            return float("inf")
        return n[0] * g[0] + n[1] * g[1]

    def _holds(self, corners: list[Point], row: dict) -> bool:
        """Whether the image of a set lies in a row, or the row does not cut the set."""
        allowed = [(g, best, self._allowed(corners, g, best)) for g, best in self.profiles]
        d = self.d
        for k, b in row.items():
            n = self.normals[k]
            if not corners or _support(corners, n) <= b:
                continue
            for g, best, left in allowed:
                if left and self._alone(k, g, best) > b:
                    now = sum((1 - d[i]) * n[i] * g[i] for i in (0, 1))
                    if now + _support(left, (d[0] * n[0], d[1] * n[1])) > b:
                        return False
        return True

    def _allowed(self, corners: list[Point], g: Point, best: Point) -> list[Point]:
        """Continuations that keep both from deviating and pay nobody less than the worst."""
        left = corners
        for i in (0, 1):
            if not left:
                return []
            d, threat = self.d[i], min(c[i] for c in corners)
            least = threat + (1 - d) / d * max(best[i] - g[i], threat - g[i])
            left = cut(left, (-1, 0) if i == 0 else (0, -1), -least)
        return left


def _support(corners: list[Point], n: Point) -> Fraction:
    return max(n[0] * x + n[1] * y for x, y in corners)


def _between(low: dict, high: dict, share: Fraction) -> dict:
    return {k: b + share * (high[k] - b) for k, b in low.items()}
