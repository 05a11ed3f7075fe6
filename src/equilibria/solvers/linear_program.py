"""Linear programs by HiGHS: silent, on a budget, answering Ctrl-C. Only the final basis counts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, TimeoutError
from typing import Any

import numpy as np

from .._budget import Meter

#: Seconds between two looks at the keyboard while HiGHS works.
_LOOK = 0.05


def optimal_basis(
    costs: np.ndarray, matrix: np.ndarray, meter: Meter
) -> tuple[list[int], list[int]] | None:
    """Basis of an optimal vertex of ``min costs x`` subject to ``x matrix >= 1, x >= 0``.

    Parameters
    ----------
    costs : ndarray, shape (m,)
    matrix : ndarray, shape (m, n)
        Positive, so that the program has a solution.

    Returns
    -------
    basic, tight : list of int
        The variables that may be positive and the constraints that are tight, as many of one as of
        the other; None if the budget is spent first. A step of the budget is a simplex iteration.
    """
    import highspy

    highs: Any = highspy  # partly typed

    class Silent(highs.Highs):  # type: ignore[misc]
        def enableCallbacks(self) -> None:  # noqa: N802 (part of the constructor, which prints)
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    m, n = matrix.shape
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = m, n
    program.col_cost_ = costs
    program.col_lower_, program.col_upper_ = np.zeros(m), np.full(m, highspy.kHighsInf)
    program.row_lower_, program.row_upper_ = np.ones(n), np.full(n, highspy.kHighsInf)
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.arange(0, m * n + 1, n, dtype=np.int32)
    program.a_matrix_.index_ = np.tile(np.arange(n, dtype=np.int32), m)
    program.a_matrix_.value_ = matrix.ravel()
    solver: Any = Silent()
    options: dict[str, Any] = {
        "output_flag": False,
        "threads": 1,
        "presolve": "off",  # it hides the basis, and dense programs have little to remove
        "solver": "simplex",
    }
    left = meter.left()
    if left.seconds is not None:
        options["time_limit"] = float(left.seconds)
    if left.steps is not None:
        options["simplex_iteration_limit"] = int(left.steps)
    for option, value in options.items():
        solver.setOptionValue(option, value)
    solver.HandleUserInterrupt = True  # or `cancelSolve` does nothing
    solver.passModel(program)
    _run(solver)
    meter.count(int(solver.getInfo().simplex_iteration_count))
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kTimeLimit:
        meter.spent_by = "seconds"
    elif status == highspy.HighsModelStatus.kIterationLimit:
        meter.spent_by = "steps"
    if meter.spent_by is not None:
        return None
    basis, basic = solver.getBasis(), highspy.HighsBasisStatus.kBasic
    variables = [i for i, state in enumerate(basis.col_status) if state == basic]
    return variables, [j for j, state in enumerate(basis.row_status) if state != basic]


def _run(solver: Any) -> None:
    """Run HiGHS in a thread of its own, so that Ctrl-C is answered; it releases the lock."""
    with ThreadPoolExecutor(1) as pool:
        try:
            running = pool.submit(solver.run)
            while not running.done():
                try:
                    running.result(timeout=_LOOK)
                except TimeoutError:
                    continue
        except KeyboardInterrupt:
            getattr(solver, "cancelSolve", lambda: None)()  # not in the oldest versions
            raise
