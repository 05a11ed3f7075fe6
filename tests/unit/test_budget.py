"""The meter looks at the clock often enough, and not too often."""

from __future__ import annotations

import time

import numba

import equilibria as eq
import equilibria._jit  # keeps the time
from equilibria._budget import Compiling


class _Clock:
    """A clock that only moves when told, and counts who looks."""

    def __init__(self) -> None:
        self.now, self.looks = 0.0, 0

    def __call__(self) -> float:
        self.looks += 1
        return self.now


def _steps(monkeypatch, length: float, seconds: float) -> tuple[int, int]:
    clock = _Clock()
    monkeypatch.setattr(time, "perf_counter", clock)
    meter = eq.Budget(seconds=seconds).start()
    while meter.step():
        clock.now += length
    assert meter.spent_by == "seconds" and not meter.step()
    return meter.steps, clock.looks


def test_slow_steps_stop_on_time(monkeypatch):
    steps, _ = _steps(monkeypatch, 1.0, 10.0)
    assert steps == 10


def test_quick_steps_seldom_look_at_the_clock(monkeypatch):
    steps, looks = _steps(monkeypatch, 2.0**-20, 2.0**-6)
    assert 2**14 <= steps <= 2**14 + 64
    assert looks < steps / 32


def test_steps_that_become_slow_are_noticed(monkeypatch):
    clock = _Clock()
    monkeypatch.setattr(time, "perf_counter", clock)
    meter = eq.Budget(seconds=100.0).start()
    for _ in range(1000):
        assert meter.step()
        clock.now += 1e-6
    while meter.step():
        clock.now += 1.0
    assert clock.now < 100 + 65


def test_steps_counted_in_pieces_do_not_delay_a_look(monkeypatch):
    clock = _Clock()
    monkeypatch.setattr(time, "perf_counter", clock)
    meter = eq.Budget(seconds=1.0).start()
    assert meter.step()
    meter.count(1_000_003)
    clock.now = 2.0
    assert not meter.step()


def test_compiling_is_taken_off_the_clock():
    begun = time.perf_counter()
    meter = eq.Budget().start()
    before = Compiling.seconds
    assert numba.njit(lambda x: x + 1)(1) == 2
    compiled = Compiling.seconds - before
    assert compiled > 1e-3
    assert meter.seconds <= time.perf_counter() - begun - compiled + 1e-6
