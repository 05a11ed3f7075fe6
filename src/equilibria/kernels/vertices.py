"""Walk all bases of a best-response polytope in floats, proving each of them feasible.

The polytope ``{z >= 0 : z C <= 1}`` with entries of C in [0, 1] is made simple by an infinitely
small perturbation, so every edge has two ends, and the graph of its bases is connected. A basis
counts as *visited* only once it is proved feasible. Two visited bases that share all labels but one
are the two ends of an edge, whoever found them: so nothing that leads from one to the next needs a
proof, and a list of visited bases in which every edge has been followed is complete. What the
floats cannot prove is marked FAILED, and the edges that lead there are reported as doubts for exact
arithmetic to settle. Walks may share the work: each keeps to the bases that hold given ones of some
wall labels, and notes the edges that cross into another part. (Pivoting as in Avis, Rosenberg,
Savani and von Stengel 2010; the proof of one basis is in `feasibility`.)
"""

from __future__ import annotations

from math import comb
from typing import NamedTuple

import numpy as np

from .._jit import kernel
from .dictionary import move, new_dictionary, pivot
from .feasibility import proved
from .lanes import largest_multiples, padded
from .table import copy_into, find, look_ahead, new_table

#: What `walk` returns.
DONE, CONTINUE, GROW = 0, 1, 2

#: Flags beside the labels in a table's bits; so labels must be below 61.
VISITED, FAILED = 1 << 62, 1 << 61

#: Places of `Walk.state`.
TOP, ORDERED, DOUBTS, HERE, NEXT, CROSSED, WALLS, PART, MET = range(9)


class Walk(NamedTuple):
    """Everything a walk knows; it stops and resumes at any basis.

    Attributes
    ----------
    C, Ct, T, rows, columns : the dictionary (see `dictionary`); C and its transpose are padded
    table : bases met: key, and bits (flags, and before a visit the labels of known edges)
    stack : bases met that may still have to be visited; ``state[TOP]`` of them
    order : bases visited, in order; ``state[ORDERED]`` of them
    doubts : rows (basis, label of an edge whose other end is in doubt)
    crossings : rows (basis, label of an edge that leaves the part, basis it seems to lead to)
    state : counters (bases on the stack, in order, met, ...), the basis that the dictionary is at,
        the column to follow next or -1, the wall labels, and those that all bases of this part hold
    chosen : rows that block the columns, by the last ratio test, as floats; the rest is scratch
    """

    C: np.ndarray
    Ct: np.ndarray
    T: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    table: np.ndarray
    stack: np.ndarray
    order: np.ndarray
    doubts: np.ndarray
    crossings: np.ndarray
    state: np.ndarray
    chosen: np.ndarray
    ratios: np.ndarray
    total: np.ndarray
    norms: np.ndarray
    slack: np.ndarray
    values: np.ndarray
    basic: np.ndarray
    free: np.ndarray
    places: np.ndarray
    tight: np.ndarray


#: Rows of a new table, at least and at most; the least is soon outgrown, the most takes 8 MB.
_LEAST_ROOM, _MOST_ROOM = 1 << 13, 1 << 19

#: Rows of a table that are copied at once: a few milliseconds.
_COPIED = 1 << 18


def usual_room(v: int, c: int, parts: int = 1) -> int:
    """Rows of a table for what a random polytope has, ``2**(0.6 (v + c) - 2.5)`` bases or so.

    Growing on the way costs as much as the walk itself where threads do it at once.
    """
    bases = min(2.0 ** (0.6 * (v + c) - 2.5), comb(v + c, v))
    wanted = 1 << int(4 * bases / parts).bit_length()
    return min(max(wanted, _LEAST_ROOM), _MOST_ROOM)


def new_walk(C: np.ndarray, walls: int = 0, part: int = 0, size: int = _LEAST_ROOM) -> Walk:
    """Allocate a walk over ``{z >= 0 : z C <= 1}``, or over one part of it; the stack is empty.

    `size` is the number of rows of its table, a power of two.
    """
    v, c = C.shape
    across, down = padded(C), new_dictionary(C)
    most = max(v, c) + 1
    return Walk(
        across,
        *down,
        new_table(size),
        np.zeros(size // 2, np.int64),
        np.zeros(size // 2, np.int64),
        np.zeros((4 * v * c + 64, 2), np.int64),
        np.zeros((size, 3), np.int64),
        np.array([0, 0, 0, -1, -1, 0, walls, part, 0], np.int64),
        chosen=np.zeros(down[1].shape[1]),
        ratios=np.zeros(down[1].shape[1]),
        total=np.zeros(down[0].shape[1]),
        norms=np.zeros(down[0].shape[1]),
        slack=np.zeros(across.shape[1]),
        values=np.zeros(most),
        basic=np.zeros(most, np.int64),
        free=np.zeros(most, np.int64),
        places=np.zeros(most, np.int64),
        tight=np.zeros(most, np.int64),
    )


def grown(walk: Walk) -> Walk:
    """The same walk with more room where it is short."""
    replaced = {}
    v, c = len(walk.columns), len(walk.rows)
    if 2 * (walk.state[DOUBTS] + v * c + v) > len(walk.doubts):
        replaced["doubts"] = _longer(walk.doubts, walk.state[DOUBTS], 4)
    if 2 * (walk.state[CROSSED] + v) > len(walk.crossings):
        replaced["crossings"] = _longer(walk.crossings, walk.state[CROSSED], 4)
    if 4 * (walk.state[MET] + v) > len(walk.table):
        replaced["table"] = new_table(4 * len(walk.table))
        for first in range(0, len(walk.table), _COPIED):  # Ctrl-C is answered in between
            last = min(first + _COPIED, len(walk.table))
            copy_into(walk.table, replaced["table"], first, last)
        replaced["stack"] = _longer(walk.stack, walk.state[TOP], 4)
        replaced["order"] = _longer(walk.order, walk.state[ORDERED], 4)
    return walk._replace(**replaced)


def _longer(array: np.ndarray, used: int, factor: int) -> np.ndarray:
    longer = np.zeros((factor * len(array), *array.shape[1:]), array.dtype)
    longer[:used] = array[:used]
    return longer


@kernel
def push(table, stack, state, basis):
    """Put a basis on the stack unless it has been met; returns its bits."""
    h = find(table, basis)
    if table[h, 0] == 0:
        table[h, 0] = basis
        table[h, 1] = 0
        stack[state[TOP]] = basis
        state[TOP] += 1
        state[MET] += 1
    return table[h, 1]


@kernel
def visit_proved(table, order, state, basis):
    """Mark a basis visited that has been met, was proved elsewhere, and whose edges are known."""
    table[find(table, basis), 1] = basis | VISITED
    order[state[ORDERED]] = basis
    state[ORDERED] += 1


@kernel
def ends_visited(table, basis, labels):
    """The labels of a basis, as bits, whose edge leads to a visited basis of this table."""
    found = 0
    for label in range(labels):
        if (basis >> label) & 1:
            for k in range(labels):
                if (basis >> k) & 1 == 0:
                    end = basis ^ (1 << label) ^ (1 << k)
                    h = find(table, end)
                    if table[h, 0] == end and table[h, 1] & VISITED:
                        found |= 1 << label
                        break
    return found


@kernel
def unvisited_ends(crossings, state, table, part_state, found):
    """Which edges out of a part lead to bases of a given part that are not visited; how many."""
    walls, part = state[WALLS], part_state[PART]
    count = 0
    for k in range(state[CROSSED]):
        end = crossings[k, 2]
        if end & walls == part:
            h = find(table, end)
            if table[h, 0] != end or table[h, 1] & VISITED == 0:
                found[count] = k
                count += 1
    return count


@kernel
def _choose(T, rows, columns, table, chosen, ratios, inverses, basis):
    """Ratio test of every column at once: ``chosen[k]`` is the row that blocks column k.

    The neighbours' places in the table are asked for, so that they come while the basis is proved:
    otherwise half of the time is spent waiting for them.
    """
    c, v = len(rows), len(columns)
    for r in range(c):
        inverses[r] = 1.0 / T[r, v]
    largest_multiples(T, inverses, c, ratios, chosen)
    for k in range(v):
        look_ahead(table, basis ^ (1 << columns[k]) ^ (1 << rows[int(chosen[k])]))


@kernel
def _visit(
    rows, columns, table, stack, order, doubts, crossings, state, chosen, basis, h
):  # fmt: skip
    """Mark a proved basis visited and follow its edges with unknown ends by one look.

    Bits of a basis not yet visited tell which of its edges come from visited bases; all its other
    edges lead to bases not visited. Returns the column of such an edge, or -1.
    """
    known = table[h, 1]
    top, doubtful, follow = state[TOP], state[DOUBTS], -1
    crossed, walls, part = state[CROSSED], state[WALLS], state[PART]
    for k in range(len(columns)):
        label = 1 << columns[k]
        if known & label:
            continue
        entering = 1 << rows[int(chosen[k])]
        other = basis ^ label ^ entering
        if other & walls != part:
            crossings[crossed, 0] = basis
            crossings[crossed, 1] = columns[k]
            crossings[crossed, 2] = other
            crossed += 1
            continue
        g = find(table, other)
        if table[g, 0] == 0:
            table[g, 0] = other
            table[g, 1] = entering
            stack[top] = other
            top += 1
            state[MET] += 1
            follow = k
        elif table[g, 1] & FAILED:
            doubts[doubtful, 0] = basis
            doubts[doubtful, 1] = columns[k]
            doubtful += 1
        elif table[g, 1] & VISITED == 0:
            table[g, 1] |= entering
            follow = k
    state[TOP], state[DOUBTS], state[CROSSED] = top, doubtful, crossed
    table[h, 1] = basis | VISITED
    order[state[ORDERED]] = basis
    state[ORDERED] += 1
    return follow


@kernel
def _fail(v, c, table, doubts, state, basis, h):
    """Mark a basis that could not be proved; the edges known to lead here are in doubt."""
    known = table[h, 1]
    table[h, 1] = known | FAILED
    for label in range(v + c):
        if (known >> label) & 1:
            for entering in range(v + c):
                if (basis >> entering) & 1 == 0:
                    other = basis ^ (1 << label) ^ (1 << entering)
                    g = find(table, other)
                    if table[g, 0] == other and table[g, 1] & VISITED:
                        doubts[state[DOUBTS], 0] = other
                        doubts[state[DOUBTS], 1] = entering
                        state[DOUBTS] += 1


@kernel
def walk(
    C, Ct, T, rows, columns, table, stack, order, doubts, crossings, state,
    chosen, ratios, total, norms, slack, values, basic, free, places, tight, steps,
):  # fmt: skip
    """Visit up to `steps` bases. Returns DONE, CONTINUE, or GROW (room is short: see `grown`)."""
    v, c = len(columns), len(rows)
    while True:
        if (
            2 * (state[MET] + v) > table.shape[0]
            or state[DOUBTS] + v * c + v > doubts.shape[0]
            or state[CROSSED] + v > crossings.shape[0]
        ):
            return GROW
        follow, here = state[NEXT], state[HERE]
        if follow >= 0:  # along an edge
            if steps <= 0:
                return CONTINUE
            row = int(chosen[follow])
            basis = here ^ (1 << columns[follow]) ^ (1 << rows[row])
            pivot(T, rows, columns, row, follow)
            here = basis
            h = find(table, basis)
        else:  # back to an edge that was left
            h = -1
            while h < 0:
                if state[TOP] == 0:
                    return DONE
                state[TOP] -= 1
                basis = stack[state[TOP]]
                h = find(table, basis)
                if table[h, 1] & (VISITED | FAILED):
                    h = -1
            if steps <= 0:
                state[TOP] += 1  # it stays on the stack
                return CONTINUE
        good = False
        for attempt in range(2):  # rounding may have piled up: the second time from zero
            if here != basis or attempt > 0:
                here = move(Ct, T, rows, columns, here if attempt == 0 else -1, basis)
            if here == basis:
                _choose(T, rows, columns, table, chosen, ratios, values, basis)
            good = here == basis and proved(
                C, Ct, T, rows, columns, total, norms, slack, values, basic, free, places, tight
            )
            if good:
                break
        state[NEXT], state[HERE] = -1, here
        steps -= 1
        if good:
            state[NEXT] = _visit(
                rows, columns, table, stack, order, doubts, crossings, state, chosen, basis, h
            )  # fmt: skip
        else:
            _fail(v, c, table, doubts, state, basis, h)
