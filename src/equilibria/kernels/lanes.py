"""Inner loops written for vector registers, four float64 at a time.

The rows of a dictionary are short, a dozen or two of entries, and many arrays might overlap for all
that a compiler knows; so it leaves such loops scalar, or spends longer on checks than on the work.
These few say what is independent. No sum is reordered within a lane and nothing is fused, so
results are the same on every machine. Tables must be C-contiguous with a width that is a multiple
of `LANES` (`padded`); what is in the padding is never mixed with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from llvmlite import ir

from .._jit import function, intrinsic, void

#: Entries per step.
LANES = 4

_INT, _FLOAT = ir.IntType(64), ir.DoubleType()
_LANE = ir.IntType(32)
_FLOATS, _INTS = ir.VectorType(_FLOAT, LANES), ir.VectorType(_INT, LANES)


def padded(array: np.ndarray) -> np.ndarray:
    """A C-contiguous copy with zero columns added up to a multiple of `LANES`."""
    rows, columns = array.shape
    wide = np.zeros((rows, -(-columns // LANES) * LANES), array.dtype)
    wide[:, :columns] = array
    return wide


# ---- what the loops are made of


class _Loop:
    """``for index in range(0, end, step)``; `carried` values go from turn to turn."""

    def __init__(self, b: Any, end: Any, step: int, carried: Sequence[Any] = ()) -> None:
        self._builder, self._step, before = b, step, b.block
        self._head, body, self._end = (b.append_basic_block() for _ in range(3))
        b.branch(self._head)
        b.position_at_end(self._head)
        self.index = b.phi(_INT)
        self.index.add_incoming(_constant(0), before)
        self.carried = [b.phi(value.type) for value in carried]
        for phi, value in zip(self.carried, carried, strict=True):
            phi.add_incoming(value, before)
        b.cbranch(b.icmp_signed("<", self.index, end), body, self._end)
        b.position_at_end(body)

    def close(self, *carried: Any) -> list[Any]:
        """End the body; returns what is carried out of the loop."""
        b = self._builder
        self.index.add_incoming(b.add(self.index, _constant(self._step)), b.block)
        for phi, value in zip(self.carried, carried, strict=True):
            phi.add_incoming(value, b.block)
        b.branch(self._head)
        b.position_at_end(self._end)
        return self.carried


def _constant(value: int) -> Any:
    return ir.Constant(_INT, value)


def _zeros(value: float = 0.0) -> Any:
    return ir.Constant(_FLOATS, [value] * LANES)


def _item(b: Any, pointer: Any, index: Any) -> Any:
    return b.load(b.gep(pointer, [index]))


def _lanes(b: Any, pointer: Any, index: Any) -> Any:
    return b.load(b.bitcast(b.gep(pointer, [index]), _FLOATS.as_pointer()), align=8)


def _store(b: Any, lanes: Any, pointer: Any, index: Any) -> None:
    b.store(lanes, b.bitcast(b.gep(pointer, [index]), _FLOATS.as_pointer()), align=8)


def _everywhere(b: Any, value: Any, kind: Any = _FLOATS) -> Any:
    undefined = ir.Constant(kind, ir.Undefined)
    first = b.insert_element(undefined, value, ir.Constant(_LANE, 0))
    return b.shuffle_vector(first, undefined, ir.Constant(ir.VectorType(_LANE, LANES), [0] * LANES))


def _size(b: Any, lanes: Any) -> Any:
    """Absolute values; a nan stays one."""
    negative = b.fcmp_ordered("<", lanes, _zeros())
    return b.select(negative, b.fsub(_zeros(), lanes), lanes)


def _in_blocks(b: Any, width: Any, body: Callable[[list[Any]], None]) -> None:
    """Cover a width with blocks of four vectors, then two, then one, given by the vectors' starts.

    With four sums in flight the processor need not wait for each addition.
    """
    done = _constant(0)
    for many in (4, 2, 1):
        step = many * LANES
        left = b.sub(width, done)
        whole = b.sub(left, b.srem(left, _constant(step)))
        loop = _Loop(b, whole, step)
        start = b.add(done, loop.index)
        body([b.add(start, _constant(LANES * j)) for j in range(many)])
        loop.close()
        done = b.add(done, whole)


# ---- the loops


@intrinsic
def subtract_multiples(typing, T, rows, column):
    """``T[q] -= T[q, column] * T[rows]`` for q < rows: what a pivot does to the other rows.

    In the column itself it leaves ``-T[q, column] * T[rows, column]``.
    """

    def build(b: Any, T: Any, rows: Any, column: Any) -> None:
        top = b.gep(T.data, [b.mul(rows, T.width)])
        corner = _item(b, top, column)
        loop = _Loop(b, rows, 1)
        row = b.gep(T.data, [b.mul(loop.index, T.width)])
        factor = _item(b, row, column)
        factors = _everywhere(b, factor)
        inner = _Loop(b, T.width, LANES)
        k = inner.index
        product = b.fmul(factors, _lanes(b, top, k))
        _store(b, b.fsub(_lanes(b, row, k), product), row, k)
        inner.close()
        b.store(b.fmul(b.fsub(ir.Constant(_FLOAT, -0.0), factor), corner), b.gep(row, [column]))
        loop.close()

    return void(build, "f2", "i", "i")


@intrinsic
def add_multiples(typing, out, factors, table, chosen, count):
    """``out[k] += sum(factors[b] * table[chosen[b], k] for b in range(count))``, in that order."""

    def build(b: Any, out: Any, factors: Any, table: Any, chosen: Any, count: Any) -> None:
        def block(starts: list[Any]) -> None:
            loop = _Loop(b, count, 1, [_lanes(b, out.data, k) for k in starts])
            factor = _everywhere(b, _item(b, factors.data, loop.index))
            row = b.mul(_item(b, chosen.data, loop.index), table.width)
            sums = [
                b.fadd(total, b.fmul(factor, _lanes(b, table.data, b.add(row, k))))
                for total, k in zip(loop.carried, starts, strict=True)
            ]
            for total, k in zip(loop.close(*sums), starts, strict=True):
                _store(b, total, out.data, k)

        _in_blocks(b, table.width, block)

    return void(build, "f1", "f1", "f2", "i1", "i")


@intrinsic
def largest_multiples(typing, T, factors, rows, largest, where):
    """``largest[k] = max(T[r, k] * factors[r] for r in range(rows))``, at least 0.

    ``where[k]`` is the first r that attains it, as a float; 0 if none is positive.
    """

    def build(b: Any, T: Any, factors: Any, rows: Any, largest: Any, where: Any) -> None:
        def block(starts: list[Any]) -> None:
            many = len(starts)
            loop = _Loop(b, rows, 1, [_zeros()] * 2 * many)
            factor = _everywhere(b, _item(b, factors.data, loop.index))
            number = _everywhere(b, b.sitofp(loop.index, _FLOAT))
            row = b.mul(loop.index, T.width)
            best, at = [], []
            for j, k in enumerate(starts):
                value = b.fmul(_lanes(b, T.data, b.add(row, k)), factor)
                larger = b.fcmp_ordered(">", value, loop.carried[j])
                best.append(b.select(larger, value, loop.carried[j]))
                at.append(b.select(larger, number, loop.carried[many + j]))
            out = loop.close(*best, *at)
            for j, k in enumerate(starts):
                _store(b, out[j], largest.data, k)
                _store(b, out[many + j], where.data, k)

        _in_blocks(b, T.width, block)

    return void(build, "f2", "f1", "i", "f1", "f1")


@intrinsic
def residual_sums(typing, R, rows, places, M, chosen, units, count, sums, norms):
    """Column sums of ``|R M - I|`` and of ``|R|`` for the square system of a basis.

    ``sums[k] = sum_a |sum_b R[rows[a], places[b]] * M[chosen[b], k] - (k == units[a])|`` and
    ``norms[k] = sum_a |R[rows[a], k]|``, a and b in ``range(count)``, k below the width of M.
    """

    def build(
        b: Any, R: Any, rows: Any, places: Any, M: Any, chosen: Any, units: Any, count: Any,
        sums: Any, norms: Any,
    ) -> None:  # fmt: skip
        def block(starts: list[Any]) -> None:
            many = len(starts)
            numbers = ir.Constant(_INTS, list(range(LANES)))
            columns = [b.add(_everywhere(b, k, _INTS), numbers) for k in starts]
            outer = _Loop(b, count, 1, [_zeros()] * 2 * many)
            row = b.gep(R.data, [b.mul(_item(b, rows.data, outer.index), R.width)])
            unit = _everywhere(b, _item(b, units.data, outer.index), _INTS)
            identity = [
                b.select(b.icmp_signed("==", k, unit), _zeros(-1.0), _zeros()) for k in columns
            ]
            inner = _Loop(b, count, 1, identity)
            factor = _everywhere(b, _item(b, row, _item(b, places.data, inner.index)))
            other = b.mul(_item(b, chosen.data, inner.index), M.width)
            error = inner.close(
                *(
                    b.fadd(total, b.fmul(factor, _lanes(b, M.data, b.add(other, k))))
                    for total, k in zip(inner.carried, starts, strict=True)
                )
            )
            totals = outer.close(
                *(b.fadd(s, _size(b, e)) for s, e in zip(outer.carried[:many], error, strict=True)),
                *(
                    b.fadd(n, _size(b, _lanes(b, row, k)))
                    for n, k in zip(outer.carried[many:], starts, strict=True)
                ),
            )
            for j, k in enumerate(starts):
                _store(b, totals[j], sums.data, k)
                _store(b, totals[many + j], norms.data, k)

        _in_blocks(b, M.width, block)

    return void(build, "f2", "i1", "i1", "f2", "i1", "i1", "i", "f1", "f1")


@intrinsic
def prefetch(typing, table, row):
    """Ask for a row to be brought into the cache, for reading and writing: a hint, no more."""

    def build(b: Any, table: Any, row: Any) -> None:
        flag = ir.IntType(32)
        pointer = ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [pointer, flag, flag, flag])
        hint = function(b.module, kind, "llvm.prefetch.p0")
        place = b.bitcast(b.gep(table.data, [b.mul(row, table.width)]), pointer)
        b.call(hint, [place, *(ir.Constant(flag, value) for value in (1, 3, 1))])

    return void(build, "i2", "i")
