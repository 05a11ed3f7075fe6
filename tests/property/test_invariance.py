"""What must not change an answer: units, labels, order, duplicates, dominated actions."""

from __future__ import annotations

from fractions import Fraction

import hypothesis.strategies as st
from hypothesis import assume, given

import equilibria as eq
from support.strategies import bimatrix_games, matrices

scales = st.fractions(Fraction(1, 1000), 1000, max_denominator=1000)
shifts = st.fractions(-(10**6), 10**6, max_denominator=12)


def _answer(result: eq.Equilibria) -> dict:
    """Everything but the labels: equilibria with index, and components."""
    return {
        frozenset((result[k].exact, result[k].index) for k in c.members): c.index
        for c in result.components
    }


def _exact(game: eq.NormalFormGame) -> list:
    return [payoffs.tolist() for payoffs in game.exact_payoffs()]


@given(bimatrix_games(4), scales, shifts, scales, shifts)
def test_shifts_and_positive_factors_change_nothing(game, a, b, c, d):
    A, B = _exact(game)
    other = eq.NormalFormGame.bimatrix(
        [[a * v + b for v in row] for row in A], [[c * v + d for v in row] for row in B]
    )
    here, there = eq.nash(game), eq.nash(other)
    assert _answer(here) == _answer(there)
    assert here.bases == there.bases
    assert [e.exact for e in here] == [e.exact for e in there]


_tables = st.lists(
    st.lists(st.floats(-1e9, 1e9, allow_subnormal=False), min_size=3, max_size=3),
    min_size=2,
    max_size=3,
)


@given(_tables, _tables, st.integers(-40, 40))
def test_powers_of_two_change_nothing_for_floats(A, B, power):
    rows = min(len(A), len(B))
    A, B = A[:rows], B[:rows]
    scale = 2.0**power
    # Below the normal range a product is rounded, and is then another game.
    assume(all(v * scale / scale == v for M in (A, B) for row in M for v in row))
    scaled = [[[v * scale for v in row] for row in M] for M in (A, B)]
    game, other = eq.NormalFormGame.bimatrix(A, B), eq.NormalFormGame.bimatrix(*scaled)
    assert _answer(eq.nash(game)) == _answer(eq.nash(other))


@given(bimatrix_games(4), st.data())
def test_reordering_actions_reorders_the_answer(game, data):
    m, n = game.shape
    rows = data.draw(st.permutations(range(m)))
    columns = data.draw(st.permutations(range(n)))
    other = eq.NormalFormGame.bimatrix(
        *([[M[i][j] for j in columns] for i in rows] for M in _exact(game))
    )

    def back(exact: tuple) -> tuple:
        x, y = exact
        return (
            tuple(x[rows.index(i)] for i in range(m)),
            tuple(y[columns.index(j)] for j in range(n)),
        )

    there = {
        frozenset((back(e), k) for e, k in members): index
        for members, index in _answer(eq.nash(other)).items()
    }
    assert _answer(eq.nash(game)) == there


@given(bimatrix_games(4))
def test_swapping_the_players_swaps_the_answer(game):
    A, B = _exact(game)
    other = eq.NormalFormGame.bimatrix(list(zip(*B)), list(zip(*A)))
    there = {
        frozenset((e[::-1], k) for e, k in members): index
        for members, index in _answer(eq.nash(other)).items()
    }
    assert _answer(eq.nash(game)) == there


@given(bimatrix_games(4))
def test_renaming_changes_labels_only(game):
    m, n = game.shape
    names = [[f"r{k}" for k in range(m)], [f"c{k}" for k in range(n)]]
    other = eq.NormalFormGame(game.exact_payoffs(), players=["R", "C"], actions=names, title="t")
    assert [e.exact for e in eq.nash(game)] == [e.exact for e in eq.nash(other)]
    assert eq.nash(other)[0]["R"].keys() == set(names[0])


@given(matrices(3), st.data())
def test_merging_a_duplicated_action_gives_back_the_old_set(AB, data):
    A, B = AB
    k = data.draw(st.integers(0, len(A) - 1))
    doubled = eq.nash(eq.NormalFormGame.bimatrix([*A, A[k]], [*B, B[k]]))
    merged = set()
    for equilibrium in doubled:
        x, y = equilibrium.exact
        merged.add(((*x[:k], x[k] + x[-1], *x[k + 1 : -1]), y))
    assert merged == {e.exact for e in eq.nash(eq.NormalFormGame.bimatrix(A, B))}


@given(matrices(3), st.data())
def test_a_strictly_dominated_action_changes_nothing(AB, data):
    A, B = AB
    game = eq.NormalFormGame.bimatrix(A, B)
    dominator = data.draw(st.sampled_from(game.exact_payoffs()[0].tolist()))
    worse = [value - Fraction(data.draw(st.integers(1, 3)), 7) for value in dominator]
    paid = [data.draw(st.integers(-9, 9)) for _ in worse]
    larger = eq.NormalFormGame.bimatrix([*A, worse], [*B, paid])
    assert len(A) not in eq.rationalizable(larger).actions[0]
    assert {(x[:-1], y) for x, y in (e.exact for e in eq.nash(larger))} == {
        e.exact for e in eq.nash(game)
    }
    indices = sorted(component.index for component in eq.nash(game).components)
    assert sorted(component.index for component in eq.nash(larger).components) == indices
