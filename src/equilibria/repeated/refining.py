"""Closing in on a critical discount factor with payoff sets that are proved from both sides.

At one discount factor d the worst equilibrium payoffs of both players are enclosed: every
equilibrium pays player i at least ``outer[i]``, and some pays ``inner[i]``. If ``(1 - d) * gain <=
d * (g - inner[i])`` then i's constraint holds at d and above it; if it fails with ``outer[i]`` in
place of ``inner[i]``, or there is no equilibrium at all, it fails at d and below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from .._budget import Budget, Meter
from ..games.normal_form import NormalFormGame
from ..games.repeated import RepeatedGame
from .deviations import Place, deviations, simplest_between
from .payoff_set import PayoffSet, payoff_set
from .simple_profiles import SimpleProfile, State, named

#: Payoff sets that are remembered at a time: the profiles of one game ask for the same ones.
_REMEMBERED = 500

#: Payoff sets at larger discount factors cost much and say little.
_PATIENT = Fraction(999, 1000)

#: Shares of a bracket at which to look, one after the other, until something is decided.
_SHARES = (Fraction(1, 2), Fraction(1, 4), Fraction(3, 4))


@dataclass(slots=True)
class Worst:
    """The payoff sets of one stage game at the discount factors asked for."""

    stage: NormalFormGame
    meter: Meter
    known: dict[Fraction, PayoffSet] = field(default_factory=dict)

    def at(self, discount: Fraction) -> PayoffSet | None:
        """The payoff set; None if the budget is spent. A step of the budget is one set."""
        if discount not in self.known:
            if not self.meter.grant(1):
                return None
            self.meter.count(1)
            left = Budget(seconds=self.meter.left().seconds)
            rep = RepeatedGame(self.stage, discount)
            if len(self.known) >= _REMEMBERED:
                self.known.pop(next(iter(self.known)))
            self.known[discount] = payoff_set(rep, budget=left, partial=True)
        return self.known[discount]


@dataclass(slots=True)
class Ends:
    """A bracket that closes, and the payoff sets that moved its ends."""

    lower: Fraction
    upper: Fraction
    below: PayoffSet | None = None
    above: PayoffSet | None = None


def refine(worst: Worst, place: Place, each: Sequence[Ends], whole: Ends, width: Fraction) -> None:
    """Close the brackets of every player and of the profile until they are `width` wide.

    With none in `each` only that of the profile.

    A bracket also stays as it is where three looks inside it decide nothing, when the budget is
    spent, and where nothing below `_PATIENT` was found to sustain the profile.
    """
    if whole.lower == 1:
        return
    if whole.upper - whole.lower > width and whole.lower:
        _look(worst, place, whole.lower, each, whole)  # the bound below is often the value itself
    for ends in (whole, *each):
        # The value of the profile is the largest of its players': often one player's is the last.
        last_player(each, whole)
        while ends.upper - ends.lower > width and not ends.lower > _PATIENT < ends.upper == 1:
            before = ends.lower, ends.upper
            for share in _SHARES:
                d = _between(ends.lower, ends.upper, share)
                if not _look(worst, place, d, each, whole):
                    return
                if (ends.lower, ends.upper) != before:
                    break
            else:
                break
    last_player(each, whole)
    # A closed form that nobody wrote down may be the shortest fraction in what is left.
    d = simplest_between(whole.lower, whole.upper)
    if whole.above is not None and whole.lower < d < whole.upper:
        _look(worst, place, d, each, whole)


def last_player(each: Sequence[Ends], whole: Ends) -> None:
    """If all others' constraints hold below the profile's value, that value is the last one's."""
    possible = [ends for ends in each if ends.upper >= whole.lower]
    if len(possible) == 1 and possible[0].lower < whole.lower:
        possible[0].lower, possible[0].below = whole.lower, whole.below


def _look(worst: Worst, place: Place, d: Fraction, each: Sequence[Ends], whole: Ends) -> bool:
    """Learn from the payoff set at d; False if the budget is spent."""
    held = worst.at(d)
    if held is None:
        return False
    follows = [_follows(held, place, i, d) for i in range(len(place))]
    everyone = False if False in follows else None if None in follows else True
    for ends, answer in zip((whole, *each), (everyone, *follows), strict=False):
        if answer and d < ends.upper:
            ends.upper, ends.above = d, held
        elif answer is False and d > ends.lower:
            ends.lower, ends.below = d, held
    return True


def _follows(held: PayoffSet, place: Place, i: int, d: Fraction) -> bool | None:
    """Whether player i follows at d; None if the enclosure leaves it open."""
    tables = deviations(held.game.stage)
    payoffs, _, gains = tables.at(place)
    gain, paid = tables.fraction(gains[i]), tables.fraction(payoffs[i])
    if not gain:
        return True
    inner, outer = held.threats.inner, held.threats.outer
    if outer is None or (1 - d) * gain > d * (paid - outer[i]):
        return False
    return True if inner is not None and (1 - d) * gain <= d * (paid - inner[i]) else None


def strategy_from(held: PayoffSet, place: Place) -> SimpleProfile | None:
    """Play `place` for ever; after a deviation go to the corner of the inner set that is worst.

    Every corner is paid by a profile and a lottery over corners, and so becomes a state.
    """
    stage = held.game.stage
    if not held.inner:
        return None
    states = [State("path", place, ((0, Fraction(1)),))]
    for k in range(len(held.inner)):
        profile, then = held.generation(k)
        play = tuple(int(a) for a in np.unravel_index(profile, stage.shape))
        states.append(State(f"corner {k + 1}", play, tuple((t + 1, p) for t, p in then)))
    punish = tuple(
        1 + min(range(len(held.inner)), key=lambda k: held.inner[k][i])
        for i in range(stage.num_players)
    )
    return named(_reachable(SimpleProfile(stage, tuple(states), punish)))


def _reachable(profile: SimpleProfile) -> SimpleProfile:
    """Leave out the states that are never met."""
    met, todo = {0}, [0, *profile.punish]
    while todo:
        s = todo.pop()
        met.add(s)
        todo += [t for t, _ in profile.states[s].then if t not in met]
    order = {s: k for k, s in enumerate(sorted(met))}
    states = [
        State(state.name, state.play, tuple((order[t], p) for t, p in state.then))
        for s, state in enumerate(profile.states)
        if s in met
    ]
    return SimpleProfile(profile.stage, tuple(states), tuple(order[s] for s in profile.punish))


def _between(low: Fraction, high: Fraction, share: Fraction) -> Fraction:
    """A short fraction near a share of the way from one number to another."""
    middle, room = low + share * (high - low), (high - low) / 8
    return simplest_between(middle - room, middle + room)
