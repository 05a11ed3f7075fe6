"""All bases of a best-response polytope, in plain Python integers.

For small games, and the slow twin of `float_walk`: both find the same bases.
"""

from __future__ import annotations

from .._budget import Meter
from ..exact.tableau import Tableau


class ExactWalk:
    """The bases of one polytope met so far, and those whose edges are still to be followed.

    Attributes
    ----------
    bases : dict of int to int
        Each basis, with the tight labels of its true vertex.
    points : dict of int to dict
        The true vertices by their tight labels: coordinates times some positive number, those that
        are zero left out.
    """

    def __init__(self, start: Tableau) -> None:
        self.bases = {start.mask: start.mask}
        self.points: dict[int, dict[int, int]] = {}
        self.open = [start]

    def advance(self, meter: Meter) -> bool:
        """Follow the edges of one basis; False once the budget is spent."""
        tableau = self.open.pop()
        for column in range(len(tableau.columns)):
            leaving = tableau.leaving(column)
            mask = tableau.neighbour(column, leaving)
            if mask in self.bases:
                continue
            if not meter.step():
                return False
            self._meet(tableau.pivot(column, leaving))
        return True

    def _meet(self, tableau: Tableau) -> None:
        tight = tableau.true_labels()
        self.bases[tableau.mask] = tight
        self.points.setdefault(tight, tableau.values())
        self.open.append(tableau)
