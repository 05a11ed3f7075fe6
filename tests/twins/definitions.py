"""Pure equilibria, dominance and expected payoffs, straight from their definitions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import equilibria as eq


def pure_equilibria(game: eq.NormalFormGame) -> list[tuple[int, ...]]:
    """Profiles from which nobody gains by moving alone."""
    payoffs = game.exact_payoffs()
    return [
        place
        for place in product(*map(range, game.shape))
        if all(
            payoffs[i][(*place[:i], a, *place[i + 1 :])] <= payoffs[i][place]
            for i, count in enumerate(game.shape)
            for a in range(count)
        )
    ]


def survivors(game: eq.NormalFormGame) -> tuple[tuple[int, ...], ...]:
    """Actions left when dominated ones leave one at a time, first found first."""
    payoffs = game.exact_payoffs()
    kept = [list(range(count)) for count in game.shape]

    def beats(i: int, b: int, a: int) -> bool:
        others = product(*(kept[j] for j in range(len(kept)) if j != i))
        return all(
            payoffs[i][(*rest[:i], b, *rest[i:])] > payoffs[i][(*rest[:i], a, *rest[i:])]
            for rest in others
        )

    while True:
        gone = next(
            (
                (i, a)
                for i, actions in enumerate(kept)
                for a in actions
                if any(beats(i, b, a) for b in actions if b != a)
            ),
            None,
        )
        if gone is None:
            return tuple(map(tuple, kept))
        kept[gone[0]].remove(gone[1])


def expected_payoffs(game: eq.NormalFormGame, strategies: tuple) -> tuple[Fraction, ...]:
    """Sum over every profile of its probability times its payoffs."""
    totals = [Fraction(0)] * game.num_players
    for place in product(*map(range, game.shape)):
        weight = Fraction(1)
        for strategy, a in zip(strategies, place):
            weight *= strategy[a]
        for i, payoffs in enumerate(game.exact_payoffs()):
            totals[i] += weight * payoffs[place]
    return tuple(totals)
