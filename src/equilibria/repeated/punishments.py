"""Discount factors from which a profile can be played for ever, by kind of punishment.

For player i at profile a write ``gain = c - g``: the best deviation's payoff less the profile's.
With a threat of `v` the player follows if and only if ``(1 - d) * gain <= d * (g - v)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np

from ..errors import GameError
from ..games.normal_form import NormalFormGame
from ..games.profile import Profile
from .deviations import Place, deviations, ratio
from .simple_profiles import SimpleProfile, State, reversion
from .staircase import Level, levels

_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Sustained:
    """A profile with the strategies that sustain it from some discount factor on.

    Attributes
    ----------
    discount : Fraction
        1 if they never do.
    by_player : tuple of Fraction
    strategy : SimpleProfile or None
        Subgame perfect at `discount`; above it others like it are. None if `discount` is 1.
    """

    discount: Fraction
    by_player: tuple[Fraction, ...]
    strategy: SimpleProfile | None


# ---- reversion to an equilibrium of the stage game


def grim(stage: NormalFormGame, place: Place, punishments: Sequence[Profile]) -> Sustained:
    """Revert for ever to ``punishments[i]`` once player i deviates."""
    tables = deviations(stage)
    payoffs, _, gains = tables.at(place)
    by_player, used = [], list[Profile | None]()
    for i, play in enumerate(punishments):
        threat = play.exact_payoffs[i]
        loss = tables.fraction(payoffs[i]) - threat
        gain = tables.fraction(gains[i])
        if not gain:  # nothing to gain: deviations can be ignored
            by_player.append(Fraction(0))
            used.append(None)
        else:
            by_player.append(gain / (gain + loss) if loss > 0 else _ONE)
            used.append(play)
    worst = max(by_player)
    return Sustained(worst, tuple(by_player), None if worst == 1 else reversion(stage, place, used))


@lru_cache(maxsize=8)
def worst_pure_equilibria(stage: NormalFormGame) -> tuple[Place, ...] | None:
    """Per player, the pure equilibrium that pays it least, first actions first; None if none is."""
    tables = deviations(stage)
    places = [tuple(int(a) for a in place) for place in np.argwhere(tables.is_nash)]
    if not places:
        return None
    return tuple(min(places, key=lambda at: table[at]) for table in tables.payoffs)


def pure_profile(stage: NormalFormGame, place: Place) -> Profile:
    """A profile of actions as a Profile."""
    return Profile(
        stage,
        tuple(
            tuple(Fraction(int(a == own)) for a in range(k))
            for own, k in zip(place, stage.shape, strict=True)
        ),
    )


# ---- strongly symmetric equilibria


def require_symmetric(stage: NormalFormGame) -> None:
    """Refuse a stage game that changes when its players change places."""
    wrong = asymmetry(stage)
    if wrong is not None:
        raise GameError(f"punishment='symmetric' needs a symmetric game, but {wrong}.")


@lru_cache(maxsize=8)
def asymmetry(stage: NormalFormGame) -> str | None:
    """What is not symmetric about a game, in words; None if nothing is."""
    tables = deviations(stage).payoffs
    if len(set(stage.shape)) > 1:
        return f"the players have {', '.join(map(str, stage.shape))} actions"
    for i in range(stage.num_players - 1):
        # Swapping neighbours generates every permutation of the players.
        for j, table in enumerate(tables):
            image = {i: i + 1, i + 1: i}.get(j, j)
            if not np.array_equal(np.swapaxes(tables[image], i, i + 1), table):
                return (
                    f"it changes when {stage.players[i]} and {stage.players[i + 1]} change places; "
                    "actions correspond by their order"
                )
    return None


@lru_cache(maxsize=8)
def symmetric_levels(stage: NormalFormGame) -> tuple[Level, ...]:
    """Levels of need over the profiles in which all play the same; the game must be symmetric."""
    tables = deviations(stage)
    diagonal = [(k,) * stage.num_players for k in range(stage.shape[0])]
    return levels(
        [int(tables.gains[0][at]) for at in diagonal],
        [int(tables.payoffs[0][at]) for at in diagonal],
        [[int(tables.best[0][at]) for at in diagonal]],
    )


def symmetric(stage: NormalFormGame, place: Place) -> Sustained:
    """All do the same in every period, on the path and off it; game and place are symmetric."""
    players = stage.num_players
    tables = deviations(stage)
    payoffs, _, gains = tables.at(place)
    payoff, gain = payoffs[0], gains[0]
    if not gain:
        return Sustained(Fraction(0), (Fraction(0),) * players, for_ever(stage, place))
    best, chosen = _ONE, None
    for level in symmetric_levels(stage):
        least = max(level.discount, ratio(gain, payoff - level.threats[0]))
        if least < best:
            best, chosen = least, level
    if chosen is None:
        return Sustained(_ONE, (_ONE,) * players, None)
    carrot, stick = ((k,) * players for k in (chosen.played, chosen.punishments[0]))
    # The stick is worth its own best deviation: what follows it makes up for the gain forgone.
    need, reward = int(tables.gains[0][stick]), chosen.reward - chosen.threats[0]
    back = Fraction(need, reward) * (1 - best) / best if reward else Fraction(0)
    states = [State("path", place, ((0, _ONE),))]
    if not back:
        states.append(State("punish all", stick, ((1, _ONE),)))
    elif carrot == place:
        states.append(State("punish all", stick, _lottery((0, back), (1, 1 - back))))
    else:
        states.append(State("punish all", stick, _lottery((2, back), (1, 1 - back))))
        states.append(State("reward", carrot, ((2, _ONE),)))
    profile = SimpleProfile(stage, tuple(states), (1,) * players)
    return Sustained(best, (best,) * players, profile)


def _lottery(*entries: tuple[int, Fraction]) -> tuple[tuple[int, Fraction], ...]:
    return tuple((state, p) for state, p in entries if p)


def for_ever(stage: NormalFormGame, place: Place) -> SimpleProfile:
    """An equilibrium of the stage game, played whatever happens."""
    state = State("path", place, ((0, _ONE),))
    return SimpleProfile(stage, (state,), (0,) * stage.num_players)
