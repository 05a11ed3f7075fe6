"""All bases of a best-response polytope: found in floats, proved, and settled exactly in doubt.

The compiled walk (`kernels.vertices`) proves most bases. It reports the edges whose other end it
could not prove; here each such edge is followed in exact arithmetic, with the lexicographic rule. A
basis reached so is feasible, as the exact neighbour of a feasible one, and its own edges are then
followed exactly too. In the end every edge of every basis leads to another one of the list, which
is therefore complete.

With several threads the bases are dealt out by which of the first labels they hold; each part is
walked on its own, and the edges between parts are followed when the parts come to rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .._budget import Meter
from ..exact.basis import Polytope
from ..exact.tableau import Tableau
from ..kernels import vertices as kernel
from ..kernels.table import find

#: Entries of dictionaries that a call of the kernel goes through (some 20 milliseconds), and the
#: bases that give a part its start.
_PIECE, _START = 4_000_000, 64

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

    def __init__(self, C: Matrix, threads: int = 1) -> None:
        self.polytope = Polytope(C)
        self.degenerate: dict[int, int] = {}
        self._threads = threads
        self._walls = (1 << min((threads - 1).bit_length(), len(C) - 1)) - 1
        self._labels = len(C) + len(C[0])
        self._piece = max(1, _PIECE // (len(C) * len(C[0])))
        floats = as_floats(C)[0]
        parts = range(self._walls + 1)
        room = kernel.usual_room(len(C), len(C[0]), len(parts))
        self._parts = [kernel.new_walk(floats, self._walls, part, room) for part in parts]
        self._doubts: list[tuple[int, ...]] = []  # a basis, and the label of an edge
        # Bases that are feasible for certain and not yet visited, each as the exact neighbour of
        # one by a column and the row that leaves.
        self._certain: list[tuple[int, Tableau, int, int]] = []
        self._push((1 << len(C)) - 1)

    @property
    def bases(self) -> np.ndarray:
        """The bases visited, as int64 masks of the polytope's own labels; neighbours are close."""
        parts = [walk.order[: walk.state[kernel.ORDERED]] for walk in self._parts]
        return np.concatenate(parts) if len(parts) > 1 else parts[0]

    def run(self, meter: Meter) -> bool:
        """Visit everything; False if the budget is spent first."""
        while self._advance(meter):
            if not (self._settle_certain(meter) or self._settle_doubt()):
                return True
        return False

    # ---- in floats

    def _advance(self, meter: Meter) -> bool:
        """Let the kernel run dry in every part."""
        if len(self._parts) == 1:
            return self._finish(0, meter)
        while True:
            # The part of zero is the last; what it and each other part reaches starts the next.
            rested = [self._start(k, meter) for k in reversed(range(len(self._parts)))]
            if meter.spent_by is None and all(rested):
                return True
            self._finish_all(meter)
            if meter.spent_by is not None:
                return False
            crossed = [self._cross(k) for k in range(len(self._parts))]  # all of them
            if not any(crossed):
                return True

    def _start(self, k: int, meter: Meter) -> bool:
        """Walk a part a little way, and put what lies behind it on the other parts' stacks."""
        rested = self._turn(k, _START, meter)
        return not self._cross(k) and rested

    def _finish_all(self, meter: Meter) -> None:
        with ThreadPoolExecutor(self._threads) as pool:
            try:
                list(pool.map(lambda k: self._finish(k, meter), range(len(self._parts))))
            except BaseException:  # Ctrl-C: the pool waits for its threads
                meter.stop()
                raise

    def _finish(self, k: int, meter: Meter) -> bool:
        while not self._turn(k, self._piece, meter):
            if meter.spent_by is not None:
                return False
        return True

    def _turn(self, k: int, steps: int, meter: Meter) -> bool:
        """Visit some bases of a part; whether there are none left."""
        allowed = meter.room(steps)
        if meter.spent_by is not None:
            return False
        walk = self._parts[k]
        before = int(walk.state[kernel.ORDERED])
        code = kernel.walk(*walk, allowed)
        meter.count(int(walk.state[kernel.ORDERED]) - before)
        if code == kernel.GROW:
            self._parts[k] = kernel.grown(walk)
        elif code == kernel.CONTINUE and not allowed:
            meter.spent_by = "steps"
        return bool(code == kernel.DONE)

    def _cross(self, k: int) -> bool:
        """Look behind the edges that leave a part; whether any leads to a basis not yet visited.

        To be called while no part is walked.
        """
        walk = self._parts[k]
        unvisited = []
        if walk.state[kernel.CROSSED]:
            for part in self._parts:
                open_ends = np.zeros(walk.state[kernel.CROSSED], np.int64)
                count = kernel.unvisited_ends(
                    walk.crossings, walk.state, part.table, part.state, open_ends
                )
                unvisited += walk.crossings[open_ends[:count]].tolist()
        kept = 0
        for basis, label, end in unvisited:
            if self._bits(end) & kernel.FAILED:
                self._doubts.append((basis, label))
            else:
                self._push(end)
                walk.crossings[kept] = basis, label, end
                kept += 1
        walk.state[kernel.CROSSED] = kept
        return kept > 0

    def _part(self, basis: int) -> int:
        return basis & self._walls

    def _bits(self, basis: int) -> int:
        table = self._parts[self._part(basis)].table
        row = find(table, basis)
        return int(table[row, 1]) if table[row, 0] == basis else 0

    def _push(self, basis: int) -> int:
        k = self._part(basis)
        walk = self._parts[k]
        if 2 * (walk.state[kernel.MET] + 1) > len(walk.table):
            self._parts[k] = walk = kernel.grown(walk)
        return int(kernel.push(walk.table, walk.stack, walk.state, basis))

    # ---- exactly

    def _settle_certain(self, meter: Meter) -> bool:
        """Visit the bases that are certain to be feasible and that the kernel could not prove."""
        settled = False
        waiting, self._certain = self._certain, []  # the kernel has the first try at new ones
        for basis, tableau, column, leaving in waiting:
            if not self._bits(basis) & kernel.VISITED:
                if not meter.step():
                    return True  # which the next look at the budget will see
                self._visit_exactly(basis, tableau.pivot(column, leaving))
                settled = True
        return settled

    def _settle_doubt(self) -> bool:
        """Follow one doubtful edge exactly; False once there are none."""
        for walk in self._parts:
            self._doubts += map(tuple, walk.doubts[: walk.state[kernel.DOUBTS]].tolist())
            walk.state[kernel.DOUBTS] = 0
        while self._doubts:
            basis, label = self._doubts.pop()
            if self._known_edges(basis) >> label & 1:
                continue
            tableau = self.polytope.tableau(basis)
            self._meet(tableau, tableau.columns.index(label))
            return True
        return False

    def _known_edges(self, basis: int) -> int:
        """The labels, as bits, of a basis's edges whose other end is visited.

        Two feasible bases that share an edge are its two ends, so no proof is needed.
        """
        known = 0
        for walk in self._parts:
            known |= int(kernel.ends_visited(walk.table, basis, self._labels))
        return known

    def _meet(self, tableau: Tableau, column: int) -> None:
        """Note what lies behind an edge of an exact basis; the kernel has the first try at it."""
        leaving = tableau.leaving(column)
        basis = tableau.neighbour(column, leaving)
        if not self._push(basis) & kernel.VISITED:
            self._certain.append((basis, tableau, column, leaving))

    def _visit_exactly(self, basis: int, tableau: Tableau) -> None:
        walk = self._parts[self._part(basis)]
        kernel.visit_proved(walk.table, walk.order, walk.state, basis)
        tight = tableau.true_labels()
        if tight != basis:
            self.degenerate[basis] = tight
        known = self._known_edges(basis)
        for column, label in enumerate(tableau.columns):
            if not known >> label & 1:
                self._meet(tableau, column)
