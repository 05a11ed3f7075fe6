"""Is the list of extreme equilibria of a two-player game complete? Proof by ridge pairing.

Labels ``0 .. m-1`` stand for the row player's actions, ``m .. m+n-1`` for the column player's.
Payoffs are first normalized, player by player: subtract the least, divide by the greatest common
divisor, add 1; that leaves positive integers and changes no equilibrium. The polytopes are

    P = {x >= 0 : sum_i x_i B[i][j] <= 1 for every column j},  label i tight: x_i = 0,
    Q = {y >= 0 : sum_j A[i][j] y_j <= 1 for every row i},     label m+j tight: y_j = 0,

where label ``m+j`` is tight in P, and ``i`` in Q, if that inequality is an equation. Raising the
k-th right-hand side from 1 to ``1 + e**(k+1)``, for a small ``e > 0``, makes both simple: every
vertex is one basis (as many tight labels as there are variables), and every ridge (a basis less
one label) is an edge with exactly two ends. So a list of bases, each proved feasible, in which
every ridge occurs exactly twice is closed under moving along edges; as the graph of a polytope is
connected (Balinski 1961), it holds every basis. Every true vertex is the limit of some basis, and
an extreme equilibrium is a pair of true vertices with every label tight in one or the other,
except the pair of zeros. Where the bases of Q are not listed, the face of Q with the labels that x
lacks is searched for every vertex x of P (`faces`). A constant-sum game needs no bases at all
(`constant_sum`).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

from .bases import Vertex, check_bases
from .components import Pair, check_components
from .constant_sum import check_exchange, is_constant_sum
from .document import Document
from .faces import search_faces
from .verdict import Clock, Refuted

Matrix = list[list[int]]


def check_complete(document: Document, clock: Clock) -> int:
    """Verify that no extreme equilibrium is missing; return the number of bases."""
    if len(document.players) != 2:
        raise Refuted("the claim is ALL, which is for one or two players")
    m, n = document.shape
    A, B = (_normalized(table, m, n) for table in document.payoffs)
    if document.bases is None:
        if not is_constant_sum(document):
            raise Refuted("the claim is ALL, but the bases that would prove it are not there")
        return check_exchange(document, A, B, clock)
    rows, columns = list(range(m)), list(range(m, m + n))
    transposed = [[A[i][j] for i in range(m)] for j in range(n)]
    p_bases, q_bases = document.bases
    P = check_bases(B, rows, columns, p_bases, document.players[0], clock)
    if q_bases is None:
        pairs, Q = search_faces(A, P, clock)
    else:
        Q = check_bases(transposed, columns, rows, q_bases, document.players[1], clock)
        pairs = _completely_labelled(P, Q, m + n, clock)
    listed = {profile: k for k, profile in enumerate(document.equilibria)}
    positions: dict[Pair, int] = {}
    for x, y in pairs:
        profile = (_normal(x.weights), _normal(y.weights))
        if profile not in listed:
            shown = "; ".join(", ".join(map(str, s)) for s in profile)
            raise Refuted(f"an extreme equilibrium is missing: {shown:.200}")
        positions[x.tight, y.tight] = listed[profile]
    if len(positions) != len(listed):
        k = min(set(listed.values()) - set(positions.values()))
        raise Refuted(f"profile {k} is an equilibrium, but not an extreme one")
    limits = [{basis: v.tight for basis, v in side.items()} for side in (P, Q)]
    check_components(document, A, B, positions, limits[0], limits[1], clock)
    return len(P) + (0 if q_bases is None else len(Q))


def _normalized(table: Sequence[Fraction], m: int, n: int) -> Matrix:
    scale = reduce(lcm, (v.denominator for v in table), 1)
    integers = [int(v * scale) for v in table]
    least = min(integers)
    divisor = reduce(gcd, (v - least for v in integers), 0) or 1
    flat = [(v - least) // divisor + 1 for v in integers]
    return [flat[i * n : (i + 1) * n] for i in range(m)]


def _completely_labelled(
    P: dict[int, Vertex], Q: dict[int, Vertex], labels: int, clock: Clock
) -> set[tuple[Vertex, Vertex]]:
    """Find the pairs of true vertices that have every label, except the pair of zeros."""
    every = (1 << labels) - 1
    xs = {x.tight: x for x in P.values()}  # several bases may share a vertex
    ys = list({y.tight: y for y in Q.values()}.values())
    having = [
        sum(1 << k for k, y in enumerate(ys) if y.tight >> label & 1) for label in range(labels)
    ]
    pairs: set[tuple[Vertex, Vertex]] = set()
    for x in xs.values():
        clock.look()
        if not any(x.weights):
            continue
        found = (1 << len(ys)) - 1
        for label in range(labels):
            if (every & ~x.tight) >> label & 1:
                found &= having[label]
        pairs.update((x, y) for k, y in enumerate(ys) if found >> k & 1)
    return pairs


def _normal(weights: tuple[int, ...]) -> tuple[Fraction, ...]:
    total = sum(weights)
    return tuple(Fraction(weight, total) for weight in weights)
