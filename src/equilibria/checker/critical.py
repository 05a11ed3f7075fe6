"""Verifies critical discount factors.

A document of kind "critical discount" has beside the game

    "punishment": "optimal" | "grim" | "symmetric",  "sustain": [action, ...],
    "lower": rational, "upper": rational,  upper 1: nothing is claimed to sustain the profile
    "proof": "none" | "grim" | "symmetric" | "minmax" | "rational" | "transfers" | "payoff set",
    "reversion": [profile, ...], "named": boolean,   grim: the equilibrium per player
    "states": [{"play": [action, ...] | profile, "then": [[state, rational], ...]}, ...],
    "punish": [state, ...]                           where each player's deviation leads
    "discounts": [lower, lower], "outer": {...}      payoff set: the chain at `lower`, see `chain`

It claims that no common discount factor below `lower` sustains the profile for ever, and that
`upper` does. The second is proved by the strategies: the value of every state is computed, and no
one-shot deviation may gain (`strategies`). The first is proved by what every equilibrium of the
kind obeys (`bounds`).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .bounds import (
    critical_by_minmax,
    critical_by_reversion,
    critical_by_transfers,
    critical_symmetric,
)
from .chain import verify_chain
from .numbers import entries, integer, rational
from .payoffs import read_profile
from .plane import read_point, read_repeated
from .rationality import critical_by_rationality
from .reading import Table, read_table
from .strategies import Strategies, check_strategies, read_strategies
from .verdict import Clock, Refuted

_PROOFS = {
    "optimal": ("none", "minmax", "rational", "transfers", "payoff set"),
    "grim": ("none", "grim"),
    "symmetric": ("none", "symmetric"),
}


def verify_critical(data: Mapping[str, Any], clock: Clock) -> str:
    """Verify a document of kind 'critical discount'; say what was verified."""
    table = read_table(data)
    place = tuple(integer(a, "sustain") for a in entries(data, "sustain"))
    if len(place) != len(table.players) or any(
        not 0 <= a < k for a, k in zip(place, table.shape, strict=True)
    ):
        raise Refuted("sustain: there is no such profile")
    lower, upper = rational(data.get("lower"), "lower"), rational(data.get("upper"), "upper")
    if not 0 <= lower <= upper <= 1:
        raise Refuted("the ends of the bracket are swapped, or not between 0 and 1")
    punishment, proof = str(data.get("punishment")), str(data.get("proof"))
    if proof not in _PROOFS.get(punishment, ()):
        raise Refuted(f"proof {proof!r:.40} does not go with punishment {punishment!r:.40}")
    least = _least(table, place, proof, data, clock)
    if least < lower:
        raise Refuted(f"lower: only {least!s:.60} and less are excluded")
    told = f"no discount factor below {lower!s:.60} sustains the profile ({proof})"
    if upper == 1:
        return told
    strategies = read_strategies(table, data)
    first = strategies.states[0]
    if first.pure != place or first.then != ((0, Fraction(1)),):
        raise Refuted("states: the first does not play the profile for ever")
    if punishment == "grim":
        _check_grim(table, strategies, data)
    if punishment == "symmetric" and not _is_symmetric(strategies):
        raise Refuted("states: the players do not all do the same")
    check_strategies(table, strategies, upper, clock)
    return f"{told}, and {upper!s:.60} does ({len(strategies.states)} states)"


def _least(
    table: Table, place: tuple[int, ...], proof: str, data: Mapping[str, Any], clock: Clock
) -> Fraction:
    if proof == "none":
        return Fraction(0)
    if proof == "minmax":
        return critical_by_minmax(table, place, clock)
    if proof == "rational":
        return critical_by_rationality(table, place, clock)
    if proof == "transfers":
        return critical_by_transfers(table, place, clock)
    if proof == "payoff set":
        return _outside(place, data, clock)
    if proof == "symmetric":
        return critical_symmetric(table, place, clock)
    reversion = [
        read_profile(table, profile, "reversion") for profile in entries(data, "reversion")
    ]
    if len(reversion) != len(table.players):
        raise Refuted("reversion: there is not one equilibrium per player")
    return critical_by_reversion(table, place, reversion, data.get("named") is True, clock)


def _outside(place: tuple[int, ...], data: Mapping[str, Any], clock: Clock) -> Fraction:
    """At `lower` some player would deviate, whatever equilibrium payoff it is threatened with."""
    game, lower = read_repeated(data), rational(data.get("lower"), "lower")
    if game.discounts != (lower, lower):
        raise Refuted("discounts: the chain of sets is not at the lower end")
    verify_chain(game, data, clock)
    corners = [read_point(p, "corners") for p in entries(data["outer"], "corners")]
    a = place[0] * game.table.shape[1] + place[1]
    for i in (0, 1):
        paid, gain = game.earned[a][i], game.best[a][i] - game.earned[a][i]
        worst = min((p[i] for p in corners), default=paid)
        if (1 - lower) * gain > lower * (paid - worst):
            return lower
    raise Refuted("outer: the set leaves threats that keep all players from deviating")


def _check_grim(table: Table, strategies: Strategies, data: Mapping[str, Any]) -> None:
    """After a deviation, the stage equilibrium that is named for ever; or nothing happens."""
    for i, s in enumerate(strategies.punish):
        if s == 0:
            continue
        named = read_profile(table, entries(data, "reversion")[i], "reversion")
        if strategies.states[s].mixed != named or strategies.states[s].then != ((s, Fraction(1)),):
            raise Refuted(f"states: {table.players[i]} is not punished as named")


def _is_symmetric(strategies: Strategies) -> bool:
    return len(set(strategies.punish)) == 1 and all(
        state.pure is not None and len(set(state.pure)) == 1 for state in strategies.states
    )
