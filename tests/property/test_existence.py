"""Every finite game has an equilibrium, and what is returned is one, exactly."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given

import equilibria as eq
from support.strategies import bimatrix_games, games
from twins.definitions import expected_payoffs


@given(bimatrix_games(4))
def test_an_equilibrium_exists_and_its_regret_is_zero(game):
    result = eq.nash(game)
    assert len(result) >= 1
    assert result.claim is eq.Claim.ALL
    for equilibrium in result:
        assert equilibrium.profile.exact_regrets == (0, 0)
        assert equilibrium.profile.is_equilibrium
        assert equilibrium.regret == 0.0
        assert all(min(s) >= 0 and sum(s) == 1 for s in equilibrium.exact)


@given(bimatrix_games(4))
def test_indices_add_to_one_and_components_part_the_equilibria(game):
    result = eq.nash(game)
    assert sum(component.index for component in result.components) == 1
    members = sorted(k for component in result.components for k in component.members)
    assert members == list(range(len(result)))
    for component in result.components:
        if not component.is_point:
            assert all(result[k].index is None for k in component.members)
    for equilibrium in result:
        assert equilibrium.index in (None, 1, -1)


@given(bimatrix_games(4), st.data())
def test_maximal_nash_subsets_are_exchangeable(game, data):
    result = eq.nash(game)
    component = data.draw(st.sampled_from(result.components))
    subset = data.draw(st.sampled_from(component.subsets))
    assert set(subset) <= set(component.members)
    # Any mixture of the subset's strategies, player by player, is an equilibrium too.
    weights = [data.draw(st.integers(1, 9)) for _ in subset]
    mixed = []
    for player in range(2):
        rows = [[w * p for p in result[k].exact[player]] for w, k in zip(weights, subset)]
        mixed.append([sum(column) / sum(weights) for column in zip(*rows)])
    assert game.profile(mixed).is_equilibrium


@given(games(), st.data())
def test_expected_payoffs_match_their_definition(game, data):
    weights = [
        data.draw(st.lists(st.integers(0, 3), min_size=k, max_size=k).filter(any))
        for k in game.shape
    ]
    from fractions import Fraction

    profile = game.profile([[Fraction(w, sum(ws)) for w in ws] for ws in weights])
    expected = expected_payoffs(game, profile.exact)
    assert profile.exact_payoffs == expected
    for i, count in enumerate(game.shape):
        pure = [[int(a == b) for b in range(count)] for a in range(count)]
        deviations = [
            expected_payoffs(game, (*profile.exact[:i], s, *profile.exact[i + 1 :]))[i]
            for s in pure
        ]
        assert list(profile.action_payoffs(i)) == deviations
        best = max(deviations)
        assert profile.best_responses(i) == tuple(
            a for a, value in enumerate(deviations) if value == best
        )
        assert profile.exact_regrets[i] == best - expected[i]
