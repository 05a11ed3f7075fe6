"""Is a profile an equilibrium? By the definition, in fractions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product

from .document import Document
from .multiaffine import Cell, Game, Support
from .numbers import Strategy
from .verdict import Clock, Refuted
from .zeros import Zero, earned, require_zero

#: Takes the document, a profile's number, the profile and its radius.
Enclosed = Callable[[Document, int, tuple[Strategy, ...], Fraction], None]


def check_profiles(document: Document, clock: Clock, check_enclosed: Enclosed | None = None) -> int:
    """Verify that every listed profile is one and has regret zero, and none is listed twice.

    Where a profile has a radius, an equilibrium with its support is verified to be that near, if
    not by `check_enclosed`, in the product of all players' strategies; and no other listed one to
    be the same. Returns how many have one.
    """
    radii = document.subdivision.radii if document.subdivision else ()
    for k, profile in enumerate(document.equilibria):
        clock.look()
        _check_probabilities(document, k, profile)
        if radii and radii[k]:
            (check_enclosed or _check_enclosed)(document, k, profile, radii[k])
            continue
        for i, player in enumerate(document.players):
            earned = deviation_payoffs(document, profile, i)
            expected = sum((p * v for p, v in zip(profile[i], earned, strict=True)), Fraction(0))
            best = max(earned)
            if best > expected:
                action = document.actions[i][earned.index(best)]
                raise Refuted(
                    f"profile {k} is no equilibrium: {player} gains {_short(best - expected)} "
                    f"by playing {action!r}"
                )
    if len(set(document.equilibria)) != len(document.equilibria):
        raise Refuted("an equilibrium is listed twice")
    if any(radii):
        _require_apart(document, radii, clock)
    return sum(radius > 0 for radius in radii)


def _require_apart(document: Document, radii: Sequence[Fraction], clock: Clock) -> None:
    """Verify that no two balls of one support have a point in common, and so no equilibrium."""
    met: dict[object, list[tuple[list[Fraction], Fraction]]] = {}
    for profile, radius in zip(document.equilibria, radii, strict=True):
        clock.look()
        support = tuple(tuple(a for a, p in enumerate(s) if p) for s in profile)
        # A radius is about all coordinates in use but each player's first.
        here = [s[a] for s, used in zip(profile, support, strict=True) for a in used[1:]]
        for there, other in met.setdefault(support, []):
            if all(abs(p - q) <= radius + other for p, q in zip(here, there, strict=True)):
                raise Refuted("an equilibrium is listed twice, or two balls may hold the same one")
        met[support].append((here, radius))


def _check_enclosed(
    document: Document, k: int, profile: tuple[Strategy, ...], radius: Fraction
) -> None:
    support = tuple(tuple(a for a, p in enumerate(s) if p) for s in profile)
    point = tuple(tuple(p for p in s if p) for s in profile)
    zero = Zero(None, point, radius)
    game = Game(document.shape, document.payoffs)
    require_zero(game, support, zero)
    for i, used in enumerate(support):
        values, slack = earned(game, support, zero, i)
        rivals = [
            a for a, v in enumerate(values) if a not in used and v - values[used[0]] >= -slack
        ]
        if min(point[i]) <= zero.slack(i) or (
            rivals and not _all_earn_as(game, support, i, rivals)
        ):
            raise Refuted(f"profile {k}: its ball may hold no equilibrium, only a zero")


def _all_earn_as(game: Game, support: Support, i: int, rivals: list[int]) -> bool:
    """Whether each of some unused actions earns what a used one does, whatever others use."""
    rows = game.at_vertices(support, Cell.whole(support), i)
    return all(any(all(row[a] == row[b] for row in rows) for b in support[i]) for a in rivals)


def check_pure_complete(document: Document, clock: Clock) -> None:
    """Verify that the listed profiles are all pure equilibria, by looking at every profile."""
    listed = set()
    for k, profile in enumerate(document.equilibria):
        if any(sum(1 for p in strategy if p) != 1 for strategy in profile):
            raise Refuted(f"profile {k} is not pure, and the claim is ALL_PURE")
        listed.add(tuple(strategy.index(1) for strategy in profile))
    for place in product(*map(range, document.shape)):
        clock.look()
        if place not in listed and _is_pure_equilibrium(document, place):
            names = [document.actions[i][a] for i, a in enumerate(place)]
            raise Refuted(f"a pure equilibrium is missing: {', '.join(names)}")


def deviation_payoffs(document: Document, profile: tuple[Strategy, ...], i: int) -> list[Fraction]:
    """What each action of player i earns against the others' strategies."""
    earned = [Fraction(0)] * document.shape[i]
    used = [
        range(len(s)) if j == i else [a for a, p in enumerate(s) if p]
        for j, s in enumerate(profile)
    ]
    for place in product(*used):
        weight = Fraction(1)
        for j, a in enumerate(place):
            if j != i:
                weight *= profile[j][a]
        earned[place[i]] += weight * document.payoffs[i][_position(document.shape, place)]
    return earned


def _check_probabilities(document: Document, k: int, profile: tuple[Strategy, ...]) -> None:
    if tuple(map(len, profile)) != document.shape:
        raise Refuted(f"profile {k} does not fit the game")
    for player, strategy in zip(document.players, profile, strict=True):
        if min(strategy) < 0 or sum(strategy) != 1:
            raise Refuted(
                f"profile {k}: the probabilities of {player} are negative or add to "
                f"{_short(sum(strategy, Fraction(0)))}, not 1"
            )


def _is_pure_equilibrium(document: Document, place: tuple[int, ...]) -> bool:
    for i, count in enumerate(document.shape):
        here = document.payoffs[i][_position(document.shape, place)]
        for a in range(count):
            other = (*place[:i], a, *place[i + 1 :])
            if document.payoffs[i][_position(document.shape, other)] > here:
                return False
    return True


def _position(shape: tuple[int, ...], place: tuple[int, ...]) -> int:
    position = 0
    for count, a in zip(shape, place, strict=True):
        position = position * count + a
    return position


def _short(value: Fraction) -> str:
    small = value.numerator.bit_length() + value.denominator.bit_length() < 80
    return str(value) if small else "a positive amount" if value > 0 else "another amount"
