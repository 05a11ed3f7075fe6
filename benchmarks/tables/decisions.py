"""Sweeps, maps and uncertainty of the open-vs-closed family, and peers on the same cells.

Each sweep runs in a process of its own, so that the memory it takes is its own. Every answer is
checked: cells against the exact game, planted thresholds against their closed forms; where a bar
is set, the last column says whether it is met.
"""

from __future__ import annotations

import subprocess
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from math import isqrt
from pathlib import Path
from typing import Any

import numpy as np

import clock
import equilibria as eq
from equilibria.decisions.mapped import UNDECIDED
from report import show

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))  # the planted families

#: Cells on which peers run.
PEER_CELLS = 1000

#: The bars: seconds for a million cells, and for 2**16 draws.
CELLS_BAR, DRAWS_BAR = 10.0, 5.0


def _family() -> eq.Family:
    return eq.read_scenario(ROOT / "examples" / "meta_openai" / "scenario.toml")


def _grids(cells: int) -> dict[str, np.ndarray]:
    side = isqrt(cells)
    return {"model_share": np.linspace(0.1, 1, side), "pool": np.linspace(2, 60, cells // side)}


def _timed(run: Any) -> tuple[float, float, Any]:
    start, cpu = clock.now(), time.process_time()
    answer = run()
    return clock.now() - start, time.process_time() - cpu, answer


_SWEEP = """
import resource, sys, time
from concurrent.futures import ThreadPoolExecutor
import numpy as np
import equilibria as eq
from tables.decisions import _checked, _family, _grids
cells, keep = int(sys.argv[1]), sys.argv[2]
family = _family()
with ThreadPoolExecutor(2) as pool:
    eq.sweep(family, executor=pool, chunk=8, **_grids(64))  # kernels are compiled or loaded
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, cpu = time.perf_counter(), time.process_time()
    result = eq.sweep(family, executor=pool, keep=keep, **_grids(cells))
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
exact = int((result.settled == 1).sum())
print(result.regime.size, wall, cpu, grown, exact, _checked(result), sep=";")
"""


def _checked(result: eq.Sweep, sample: int = 20) -> str:
    """Compare some cells with their exact games."""
    rng = np.random.default_rng(0)
    right = 0
    for flat in rng.integers(0, result.regime.size, sample).tolist():
        cell = np.unravel_index(flat, result.shape)
        game = result.family.game(**result.values(tuple(int(k) for k in cell)))
        right += eq.regime().holds(game) == result.regimes[result.regime[cell]]
    return f"{right} of {sample}"


def _verdict(met: bool) -> str:
    return "yes" if met else "NO"


def sweeps(cells: int = 10**6, largest: int = 10**7) -> None:
    """A million cells with every equilibrium, and the cost of a cell from ten thousand up."""
    rows, costs = [], []
    sizes = [10**k for k in range(4, 12) if 10**k <= largest]
    for keep, size in [("all", cells), *(("regimes", size) for size in sizes)]:
        done = subprocess.run(
            [sys.executable, "-c", _SWEEP, str(size), keep],
            check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1],
        )  # fmt: skip
        *numbers, exact, right = done.stdout.strip().split(";")
        real, wall, cpu, grown = map(float, numbers)
        if keep == "regimes":
            costs.append(cpu / real)
        bar = _verdict(wall < CELLS_BAR) if size == 10**6 else ""
        rows.append(
            [keep, f"{real:,.0f}", f"{wall:.2f}", f"{cpu:.2f}", f"{1e6 * cpu / real:.1f}",
             f"{grown:.0f}", f"{grown * 2**20 / real:.0f}", exact, right, bar]
        )  # fmt: skip
    ratio = f"{max(costs) / min(costs):.2f}" if costs else "-"
    show(
        "Sweep of model_share x pool, 3 x 6, payoffs included, two threads; most / least cost per "
        f"cell of the sweeps that keep regimes {ratio}",
        ["kept", "cells", "wall s", "cpu s", "cpu us a cell", "memory grew by MB", "bytes a cell",
         "settled exactly", "right", f"under {CELLS_BAR:g} s"],
        rows,
    )  # fmt: skip


def _same_set(mine: list[Any], theirs: list[Any]) -> bool:
    """Whether two lists of strategy pairs are the same set, within 1e-9."""
    a, b = (np.array([np.concatenate(pair) for pair in found]) for found in (mine, theirs))
    if a.shape != b.shape:
        return False
    near = np.abs(a[:, None] - b[None]).max(axis=2) < 1e-9
    return bool(near.any(axis=0).all() and near.any(axis=1).all())


def peers() -> None:
    """The same cells by other packages; payoffs are given to them ready made."""
    family = _family()
    result = eq.sweep(family, **_grids(PEER_CELLS))
    wall, _, result = _timed(lambda: eq.sweep(family, **_grids(PEER_CELLS)))
    count = result.regime.size
    places = np.unravel_index(np.arange(count), result.shape)
    columns = {n: a[k] for (n, a), k in zip(result.axes.items(), places, strict=True)}
    A, B = family.batch(columns).payoffs
    ours = [[pair for pair, _ in result.equilibria(cell)] for cell in np.ndindex(result.shape)]
    note = f"{_checked(result)} as the exact game"
    rows = [["ours, payoffs included", f"{1e6 * wall / count:.0f}", "1", note]]

    def run(name: str, solve: Any, spelt: Any = list) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                solve(A[0], B[0])  # whatever it compiles
                start = clock.now()
                found = [solve(a, b) for a, b in zip(A, B, strict=True)]
                seconds = clock.now() - start
        except ImportError:
            rows.append([name, "", "", "not installed"])
            return
        same = sum(_same_set(a, spelt(b)) for a, b in zip(ours, found, strict=True))
        rows.append([name, f"{1e6 * seconds / count:.0f}", f"{seconds / wall:.0f}",
                     f"the same equilibria in {same} of {count}"])  # fmt: skip

    def by_nashpy(a: Any, b: Any) -> list[Any]:
        import nashpy

        return list(nashpy.Game(a, b).support_enumeration())

    def by_quantecon(a: Any, b: Any) -> list[Any]:
        import quantecon.game_theory as gt

        return list(
            gt.support_enumeration(gt.NormalFormGame((gt.Player(a), gt.Player(b.T.copy()))))
        )

    def by_single_calls(a: Any, b: Any) -> list[Any]:
        return list(eq.nash(eq.NormalFormGame.bimatrix(a, b)))

    run("nashpy support_enumeration", by_nashpy)
    run("quantecon support_enumeration", by_quantecon)

    def exactly(found: list[Any]) -> list[Any]:
        return [[np.array([float(p) for p in played]) for played in e.exact] for e in found]

    run("ours, one nash call a cell", by_single_calls, exactly)
    show(
        f"{count} of the cells beside peers (they get the payoffs)",
        ["solver", "us a cell", "ratio to ours", "note"],
        rows,
    )


def uncertainty(draws: int = 1 << 16, count: int = 500) -> None:
    """Draws of the scenario, against a plain loop."""
    family = _family()
    eq.uncertainty(family, n=64, rng=1)
    rows = []
    wall, cpu, found = _timed(lambda: eq.uncertainty(family, n=draws, rng=1))
    rows.append(["calling thread", f"{wall:.2f}", f"{cpu:.2f}", f"{len(found.regimes)} regimes",
                 f"under {DRAWS_BAR:g} s: {_verdict(wall < DRAWS_BAR)}"])  # fmt: skip
    with ThreadPoolExecutor(2) as pool:
        wall, cpu, other = _timed(lambda: eq.uncertainty(family, n=draws, rng=1, executor=pool))
    same = repr(other.actions) == repr(found.actions)
    rows.append(["two threads", f"{wall:.2f}", f"{cpu:.2f}", "",
                 f"same numbers: {_verdict(same)}"])  # fmt: skip
    # An independent loop: its own draws, exact games, plain statements.
    rng, met, valid = np.random.default_rng(2), 0, 0
    names = list(found.draws.columns)
    bounds = [(float(family.parameters[n].low), float(family.parameters[n].high)) for n in names]
    start = clock.now()
    for _ in range(count):
        here = {n: rng.uniform(*b) for n, b in zip(names, bounds, strict=True)}
        try:
            game = family.game(**here)
        except eq.GameError:
            continue
        valid += 1
        met += all(e["Meta"]["api"] > 0 for e in eq.nash(game))
    seconds = clock.now() - start
    share, ours = met / valid, found.action("Meta", "api").every
    error = float(np.hypot(ours.error, np.sqrt(max(share * (1 - share), 1 / valid) / valid)))
    apart = abs(share - ours.value) / error
    rows.append([f"plain loop, {count} draws", f"{seconds:.2f}", "",
                 f"P(api in every) {share:.3f} against {ours}: {apart:.1f} standard errors",
                 f"within 4: {_verdict(apart < 4)}"])  # fmt: skip
    show(
        f"Uncertainty over {len(names)} parameters, {draws} draws",
        ["how", "wall s", "cpu s", "note", "verdict"],
        rows,
    )


def planted() -> None:
    """Families with thresholds known in closed form."""
    from support.planted import PLANTED

    rows = []
    for name, (family, varied, statement, truths) in PLANTED.items():
        start = clock.now()
        closed = family.builder.breakpoints(varied, family.values()) is not None
        found = eq.thresholds(family, varied, statement) if closed else ()
        scanned = eq.thresholds(
            family, varied, statement, method="bisection", width=Fraction(1, 10**10)
        )
        right = (not closed or [b.value for b in found] == truths) and len(scanned) == len(truths)
        right &= all(b.lower <= t <= b.upper for b, t in zip(scanned, truths, strict=False))
        m = eq.phase_map(family, *family.parameters)
        lost = int((m.regime == UNDECIDED).sum())
        rows.append([name, len(truths), "yes" if right else "NO", "closed form" if closed else "-",
                     f"{float(m.proved_share):.2%}", len(m.regimes), lost,
                     f"{clock.now() - start:.2f}"])  # fmt: skip
    show(
        "Planted truths: thresholds (exact where closed, brackets of 1e-10 of the range) and maps",
        ["family", "thresholds", "right", "method", "area proved", "regimes", "boxes open", "s"],
        rows,
    )


def dask(cells: int) -> None:
    """The same sweep on a Dask cluster of two workers, beside threads."""
    family, rows = _family(), []
    with ThreadPoolExecutor(2) as pool:
        wall, _, whole = _timed(lambda: eq.sweep(family, executor=pool, **_grids(cells)))
    rows.append(["two threads", f"{wall:.2f}", ""])
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        rows.append(["Dask LocalCluster, two workers", "", "not installed"])
    else:
        with (
            LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
            Client(cluster) as client,
        ):
            executor = client.get_executor()
            eq.sweep(family, executor=executor, chunk=2, **_grids(16))  # workers load the package
            more, _, other = _timed(lambda: eq.sweep(family, executor=executor, **_grids(cells)))
        same = bool((other.regime == whole.regime).all() and (other.counts == whole.counts).all())
        rows.append(["Dask LocalCluster, two workers", f"{more:.2f}",
                     f"{more / wall:.2f} of threads; same answer: {same}"])  # fmt: skip
    show(f"{cells} cells on other executors", ["executor", "wall s", "note"], rows)


def main(cells: int = 10**6, largest: int = 10**7) -> None:
    """Print the tables."""
    sweeps(cells, largest)
    peers()
    uncertainty()
    planted()
    dask(cells)
