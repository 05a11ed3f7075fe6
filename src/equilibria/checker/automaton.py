"""Verifies that a finite automaton is a subgame-perfect equilibrium and earns what it says.

A document of kind "automaton" has beside the game, for any number of players,

    "discounts": [rational, ...],  "start": lottery,  "payoffs_earned": [rational, ...],
    "states": [{"play": [action, ...], "follow": lottery, "punish": [lottery, ...],
                "values": [rational, ...]}, ...]

where a lottery is a list of [state, probability]. In each state every player's value must be
(1 - d) times the stage payoff plus d times what `follow` promises (this has one solution, so the
values are what the automaton earns), and no single deviation, after which `punish` of that player
applies, may pay more. By the one-shot-deviation principle no other deviation does then either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from .numbers import entries, integer, items, rational
from .reading import Table, read_table
from .verdict import Clock, Refuted

Lottery = list[tuple[int, Fraction]]


class _State(NamedTuple):
    play: list[int]
    follow: Lottery
    punish: list[Lottery]
    values: list[Fraction]


def verify_automaton(data: Mapping[str, Any], clock: Clock) -> str:
    """Verify a document of kind 'automaton'; say what was verified."""
    table = read_table(data)
    count = len(table.players)
    discounts = [rational(d, "discounts") for d in entries(data, "discounts")]
    if len(discounts) != count or not all(0 <= d < 1 for d in discounts):
        raise Refuted("discounts: there is not one in [0, 1) per player")
    listed = entries(data, "states")
    states = [_read_state(table, entry, len(listed)) for entry in listed]
    for k, state in enumerate(states):
        _verify_state(table, discounts, states, k, state, clock)
    start = _read_lottery(data.get("start"), len(states))
    earned = [rational(v, "payoffs_earned") for v in entries(data, "payoffs_earned")]
    if earned != [_promised(states, start, i) for i in range(count)]:
        raise Refuted("payoffs_earned: they are not what the start lottery promises")
    return f"{len(states)} states keep their promises, and no single deviation pays"


def _verify_state(
    table: Table,
    discounts: Sequence[Fraction],
    states: Sequence[_State],
    k: int,
    state: _State,
    clock: Clock,
) -> None:
    for i, player in enumerate(table.players):
        clock.look()
        d, value = discounts[i], state.values[i]
        if value != (1 - d) * _payoff(table, i, state.play) + d * _promised(
            states, state.follow, i
        ):
            raise Refuted(f"state {k}: the promise to {player} is not kept")
        punished = d * _promised(states, state.punish[i], i)
        for a, name in enumerate(table.actions[i]):
            if a == state.play[i]:
                continue
            clock.look()
            other = [*state.play[:i], a, *state.play[i + 1 :]]
            if (1 - d) * _payoff(table, i, other) + punished > value:
                raise Refuted(f"state {k}: {player} gains by playing {name!r}")


def _payoff(table: Table, i: int, place: Sequence[int]) -> Fraction:
    position = 0
    for count, a in zip(table.shape, place, strict=True):
        position = position * count + a
    return table.payoffs[i][position]


def _promised(states: Sequence[_State], lottery: Lottery, i: int) -> Fraction:
    return sum((p * states[k].values[i] for k, p in lottery), Fraction(0))


def _read_state(table: Table, entry: Any, count: int) -> _State:
    if not isinstance(entry, Mapping):
        raise Refuted("states: an entry is not an object")
    play = [integer(a, "play") for a in entries(entry, "play")]
    if len(play) != len(table.shape) or not all(
        0 <= a < size for a, size in zip(play, table.shape, strict=True)
    ):
        raise Refuted("play: there is no such profile")
    punish = [_read_lottery(lottery, count) for lottery in entries(entry, "punish")]
    values = [rational(v, "values") for v in entries(entry, "values")]
    if len(punish) != len(play) or len(values) != len(play):
        raise Refuted("states: punishments and values are not one per player")
    return _State(play, _read_lottery(entry.get("follow"), count), punish, values)


def _read_lottery(value: Any, count: int) -> Lottery:
    lottery = []
    for entry in items(value, "lottery"):
        if len(items(entry, "lottery")) != 2:
            raise Refuted("lottery: an entry is not a state and a probability")
        lottery.append((integer(entry[0], "lottery"), rational(entry[1], "lottery")))
    if not all(0 <= k < count and p >= 0 for k, p in lottery):
        raise Refuted("lottery: a state is not there, or a probability negative")
    if sum(p for _, p in lottery) != 1:
        raise Refuted("lottery: the probabilities do not add to 1")
    return lottery
