"""Equilibria whose size is one number: what is at stake pays for what must be resisted.

With transfers (Goldluecke and Kranz 2012) and for strongly symmetric equilibria (Cronshaw and
Luenberger 1994) the set of equilibrium payoffs is fixed by a largest reward ``U`` and smallest
threats ``v_1, v_2, ...``. A profile `a` can be played if and only if

    (1 - d) * need(a) <= d * (U - sum(v)),

and the reward and the threats are then the best that profiles with a small enough need offer. So
sort by need: each level `L` of it has the best reward ``U(L)`` and threats ``v(L)`` among profiles
that need no more, and can be paid for from ``d(L) = L / (L + U(L) - sum(v(L)))`` on. At a discount
factor the highest level that can be paid for is the best, since rewards only rise and threats only
fall with the level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .deviations import ratio


@dataclass(frozen=True, slots=True)
class Level:
    """One level of need, in integers over the game's denominator.

    Attributes
    ----------
    discount : Fraction
        From here on it can be paid for; 1 if never.
    need, reward : int
    threats : tuple of int
    played : int
        The profile with the reward.
    punishments : tuple of int
        The profiles with the threats.
    """

    discount: Fraction
    need: int
    reward: int
    threats: tuple[int, ...]
    played: int
    punishments: tuple[int, ...]


def levels(
    needs: Sequence[int], rewards: Sequence[int], threats: Sequence[Sequence[int]]
) -> tuple[Level, ...]:
    """Every level of need, lowest first.

    Parameters
    ----------
    needs, rewards : sequences of int, one entry per profile
    threats : one such sequence per threat

    Notes
    -----
    Among equals the profile that needs least wins, then the first. Cost: one sort of the profiles.
    """
    found: list[Level] = []
    order = sorted(range(len(needs)), key=needs.__getitem__)
    played, punishments = order[0], [order[0]] * len(threats)
    for position, a in enumerate(order):
        if rewards[a] > rewards[played]:
            played = a
        for j, threat in enumerate(threats):
            if threat[a] < threat[punishments[j]]:
                punishments[j] = a
        if position + 1 < len(order) and needs[order[position + 1]] == needs[a]:
            continue
        held = tuple(threat[p] for threat, p in zip(threats, punishments, strict=True))
        at_stake = rewards[played] - sum(held)
        found.append(
            Level(
                ratio(needs[a], at_stake),
                needs[a],
                rewards[played],
                held,
                played,
                tuple(punishments),
            )
        )
    return tuple(found)


def improving(found: Sequence[Level]) -> tuple[Level, ...]:
    """The levels at which the reward rises or a threat falls."""
    kept: list[Level] = []
    for level in found:
        if not kept or (level.reward, level.threats) != (kept[-1].reward, kept[-1].threats):
            kept.append(level)
    return tuple(kept)


def optimal(found: Sequence[Level]) -> tuple[Level, ...]:
    """The levels that are best at some discount factor below 1, in the order of those."""
    kept: list[Level] = []
    lowest = Fraction(1)
    for level in reversed(found):
        if level.discount < lowest:
            kept.append(level)
            lowest = level.discount
    return improving(kept[::-1])


def payable_from(found: Sequence[Level], need: int) -> Fraction:
    """The least discount factor from which a need can be paid for; 1 if never."""
    return min((level.discount for level in found if level.need >= need), default=Fraction(1))
