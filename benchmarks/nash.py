"""The exact two-player enumerator beside nashpy; every answer of ours proved by the checker."""

from __future__ import annotations

import multiprocessing as mp
import time
import warnings
from statistics import median
from typing import Any

import numpy as np

import equilibria as eq
from tables import show

#: Seconds after which a peer's run on one game is stopped.
LIMIT = 10.0


def _peer(method: str, A: Any, B: Any, pipe: Any) -> None:
    import nashpy

    warnings.simplefilter("ignore")
    start = time.perf_counter()
    try:
        found = [tuple(map(tuple, e)) for e in getattr(nashpy.Game(A, B), method)()]
    except Exception as error:
        found = repr(error)
    pipe.send((time.perf_counter() - start, found))


def _run_peer(method: str, A: Any, B: Any) -> tuple[float, Any]:
    """Run in a process of its own, for a peer may not come back."""
    ours, theirs = mp.Pipe()
    process = mp.get_context("fork").Process(target=_peer, args=(method, A, B, theirs))
    process.start()
    answer = ours.recv() if ours.poll(LIMIT) else (LIMIT, "stopped")
    process.kill()
    process.join()
    return answer


def _same(found: Any, exact: eq.Equilibria) -> bool:
    if isinstance(found, str) or len(found) != len(exact):
        return False
    ours = [np.concatenate([np.array(s, float) for s in e.exact]) for e in exact]
    theirs = [np.concatenate([np.array(s, float) for s in e]) for e in found]
    return all(any(np.allclose(a, b, rtol=0, atol=1e-9) for b in theirs) for a in ours)


def _games(size: int, count: int, degenerate: bool) -> list[tuple[Any, Any]]:
    rng = np.random.default_rng(size)
    span = 2 if degenerate else 100
    return [tuple(rng.integers(0, span, (2, size, size))) for _ in range(count)]


def main(count: int = 10) -> None:
    """Print milliseconds per game, and games right and wrong."""
    rows = []
    for degenerate in (False, True):
        for size in (2, 3, 4, 5, 6, 7):
            games = _games(size, count, degenerate)
            kind = f"{size}x{size}, payoffs 0..{1 if degenerate else 99}"
            times, checks, proved, results = [], [], 0, []
            for A, B in games:
                start = time.perf_counter()
                result = eq.nash(eq.NormalFormGame.bimatrix(A, B))
                times.append(time.perf_counter() - start)
                certificate = result.certificate()
                start = time.perf_counter()
                proved += bool(eq.check(certificate, result.game))
                checks.append(time.perf_counter() - start)
                results.append(result)
            rows.append(
                [kind, "equilibria", f"{1e3 * median(times):.2f}", proved, count - proved,
                 f"checker {1e3 * median(checks):.1f} ms"]
            )  # fmt: skip
            if size > 5:
                continue  # the peer needs seconds a game from here on
            for method in ("support_enumeration", "vertex_enumeration"):
                answers = [_run_peer(method, A, B) for A, B in games]
                right = sum(_same(f, r) for (_, f), r in zip(answers, results, strict=True))
                trouble = sum(isinstance(f, str) for _, f in answers)
                note = f"{trouble} raised or stopped" if trouble else ""
                seconds = median(t for t, _ in answers)
                rows.append(
                    [kind, f"nashpy {method}", f"{1e3 * seconds:.2f}", right, count - right, note]
                )
    show(
        f"All extreme equilibria: median ms a game over {count} random integer games; a set counts "
        "as right\nif it is the proved one (1e-9 for floats); one thread each",
        ["games", "solver", "ms", "right", "wrong", "note"],
        rows,
    )


if __name__ == "__main__":
    main()
