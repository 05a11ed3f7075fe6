"""Extreme equilibria of larger games: floats find and filter, exact arithmetic decides.

All vertices of P are walked (`float_walk`). An equilibrium is a vertex x of P with a vertex y of Q
that has the labels which x lacks; so for every x, that face of Q is examined. It is nearly always a
single candidate, and nearly always refused by one row of its dictionary (`kernels.complements`);
what remains is solved exactly. Where x has more tight labels than it needs, the face is larger, and
every way to complete its labels is tried. Only where that becomes too much, or the labels of a face
depend on each other, is Q walked as well, and vertices are paired by their labels.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Any

import numpy as np

from .._budget import Meter
from ..exact.basis import Polytope, Solution, determinant_sign
from ..kernels.complements import Complements
from .float_walk import FloatWalk, as_floats
from .labelled import Labelled, Pair
from .polytopes import Matrix, index_of, index_sign, normalized

#: Entries of dictionaries that a call of the kernel goes through: some 20 milliseconds.
_PIECE = 8_000_000


class _Dependent(Exception):
    """Examining the complements does not suffice; Q has to be walked."""


class _Labels:
    """Label sets of a game, and the same in the numbering of Q's own dictionary."""

    def __init__(self, m: int, n: int) -> None:
        self.m, self.n = m, n
        self.every = (1 << m + n) - 1
        self.rows = (1 << m) - 1

    def to_q(self, labels: Any) -> Any:
        return labels >> self.m | (labels & self.rows) << self.n

    def from_q(self, labels: Any) -> Any:
        return labels >> self.n | (labels & ((1 << self.n) - 1)) << self.m


def enumerate_fast(A: Matrix, B: Matrix, meter: Meter, threads: int = 1) -> Labelled:
    """Find all extreme equilibria, or those met before the budget is spent."""
    m, n = len(A), len(A[0])
    labels = _Labels(m, n)
    transposed = [list(column) for column in zip(*A, strict=True)]
    P = FloatWalk(B, threads)
    P.run(meter)
    try:
        found = _by_complements(P, transposed, labels, meter, threads)
    except _Dependent:
        Q = FloatWalk(transposed, threads)
        Q.run(meter)
        found = _by_pairing(A, B, P, Q, labels)
    return found


# ---- complements


def _by_complements(
    P: FloatWalk, transposed: Matrix, labels: _Labels, meter: Meter, threads: int
) -> Labelled:
    everything = P.bases
    bases = everything[everything != labels.rows]  # zero, whose complement is zero: no strategies
    faces: dict[int, int] = {}  # degenerate vertices of P, each by one of its bases
    for basis, tight in P.degenerate.items():
        faces.setdefault(tight, basis)
    extra = list(_completions(faces, labels, limit=len(bases) + 1000))
    Q = Polytope(transposed)
    for tight in faces:
        _require_independent(Q, labels, labels.every ^ tight)
    completed = np.array([candidate for candidate, _ in extra], np.int64)
    tested = labels.to_q(np.concatenate([labels.every ^ bases, completed]))
    found = Labelled([], {}, {}, bases=(everything, None))
    found.vertices = len(everything) - len(P.degenerate) + len(faces)
    pairs: set[Pair] = set()
    for k in _possible(transposed, tested, meter, threads):
        own = k < len(bases)
        basis = int(bases[k]) if own else faces[extra[k - len(bases)][1]]
        x = P.degenerate.get(basis, basis)
        candidate = int(tested[k])
        y, solved = _examine(Q, candidate, found, labels, required=own and x == basis)
        if solved is None:
            continue
        pairs.add((x, y))
        here = P.polytope.solution(basis)
        assert here is not None  # a basis of the walk
        if x not in found.x:
            found.x[x] = normalized(here.weights)
        if own and _is_basis(Q, candidate, labels.to_q(y)):
            support = labels.m - (basis & labels.rows).bit_count()
            sign = index_of(support, here.sign, solved.sign)
            found.signs[x, y] = found.signs.get((x, y), 0) + sign
    found.pairs = sorted(pairs)
    return found


def _possible(transposed: Matrix, tested: np.ndarray, meter: Meter, threads: int) -> list[int]:
    """Positions of the candidates that floats cannot refuse."""
    floats, scale = as_floats(transposed)
    ends = [len(tested) * t // threads for t in range(threads + 1)]

    piece = max(1, _PIECE // (len(transposed) * len(transposed[0])))

    def filtered(first: int, last: int) -> list[int]:
        kept: list[int] = []
        complements = Complements(floats, float(scale))  # entries are at least 1 / scale
        for start in range(first, last, piece):
            kept += complements.possible(tested, start, min(start + piece, last))
            meter.room(0)  # looks at the clock
            if meter.is_late():
                break  # the claim is gone with the time; what was found so far stays
        return kept

    if threads == 1:
        return filtered(0, len(tested))
    with ThreadPoolExecutor(threads) as pool:
        try:
            return [k for kept in pool.map(filtered, ends[:-1], ends[1:]) for k in kept]
        except BaseException:  # Ctrl-C: the pool waits for its threads
            meter.stop()
            raise


def _completions(faces: dict[int, int], labels: _Labels, limit: int) -> Iterator[tuple[int, int]]:
    """Every set of n labels that holds those which a degenerate vertex of P lacks."""
    wanted = {tight: labels.n - (labels.every ^ tight).bit_count() for tight in faces}
    if sum(comb(tight.bit_count(), missing) for tight, missing in wanted.items()) > limit:
        raise _Dependent
    for tight, missing in wanted.items():
        held = [1 << k for k in range(labels.m + labels.n) if tight >> k & 1]
        for chosen in combinations(held, missing):
            yield (labels.every ^ tight) | sum(chosen), tight


def _require_independent(Q: Polytope, labels: _Labels, lacking: int) -> None:
    """Every vertex of a face completes its labels to a basis if those are independent."""
    free = [j for j in range(labels.n) if not lacking >> labels.m + j & 1]
    tight = [i for i in range(labels.m) if lacking >> i & 1]
    if Q.rank(free, tight) < len(tight):
        raise _Dependent


def _examine(
    Q: Polytope, candidate: int, found: Labelled, labels: _Labels, *, required: bool
) -> tuple[int, Solution | None]:
    """The true labels and the solution of a candidate that is a vertex of Q; notes its strategy.

    No solution if it is no vertex. A candidate that is `required` is all there is to its face, so
    it must be nonsingular, or without any solution.
    """
    solved = Q.solution(candidate)
    if solved is None:
        if required:
            free = [j for j in range(Q.v) if not candidate >> j & 1]
            tight = [i for i in range(Q.c) if candidate >> Q.v + i & 1]
            if Q.rank(free, tight, extended=True) == Q.rank(free, tight):
                raise _Dependent
        return 0, None
    own = Q.true_labels(solved.weights, solved.denominator, candidate)
    if own is None:
        return 0, None
    y = int(labels.from_q(own))
    if y not in found.y:
        found.y[y] = normalized(solved.weights)
    return y, solved


def _is_basis(Q: Polytope, basis: int, tight: int) -> bool:
    """Whether a basis whose point is a vertex of Q is feasible under the perturbation too."""
    return basis == tight or Q.tableau(basis).is_feasible()


# ---- both polytopes


def _by_pairing(A: Matrix, B: Matrix, P: FloatWalk, Q: FloatWalk, labels: _Labels) -> Labelled:
    p_bases, q_bases = P.bases, labels.from_q(Q.bases)
    p_true = P.degenerate
    q_true = {labels.from_q(b): labels.from_q(t) for b, t in Q.degenerate.items()}
    found = Labelled([], {}, {}, bases=(p_bases, q_bases))
    p_plain = np.array(sorted(set(p_bases.tolist()) - set(p_true)), np.int64)
    q_plain = np.array(sorted(set(q_bases.tolist()) - set(q_true)), np.int64)
    xs = dict.fromkeys(p_plain.tolist()) | {t: b for b, t in p_true.items()}
    ys = dict.fromkeys(q_plain.tolist()) | {t: b for b, t in q_true.items()}
    matched = p_plain[np.isin(labels.every ^ p_plain, q_plain)].tolist()
    pairs = {(x, labels.every ^ x) for x in matched}
    found.vertices = len(xs) + len(ys)
    q_all = np.array(list(ys), np.int64)
    for x in {*p_true.values()}:
        pairs |= {(x, int(y)) for y in q_all[q_all | x == labels.every]}
    for y in {*q_true.values()}:
        pairs |= {(int(x), y) for x in p_plain[p_plain | y == labels.every]}
    pairs.discard((labels.rows, labels.every ^ labels.rows))
    found.pairs = sorted(pairs)
    for x, y in found.pairs:
        if x not in found.x:
            found.x[x] = _point(P.polytope, xs[x] or x)
        if y not in found.y:
            found.y[y] = _point(Q.polytope, labels.to_q(ys[y] or y))
    for basis in p_bases[np.isin(labels.every ^ p_bases, q_bases)].tolist():
        other = labels.every ^ basis
        if basis != labels.rows:
            pair = (p_true.get(basis, basis), q_true.get(other, other))
            found.signs[pair] = found.signs.get(pair, 0) + index_sign(A, B, basis, determinant_sign)
    return found


def _point(polytope: Polytope, basis: int) -> tuple[Fraction, ...]:
    solved = polytope.solution(basis)
    assert solved is not None  # a basis of the walk
    return normalized(solved.weights)
