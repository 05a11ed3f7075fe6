"""All optimal strategies of a constant-sum game: the vertices of both optimal faces, exactly.

In ``P = {x >= 0 : x B <= 1}`` the optimal strategies are, scaled, the face on which ``sum x`` is
largest, and in ``Q = {y >= 0 : A y <= 1}`` likewise. At an optimal basis no tight label has a
negative reduced cost, and the face is where those of positive cost stay tight: for ``sum x`` is its
maximum less costs times slacks. So only the columns of cost zero are left to walk over.

The walk makes the face simple by an infinitely small lexicographic perturbation of the basic labels
of its first basis, which therefore stays feasible. The graph of a polytope is connected, and every
vertex is the limit of a perturbed one, as the best value of a linear functional is continuous in
the right-hand side (the functional that only the vertex maximizes).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .._budget import Meter
from ..exact.basis import Polytope
from ..exact.tableau import Tableau
from .exact_walk import ExactWalk
from .polytopes import Matrix, strategy

#: The vertices of a face: tight labels (variables first), and the strategy.
Vertices = dict[int, tuple[Fraction, ...]]


def optimal_vertices(C: Matrix, basis: int | None, meter: Meter) -> Vertices | None:
    """Vertices of the face of ``{z >= 0 : z C <= 1}`` on which ``sum z`` is largest.

    Parameters
    ----------
    C : matrix of positive integers, one row per variable
    basis : int or None
        Tight labels of a basis that is known to be nonsingular and feasible, optimal if possible;
        None: start from zero.

    Returns
    -------
    dict or None
        None if the budget is spent. A step is one pivot of the simplex method or of the walk.
    """
    v, c = len(C), len(C[0])
    tableau = None if basis is None else Polytope(C).tableau(basis)
    if tableau is None or min(_costs(tableau, v)) < 0:
        tableau = _climb(Tableau.at_zero(C, range(v), range(v, v + c)), v, meter)
    if tableau is None:
        return None
    costs = _costs(tableau, v)
    held = sum(1 << tableau.columns[k] for k, cost in enumerate(costs) if cost)
    start = _face(tableau, costs)
    walk = ExactWalk(start)
    while walk.open:
        if not walk.advance(meter):
            return None
    points = {start.true_labels(): start.values()} | walk.points
    return {held | tight: strategy(point, range(v)) for tight, point in points.items()}


def _climb(tableau: Tableau, v: int, meter: Meter) -> Tableau | None:
    """The simplex method; the lexicographic rule keeps it from cycling."""
    while min(costs := _costs(tableau, v)) < 0:
        if not meter.step():
            return None
        column = costs.index(min(costs))
        tableau = tableau.pivot(column, tableau.leaving(column))
    return tableau


def _costs(tableau: Tableau, v: int) -> list[int]:
    """What ``sum z`` loses per unit of each tight label, times the denominator."""
    variables = [row for label, row in zip(tableau.basic, tableau.rows, strict=True) if label < v]
    return [
        int(sum(row[k] for row in variables)) - (tableau.denominator if label < v else 0)
        for k, label in enumerate(tableau.columns)
    ]


def _face(tableau: Tableau, costs: Sequence[int]) -> Tableau:
    """The tableau without the columns that stay tight on the face."""
    kept = [k for k, cost in enumerate(costs) if cost == 0]
    return Tableau(
        [tableau.columns[k] for k in kept],
        list(tableau.basic),
        [[*(int(row[k]) for k in kept), int(row[-1])] for row in tableau.rows],
        int(tableau.denominator),
        list(tableau.basic),
    )
