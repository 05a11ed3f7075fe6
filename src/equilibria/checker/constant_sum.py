"""Are the listed equilibria of a constant-sum game all of them? Proof by exchange.

In a two-player game whose payoffs add to the same in every profile, equilibria are exchangeable:
if ``(x, y)`` and ``(x', y')`` are equilibria, so are ``(x, y')`` and ``(x', y)``. So with one
equilibrium ``(x0, y0)`` at hand, the strategies in equilibria are those that are best replies to
``y0`` and make the support of ``y0`` best replies, and likewise for ``x0``. In the notation of
`completeness` these are the face of P with the labels that y0 lacks and the face of Q with those
that x0 lacks. The vertices of both are enumerated as in `faces`, and the extreme equilibria are all
pairs of them: one component, of index +1.
"""

from __future__ import annotations

from fractions import Fraction

from .document import Document
from .faces import face_vertices
from .profiles import deviation_payoffs
from .verdict import Clock, Refuted

Matrix = list[list[int]]


def is_constant_sum(document: Document) -> bool:
    """Whether there are two players whose payoffs add to the same in every profile."""
    if len(document.payoffs) != 2:
        return False
    return len({a + b for a, b in zip(*document.payoffs, strict=True)}) == 1


def check_exchange(document: Document, A: Matrix, B: Matrix, clock: Clock) -> int:
    """Verify that the list holds every extreme equilibrium; return the number of strategies.

    The profiles are known to be equilibria; A and B are the normalized payoffs.
    """
    m, n = document.shape
    x, y = document.equilibria[0]
    best = []
    for i in range(2):
        earned = deviation_payoffs(document, (x, y), i)
        best.append({a for a, value in enumerate(earned) if value == max(earned)})
    # Labels in the order of `faces`: first the opponent's actions, then one's own.
    for_y = _mask({i for i in range(m) if x[i]} | {m + j for j in range(n) if j not in best[1]})
    for_x = _mask({j for j in range(n) if y[j]} | {n + i for i in range(m) if i not in best[0]})
    transposed = [[B[i][j] for i in range(m)] for j in range(n)]
    xs = {_normal(v.weights) for v in face_vertices(transposed, for_x, clock)}
    ys = {_normal(v.weights) for v in face_vertices(A, for_y, clock)}
    listed = set(document.equilibria)
    if len(xs) * len(ys) > len(listed) or any((a, b) not in listed for a in xs for b in ys):
        raise Refuted(
            f"an extreme equilibrium is missing: the players have {len(xs)} and {len(ys)} extreme "
            f"optimal strategies, and {len(listed)} profiles are listed"
        )
    if len(listed) > len(xs) * len(ys):
        raise Refuted("a listed profile is an equilibrium, but not an extreme one")
    if document.components:
        parts = [(sorted(members), index) for members, index in document.components]
        if parts != [(list(range(len(listed))), 1)]:
            raise Refuted(
                "components: a constant-sum game has one, of index +1, with every profile"
            )
    return len(xs) + len(ys)


def _mask(labels: set[int]) -> int:
    return sum(1 << label for label in labels)


def _normal(weights: tuple[int, ...]) -> tuple[Fraction, ...]:
    total = sum(weights)
    return tuple(Fraction(weight, total) for weight in weights)
