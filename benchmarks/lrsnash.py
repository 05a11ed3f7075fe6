"""Running lrsnash (GPL, exact, in C) as a program: the incumbent for complete enumeration."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

#: Seconds after which a run is stopped.
LIMIT = 300.0

Profile = tuple[tuple[Fraction, ...], ...]


def program() -> str | None:
    """Where it is: the LRSNASH variable, the path (Debian: lrslib), or the wheel of the extra."""
    for place in (os.environ.get("LRSNASH"), shutil.which("lrsnash")):
        if place:
            return place
    for folder in map(Path, sys.path):
        found = folder / "sage_wheels" / "bin" / "lrsnash"
        if found.exists():
            return str(found)
    return None


def run(A: Any, B: Any) -> tuple[float, set[Profile] | None]:
    """Seconds of the whole process, and the extreme equilibria; None if it was stopped."""
    m, n = A.shape
    tables = "\n\n".join("\n".join(" ".join(map(str, row)) for row in t.tolist()) for t in (A, B))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "game"
        path.write_text(f"{m} {n}\n\n{tables}\n", encoding="ascii")
        start = time.perf_counter()
        try:
            done = subprocess.run(
                [str(program()), str(path)],
                capture_output=True,
                text=True,
                check=True,
                timeout=LIMIT,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
        except subprocess.TimeoutExpired:
            return LIMIT, None
        seconds = time.perf_counter() - start
    return seconds, _read(done.stdout)


def _read(text: str) -> set[Profile]:
    """Lines "2 y ... payoff" are followed by lines "1 x ... payoff" of equilibria with that y."""
    found: set[Profile] = set()
    ys: list[tuple[Fraction, ...]] = []
    xs: list[tuple[Fraction, ...]] = []
    for line in [*text.splitlines(), ""]:
        words = line.split()
        if words and words[0] in ("1", "2"):
            strategy = tuple(map(Fraction, words[1:-1]))
            (xs if words[0] == "1" else ys).append(strategy)
        elif not words:
            found |= {(x, y) for x in xs for y in ys}
            xs, ys = [], []
    count = re.search(r"Number of equilibria found: (\d+)", text)
    if count is None or int(count[1]) != len(found):
        raise RuntimeError(f"{len(found)} equilibria read, but lrsnash says {count and count[1]}")
    return found
