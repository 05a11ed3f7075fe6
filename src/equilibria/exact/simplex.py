"""Small linear programs in exact arithmetic: the simplex method with Bland's rule.

``maximise c x subject to A x <= b, E x = d, x >= 0``. Rationals throughout, so that every answer is
exact; Bland's rule (1977) never cycles, so that there is one. Two phases, a dense tableau: meant
for some dozens of rows and columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

#: Each an int or a Fraction.
Numbers = Sequence[Any]


class Optimum(NamedTuple):
    """What was found: 'optimal', 'infeasible' or 'unbounded'; and where, if optimal."""

    status: str
    value: Fraction
    x: tuple[Fraction, ...]


def maximise(
    c: Numbers,
    A: Sequence[Numbers] = (),
    b: Numbers = (),
    E: Sequence[Numbers] = (),
    d: Numbers = (),
) -> Optimum:
    """Solve one program; entries are int or Fraction."""
    n, slacks, count = len(c), len(A), len(A) + len(E)
    rows, basis = _started(n, A, b, E, d)
    width, zero = n + slacks + count + 1, _q(0)
    # Phase one: drive the artificial variables out, maximising minus their sum.
    goal = [zero] * width
    for k in range(count):
        goal[n + slacks + k] = _q(-1)
    _solve(rows, basis, _reduced(goal, rows, basis), n + slacks)
    if any(row[-1] != 0 for row, j in zip(rows, basis, strict=True) if j >= n + slacks):
        return Optimum("infeasible", Fraction(0), ())
    for k, j in enumerate(basis):  # degenerate ones leave where they can; the other rows are void
        if j >= n + slacks:
            enter = next((i for i in range(n + slacks) if rows[k][i] != 0), None)
            if enter is not None:
                _pivot(rows, basis, None, k, enter)
    goal = [*map(_q, c)] + [zero] * (width - n)
    line = _reduced(goal, rows, basis)
    if not _solve(rows, basis, line, n + slacks):
        return Optimum("unbounded", Fraction(0), ())
    x = [Fraction(0)] * n
    for row, j in zip(rows, basis, strict=True):
        if j < n:
            x[j] = Fraction(int(row[-1].p), int(row[-1].q))
    value = sum((Fraction(v) * w for v, w in zip(c, x, strict=True)), Fraction(0))
    return Optimum("optimal", value, tuple(x))


def _started(
    n: int, A: Sequence[Numbers], b: Numbers, E: Sequence[Numbers], d: Numbers
) -> tuple[list[list[Any]], list[int]]:
    """A tableau and its basis: a slack where that is feasible, else an artificial variable.

    Columns: variables, slacks, one artificial variable a row, right side.
    """
    slacks, count = len(A), len(A) + len(E)
    rows, basis = [], []
    for k, (row, right) in enumerate([*zip(A, b, strict=True), *zip(E, d, strict=True)]):
        line = [*map(_q, row)] + [_q(0)] * (slacks + count + 1)
        if k < slacks:
            line[n + k] = _q(1)
        line[-1] = _q(right)
        if line[-1] < 0:
            line = [-v for v in line]
        slack = n + k
        if k >= slacks or line[slack] != 1:
            slack = n + slacks + k
            line[slack] = _q(1)
        basis.append(slack)
        rows.append(line)
    return rows, basis


def _q(value: Any) -> Any:
    from flint import fmpq

    exact = Fraction(value)
    return fmpq(exact.numerator, exact.denominator)


def _reduced(goal: list[Any], rows: list[list[Any]], basis: list[int]) -> list[Any]:
    """The goal with the basic variables taken out: what each other variable would gain."""
    line = list(goal)
    for row, j in zip(rows, basis, strict=True):
        if line[j] != 0:
            factor = line[j]
            line = [v - factor * w for v, w in zip(line, row, strict=True)]
    return line


def _solve(rows: list[list[Any]], basis: list[int], line: list[Any], allowed: int) -> bool:
    """Pivot until nothing gains; False if the gain has no end. First index first (Bland)."""
    while True:
        enter = next((j for j in range(allowed) if line[j] > 0), None)
        if enter is None:
            return True
        leave, best = None, None
        for k, row in enumerate(rows):
            if row[enter] > 0:
                ratio = row[-1] / row[enter]
                if best is None or ratio < best or (ratio == best and basis[k] < basis[leave or 0]):
                    leave, best = k, ratio
        if leave is None:
            return False
        _pivot(rows, basis, line, leave, enter)


def _pivot(
    rows: list[list[Any]], basis: list[int], line: list[Any] | None, leave: int, enter: int
) -> None:
    pivot = rows[leave][enter]
    rows[leave] = [v / pivot for v in rows[leave]]
    for k, row in enumerate(rows):
        if k != leave and row[enter] != 0:
            factor = row[enter]
            rows[k] = [v - factor * w for v, w in zip(row, rows[leave], strict=True)]
    if line is not None and line[enter] != 0:
        factor = line[enter]
        line[:] = [v - factor * w for v, w in zip(line, rows[leave], strict=True)]
    basis[leave] = enter
