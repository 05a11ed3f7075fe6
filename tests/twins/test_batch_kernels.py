"""The loops behind batches beside slow and obvious ways to the same answer."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq
from equilibria.exact.determinant import determinant_sign
from equilibria.kernels import (
    batch_paths,
    batch_profiles,
    batch_strategies,
    batch_supports,
    batch_two,
)
from equilibria.solvers import batch, batch_methods, batch_run
from equilibria.solvers.batch_tables import is_compiled, tables
from support.batches import exact_game, same_as_single
from twins.extreme_equilibria import extreme_equilibria

SHAPES = [(1, 1), (1, 4), (3, 1), (2, 2), (2, 3), (3, 3), (4, 3), (2, 5), (4, 4)]


def _games(count: int, m: int, n: int):
    """Random games, small integers, and floats next to one another."""
    rng = np.random.default_rng(100 * m + n)
    yield rng.random((2, count, m, n))
    yield rng.integers(-2, 3, (2, count, m, n)).astype(float)
    yield rng.integers(-50, 51, (2, count, m, n)).astype(float)
    near = rng.integers(1, 4, (2, count, m, n)) / 3
    yield near * (1 + rng.integers(-2, 3, near.shape) * 2.0**-52)
    if m > 1 and n > 1:
        yield _singular(count, m, n)


def _singular(count: int, m: int, n: int):
    """Floats of which minors of two rows are nothing but rounding errors.

    Differences must be rounded too: products of exact ones never come in the wrong order.
    """
    rng = np.random.default_rng(m + n)
    tables = rng.random((2, count, m, n)) - 0.5
    tables[1, :, -1, 1:] = tables[1, :, 0, 1:] * rng.uniform(-2, -1, (count, 1))
    tables[1, :, :, :1] /= 64
    tables[1, :, :, 1:] += tables[1, :, :, :1]
    return tables


def _decided(A, B):
    """Pairs of supports accepted in each game, doubts, and the signs of all minors."""
    count, m, n = A.shape
    shape = tables(m, n)
    scratch = batch_methods._deciding(shape, count)
    counts, doubtful, state = np.zeros(count, np.int32), np.zeros(count, bool), np.zeros(3, int)
    batch_supports.decide(
        A.reshape(count, -1), B.reshape(count, -1), m, shape.length, shape.row, shape.plus,
        shape.minus, shape.left, shape.right, shape.subset, shape.parent, shape.last, shape.errors,
        shape.sizes, shape.refs, *scratch[:-1], counts, doubtful, scratch[-1], state,
    )  # fmt: skip
    assert state.tolist() == [count, counts.sum(), -1]
    ends = np.cumsum(counts)
    pairs = [scratch[-1][e - c : e].tolist() for c, e in zip(counts, ends)]
    return pairs, doubtful, scratch[4]


def _bordered(C, rows, columns):
    """The minor as its definition has it, times a positive number, in integers."""
    entries = [[Fraction(C[i][j]) for j in columns] for i in rows]
    common = max(value.denominator for row in entries for value in row)
    return [[int((v - row[0]) * common) for v in row[1:]] for row in entries]


@pytest.mark.parametrize(("m", "n"), SHAPES)
def test_a_proved_sign_is_the_sign_of_the_minor(m, n):
    count, proved = 8, 0
    for A, B in _games(count, m, n):
        signs = _decided(A, B)[2]
        t = 0
        for C, rows, columns in ((B, m, n), (A.transpose(0, 2, 1), n, m)):
            for size in range(1, min(rows, columns - 1) + 1):
                for I in itertools.combinations(range(rows), size):  # noqa: E741
                    for K in itertools.combinations(range(columns), size + 1):
                        for g in range(count):
                            exact = determinant_sign(_bordered(C[g].tolist(), I, K))
                            found = {0: None, 1: 1, 2: -1}[int(signs[1 + t, g])]
                            opposite = {0: None, 1: -1, 2: 1}[
                                int(signs[1 + len(tables(m, n).length) + t, g])
                            ]
                            assert found == opposite and found in (None, exact)
                            proved += found is not None
                            assert size > 1 or exact == 0 or found is not None
                        t += 1
        assert t == len(tables(m, n).length)
    assert proved > 10 or t == 0


@pytest.mark.parametrize(("m", "n"), SHAPES)
def test_a_game_without_doubt_has_the_equilibria_of_the_definition(m, n):
    certain = 0
    for A, B in _games({16: 1, 12: 3}.get(m * n, 12), m, n):
        pairs, doubtful, _ = _decided(A, B)
        shape = tables(m, n)
        for g in np.flatnonzero(~doubtful).tolist():
            expected = {
                tuple(tuple(a for a, p in enumerate(strategy) if p) for strategy in profile)
                for profile in extreme_equilibria(exact_game(A, B, g))
            }
            found = [
                tuple(tuple(shape.supports[2 * p + s, : shape.sizes[p]].tolist()) for s in (0, 1))
                for p in pairs[g]
            ]
            assert set(found) == expected and len(found) == len(expected)
            certain += 1
    assert certain > 1


def test_every_pattern_of_two_by_two_games():
    """Payoffs 0, 1 and 2 in every way for the row player, and many for the column player."""
    every = np.array(list(itertools.product((0, 1, 2), repeat=4)), float).reshape(-1, 2, 2)
    rng = np.random.default_rng(2)
    A, B = np.repeat(every, 12, axis=0), every[rng.integers(0, len(every), 12 * len(every))]
    answer = eq.nash_batch(A, B)
    assert 100 < answer.doubtful.sum() < len(A) - 100
    for k in range(len(A)):
        assert same_as_single(answer, k, exact_game(A, B, k))


def test_what_signs_say_about_two_by_two_games():
    table = batch_two.equilibria_by_signs()
    assert sorted(table.tolist()).count(4) == 2 and sum(code >= 8 for code in table) == 2


def test_pairs_of_floats_are_exact():
    rng = np.random.default_rng(6)
    for _ in range(300):
        a, b = (rng.random(2) - 0.5) * 2.0 ** rng.integers(-60, 60, 2)
        for pair, exact in (
            (batch_strategies._difference(a, b), Fraction(a) - Fraction(b)),
            (batch_strategies._product(a, b), Fraction(a) * Fraction(b)),
        ):
            assert Fraction(pair[0]) + Fraction(pair[1]) == exact
            assert pair[0] == float(exact)


def test_shapes_that_are_compiled():
    largest = [(6, 6), (5, 7), (4, 9), (3, 13), (2, 21), (1, 63)]
    for m, n in largest:
        assert is_compiled(m, n) and is_compiled(n, m)
        assert not is_compiled(m, n + 1) and not is_compiled(n + 1, m)
        assert len(tables(m, n).length) <= 2000


def test_every_kernel_was_compiled_for_one_signature():
    """Whatever the type, the layout and the shape of the payoffs."""
    tables = np.arange(24).reshape(2, 3, 4) % 7
    for m, n in ((2, 2), (3, 4), (3, 1)):
        A = tables[:, :m, :n]
        frozen = A.astype(float)
        frozen.flags.writeable = False
        for games in (A, A.astype("f4"), A.astype(">f8"), np.asfortranarray(A), frozen, A[::-1]):
            for threads in (1, 2):
                eq.nash_batch(games, games, threads=threads)
                eq.nash_batch(games, games, find="one", threads=threads)
            eq.pure_equilibria_batch([games, games])
            eq.rationalizable_batch([games, games])
            eq.evaluate_batch([games, games], [np.full((2, k), 1 / k) for k in (m, n)])
    kernels = [
        value
        for module in (batch_two, batch_supports, batch_strategies, batch_paths, batch_profiles)
        for value in vars(module).values()
        if hasattr(value, "signatures") and value.__module__ == module.__name__
    ]
    assert len(kernels) >= 9
    for kernel in kernels:
        assert len(kernel.signatures) <= 1, (kernel, kernel.signatures)


# ---- faults that a careless edit could make


def _one_condition_not_asked(shape):
    refs = shape.refs.copy()
    refs[::2, shape.n - 1] = refs[::2, 0]
    return replace(shape, refs=refs)


def _a_pair_left_out(shape):
    keep = np.arange(len(shape.sizes)) != len(shape.sizes) - 1
    both = np.repeat(keep, 2)
    return replace(shape, sizes=shape.sizes[keep], refs=shape.refs[both])


def _opposites_mistaken(shape):
    refs = shape.refs.copy()
    minors = len(shape.length)
    refs[refs > minors] -= minors
    return replace(shape, refs=refs)


def _mistakes(batches=None) -> int:
    wrong = 0
    for A, B in batches or (games for shape in ((3, 3), (2, 3)) for games in _games(25, *shape)):
        answer = eq.nash_batch(A, B)
        for k in range(len(A)):
            wrong += not same_as_single(answer, k, exact_game(A, B, k))
    return wrong


@pytest.mark.parametrize(
    "fault",
    [_one_condition_not_asked, _a_pair_left_out, _opposites_mistaken],
    ids=lambda f: f.__name__.strip("_"),
)
def test_a_fault_in_the_tables_is_noticed(fault, monkeypatch):
    monkeypatch.setattr(batch, "tables", lambda m, n: fault(tables(m, n)))
    assert _mistakes()


def test_without_bounds_rounding_errors_pass_for_signs(monkeypatch):
    games = _singular(600, 2, 3)
    assert not _mistakes([games])
    monkeypatch.setattr(
        batch, "tables", lambda m, n: replace(tables(m, n), errors=0 * tables(m, n).errors)
    )
    assert _mistakes([games])


def test_without_a_fault_nothing_is_noticed():
    assert not _mistakes()


def test_doubtful_games_left_out_are_noticed(monkeypatch):
    monkeypatch.setattr(batch_run, "every_equilibrium", lambda *a: [])
    assert _mistakes()
