"""Simple strategy profiles: what is played, and where a player's deviation leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from .._format import number
from ..errors import GameError
from ..games.normal_form import NormalFormGame
from ..games.profile import Profile
from ..games.repeated import read_discount
from .deviations import Place, deviations

Lottery = tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True, slots=True)
class State:
    """One state of a simple profile.

    Attributes
    ----------
    name : str
    play : tuple of int or Profile
        A pure profile by action index; or, in a state that is never left, a mixed equilibrium of
        the stage game.
    then : tuple of (int, Fraction)
        The public lottery over next states when nobody, or more than one player, has deviated.
    """

    name: str
    play: Place | Profile
    then: Lottery


@dataclass(frozen=True, slots=True)
class SimpleProfile:
    """A simple strategy profile (Abreu 1988), with public lotteries.

    Play starts in state 0 and follows the lotteries; when player `i` alone deviates, in any state,
    it goes on in state ``punish[i]``. Deviations in a state with mixed play change nothing.

    Attributes
    ----------
    stage : NormalFormGame
    states : tuple of State
    punish : tuple of int
        Per player.
    """

    stage: NormalFormGame
    states: tuple[State, ...]
    punish: tuple[int, ...]

    def values(self, discount: Any) -> tuple[tuple[Fraction, ...], ...]:
        """What each state is worth to each player at a common discount factor, exact."""
        d = read_discount(discount)
        size, players = len(self.states), self.stage.num_players
        rows = []
        for s, state in enumerate(self.states):
            row = [Fraction(int(s == t)) for t in range(size)]
            for t, p in state.then:
                row[t] -= d * p
            rows.append(row + [(1 - d) * u for u in self._stage_payoffs(state)])
        solved = _solve(rows, size)
        return tuple(tuple(row[size : size + players]) for row in solved)

    def slacks(self, discount: Any) -> tuple[tuple[Fraction, ...], ...]:
        """Per state and player, what following is worth above the best one-shot deviation.

        None is negative if and only if the profile is subgame perfect at that discount factor.
        """
        d = read_discount(discount)
        values, tables = self.values(d), deviations(self.stage)
        found = []
        for state, worth in zip(self.states, values, strict=True):
            if isinstance(state.play, Profile):
                best = [max(state.play.action_payoffs(i)) for i in range(len(worth))]
                paid = [u - b for u, b in zip(state.play.exact_payoffs, best, strict=True)]
                found.append(tuple((1 - d) * v for v in paid))
                continue
            best = [tables.fraction(v) for v in tables.at(state.play)[1]]
            found.append(
                tuple(
                    v - (1 - d) * b - d * values[p][i]
                    for i, (v, b, p) in enumerate(zip(worth, best, self.punish, strict=True))
                )
            )
        return tuple(found)

    def is_equilibrium(self, discount: Any) -> bool:
        """Whether it is subgame perfect at a common discount factor, exactly."""
        return all(slack >= 0 for state in self.slacks(discount) for slack in state)

    def path(
        self,
        periods: int,
        *,
        deviations: Mapping[int, int | str] | None = None,
        rng: np.random.Generator | int | None = None,
    ) -> tuple[int, ...]:
        """The states that are met, period by period from 0.

        Parameters
        ----------
        periods : int
        deviations : mapping from period to player, optional
            Where a player alone does something else: the next state is its punishment.
        rng : Generator or int, optional
            Draws the public lotteries.
        """
        drawn = np.random.default_rng(rng)
        caught = {
            period: self.stage.player_index(player) for period, player in (deviations or {}).items()
        }
        met, state = [], 0
        for period in range(periods):
            met.append(state)
            if period in caught and not isinstance(self.states[state].play, Profile):
                state = self.punish[caught[period]]
                continue
            then = self.states[state].then
            chances = [float(p) for _, p in then]
            if len(then) > 1:
                state = then[int(drawn.choice(len(then), p=np.array(chances) / sum(chances)))][0]
            else:
                state = then[0][0]
        return tuple(met)

    def payoffs(self, state: int) -> tuple[Fraction, ...]:
        """What the play of a state pays in one period."""
        return tuple(self._stage_payoffs(self.states[state]))

    def _stage_payoffs(self, state: State) -> Sequence[Fraction]:
        if isinstance(state.play, Profile):
            return state.play.exact_payoffs
        tables = deviations(self.stage)
        return [tables.fraction(v) for v in tables.at(state.play)[0]]

    def __repr__(self) -> str:
        lines = [["state", "play", "then"]]
        for state in self.states:
            if isinstance(state.play, Profile):
                play = repr(state.play)[8:-1]
            else:
                pairs = zip(self.stage.actions, state.play, strict=True)
                play = ", ".join(names[a] for names, a in pairs)
            then = " + ".join(
                (f"{number(p)} " if p != 1 else "") + self.states[t].name for t, p in state.then
            )
            lines.append([state.name, play, then])
        widths = [max(len(line[k]) for line in lines) for k in range(3)]
        shown = [
            "  " + "  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
        ways = ", ".join(
            f"{player} -> {self.states[s].name}"
            for player, s in zip(self.stage.players, self.punish, strict=True)
        )
        return "\n".join(["SimpleProfile", *shown, f"  after a deviation of: {ways}"])


def reversion(
    stage: NormalFormGame, place: Place, punishments: Sequence[Profile | None]
) -> SimpleProfile:
    """Play `place` until a player deviates, then that player's stage equilibrium for ever.

    None for a player whose deviations are ignored.
    """
    states = [State("path", place, ((0, _ONE),))]
    punish: list[int] = []
    known: dict[Any, int] = {}
    for play in punishments:
        if play is None:
            punish.append(0)
            continue
        if play.exact not in known:
            known[play.exact] = len(states)
            states.append(State("", play, ((len(states), _ONE),)))
        punish.append(known[play.exact])
    return named(SimpleProfile(stage, tuple(states), tuple(punish)))


def sticks_and_carrot(
    stage: NormalFormGame,
    place: Place,
    sticks: Sequence[Place],
    again: Sequence[Fraction] | None = None,
) -> SimpleProfile:
    """Play `place`; after a deviation of player i the profile ``sticks[i]``, then `place`.

    With ``again`` the stick is repeated with that probability, by public lottery.
    """
    states = [State("path", place, ((0, _ONE),))]
    known: dict[tuple[Place, Fraction], int] = {}
    punish = []
    for stick, stay in zip(sticks, again or [Fraction(0)] * len(sticks), strict=True):
        if stick == place:
            punish.append(0)
            continue
        s = known.setdefault((stick, stay), len(states))
        punish.append(s)
        if s == len(states):
            then = tuple((t, p) for t, p in ((s, stay), (0, 1 - stay)) if p)
            states.append(State("", stick, then))
    return named(SimpleProfile(stage, tuple(states), tuple(punish)))


def named(profile: SimpleProfile) -> SimpleProfile:
    """Name the states after the players whose deviations lead there."""
    states = list(profile.states)
    for s in range(1, len(states)):
        whose = [p for p, t in zip(profile.stage.players, profile.punish, strict=True) if t == s]
        if not whose:
            continue
        name = "punish " + (" or ".join(whose) if len(whose) < len(profile.punish) else "all")
        states[s] = State(name, states[s].play, states[s].then)
    return SimpleProfile(profile.stage, tuple(states), profile.punish)


def read_place(stage: NormalFormGame, given: Any) -> Place:
    """Take a pure profile: a mapping from players to actions, or one action per player.

    Raises
    ------
    GameError
        Naming what is unknown, missing or too much.
    """
    if isinstance(given, Mapping):
        chosen: dict[int, int] = {}
        for player, action in given.items():
            i = stage.player_index(player)
            if i in chosen:
                raise GameError(f"sustain: {stage.players[i]} is named twice.")
            chosen[i] = stage.action_index(i, action)
        missing = [p for i, p in enumerate(stage.players) if i not in chosen]
        if missing:
            raise GameError(f"sustain: no action for {', '.join(missing)}; give one per player.")
        return tuple(chosen[i] for i in range(stage.num_players))
    single = isinstance(given, str) or not isinstance(given, (Sequence, np.ndarray))
    if single or len(given) != stage.num_players:
        raise GameError(
            f"sustain is {given!r:.60}: give one action for each of the "
            f"{stage.num_players} players."
        )
    return tuple(stage.action_index(i, a) for i, a in enumerate(given))


_ONE = Fraction(1)


def _solve(rows: list[list[Fraction]], size: int) -> list[list[Fraction]]:
    """Gauss-Jordan on ``[M | right]``; M is diagonally dominant, so its pivots are not zero."""
    for k in range(size):
        head = rows[k][k]
        rows[k] = [v / head for v in rows[k]]
        for r in range(size):
            factor = rows[r][k]
            if r != k and factor:
                rows[r] = [v - factor * w for v, w in zip(rows[r], rows[k], strict=True)]
    return rows
