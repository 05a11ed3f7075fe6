"""Sweeps, maps and uncertainty of the open-vs-closed family, and peers on the same cells.

The largest sweep of the table of flat cost is 10**6 cells here; give `sweeps` more by hand.
Every answer is checked: cells against the
exact game, planted thresholds against their closed forms.
"""

from __future__ import annotations

import resource
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


def _family() -> eq.Family:
    return eq.read_scenario(ROOT / "examples" / "meta_openai" / "scenario.toml")


def _grids(cells: int) -> dict[str, np.ndarray]:
    side = isqrt(cells)
    return {"model_share": np.linspace(0.1, 1, side), "pool": np.linspace(2, 60, cells // side)}


def _checked(result: eq.Sweep, sample: int = 20) -> str:
    """Compare some cells with their exact games."""
    rng = np.random.default_rng(0)
    right = 0
    for flat in rng.integers(0, result.regime.size, sample).tolist():
        cell = np.unravel_index(flat, result.shape)
        game = result.family.game(**result.values(tuple(int(k) for k in cell)))
        right += eq.regime().holds(game) == result.regimes[result.regime[cell]]
    return f"{right} of {sample} cells right"


def _timed(run: Any) -> tuple[float, float, Any]:
    start, cpu = clock.now(), time.process_time()
    answer = run()
    return clock.now() - start, time.process_time() - cpu, answer


def sweeps(cells: int, largest: int) -> None:
    """A million cells, and the cost of a cell from ten thousand up."""
    family, rows = _family(), []
    with ThreadPoolExecutor(2) as pool:
        eq.sweep(family, executor=pool, **_grids(4))  # kernels are compiled or loaded
        wall, cpu, result = _timed(lambda: eq.sweep(family, executor=pool, **_grids(cells)))
        exact = int((result.settled == 1).sum())
        note = f"{_checked(result)}, {exact} settled exactly"
        rows.append(
            ["all equilibria", cells, f"{wall:.2f}", f"{cpu:.2f}", f"{1e6 * cpu / cells:.1f}", note]
        )
        size = 10**4
        while size <= largest:
            wall, cpu, result = _timed(
                lambda size=size: eq.sweep(family, executor=pool, keep="regimes", **_grids(size))
            )
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
            real = result.regime.size
            rows.append(
                ["regimes only", real, f"{wall:.2f}", f"{cpu:.2f}", f"{1e6 * cpu / real:.1f}",
                 f"peak {memory:.0f} MB so far"]
            )  # fmt: skip
            size *= 10
    show(
        "Sweep of model_share x pool, 3 x 6, payoffs included, two threads",
        ["kept", "cells", "wall s", "cpu s", "cpu us a cell", "note"],
        rows,
    )


def peers() -> None:
    """The same cells by other packages; payoffs are given to them ready made."""
    family = _family()
    result = eq.sweep(family, **_grids(PEER_CELLS))
    wall, _, result = _timed(lambda: eq.sweep(family, **_grids(PEER_CELLS)))
    count = result.regime.size
    places = np.unravel_index(np.arange(count), result.shape)
    columns = {n: a[k] for (n, a), k in zip(result.axes.items(), places, strict=True)}
    A, B = family.batch(columns).payoffs
    rows = [["ours, payoffs included", f"{1e6 * wall / count:.0f}", "1", _checked(result)]]

    def run(name: str, solve: Any) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                solve(A[0], B[0])  # whatever it compiles
                start = clock.now()
                found = [len(solve(a, b)) for a, b in zip(A, B, strict=True)]
                seconds = clock.now() - start
        except ImportError:
            rows.append([name, "", "", "not installed"])
            return
        same = int((np.array(found) == result.counts.ravel()).sum())
        rows.append([name, f"{1e6 * seconds / count:.0f}", f"{seconds / wall:.0f}",
                     f"as many equilibria in {same} of {count}"])  # fmt: skip

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
    run("ours, one nash call a cell", by_single_calls)
    show(
        f"{count} of the cells beside peers (they get the payoffs)",
        ["solver", "us a cell", "ratio to ours", "note"],
        rows,
    )


def uncertainty() -> None:
    """2**16 draws of the scenario, against a plain loop."""
    family = _family()
    eq.uncertainty(family, n=64, rng=1)
    rows = []
    wall, cpu, found = _timed(lambda: eq.uncertainty(family, n=1 << 16, rng=1))
    rows.append(["calling thread", f"{wall:.2f}", f"{cpu:.2f}", f"{len(found.regimes)} regimes"])
    with ThreadPoolExecutor(2) as pool:
        wall, cpu, other = _timed(lambda: eq.uncertainty(family, n=1 << 16, rng=1, executor=pool))
    same = repr(other.actions) == repr(found.actions)
    rows.append(["two threads", f"{wall:.2f}", f"{cpu:.2f}", f"same numbers: {same}"])
    # An independent loop: its own draws, exact games, plain statements.
    rng, count, met, valid = np.random.default_rng(2), 500, 0, 0
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
    rows.append([f"plain loop, {count} draws", f"{seconds:.2f}", "",
                 f"P(api in every) {share:.3f} against {ours}: "
                 f"{abs(share - ours.value) / error:.1f} standard errors"])  # fmt: skip
    show(
        f"Uncertainty over {len(names)} parameters, {1 << 16} draws",
        ["how", "wall s", "cpu s", "note"],
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
            LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            executor = client.get_executor()
            eq.sweep(family, executor=executor, chunk=2, **_grids(16))  # workers load the package
            more, _, other = _timed(lambda: eq.sweep(family, executor=executor, **_grids(cells)))
        same = bool((other.regime == whole.regime).all() and (other.counts == whole.counts).all())
        rows.append(["Dask LocalCluster, two workers", f"{more:.2f}",
                     f"{more / wall:.2f} of threads; same answer: {same}"])  # fmt: skip
    show(f"{cells} cells on other executors", ["executor", "wall s", "note"], rows)


def main(cells: int = 10**6, largest: int = 10**6) -> None:
    """Print the tables."""
    sweeps(cells, largest)
    peers()
    uncertainty()
    planted()
    dask(cells)
