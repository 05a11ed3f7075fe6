"""The enumerator, its twin, the pure solver, dominance and the checker agree."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from scipy.optimize import linprog

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
    result = eq.rationalizable(game, mixed=False)
    assert result.actions == survivors(game)
    assert sum(map(len, result.rounds)) == sum(game.shape) - sum(map(len, result.actions))
    for elimination in (e for leaving in result.rounds for e in leaving):
        assert elimination.margin > 0


@given(games(players=3, most=4))
def test_mixed_dominators_dominate_and_survivors_are_best_replies(game):
    """Every step of the trace by the definition; at the end, by scipy's linear programs."""
    result = eq.rationalizable(game)
    kept = [list(range(count)) for count in game.shape]
    for leaving in result.rounds:
        for step in leaving:
            i, table = game.player_index(step.player), _table(game, kept, step.player)
            assert sum(step.mixture.values()) == 1
            earned = sum(p * table[game.action_index(i, a)] for a, p in step.weights)
            assert min(earned - table[game.action_index(i, step.action)]) == step.margin > 0
        for step in leaving:
            i = game.player_index(step.player)
            kept[i].remove(game.action_index(i, step.action))
    assert tuple(map(tuple, kept)) == result.actions
    for i, actions in enumerate(kept):
        table = _table(game, kept, i)
        for action in actions:
            assert _worth_against(table, actions, action) < 1e-9


def _table(game, kept, player) -> dict:
    """A player's exact payoffs against the survivors, by own action."""
    i = game.player_index(player)
    own = [list(range(game.shape[i])) if j == i else k for j, k in enumerate(kept)]
    values = np.moveaxis(game.exact_payoffs()[i][np.ix_(*own)], i, 0)
    return {a: np.ravel(values[a]) for a in range(game.shape[i])}


def _worth_against(table, actions, action) -> float:
    """The most that a mixture gains over an action against every profile."""
    gains = np.array([[float(v) for v in table[a] - table[action]] for a in actions])
    m, n = gains.shape
    done = linprog(
        [*[0] * m, -1],
        A_ub=np.hstack([-gains.T, np.ones((n, 1))]),
        b_ub=np.zeros(n),
        A_eq=[[*[1] * m, 0]],
        b_eq=[1],
        bounds=[*[(0, None)] * m, (None, None)],
    )
    return float(-done.fun)


@given(bimatrix_games(4))
def test_equilibria_play_survivors_only(game):
    result = eq.rationalizable(game)
    for equilibrium in eq.nash(game):
        for used, kept in zip(equilibrium.support, result.actions, strict=True):
            assert set(used) <= set(kept)
