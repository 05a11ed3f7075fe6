"""What a small study loads: modules that take longer to import than it takes to run."""

from __future__ import annotations

import subprocess
import sys


def test_a_small_study_does_not_load_numba():
    told = """
import sys, equilibria as eq
def entry(p, q):
    return [[q, p], [0, 0]], [[q, 0], [p, 0]]
p = eq.Parameter("p", 2, 1, 4, "USD", "assumed")
ends = [p, eq.Parameter("q", -1, -2, 1, "USD", "assumed")]
eq.uncertainty(eq.Family.from_function(entry, ends, exact=True, enclose=True), n=64, rng=1)
print([m for m in ("numba",) if m in sys.modules])
"""
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
