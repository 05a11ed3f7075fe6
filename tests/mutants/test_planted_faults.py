"""Plant a fault in the solver and see it caught: by the checker, or by a promise that breaks.

Each fault is one that a careless edit could make. A fault that nothing here notices would mean
that the checker shares the solver's mistake.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import equilibria as eq
from equilibria.exact.basis import Polytope
from equilibria.exact.tableau import Tableau
from equilibria.kernels.complements import Complements
from equilibria.solvers import (
    fast_enumeration,
    labelled,
    plain_enumeration,
    polytopes,
    vertex_enumeration,
)
from equilibria.solvers.exact_walk import ExactWalk
from equilibria.solvers.float_walk import FloatWalk
from equilibria.solvers.n_player import answer, closing, roots
from equilibria.solvers.n_player import polytopes as strategies
from equilibria.solvers.n_player.exploring import Explorer
from equilibria.solvers.n_player.support_subdivision import Search
from equilibria.solvers.n_player.symmetry import Symmetry
from reference.games import COUNTED
from reference.literature import CASES
from reference.n_player import CASES as SEVERAL

GAMES = [
    eq.NormalFormGame.bimatrix(case["A"], case["B"])
    for case in [*CASES, *COUNTED]
    if max(len(case["A"]), len(case["A"][0])) <= 5
]
#: The row player cares for nothing, so every strategy is a best response to every other.
GAMES.append(eq.NormalFormGame.bimatrix([[1, 1], [1, 1]], [[1, 0], [0, 1]]))


def _ties_broken_backwards(monkeypatch):
    honest = Tableau._precedes
    monkeypatch.setattr(Tableau, "_precedes", lambda self, r, s, c: not honest(self, r, s, c))


def _ties_not_broken(monkeypatch):
    monkeypatch.setattr(Tableau, "_precedes", lambda self, r, s, c: False)


def _ratio_test_the_wrong_way(monkeypatch):
    honest = Tableau.leaving

    def leaving(self, column):
        rows = [r for r, row in enumerate(self.rows) if row[column] > 0]
        return rows[-1] if len(rows) > 1 else honest(self, column)

    monkeypatch.setattr(Tableau, "leaving", leaving)


def _a_basis_forgotten(monkeypatch):
    honest = ExactWalk._meet
    met = []

    def meet(self, tableau):
        met.append(tableau.mask)
        if len(met) % 7 == 3:
            self.bases[tableau.mask] = tableau.true_labels()  # seen, but its edges not followed
        else:
            honest(self, tableau)

    monkeypatch.setattr(ExactWalk, "_meet", meet)


def _a_pair_dropped(monkeypatch):
    honest = plain_enumeration.completely_labelled
    monkeypatch.setattr(
        plain_enumeration, "completely_labelled", lambda *a: honest(*a)[1:] or honest(*a)
    )


def _degenerate_labels_lost(monkeypatch):
    monkeypatch.setattr(Tableau, "true_labels", lambda self: self.mask)


def _index_always_positive(monkeypatch):
    monkeypatch.setattr(polytopes, "determinant_sign", lambda matrix: 1)


def _components_not_joined(monkeypatch):
    monkeypatch.setattr(labelled, "connected", lambda pairs: [[pair] for pair in pairs])


def _payoffs_of_the_other_player(monkeypatch):
    honest = vertex_enumeration.positive_integers
    monkeypatch.setattr(vertex_enumeration, "positive_integers", lambda game, i: honest(game, 0))


FAULTS = [
    _ties_broken_backwards,
    _ties_not_broken,
    _ratio_test_the_wrong_way,
    _a_basis_forgotten,
    _a_pair_dropped,
    _degenerate_labels_lost,
    _index_always_positive,
    _components_not_joined,
    _payoffs_of_the_other_player,
]


def _a_complement_dropped(monkeypatch):
    honest = Complements.possible
    monkeypatch.setattr(Complements, "possible", lambda self, *a: honest(self, *a)[1:])


def _doubts_not_settled(monkeypatch):
    monkeypatch.setattr(FloatWalk, "_settle_doubt", lambda self: False)


def _degenerate_vertices_forgotten(monkeypatch):
    honest = FloatWalk.run

    def run(self, meter):
        finished = honest(self, meter)
        self.degenerate.clear()
        return finished

    monkeypatch.setattr(FloatWalk, "run", run)


def _dependent_faces_not_noticed(monkeypatch):
    monkeypatch.setattr(Polytope, "rank", lambda *a, extended=False: 1000 + extended)


def _completions_left_out(monkeypatch):
    monkeypatch.setattr(fast_enumeration, "_completions", lambda *a, **k: [])


def _sign_always_positive(monkeypatch):
    honest = Polytope.solution

    def solution(self, basis):
        solved = honest(self, basis)
        return None if solved is None else solved._replace(sign=1)

    monkeypatch.setattr(Polytope, "solution", solution)
    monkeypatch.setattr(fast_enumeration, "determinant_sign", lambda matrix: 1)


FILTERED_FAULTS = [
    _a_complement_dropped,
    _doubts_not_settled,
    _degenerate_vertices_forgotten,
    _dependent_faces_not_noticed,
    _completions_left_out,
    _sign_always_positive,
    _components_not_joined,
    _payoffs_of_the_other_player,
]


def _caught(game: eq.NormalFormGame, arithmetic: str = "integer") -> bool:
    try:
        method = eq.VertexEnumeration(arithmetic)
        result = eq.nash(game, method=method, budget=eq.Budget(steps=5000))
    except Exception:
        return True
    return eq.check(result.certificate(), game).outcome is not eq.Outcome.PROVED


@pytest.mark.parametrize("arithmetic", ["integer", "filtered"])
def test_without_a_fault_nothing_is_caught(arithmetic):
    assert not any(_caught(game, arithmetic) for game in GAMES)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__.strip("_"))
def test_a_planted_fault_is_caught(fault, monkeypatch):
    fault(monkeypatch)
    assert any(map(_caught, GAMES))


@pytest.mark.parametrize("fault", FILTERED_FAULTS, ids=lambda f: f.__name__.strip("_"))
def test_a_fault_in_the_compiled_path_is_caught(fault, monkeypatch):
    fault(monkeypatch)
    assert any(_caught(game, "filtered") for game in GAMES)


# ---- three players or more


def _pay(*tables):
    return eq.NormalFormGame([np.array(table) for table in tables])


#: A segment of equilibria with mixed ends.
_SEGMENT = (
    [[[0, 0], [1, 0]], [[0, 1], [0, 0]]],
    [[[2, 2], [0, 0]], [[2, 2], [3, 0]]],
    [[[2, 3], [2, 0]], [[2, 0], [2, 0]]],
)
#: The third player bets that both others play their first action: a continuum.
_BET = ([[[0, 0], [0, 0]]] * 2, [[[0, 0], [0, 0]]] * 2, [[[2, 1], [0, 1]], [[0, 1], [0, 1]]])

OF_SEVERAL = [
    *(eq.NormalFormGame(case["payoffs"]) for case in SEVERAL if len(case["payoffs"]) > 2),
    _pay(*_SEGMENT),
    _pay(*_BET),
    # The second player's first action is dominated.
    _pay(*(np.insert(t, 0, [[9], [9]] if i != 1 else -9, axis=1) for i, t in enumerate(_SEGMENT))),
]


def _a_support_profile_skipped(monkeypatch):
    honest = Explorer.pieces
    monkeypatch.setattr(Explorer, "pieces", lambda self, a, b, m: honest(self, a + 1, b, m))


def _a_zero_outside_its_cell(monkeypatch):
    honest = closing.find_root
    monkeypatch.setattr(closing, "find_root", lambda *a: _moved(honest(*a)))


def _moved(root):
    """The zero with two of the first mixing player's weights exchanged."""
    if root is None:
        return None
    j = next((j for j, s in enumerate(root.point) if len(s) > 1), 0)
    swapped = root.point[j][::-1]
    return replace(root, point=(*root.point[:j], swapped, *root.point[j + 1 :]))


def _the_index_of_the_negative(monkeypatch):
    honest = closing.find_root
    monkeypatch.setattr(
        closing, "find_root", lambda *a: (r := honest(*a)) and replace(r, sign=-r.sign)
    )


def _a_ball_too_small(monkeypatch):
    honest = roots._isolating_radius
    monkeypatch.setattr(roots, "_isolating_radius", lambda *a: (r := honest(*a)) and r / 2**40)


def _eliminated_actions_not_mapped_back(monkeypatch):
    honest = answer._spread

    def spread(game, kept, support, point):
        return honest(game, [range(len(k)) for k in kept], support, point)

    monkeypatch.setattr(answer, "_spread", spread)


def _a_vertex_of_a_polytope_lost(monkeypatch):
    honest = strategies._vertices
    monkeypatch.setattr(strategies, "_vertices", lambda *a: honest(*a)[1:])


def _one_arrangement_missing(monkeypatch):
    honest = Symmetry.rearrangements
    monkeypatch.setattr(Symmetry, "rearrangements", lambda *a: list(honest(*a))[1:])


def _an_open_cell_taken_for_settled(monkeypatch):
    honest = Search._settle

    def settle(self, piece):
        honest(self, piece)
        self.open.clear()

    monkeypatch.setattr(Search, "_settle", settle)


FAULTS_OF_SEVERAL = [
    _a_support_profile_skipped,
    _a_zero_outside_its_cell,
    _the_index_of_the_negative,
    _a_ball_too_small,
    _eliminated_actions_not_mapped_back,
    _a_vertex_of_a_polytope_lost,
    _one_arrangement_missing,
    _an_open_cell_taken_for_settled,
]


def _caught_among_several(game: eq.NormalFormGame) -> bool:
    try:
        result = eq.nash(game, method=eq.SupportSubdivision(cells=20))
    except Exception:
        return True
    return eq.check(result.certificate(), game).outcome is not eq.Outcome.PROVED


def test_without_a_fault_nothing_is_caught_among_several():
    assert not any(map(_caught_among_several, OF_SEVERAL))


@pytest.mark.parametrize("fault", FAULTS_OF_SEVERAL, ids=lambda f: f.__name__.strip("_"))
def test_a_fault_among_several_is_caught(fault, monkeypatch):
    fault(monkeypatch)
    assert any(map(_caught_among_several, OF_SEVERAL))
