"""How much work a solver may do, and the meter that it runs on."""

from __future__ import annotations

import time
from dataclasses import dataclass

from .errors import GameError


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit on a solver's work.

    Parameters
    ----------
    seconds : float or None, default 60
        Wall time, less what compiling takes the first time a kernel is used: that depends on the
        machine, not on the game. None: no limit.
    steps : int or None
        Units of work that the method names (pivots, cells, ...). Unlike seconds, steps stop at
        the same place on every machine. None: no limit.

    Raises
    ------
    GameError
        If a limit is negative or not a number.
    """

    seconds: float | None = 60.0
    steps: int | None = None

    def __post_init__(self) -> None:
        for name in ("seconds", "steps"):
            value = getattr(self, name)
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if value is not None and not (number and value >= 0):
                raise GameError(
                    f"Budget({name}={value!r}): give a number of at least 0, or None for no limit."
                )

    def start(self) -> Meter:
        """Start the clock."""
        return Meter(self)


class Compiling:
    """How long this process has compiled kernels for; `_jit` keeps it."""

    seconds = 0.0


def clock() -> float:
    """Seconds on a clock that takes compiling back once it is done."""
    return time.perf_counter() - Compiling.seconds


class Meter:
    """Counts the steps of one run against its budget; the clock is read every few milliseconds."""

    #: Most steps between two looks at the clock, and seconds that should lie between them.
    STRIDE, PAUSE = 64, 0.002

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.steps = 0
        self.spent_by: str | None = None
        self._stopped = False
        self._start = clock()
        self._looked = (0, 0.0)  # steps and seconds at the last look at the clock
        self._next_look = 0

    def step(self) -> bool:
        """Count one step; False once the budget is spent (and from then on)."""
        if self.spent_by is not None:
            return False
        limit, seconds = self.budget.steps, self.budget.seconds
        if limit is not None and self.steps >= limit:
            self.spent_by = "steps"
            return False
        if seconds is not None and self.steps >= self._next_look and self._look() >= seconds:
            self.spent_by = "seconds"
            return False
        self.steps += 1
        return True

    def _look(self) -> float:
        """Read the clock, and set the next look by how long the last steps took."""
        now = self.seconds
        steps, then = self._looked
        stride = self.PAUSE * (self.steps - steps) / max(now - then, 1e-9)
        self._next_look = self.steps + max(1, min(self.STRIDE, int(stride)))
        self._looked = self.steps, now
        return now

    def grant(self, most: int) -> int:
        """How many of the next `most` steps the budget allows; they are not counted yet.

        For work in large pieces, whose steps `count` adds afterwards. The clock is read each time.
        None allowed means that the budget is spent.
        """
        allowed = self.room(most)
        if not allowed and self.spent_by is None:
            self.spent_by = "steps"
        return allowed

    def room(self, most: int) -> int:
        """As `grant`, but a lack of steps is no breach yet: the work may turn out to be done."""
        limit, seconds = self.budget.steps, self.budget.seconds
        if self.spent_by is None and seconds is not None and self.seconds >= seconds:
            self.spent_by = "seconds"
        if self.spent_by is not None:
            return 0
        return most if limit is None else max(0, min(most, limit - self.steps))

    def stop(self) -> None:
        """Have threads that share this meter come to an end: there will be no answer."""
        self.spent_by = self.spent_by or "seconds"
        self._stopped = True

    def is_late(self) -> bool:
        """Whether the seconds were spent some time ago: what is left of an answer must be short."""
        seconds = self.budget.seconds
        late = self.spent_by == "seconds" and seconds is not None and self.seconds > 1.05 * seconds
        return late or self._stopped

    def count(self, steps: int) -> None:
        """Count steps that were granted and done."""
        self.steps += steps

    def left(self) -> Budget:
        """What is left of the budget, for another method to work with."""
        seconds, steps = self.budget.seconds, self.budget.steps
        return Budget(
            None if seconds is None else max(0.0, seconds - self.seconds),
            None if steps is None else max(0, steps - self.steps),
        )

    @property
    def seconds(self) -> float:
        """Wall time since the start, without compiling."""
        return clock() - self._start
