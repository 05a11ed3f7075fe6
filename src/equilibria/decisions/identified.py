"""What an observed profile says about parameters: the identified set.

A profile that was played as an equilibrium, each player's action at least as good as every other
one, is a set of inequalities. Where payoffs are affine in the chosen parameters together, they are
linear, and the bounds that they imply are linear programs, solved exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np

from .._format import number
from ..errors import GameError
from ..exact.simplex import maximise
from .cells import check_family
from .family import Family
from .parameter import read_value

#: Chosen parameters: their joint affinity is checked at every corner of a box.
MOST = 8


@dataclass(frozen=True, slots=True)
class Inequality:
    """One deviation that must not pay: ``constant + sum(slope * parameter) >= 0``."""

    player: str
    instead: str
    constant: Fraction
    slopes: Mapping[str, Fraction]

    def __str__(self) -> str:
        terms = " ".join(
            f"{'+' if v >= 0 else '-'} {number(abs(v))} {n}" for n, v in self.slopes.items() if v
        )
        return f"{number(self.constant)} {terms} >= 0  ({self.player}: not {self.instead})"


@dataclass(frozen=True, slots=True)
class IdentifiedSet:
    """The values of some parameters under which an observed profile is an equilibrium.

    Attributes
    ----------
    profile : mapping from player to action
    parameters : tuple of str
    inequalities : tuple of Inequality
        One per deviation; together with the ranges they are the set.
    ranges : mapping from parameter to (Fraction, Fraction)
    bounds : mapping from parameter to (Fraction, Fraction), or None
        The least and the largest value of each parameter in the set, exact. None: the set is
        empty, and the profile is not explained by any values in the ranges.
    held : mapping from parameter to Fraction
        The values of all other parameters, which the bounds take for granted.
    """

    profile: Mapping[str, str]
    parameters: tuple[str, ...]
    inequalities: tuple[Inequality, ...]
    ranges: Mapping[str, tuple[Fraction, Fraction]]
    bounds: Mapping[str, tuple[Fraction, Fraction]] | None
    held: Mapping[str, Fraction] = field(repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether no values in the ranges explain the profile."""
        return self.bounds is None

    def contains(self, **values: Any) -> bool:
        """Whether given values of all the parameters are in the set."""
        missing = [n for n in self.parameters if n not in values]
        if missing or len(values) > len(self.parameters):
            raise GameError(f"contains: give a value for each of {', '.join(self.parameters)}.")
        point = {n: read_value(v) for n, v in values.items()}
        return all(low <= point[n] <= high for n, (low, high) in self.ranges.items()) and all(
            q.constant + sum(q.slopes[n] * point[n] for n in self.parameters) >= 0
            for q in self.inequalities
        )

    def region(self, first: str, second: str) -> tuple[tuple[Fraction, Fraction], ...]:
        """The set as seen in two parameters: the exact corners of a convex polygon, in order.

        The others may take any value in the set. Fewer than three corners: a point or a segment;
        none: the set is empty.
        """
        for name in (first, second):
            if name not in self.parameters:
                raise GameError(f"{name}: not one of {', '.join(self.parameters)}.")
        if first == second:
            raise GameError(f"region: give two different parameters, not {first!r} twice.")
        if self.is_empty:
            return ()
        found = [self._furthest(first, second, (Fraction(1), Fraction(0)))]
        opposite = self._furthest(first, second, (Fraction(-1), Fraction(0)))
        if opposite != found[0]:
            found.append(opposite)
        else:
            ends = [self._furthest(first, second, (Fraction(0), Fraction(s))) for s in (1, -1)]
            return tuple(dict.fromkeys(ends))
        # Beyond every edge so far (both sides of the first chord) look for a corner further out.
        k = 0
        while k < len(found):
            p, q = found[k], found[(k + 1) % len(found)]
            normal = (q[1] - p[1], p[0] - q[0])
            corner = self._furthest(first, second, normal)
            beyond = normal[0] * (corner[0] - p[0]) + normal[1] * (corner[1] - p[1])
            if beyond > 0:
                found.insert(k + 1, corner)
            else:
                k += 1
        return tuple(_corners(found))

    def _furthest(
        self, first: str, second: str, direction: tuple[Fraction, Fraction]
    ) -> tuple[Fraction, Fraction]:
        goal = {first: direction[0], second: direction[1]}
        best = _extreme(self.inequalities, self.parameters, self.ranges, goal)
        assert best is not None
        return best[first], best[second]


def identified_set(
    family: Family,
    profile: Mapping[str, str],
    parameters: Iterable[str],
    *,
    ranges: Mapping[str, tuple[Any, Any]] | None = None,
    players: Iterable[str] | None = None,
    **held: Any,
) -> IdentifiedSet:
    """Bound parameters by an observed profile.

    Parameters
    ----------
    family : Family
    profile : mapping from player to action
        What was observed, an action for each player.
    parameters : iterable of str
        Those to bound; payoffs must be affine in all of them together.
    ranges : mapping from parameter to (low, high), optional
        Where to look; default: the parameters' ranges.
    players : iterable of str, optional
        Whose choice is taken to be a best reply; default: everybody's.
    held : values of other parameters, optional

    Returns
    -------
    IdentifiedSet
        Exact bounds, by linear programming in rational arithmetic.

    Raises
    ------
    GameError
        Where payoffs are not known to be affine in the parameters together (a product of two of
        them, or a kink), for unknown names, or a profile that is not complete.

    Examples
    --------
    >>> import equilibria as eq
    >>> def entry(profit, cost):
    ...     return [[profit - cost], [0]], [[0], [0]]
    >>> family = eq.Family.from_function(
    ...     entry,
    ...     [
    ...         eq.Parameter("profit", 2, 0, 5, "USD", "assumed"),
    ...         eq.Parameter("cost", 1, 0, 3, "USD", "assumed"),
    ...     ],
    ...     exact=True, affine=["profit", "cost"],
    ... )
    >>> found = eq.identified_set(family, {"Player 1": "a1", "Player 2": "a1"}, ["cost"])
    >>> found.bounds["cost"]
    (Fraction(0, 1), Fraction(2, 1))
    """
    check_family(family, "identified_set")
    names = tuple(parameters)
    values = dict(family.values(**held))
    complaints = [f"{n}: there is no such parameter." for n in names if n not in values]
    complaints += [f"{n}: both bounded and held." for n in names if n in held]
    if len(set(names)) < len(names) or not 1 <= len(names) <= MOST:
        complaints.append(f"identified_set: give between one and {MOST} different parameters.")
    if complaints:
        raise GameError(complaints)
    box = {name: _range(family, name, ranges or {}) for name in names}
    game = family.game_at(values)
    missing = [p for p in game.players if p not in profile]
    if missing:
        raise GameError(f"identified_set: no action of {', '.join(missing)}.")
    place = tuple(game.action_index(p, profile[p]) for p in game.players)
    extra = [p for p in profile if p not in game.players]
    if extra:
        raise GameError(f"identified_set: there is no player {', '.join(extra)}.")
    base, slopes = _affine(family, values, box)
    inequalities = []
    watched = game.players if players is None else tuple(players)
    for player in watched:
        i = game.player_index(player)
        for a, action in enumerate(game.actions[i]):
            if a == place[i]:
                continue
            there = (*place[:i], a, *place[i + 1 :])
            inequalities.append(
                Inequality(
                    player=player,
                    instead=action,
                    constant=base[i][place] - base[i][there],
                    slopes={n: slopes[n][i][place] - slopes[n][i][there] for n in names},
                )
            )
    bounds: dict[str, tuple[Fraction, Fraction]] | None = {}
    for name in names:
        ends = []
        for sign in (-1, 1):
            best = _extreme(inequalities, names, box, {name: Fraction(sign)})
            ends.append(None if best is None else best[name])
        low_end, high_end = ends
        if low_end is None or high_end is None:
            bounds = None
            break
        assert bounds is not None
        bounds[name] = (low_end, high_end)
    others = {n: v for n, v in values.items() if n not in names}
    return IdentifiedSet(dict(profile), names, tuple(inequalities), box, bounds, others)


def _range(
    family: Family, name: str, ranges: Mapping[str, tuple[Any, Any]]
) -> tuple[Fraction, Fraction]:
    parameter = family.parameters[name]
    low, high = map(read_value, ranges.get(name, (parameter.low, parameter.high)))
    if not low < high:
        raise GameError(f"{name}: the range [{number(low)}, {number(high)}] is empty.")
    for end in (low, high):
        family.values(**{name: end})
    return low, high


def _affine(
    family: Family,
    values: Mapping[str, Fraction],
    box: Mapping[str, tuple[Fraction, Fraction]],
) -> tuple[list[np.ndarray], dict[str, list[np.ndarray]]]:
    """Payoffs as constant and slopes; GameError unless they are affine in all names together.

    Each parameter alone must be without kinks over the whole box (the builder's word, asked at its
    corners); then payoffs are affine in each, and affine in all if they agree at every corner.
    """
    names = list(box)
    corners = [dict(zip(names, corner, strict=True)) for corner in product(*box.values())]
    for corner in corners:
        for name in names:
            breaks = family.builder.breakpoints(name, {**values, **corner})
            low, high = box[name]
            if breaks is None or any(low < b < high for b in breaks):
                what = "not known to be affine" if breaks is None else "affine only in pieces"
                raise GameError(f"{name}: payoffs are {what} in it; leave it out, or narrow it.")
    games = {
        tuple(corner.values()): family.game_at({**values, **corner}).exact_payoffs()
        for corner in corners
    }
    lows = tuple(low for low, _ in box.values())
    at_low = games[lows]
    slopes = {}
    for k, name in enumerate(names):
        low, high = box[name]
        moved = (*lows[:k], high, *lows[k + 1 :])
        slopes[name] = [(b - a) / (high - low) for a, b in zip(at_low, games[moved], strict=True)]
    base = [
        table - sum(slopes[n][i] * low for n, low in zip(names, lows, strict=True))
        for i, table in enumerate(at_low)
    ]
    for point, tables in games.items():
        for i, table in enumerate(tables):
            line = base[i] + sum(slopes[n][i] * v for n, v in zip(names, point, strict=True))
            if not (line == table).all():
                pairs = ", ".join(f"{a} x {b}" for a, b in combinations(names, 2))
                raise GameError(
                    f"payoffs are not affine in {', '.join(names)} together: some of {pairs} are "
                    "multiplied with each other; bound them one at a time."
                )
    return base, slopes


def _extreme(
    inequalities: Sequence[Inequality],
    names: Sequence[str],
    box: Mapping[str, tuple[Fraction, Fraction]],
    goal: Mapping[str, Fraction],
) -> dict[str, Fraction] | None:
    """The point of the set that is furthest in a direction; None if the set is empty."""
    # Variables are distances from the lower ends.
    rows, right = [], []
    for q in inequalities:
        rows.append([-q.slopes[n] for n in names])
        right.append(q.constant + sum(q.slopes[n] * box[n][0] for n in names))
    for k, name in enumerate(names):
        rows.append([Fraction(int(j == k)) for j in range(len(names))])
        right.append(box[name][1] - box[name][0])
    found = maximise([goal.get(n, Fraction(0)) for n in names], rows, right)
    if found.status != "optimal":
        return None
    return {n: box[n][0] + v for n, v in zip(names, found.x, strict=True)}


def _corners(points: list[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """Without those that lie between their neighbours."""
    kept = list(dict.fromkeys(points))
    changed = True
    while changed and len(kept) > 2:
        changed = False
        for k in range(len(kept)):
            p, q, r = kept[k - 1], kept[k], kept[(k + 1) % len(kept)]
            if (q[0] - p[0]) * (r[1] - q[1]) == (q[1] - p[1]) * (r[0] - q[0]):
                del kept[k]
                changed = True
                break
    return kept
