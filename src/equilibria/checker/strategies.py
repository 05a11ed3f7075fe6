"""Are simple strategies subgame perfect at a common discount factor? State by state, in fractions.

A state plays a profile and draws the next state by a public lottery; a deviation by player i alone
leads to state ``punish[i]``. By the one-shot-deviation principle nothing else needs looking at. A
state with mixed play must be an equilibrium of the stage game that is never left; what is seen of
it changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from .numbers import entries, integer, items, rational
from .payoffs import Profile, best_payoff, mixed_payoffs, payoff, read_profile
from .reading import Table
from .verdict import Clock, OutOfLimits, Refuted

#: Values are found by eliminating one state after another.
MAX_STATES = 200


class State(NamedTuple):
    """What is played, pure or mixed, and the lottery over next states."""

    pure: tuple[int, ...] | None
    mixed: Profile | None
    then: tuple[tuple[int, Fraction], ...]


class Strategies(NamedTuple):
    """All states, the first first, and where each player's deviation leads."""

    states: tuple[State, ...]
    punish: tuple[int, ...]


def read_strategies(table: Table, data: Mapping[str, Any]) -> Strategies:
    """Read states and punishments."""
    given = entries(data, "states")
    if not 0 < len(given) <= MAX_STATES:
        raise OutOfLimits(f"states: not between 1 and {MAX_STATES}")
    states = []
    for entry in given:
        if not isinstance(entry, Mapping):
            raise Refuted("states: an entry is not an object")
        play = entries(entry, "play")
        pure, mixed = None, None
        if play and isinstance(play[0], int):
            pure = tuple(integer(a, "play") for a in play)
            if len(pure) != len(table.shape) or any(
                not 0 <= a < k for a, k in zip(pure, table.shape, strict=True)
            ):
                raise Refuted("play: there is no such profile")
        else:
            mixed = read_profile(table, play, "play")
        then = tuple(_step(step, len(given)) for step in entries(entry, "then"))
        if not then or min(p for _, p in then) < 0 or sum(p for _, p in then) != 1:
            raise Refuted("then: the probabilities are negative or do not add to 1")
        states.append(State(pure, mixed, then))
    punish = tuple(integer(s, "punish") for s in entries(data, "punish"))
    if len(punish) != len(table.players) or any(not 0 <= s < len(states) for s in punish):
        raise Refuted("punish: there is not one state per player")
    return Strategies(tuple(states), punish)


def _step(value: Any, states: int) -> tuple[int, Fraction]:
    pair = items(value, "then")
    if len(pair) != 2 or not 0 <= integer(pair[0], "then") < states:
        raise Refuted("then: an entry is not a state and a probability")
    return integer(pair[0], "then"), rational(pair[1], "then")


def check_strategies(table: Table, strategies: Strategies, d: Fraction, clock: Clock) -> None:
    """Verify that no one-shot deviation gains at the common discount factor d, 0 <= d < 1."""
    for i, player in enumerate(table.players):
        values = _values(table, strategies, i, d, clock)
        for s, state in enumerate(strategies.states):
            if state.mixed is not None:
                if state.then != ((s, Fraction(1)),):
                    raise Refuted(f"state {s}: mixed play that can be left")
                paid, most = mixed_payoffs(table, i, state.mixed)
                if most > paid:
                    raise Refuted(f"state {s} is no equilibrium of the stage game for {player}")
                continue
            assert state.pure is not None
            deviating = (1 - d) * best_payoff(table, i, state.pure)
            if values[s] < deviating + d * values[strategies.punish[i]]:
                raise Refuted(f"state {s}: {player} gains by deviating")


def _values(
    table: Table, strategies: Strategies, i: int, d: Fraction, clock: Clock
) -> list[Fraction]:
    """Solve ``v = (1 - d) g + d P v`` for one player; the matrix is diagonally dominant."""
    size = len(strategies.states)
    rows = []
    for s, state in enumerate(strategies.states):
        row = [Fraction(int(s == t)) for t in range(size)]
        for t, p in state.then:
            row[t] -= d * p
        if state.pure is not None:
            paid = payoff(table, i, state.pure)
        else:
            assert state.mixed is not None
            paid = mixed_payoffs(table, i, state.mixed)[0]
        rows.append([*row, (1 - d) * paid])
    for k in range(size):
        clock.look()
        head = rows[k][k]
        rows[k] = [v / head for v in rows[k]]
        for r in range(size):
            if r != k and rows[r][k]:
                factor = rows[r][k]
                rows[r] = [v - factor * w for v, w in zip(rows[r], rows[k], strict=True)]
    return [row[size] for row in rows]
