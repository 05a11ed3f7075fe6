"""Following the branch of logit equilibria from rationality zero, a few steps at a time."""

from __future__ import annotations

import numpy as np

from .._budget import Meter
from ..results.logit_branch import Branch, LogitSystem

#: The first step, and how many floating-point operations lie between two looks at the budget.
_FIRST, _WORK = 0.1, 2e7


class LogitPath:
    """A branch that grows.

    Parameters
    ----------
    system : LogitSystem
    prior : ndarray, optional
        Logarithms of weights that the strategies start from; default: all actions alike. Another
        prior than that leads to equilibria of the game too, but its points are no logit equilibria.
    """

    def __init__(self, system: LogitSystem, prior: np.ndarray | None = None) -> None:
        n = system.actions
        self.system = system
        self.prior = np.zeros(n) if prior is None else prior
        self._points, self._tangents = np.empty((64, n + 1)), np.empty((64, n + 1))
        self._points[0], self._tangents[0] = system.start(self.prior)
        self._state = np.array([_FIRST, 0.0, 1.0])
        self._arguments = system.arguments()
        cost = 20.0 * len(system.shape) * system.size + 10.0 * n**3
        self.stride = int(max(1, min(64, _WORK / cost)))
        self.stalled = False

    def __len__(self) -> int:
        return int(self._state[2])

    def extend(self, limit: float, steps: int) -> bool:
        """Add at most so many points; False once the limit is passed or the path stalls."""
        from ..kernels import logit_path

        count = len(self) + steps
        while count > len(self._points):
            self._points = np.concatenate([self._points, np.empty_like(self._points)])
            self._tangents = np.concatenate([self._tangents, np.empty_like(self._tangents)])
        code = logit_path.trace(
            *self._arguments, self.prior, self._state, limit,
            self._points[:count], self._tangents[:count],
        )  # fmt: skip
        self.stalled = code == logit_path.STALLED
        return bool(code == logit_path.CONTINUE)

    def follow(self, limit: float, meter: Meter) -> bool:
        """Go on to the limit; False if the budget ends first."""
        more = True
        while more:
            granted = meter.grant(self.stride)
            if not granted:
                return False
            before = len(self)
            more = self.extend(limit, granted)
            meter.count(len(self) - before)
        return True

    @property
    def end(self) -> tuple[np.ndarray, np.ndarray]:
        """The last point, and its tangent."""
        return self._points[len(self) - 1], self._tangents[len(self) - 1]

    def branch(self) -> Branch:
        """What was traced, to keep."""
        count = len(self)
        return Branch(self.system, self._points[:count].copy(), self._tangents[:count].copy())
