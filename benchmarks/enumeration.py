"""Complete enumeration beside lrsnash: every answer compared, equilibrium by equilibrium."""

from __future__ import annotations

import resource
import time
from math import exp, log
from statistics import median

import numpy as np

import equilibria as eq
import lrsnash
from tables import show

Method = eq.VertexEnumeration


def _geometric_mean(values: list[float]) -> float:
    return exp(sum(map(log, values)) / len(values))


def _game(size: int, seed: int) -> eq.NormalFormGame:
    return eq.random_game(size, size, rng=np.random.default_rng([size, seed]))


def _time(game: eq.NormalFormGame, threads: int, runs: int) -> tuple[float, eq.Equilibria]:
    times = []
    for _ in range(runs):
        fresh = eq.NormalFormGame(game.payoffs, game.players, game.actions)  # nothing cached
        start = time.perf_counter()
        result = eq.nash(fresh, method=Method("filtered", threads), budget=eq.Budget(seconds=600))
        times.append(time.perf_counter() - start)
    return median(times), result


def main(sizes: tuple[int, ...] = (12, 14, 16), count: int = 10, runs: int = 3) -> None:
    """Print seconds and ratios on random integer games."""
    if lrsnash.program() is None:
        print("Complete enumeration: lrsnash is not installed (Debian: lrslib; extra: bench)")
        return
    _time(_game(8, 0), 1, 1), _time(_game(8, 0), 2, 1)  # compiled, and the first threads started
    rows, ratios = [], {1: [], 2: []}
    for size in sizes:
        ours, theirs, right, per_size = {1: [], 2: []}, [], 0, {1: [], 2: []}
        for seed in range(count):
            game = _game(size, seed)
            seconds, found = lrsnash.run(*(t.astype(int) for t in game.payoffs))
            theirs.append(seconds)
            for threads in (1, 2):
                mine, result = _time(game, threads, runs)
                ours[threads].append(mine)
                per_size[threads].append(seconds / mine)
                right += {e.exact for e in result} == found and result.claim is eq.Claim.ALL
        for threads in (1, 2):
            ratios[threads] += per_size[threads]
            rows.append(
                [f"{size}x{size}", threads, f"{1e3 * median(ours[threads]):.1f}",
                 f"{1e3 * median(theirs):.0f}", f"{_geometric_mean(per_size[threads]):.1f}",
                 f"{min(per_size[threads]):.1f}", f"{right}/{2 * count}"]
            )  # fmt: skip
    for threads in (1, 2):
        mean, least = _geometric_mean(ratios[threads]), min(ratios[threads])
        rows.append(["all", threads, "", "", f"{mean:.1f}", f"{least:.1f}", ""])
    show(
        f"Complete enumeration with claim ALL, {count} random integer games a size; lrsnash on one "
        "thread",
        ["games", "threads", "ours ms", "lrsnash ms", "ratio (geo. mean)", "least", "right"],
        rows,
    )


def large(sizes: tuple[int, ...] = (18, 20)) -> None:
    """Print time and memory of larger games; the checker is not run on them."""
    rows = []
    for size in sizes:
        seconds, result = _time(_game(size, 0), 1, 1)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        index = sum(c.index for c in result.components)
        rows.append(
            [f"{size}x{size}", f"{seconds:.2f}", result.stats.bases, len(result), index,
             f"{peak:.0f}"]
        )  # fmt: skip
    show(
        "Larger games, one thread",
        ["game", "seconds", "bases", "equilibria", "sum of indices", "peak MB"],
        rows,
    )


def check(sizes: tuple[int, ...] = (10, 12, 14, 16)) -> None:
    """Print how long the independent checker takes for completeness."""
    rows = []
    for size in sizes:
        game = _game(size, 0)
        result = eq.nash(game, budget=eq.Budget(seconds=600))
        certificate = result.certificate()
        start = time.perf_counter()
        verdict = eq.check(certificate, game, seconds=600)
        seconds = time.perf_counter() - start
        rows.append([f"{size}x{size}", f"{seconds:.2f}", result.stats.bases, verdict.outcome.name])
    show("The checker on claim ALL", ["game", "seconds", "bases", "verdict"], rows)


def agreement(count: int = 2000) -> None:
    """Print how many random games of sizes 2 to 10, half of them degenerate, lrsnash agrees on."""
    if lrsnash.program() is None:
        print("Agreement: lrsnash is not installed (Debian: lrslib; extra: bench)")
        return
    rng = np.random.default_rng(2026)
    kinds = ("uniform", "few values", "duplicated", "unit vectors")
    agreed = {kind: [0, 0] for kind in kinds}
    for k in range(count):
        kind = "uniform" if k % 2 else kinds[1 + k // 2 % 3]
        m, n = rng.integers(2, 11, 2)
        A, B = rng.integers(0, 3 if kind == "few values" else 100, (2, m, n))
        if kind == "few values" and m + n > 14:
            A, B = A[:7, :7], B[:7, :7]  # the number of extreme equilibria explodes beyond
        if kind == "duplicated":
            A[-1], B[-1] = A[0], B[0]
            A[:, -1], B[:, -1] = A[:, 0], B[:, 0]
        if kind == "unit vectors":
            A = np.eye(A.shape[0], dtype=int)[:, rng.integers(0, A.shape[0], A.shape[1])]
        game = eq.NormalFormGame.bimatrix(A, B)
        found = lrsnash.run(A, B)[1]
        agreed[kind][1] += 1
        agreed[kind][0] += all(
            {e.exact for e in eq.nash(game, method=Method(arithmetic))} == found
            for arithmetic in ("filtered", *(["integer"] if m + n < 13 else []))
        )
    show(
        "Agreement with lrsnash, equilibrium by equilibrium",
        ["kind", "agree", "of"],
        [[kind, *counts] for kind, counts in agreed.items()],
    )
