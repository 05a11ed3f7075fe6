"""Complete enumeration beside lrsnash: every answer compared, equilibrium by equilibrium."""

from __future__ import annotations

import resource
from statistics import median

import clock
import equilibria as eq
from check import same_set
from peers import Peer, absent
from problems import KINDS, Tables, fresh, integers, mixed_bag
from report import geometric_mean, show

Method = eq.VertexEnumeration

#: Seconds after which lrsnash is stopped.
LIMIT = 300.0


def _time(tables: Tables, threads: int, runs: int) -> tuple[float, eq.Equilibria]:
    times = []
    for _ in range(runs):
        game = fresh(tables)
        start = clock.now()
        result = eq.nash(game, method=Method("filtered", threads), budget=eq.Budget(seconds=600))
        times.append(clock.now() - start)
    return median(times), result


def main(sizes: tuple[int, ...] = (12, 14, 16), count: int = 10, runs: int = 3) -> None:
    """Print seconds and ratios on random integer games."""
    if absent("lrsnash"):
        print(f"Complete enumeration beside lrsnash: {absent('lrsnash')}")
        return
    # Compiled, and the first threads started.
    _time(integers(8, 0), 1, 1), _time(integers(8, 0), 2, 1)
    rows, ratios = [], {1: [], 2: []}
    with Peer("lrsnash", LIMIT) as peer:
        for size in sizes:
            ours, theirs, right, per_size = {1: [], 2: []}, [], 0, {1: [], 2: []}
            for seed in range(count):
                tables = integers(size, seed)
                answer = peer.solve(*tables)
                theirs.append(answer.seconds)
                for threads in (1, 2):
                    mine, result = _time(tables, threads, runs)
                    ours[threads].append(mine)
                    per_size[threads].append(answer.seconds / mine)
                    same = answer.profiles is not None and same_set(answer.profiles, result)
                    right += same and result.claim is eq.Claim.ALL
            for threads in (1, 2):
                ratios[threads] += per_size[threads]
                rows.append(
                    [f"{size}x{size}", threads, f"{1e3 * median(ours[threads]):.1f}",
                     f"{1e3 * median(theirs):.0f}", f"{geometric_mean(per_size[threads]):.1f}",
                     f"{min(per_size[threads]):.1f}", f"{right}/{2 * count}"]
                )  # fmt: skip
    for threads in (1, 2):
        mean, least = geometric_mean(ratios[threads]), min(ratios[threads])
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
        seconds, result = _time(integers(size, 0), 1, 1)
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
        game = fresh(integers(size, 0))
        result = eq.nash(game, budget=eq.Budget(seconds=600))
        certificate = result.certificate()
        start = clock.now()
        verdict = eq.check(certificate, game, seconds=600)
        seconds = clock.now() - start
        rows.append([f"{size}x{size}", f"{seconds:.2f}", result.stats.bases, verdict.outcome.name])
    show("The checker on claim ALL", ["game", "seconds", "bases", "verdict"], rows)


def agreement(count: int = 2000) -> None:
    """Print how many random games of sizes 2 to 10, half of them degenerate, lrsnash agrees on."""
    if absent("lrsnash"):
        print(f"Agreement with lrsnash: {absent('lrsnash')}")
        return
    agreed = {kind: [0, 0] for kind in KINDS}
    with Peer("lrsnash", LIMIT) as peer:
        for kind, tables in mixed_bag(count):
            found = peer.solve(*tables).profiles
            small = sum(tables[0].shape) < 13
            agreed[kind][1] += 1
            agreed[kind][0] += found is not None and all(
                same_set(found, eq.nash(fresh(tables), method=Method(arithmetic)))
                for arithmetic in ("filtered", *(["integer"] if small else []))
            )
    show(
        "Agreement with lrsnash, equilibrium by equilibrium",
        ["kind", "agree", "of"],
        [[kind, *counts] for kind, counts in agreed.items()],
    )
