"""Plant a fault in the solver and see it caught: by the checker, or by a promise that breaks.

Each fault is one that a careless edit could make. A fault that nothing here notices would mean
that the checker shares the solver's mistake.
"""

from __future__ import annotations

import pytest

import equilibria as eq
from equilibria.exact.tableau import Tableau
from equilibria.solvers import polytopes
from equilibria.solvers import vertex_enumeration as solver
from reference.games import COUNTED
from reference.literature import CASES

GAMES = [
    eq.NormalFormGame.bimatrix(case["A"], case["B"])
    for case in [*CASES, *COUNTED]
    if max(len(case["A"]), len(case["A"][0])) <= 5
]


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
    honest = solver._Walk._meet
    met = []

    def meet(self, tableau):
        met.append(tableau.mask)
        if len(met) % 7 == 3:
            self.bases[tableau.mask] = tableau.true_labels()  # seen, but its edges not followed
        else:
            honest(self, tableau)

    monkeypatch.setattr(solver._Walk, "_meet", meet)


def _a_pair_dropped(monkeypatch):
    honest = solver._completely_labelled
    monkeypatch.setattr(solver, "_completely_labelled", lambda *a: honest(*a)[1:] or honest(*a))


def _degenerate_labels_lost(monkeypatch):
    monkeypatch.setattr(Tableau, "true_labels", lambda self: self.mask)


def _index_always_positive(monkeypatch):
    monkeypatch.setattr(polytopes, "determinant_sign", lambda matrix: 1)


def _components_not_joined(monkeypatch):
    monkeypatch.setattr(solver, "connected", lambda pairs: [[pair] for pair in pairs])


def _payoffs_of_the_other_player(monkeypatch):
    honest = solver.positive_integers
    monkeypatch.setattr(solver, "positive_integers", lambda game, i: honest(game, 0))


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


def _caught(game: eq.NormalFormGame) -> bool:
    try:
        result = eq.nash(game, budget=eq.Budget(steps=5000))
    except Exception:
        return True
    return eq.check(result.certificate(), game).outcome is not eq.Outcome.PROVED


def test_without_a_fault_nothing_is_caught():
    assert not any(map(_caught, GAMES))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__.strip("_"))
def test_a_planted_fault_is_caught(fault, monkeypatch):
    fault(monkeypatch)
    assert any(map(_caught, GAMES))
