"""Each compiled loop beside a slow and obvious way to the same answer."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import random
from fractions import Fraction

import numpy as np
import pytest

import equilibria.kernels
from equilibria._budget import Budget
from equilibria._jit import kernel
from equilibria.exact.basis import Polytope, determinant_sign
from equilibria.exact.determinant import determinant_sign as plain_sign
from equilibria.exact.tableau import Tableau
from equilibria.kernels import complements, dictionary, feasibility, lanes, table, vertices
from equilibria.solvers.exact_walk import ExactWalk
from equilibria.solvers.float_walk import FloatWalk, as_floats


def _polytopes(count: int, most: int = 6):
    rng = np.random.default_rng(1)
    for _ in range(count):
        v, c = rng.integers(1, most + 1, 2)
        yield rng.integers(1, rng.choice([3, 11, 1001]), (v, c)).tolist()


def _exactly(C: list[list[int]]) -> dict[int, int]:
    v, c = len(C), len(C[0])
    walk, meter = ExactWalk(Tableau.at_zero(C, range(v), range(v, v + c))), Budget().start()
    while walk.open:
        walk.advance(meter)
    return walk.bases


def test_the_table_is_a_dict():
    random.seed(1)
    held, twin = table.new_table(1024), {}
    for _ in range(450):
        key, value = random.getrandbits(random.choice([3, 20, 60])) + 1, random.getrandbits(60)
        row = table.find(held, key)
        assert (held[row, 0] == key) == (key in twin) and held[row, 0] in (key, 0)
        held[row], twin[key] = (key, value), value
    larger = table.new_table(4096)
    table.copy_into(held, larger, 0, 300)
    table.copy_into(held, larger, 300, 1024)
    for where in (held, larger):
        assert {int(k): int(v) for k, v in where if k} == twin
        assert all(where[table.find(where, key), 1] == value for key, value in twin.items())


def test_a_dictionary_moves_as_the_exact_tableau_does():
    random.seed(2)
    for C in _polytopes(60):
        v, c = len(C), len(C[0])
        floats, scale = as_floats(C)
        Ct, T, rows, columns = dictionary.new_dictionary(floats)
        here = -1
        exact = Tableau.at_zero(C, range(v), range(v, v + c))
        for _ in range(6):
            column = random.randrange(v)
            exact = exact.pivot(column, exact.leaving(column))
            here = dictionary.move(Ct, T, rows, columns, here, exact.mask)
            assert here == exact.mask == sum(1 << int(k) for k in columns)
            for r, label in enumerate(exact.basic):
                value = Fraction(exact.rows[r][-1], exact.denominator)
                unit = scale if label < v else 1  # z grows as the payoffs shrink
                mine = T[list(rows).index(label), v]
                assert mine == pytest.approx(float(value * unit), rel=1e-6, abs=1e-6)


@kernel
def _run_lanes(T, rows, column, out, factors, chosen, count, largest, where):
    lanes.add_multiples(out, factors, T, chosen, count)
    lanes.largest_multiples(T, factors, rows, largest, where)
    lanes.subtract_multiples(T, rows, column)


@kernel
def _run_residual(R, rows, places, M, chosen, units, count, sums, norms):
    lanes.residual_sums(R, rows, places, M, chosen, units, count, sums, norms)


@pytest.mark.parametrize("width", [4, 8, 12, 16, 20, 24, 28, 44])
def test_lanes_do_what_they_say(width):
    rng = np.random.default_rng(width)
    rows, count, column = 7, 5, 2
    T = rng.normal(size=(rows + 1, width))
    out, factors, chosen = rng.normal(size=width), rng.normal(size=rows), rng.integers(0, 7, 7)
    largest, where = np.ones(width), np.ones(width)
    expected_out = out.copy()
    for b in range(count):
        expected_out += factors[b] * T[chosen[b]]
    multiples = np.maximum(T[:rows] * factors[:, None], 0.0)
    expected_T = T.copy()
    expected_T[:rows] -= T[:rows, [column]] * T[rows]
    expected_T[:rows, column] = -T[:rows, column] * T[rows, column]
    R = T.copy()
    _run_lanes(T, rows, column, out, factors, chosen, count, largest, where)
    np.testing.assert_array_equal(out, expected_out)
    np.testing.assert_array_equal(T, expected_T)
    np.testing.assert_array_equal(largest, multiples.max(axis=0))
    np.testing.assert_array_equal(where, multiples.argmax(axis=0))

    some = [rng.permutation(width if wide else rows)[:3].copy() for wide in (0, 1, 0, 1)]
    M, sums, norms = rng.normal(size=(rows, width)), np.zeros(width), np.zeros(width)
    _run_residual(R, some[0], some[1], M, some[2], some[3], 3, sums, norms)
    error = R[np.ix_(some[0], some[1])] @ M[some[2]]
    error[range(3), some[3]] -= 1.0
    np.testing.assert_allclose(sums, abs(error).sum(axis=0), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(norms, abs(R[some[0]]).sum(axis=0), rtol=1e-14)


def test_a_walk_finds_the_bases_of_the_exact_walk():
    for C in _polytopes(300, most=7):
        walk = FloatWalk(C)
        assert walk.run(Budget().start())
        found, expected = walk.bases.tolist(), _exactly(C)
        assert sorted(found) == sorted(expected)
        assert all(walk.degenerate.get(b, b) == tight for b, tight in expected.items())


def test_what_is_proved_is_feasible_and_what_is_not_is_not_claimed():
    """Every set of labels of small polytopes, ties and near-ties included."""
    proofs = 0
    for C in [*_polytopes(60, most=4), [[10**17, 10**17 + 1], [10**17 + 1, 10**17]]]:
        v, c = len(C), len(C[0])
        walk = vertices.new_walk(as_floats(C)[0])
        expected = _exactly(C)
        for labels in itertools.combinations(range(v + c), v):
            basis = sum(1 << label for label in labels)
            reached = dictionary.move(walk.Ct, walk.T, walk.rows, walk.columns, -1, basis)
            proved = reached == basis and feasibility.proved(
                walk.C, walk.Ct, walk.T, walk.rows, walk.columns, walk.total, walk.norms,
                walk.slack, walk.values, walk.basic, walk.free, walk.places, walk.tight,
            )  # fmt: skip
            proofs += proved
            if proved:
                assert expected.get(basis) == basis  # feasible and nondegenerate
    assert proofs > 200


@pytest.mark.parametrize(("size", "most", "room"), [(8, 3, 64), (10, 4, 64), (9, 99, 32)])
def test_the_table_never_fills_up(size, most, room, monkeypatch):
    """Bases that failed stay in it, and degenerate polytopes have many; room is made in time."""
    honest = vertices.new_walk
    monkeypatch.setattr(
        vertices, "new_walk", lambda C, walls, part, _: honest(C, walls, part, room)
    )
    C = np.random.default_rng(size).integers(1, most + 1, (size, size)).tolist()
    for threads in (1, 2):
        walk = FloatWalk(C, threads)
        assert walk.run(Budget().start())
        assert sorted(walk.bases.tolist()) == sorted(_exactly(C))
        for part in walk._parts:
            met = int((part.table[:, 0] != 0).sum())
            assert met == part.state[vertices.MET] and 2 * met <= len(part.table)


@pytest.mark.parametrize("threads", [2, 3, 4])
def test_parts_together_are_the_whole(threads):
    for C in [*_polytopes(40), np.random.default_rng(9).integers(1, 99, (9, 9)).tolist()]:
        alone, together = FloatWalk(C), FloatWalk(C, threads)
        assert alone.run(Budget().start()) and together.run(Budget().start())
        assert sorted(together.bases.tolist()) == sorted(alone.bases.tolist())
        assert together.degenerate == alone.degenerate


def test_both_ends_of_every_edge_are_known():
    for C in _polytopes(20, most=4):
        labels = len(C) + len(C[0])
        walk = FloatWalk(C, threads=2)
        assert walk.run(Budget().start())
        bases = set(walk.bases.tolist())
        for basis in bases:
            for label in (k for k in range(labels) if basis >> k & 1):
                ridge = basis ^ 1 << label
                assert sum(b & ridge == ridge for b in bases) == 2
            assert walk._known_edges(basis) == basis
    lonely = FloatWalk([[1, 2], [2, 1]])
    lonely._turn(0, 1, Budget().start())
    assert lonely.bases.tolist() == [0b11]
    assert lonely._known_edges(0b11) == 0


def test_a_refused_complement_has_no_solution():
    refused = kept = 0
    for C in _polytopes(40, most=5):
        v, c = len(C), len(C[0])
        floats, scale = as_floats(C)
        polytope = Polytope(C)
        masks = [
            sum(1 << label for label in labels)
            for labels in itertools.combinations(range(v + c), v)
            if any(label >= v for label in labels)
        ]
        possible = complements.Complements(floats, float(scale)).possible(
            np.array(masks, np.int64), 0, len(masks)
        )
        for k, mask in enumerate(masks):
            solved = polytope.solution(mask)
            inside = solved is not None and polytope.true_labels(*solved[:2]) is not None
            if k in possible:
                kept += 1
            else:
                refused += 1
                assert not inside
    assert refused > 500 and kept > 100


def test_the_exact_basis_is_the_tableau_reached_by_pivots():
    random.seed(3)
    for C in _polytopes(60):
        v, c = len(C), len(C[0])
        walked, polytope = Tableau.at_zero(C, range(v), range(v, v + c)), Polytope(C)
        for _ in range(5):
            column = random.randrange(v)
            walked = walked.pivot(column, walked.leaving(column))
            solved = polytope.tableau(walked.mask)
            assert _entries(solved) == _entries(walked)
            assert solved.is_feasible()
            weights, denominator, sign = polytope.solution(walked.mask)
            free = [i for i in range(v) if not walked.mask >> i & 1]
            tight = [j for j in range(c) if walked.mask >> v + j & 1]
            assert sign == plain_sign([[C[i][j] for i in free] for j in tight])
            assert polytope.true_labels(weights, denominator) == walked.true_labels()


def _entries(tableau: Tableau) -> dict:
    return {
        (basic, label): Fraction(int(value), int(tableau.denominator))
        for basic, row in zip(tableau.basic, tableau.rows, strict=True)
        for label, value in zip([*tableau.columns, "value"], row, strict=True)
    }


def test_determinant_signs():
    rng = np.random.default_rng(4)
    for size in (1, 2, 3, 6):
        for _ in range(20):
            matrix = rng.integers(-2, 3, (size, size)).tolist()
            assert determinant_sign(matrix) == plain_sign(matrix)


def test_every_kernel_was_compiled_for_one_signature():
    for C in _polytopes(5):  # other shapes, and floats that were read-only
        FloatWalk(C).run(Budget().start())
    seen = 0
    for info in pkgutil.iter_modules(equilibria.kernels.__path__):
        module = importlib.import_module(f"equilibria.kernels.{info.name}")
        for name, value in vars(module).items():
            if hasattr(value, "signatures") and value.__module__ == module.__name__:
                seen += 1
                assert len(value.signatures) <= 1, (name, value.signatures)
    assert seen >= 10
