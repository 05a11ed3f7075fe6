"""Extreme equilibria from the vertices of both polytopes, in plain Python integers."""

from __future__ import annotations

from .._budget import Meter
from .exact_walk import ExactWalk
from .labelled import Labelled, Pair
from .polytopes import Matrix, index_sign, strategy, zero_vertices


def enumerate_plainly(A: Matrix, B: Matrix, meter: Meter) -> Labelled:
    """Walk P and Q and pair their vertices; what was met so far once the budget is spent."""
    m, n = len(A), len(A[0])
    P, Q = walked(A, B, meter)
    pairs = completely_labelled(P, Q, m + n)
    return Labelled(
        pairs,
        x={tight: strategy(P.points[tight], range(m)) for tight, _ in pairs},
        y={tight: strategy(Q.points[tight], range(m, m + n)) for _, tight in pairs},
        signs=_signs(A, B, P, Q),
        bases=(tuple(sorted(P.bases)), tuple(sorted(Q.bases))),
        vertices=len(P.points) + len(Q.points),
    )


def walked(A: Matrix, B: Matrix, meter: Meter) -> tuple[ExactWalk, ExactWalk]:
    """Walk P and Q, in turn, so that a budget cut short leaves something of both."""
    P, Q = map(ExactWalk, zero_vertices(A, B))
    while P.open or Q.open:
        if (P.open and not P.advance(meter)) or (Q.open and not Q.advance(meter)):
            break
    return P, Q


def completely_labelled(P: ExactWalk, Q: ExactWalk, labels: int) -> list[Pair]:
    """Pair the true vertices (zero excepted) that have every label tight between them."""
    ys = list(Q.points)
    having = [sum(1 << k for k, y in enumerate(ys) if y >> label & 1) for label in range(labels)]
    pairs = []
    for x in P.points:
        found = (1 << len(ys)) - 1
        for label in range(labels):
            if not x >> label & 1:
                found &= having[label]
        pairs += [(x, ys[k]) for k in range(found.bit_length()) if found >> k & 1]
    return pairs


def _signs(A: Matrix, B: Matrix, P: ExactWalk, Q: ExactWalk) -> dict[Pair, int]:
    m, n = len(A), len(A[0])
    every = (1 << m + n) - 1
    artificial = (1 << m) - 1
    signs: dict[Pair, int] = {}
    for basis, x in P.bases.items():
        other = every ^ basis
        if basis == artificial or other not in Q.bases:
            continue
        pair = (x, Q.bases[other])
        signs[pair] = signs.get(pair, 0) + index_sign(A, B, basis)
    return signs
