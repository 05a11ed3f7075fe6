"""The enumerator, its twin, the pure solver, dominance and the checker agree."""

from __future__ import annotations

from hypothesis import given, settings

import equilibria as eq
from support.strategies import bimatrix_games, games
from twins.definitions import pure_equilibria, survivors
from twins.extreme_equilibria import extreme_equilibria


@given(bimatrix_games(3))
def test_the_enumerator_agrees_with_its_twin(game):
    assert {e.exact for e in eq.nash(game)} == extreme_equilibria(game)


@given(bimatrix_games(4))
@settings(max_examples=15)
def test_the_enumerator_agrees_with_its_twin_on_larger_games(game):
    assert {e.exact for e in eq.nash(game)} == extreme_equilibria(game)


@given(bimatrix_games(5))
def test_the_checker_proves_what_the_enumerator_found(game):
    verdict = eq.check(eq.nash(game).certificate(), game)
    assert verdict.outcome is eq.Outcome.PROVED, verdict.reason


@given(games())
def test_pure_equilibria_match_their_definition_and_are_proved(game):
    result = eq.pure_equilibria(game)
    places = [tuple(actions[0] for actions in e.support) for e in result]
    assert places == pure_equilibria(game)
    assert all(e.is_pure and e.regret == 0.0 for e in result)
    verdict = eq.check(result.certificate(), game)
    assert verdict.outcome is eq.Outcome.PROVED, verdict.reason


@given(bimatrix_games(4))
def test_pure_equilibria_are_the_pure_ones_among_all(game):
    # A pure equilibrium is always a vertex, so extreme ones include it.
    pure = {e.exact for e in eq.pure_equilibria(game)}
    assert pure == {e.exact for e in eq.nash(game) if e.is_pure}


@given(games())
def test_survivors_do_not_depend_on_the_order_of_elimination(game):
    result = eq.rationalizable(game)
    assert result.actions == survivors(game)
    assert sum(map(len, result.rounds)) == sum(game.shape) - sum(map(len, result.actions))
    for elimination in (e for leaving in result.rounds for e in leaving):
        assert elimination.margin > 0


@given(bimatrix_games(4))
def test_equilibria_play_survivors_only(game):
    result = eq.rationalizable(game)
    for equilibrium in eq.nash(game):
        for used, kept in zip(equilibrium.support, result.actions, strict=True):
            assert set(used) <= set(kept)
