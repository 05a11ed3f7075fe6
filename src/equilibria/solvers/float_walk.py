"""All bases of a best-response polytope: found in floats, proved, and settled exactly in doubt.

The compiled walk (`kernels.vertices`) proves most bases. It reports the edges whose other end it
could not prove; here each such edge is followed in exact arithmetic, with the lexicographic rule. A
basis reached so is feasible, as the exact neighbour of a feasible one, and its own edges are then
followed exactly too. In the end every edge of every basis leads to another one of the list, which
is therefore complete.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .._budget import Meter
from ..exact.basis import Polytope
from ..kernels import vertices as kernel
from ..kernels.table import find

#: Bases per call of the kernel: some 20 milliseconds, so that Ctrl-C is answered.
_PIECE = 16_384

Matrix = Sequence[Sequence[int]]


def as_floats(C: Matrix) -> tuple[np.ndarray, int]:
    """The entries divided by the least power of two above them all, each rounded once."""
    scale = 1 << max(map(max, C)).bit_length()
    return np.array([[value / scale for value in row] for row in C]), scale


class FloatWalk:
    """The bases of ``{z >= 0 : z C <= 1}`` met so far, C of positive integers.

    Attributes
    ----------
    polytope : Polytope
    degenerate : dict of int to int
        The bases whose true vertex has more tight labels than they have, with those labels.
    """

    def __init__(self, C: Matrix) -> None:
        self.polytope = Polytope(C)
        self.degenerate: dict[int, int] = {}
        self._walk = kernel.new_walk(as_floats(C)[0])
        self._labels = len(C) + len(C[0])
        self._doubts = 0  # settled so far
        self._exact: list[int] = []  # bases to be visited that are feasible for certain

    @property
    def bases(self) -> np.ndarray:
        """The bases visited, in order, as int64 masks of the polytope's own labels."""
        walk = self._walk
        return walk.order[: walk.state[kernel.ORDERED]]

    def run(self, meter: Meter) -> bool:
        """Visit everything; False if the budget is spent first."""
        while self._advance(meter):
            if not (self._settle_certain(meter) or self._settle_doubt()):
                return True
        return False

    def _advance(self, meter: Meter) -> bool:
        """Let the kernel run dry."""
        code = kernel.CONTINUE
        while code != kernel.DONE:
            granted = meter.grant(_PIECE)
            if not granted:
                return False
            before = len(self.bases)
            code = kernel.walk(*self._walk, granted)
            meter.count(len(self.bases) - before)
            if code == kernel.GROW:
                self._walk = kernel.grown(self._walk)
        return True

    def _bits(self, basis: int) -> int:
        table = self._walk.table
        row = find(table, basis)
        return int(table[row, 1]) if table[row, 0] == basis else 0

    def _settle_certain(self, meter: Meter) -> bool:
        """Visit the bases that are certain to be feasible and that the kernel could not prove."""
        settled = False
        while self._exact:
            basis = self._exact.pop()
            if not self._bits(basis) & kernel.VISITED:
                if not meter.step():
                    return True  # which the next look at the budget will see
                self._visit_exactly(basis)
                settled = True
        return settled

    def _settle_doubt(self) -> bool:
        """Follow one doubtful edge exactly; False once there are none."""
        walk = self._walk
        while self._doubts < walk.state[kernel.DOUBTS]:
            basis, label = map(int, walk.doubts[self._doubts])
            self._doubts += 1
            if kernel.other_end(walk.table, basis, label, self._labels) >= 0:
                continue  # two feasible bases that share an edge are its two ends
            tableau = self.polytope.tableau(basis)
            column = tableau.columns.index(label)
            self._meet(tableau.neighbour(column, tableau.leaving(column)))
            return True
        return False

    def _meet(self, basis: int) -> None:
        """Note a basis that is feasible for certain; the kernel has the first try at it."""
        bits = self._push(basis)
        if not bits & kernel.VISITED:
            self._exact.append(basis)

    def _push(self, basis: int) -> int:
        walk = self._walk
        if 2 * (walk.state[kernel.TOP] + walk.state[kernel.ORDERED] + 2) > len(walk.table):
            self._walk = walk = kernel.grown(walk)
        return int(kernel.push(walk.table, walk.stack, walk.state, basis))

    def _visit_exactly(self, basis: int) -> None:
        tableau = self.polytope.tableau(basis)
        walk = self._walk
        kernel.visit_proved(walk.table, walk.order, walk.state, basis)
        tight = tableau.true_labels()
        if tight != basis:
            self.degenerate[basis] = tight
        for column in range(len(tableau.columns)):
            self._meet(tableau.neighbour(column, tableau.leaving(column)))
