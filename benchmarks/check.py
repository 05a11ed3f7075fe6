"""Is an answer right? By exact regret, by the proved set, or by the definition."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import inf, isfinite
from typing import Any

import numpy as np

import equilibria as eq

#: A peer's floats count as right within this, of the payoff range or of a probability.
CLOSE = 1e-9

Profile = Sequence[Sequence[Any]]


def regret(game: eq.NormalFormGame, profile: Profile) -> float:
    """The largest gain from deviating, exact, as a share of the payoff range.

    Floats are taken as the rationals that they are and divided by their sum; what is no profile
    (a nan, a negative weight beyond rounding, another shape) has infinite regret.
    """
    strategies = []
    for weights, count in zip(profile, game.shape, strict=False):
        if len(weights) != count or not all(isfinite(w) and w > -CLOSE for w in weights):
            return inf
        exact = [max(Fraction(w), Fraction(0)) for w in weights]
        total = sum(exact)
        if abs(total - 1) > CLOSE:
            return inf
        strategies.append(tuple(w / total for w in exact))
    if len(strategies) != game.num_players:
        return inf
    return eq.Profile(game, tuple(strategies)).regret


def same_set(found: Sequence[Profile], proved: eq.Equilibria) -> bool:
    """Whether the profiles are the proved ones, each once: rationals exactly, floats closely."""
    if len(found) != len(proved):
        return False
    if all(isinstance(p, Fraction) for profile in found for s in profile for p in s):
        return {tuple(map(tuple, profile)) for profile in found} == {e.exact for e in proved}
    flat = [np.concatenate([np.array(s, float) for s in profile]) for profile in found]
    ours = [np.concatenate([np.array(s, float) for s in e.exact]) for e in proved]
    return all(any(np.allclose(a, b, rtol=0, atol=CLOSE) for b in flat) for a in ours)


def is_proved(result: eq.Equilibria, game: eq.NormalFormGame, seconds: float = 60.0) -> bool:
    """Whether the independent checker proves the claim."""
    return bool(eq.check(result.certificate(), game, seconds=seconds))


def pure_by_definition(payoffs: Sequence[np.ndarray]) -> set[tuple[int, ...]]:
    """All pure equilibria, one player and one line of the table after another."""
    stable = np.ones(payoffs[0].shape, dtype=bool)
    for i, table in enumerate(payoffs):
        for place in np.ndindex(*[1 if j == i else k for j, k in enumerate(table.shape)]):
            line = tuple(slice(None) if j == i else a for j, a in enumerate(place))
            stable[line] &= table[line] == max(table[line])
    return {tuple(map(int, place)) for place in np.argwhere(stable)}
