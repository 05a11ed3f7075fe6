"""Strategies of a repeated game as finite automata with public lotteries."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from .._format import number, table
from ..errors import GameError
from ..games.repeated import RepeatedGame
from ..results.certificate import Certificate, document, rational
from . import polygon

if TYPE_CHECKING:
    from .enclosure import PayoffSet

#: States with their probabilities, exact; they add to 1.
Lottery = tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Path:
    """What happened in the first periods.

    Attributes
    ----------
    states : tuple of tuple of int
        Per period, the state of each player's automaton (all the same unless they play different
        ones).
    profiles : ndarray of int, shape (periods, players)
        The actions played.
    payoffs : ndarray, shape (periods, players)
        What each player earned, in the units of the stage game.
    average : tuple of float
        Discounted average of these payoffs, ``(1 - d) sum d**t u_t``; what comes after the last
        period counts as zero.
    """

    states: tuple[tuple[int, ...], ...]
    profiles: np.ndarray
    payoffs: np.ndarray
    average: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Automaton:
    """Pure strategies of all players, driven by public lotteries.

    Each period the players are in a state, which says what each plays. If all obey, or several
    deviate at once, the next state is drawn from ``follow[state]``; if player i alone deviates,
    from ``punish[state][i]``. The first state is drawn from `start`.

    Attributes
    ----------
    game : RepeatedGame
    start : lottery
        A lottery is a tuple of (state, probability), exact.
    play : tuple of tuple of int
        Per state, the action of each player.
    follow : tuple of lottery
        Per state.
    punish : tuple of tuple of lottery
        Per state and player.
    values : tuple of tuple of Fraction
        Per state, what each player earns on average from there on.
    """

    game: RepeatedGame
    start: Lottery
    play: tuple[tuple[int, ...], ...]
    follow: tuple[Lottery, ...]
    punish: tuple[tuple[Lottery, ...], ...]
    values: tuple[tuple[Fraction, ...], ...]

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the states."""
        return tuple(f"s{k}" for k in range(len(self.play)))

    @property
    def payoffs(self) -> tuple[Fraction, ...]:
        """What each player earns on average, exact."""
        return tuple(
            sum((p * self.values[k][i] for k, p in self.start), Fraction(0))
            for i in range(self.game.num_players)
        )

    def transition(self, state: int, profile: Sequence[int | str]) -> Lottery:
        """The lottery over next states after a profile was played in a state.

        Parameters
        ----------
        state : int
        profile : sequence of int or str
            One action per player, by index or label.
        """
        stage = self.game.stage
        if not 0 <= state < len(self.play):
            raise GameError(f"state {state!r}: there are states 0 to {len(self.play) - 1}.")
        if len(profile) != stage.num_players:
            raise GameError(f"profile {profile!r}: give one action per player.")
        actions = tuple(stage.action_index(i, a) for i, a in enumerate(profile))
        return self._next(state, actions)

    def _next(self, state: int, actions: tuple[int, ...]) -> Lottery:
        pairs = zip(actions, self.play[state], strict=True)
        deviators = [i for i, (played, meant) in enumerate(pairs) if played != meant]
        return self.punish[state][deviators[0]] if len(deviators) == 1 else self.follow[state]

    def simulate(
        self,
        periods: int,
        *,
        rng: np.random.Generator | int,
        deviations: Mapping[int, Mapping[int | str, int | str]] | None = None,
    ) -> Path:
        """Play the automaton.

        Parameters
        ----------
        periods : int
        rng : Generator or int
            Draws the public lotteries.
        deviations : mapping, optional
            From a period to what some players do there instead: ``{3: {"Ann": "defect"}}``.
        """
        return _run([self] * self.game.num_players, periods, rng, deviations or {})

    def versus(self, *others: Automaton, periods: int, rng: np.random.Generator | int) -> Path:
        """Let the first player follow this automaton, and the others each one of their own.

        All see the same public draws and the same actions; each keeps its own state.

        Parameters
        ----------
        *others : Automaton
            One per player but the first, for the same stage game.
        """
        if len(others) != self.game.num_players - 1:
            raise GameError(
                f"versus: {len(others)} automata for {self.game.num_players - 1} opponents."
            )
        if any(other.game.stage.shape != self.game.stage.shape for other in others):
            raise GameError("versus: the automata are for stage games of different shapes.")
        return _run([self, *others], periods, rng, {})

    def certificate(self) -> Certificate:
        """Write down promises and incentives, for `equilibria.check` to verify.

        The checker works out the promise-keeping equations and the one-shot-deviation
        inequalities of every state in fractions.
        """
        data = document("automaton", self.game.stage)
        data["discounts"] = [rational(d) for d in self.game.discounts]
        data["payoffs_earned"] = [rational(v) for v in self.payoffs]
        data["start"] = _written(self.start)
        data["states"] = [
            {
                "play": list(play),
                "follow": _written(follow),
                "punish": [_written(lottery) for lottery in punish],
                "values": [rational(v) for v in values],
            }
            for play, follow, punish, values in zip(
                self.play, self.follow, self.punish, self.values, strict=True
            )
        ]
        return Certificate(data)

    def __repr__(self) -> str:
        stage = self.game.stage
        earned = ", ".join(
            f"{player} {number(v)}" for player, v in zip(stage.players, self.payoffs, strict=True)
        )
        count = f"{len(self.play)} state" + ("s" if len(self.play) != 1 else "")
        rows = [["state", "play", "then", *(f"if {p} deviates" for p in stage.players), "worth"]]
        for k, play in enumerate(self.play):
            rows.append(
                [
                    f"s{k}",
                    ", ".join(stage.actions[i][a] for i, a in enumerate(play)),
                    _shown(self.follow[k]),
                    *map(_shown, self.punish[k]),
                    "(" + ", ".join(map(number, self.values[k])) + ")",
                ]
            )
        return "\n".join(
            [
                f"Automaton of {count}, earning {earned}; starts in {_shown(self.start)}",
                *table(rows),
            ]
        )


def automaton_for(answer: PayoffSet, point: tuple[Fraction, Fraction]) -> Automaton:
    """An automaton that earns a point of the inner set: one state per corner that it needs."""
    inside = answer.contains(point)
    shown = f"({number(point[0])}, {number(point[1])})"
    if inside is False:
        raise GameError(f"strategy_for: no equilibrium pays {shown}; it is outside the outer set.")
    if inside is None:
        raise GameError(
            f"strategy_for: {shown} is not in the inner set, whose points are known to be "
            "equilibrium payoffs; choose one that is."
        )
    assert answer.threats.inner is not None  # the inner set holds the point
    columns = answer.game.stage.shape[1]
    worst = [[c[i] for c in answer.inner].index(answer.threats.inner[i]) for i in (0, 1)]
    start = [(k, p) for k, p in sorted(polygon.lottery(answer.inner, point).items()) if p]
    made, order = {}, [k for k, _ in start]
    for k in order:  # grows while it is read
        made[k] = answer.generation(k)
        for j in (*(j for j, _ in made[k][1]), *worst):
            if j not in order:
                order.append(j)
    place = {k: position for position, k in enumerate(order)}
    punish = tuple(((place[k], Fraction(1)),) for k in worst)
    return Automaton(
        answer.game,
        tuple((place[k], p) for k, p in start),
        tuple(divmod(made[k][0], columns) for k in order),
        tuple(tuple((place[j], p) for j, p in made[k][1]) for k in order),
        (punish,) * len(order),
        tuple(answer.inner[k] for k in order),
    )


def _run(
    machines: Sequence[Automaton],
    periods: int,
    rng: np.random.Generator | int,
    deviations: Mapping[int, Mapping[int | str, int | str]],
) -> Path:
    if isinstance(periods, bool) or not isinstance(periods, (int, np.integer)) or periods < 0:
        raise GameError(f"periods is {periods!r}; give a whole number of at least 0.")
    generator = np.random.default_rng(rng)
    stage = machines[0].game.stage
    orders = {
        t: {stage.player_index(i): stage.action_index(i, a) for i, a in change.items()}
        for t, change in deviations.items()
    }
    draws = generator.random(int(periods))
    states: list[tuple[int, ...]] = []
    profiles = np.zeros((int(periods), len(machines)), np.int64)
    lotteries = [machine.start for machine in machines]
    for t, draw in enumerate(draws.tolist()):
        here = tuple(_drawn(lottery, draw) for lottery in lotteries)
        states.append(here)
        actions = tuple(
            machine.play[s][i] for i, (machine, s) in enumerate(zip(machines, here, strict=True))
        )
        if t in orders:
            actions = tuple(orders[t].get(i, a) for i, a in enumerate(actions))
        profiles[t] = actions
        lotteries = [m._next(s, actions) for m, s in zip(machines, here, strict=True)]
    payoffs = np.stack([p[tuple(profiles.T)] for p in stage.payoffs], axis=1)
    weights = [(1 - float(d)) * float(d) ** np.arange(periods) for d in machines[0].game.discounts]
    average = tuple(float(w @ payoffs[:, i]) for i, w in enumerate(weights))
    return Path(tuple(states), profiles, payoffs, average)


def _drawn(lottery: Lottery, draw: float) -> int:
    ends = list(accumulate(float(p) for _, p in lottery))
    return lottery[min(bisect_right(ends, draw), len(lottery) - 1)][0]


def _written(lottery: Lottery) -> list[Any]:
    return [[k, rational(p)] for k, p in lottery]


def _shown(lottery: Lottery) -> str:
    if len(lottery) == 1:
        return f"s{lottery[0][0]}"
    return " + ".join(f"{number(p)} s{k}" for k, p in lottery)
