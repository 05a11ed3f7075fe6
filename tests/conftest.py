"""Hypothesis profiles (dev for work, ci for every change, nightly for long runs); time limits."""

from __future__ import annotations

import os
import time

import pytest
from hypothesis import HealthCheck, settings

import equilibria as eq

# Answers are tested, not the machine's speed: a limit of a minute is an hour here, unless a test
# sets its own.
eq.Budget.__init__.__defaults__ = (3600.0, None)
eq.check.__kwdefaults__["seconds"] = 3600.0

slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=slow)
# In CI the same examples run every time, so that a red run can be repeated.
settings.register_profile(
    "ci", parent=settings.get_profile("dev"), max_examples=100, derandomize=True
)
settings.register_profile("nightly", parent=settings.get_profile("dev"), max_examples=3000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


#: Seconds since the epoch after which no test is begun; the report counts those left out.
TESTS_END = float(os.environ.get("TESTS_END", "inf"))


def pytest_runtest_setup() -> None:
    """Leave out what a machine busy with other work does not come to."""
    if time.time() > TESTS_END:
        pytest.skip("NOT RUN: the time for tests was over")
