"""Many games at once: games per second, memory traffic, a peer in a loop, and the truth.

``python benchmarks/run.py batch`` prints every table; ``batch-truth`` and so on one of them.
Times are processor time, the least of a few runs on one thread. GB/s count the payoffs once and the
answer once; the share is of the bandwidth at which numpy copies one large array onto another in the
same run, both into memory that is there already. The peer is QuantEcon.py, called once per game:
with its game objects built beforehand, and, in brackets, built in the loop from the same arrays
that ours reads.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np

import clock
import equilibria as eq
from report import show

ARRAYS = ("counts", "game", "x", "y", "payoffs", "x_support", "y_support", "doubtful", "solved")
NO_LIMIT = eq.Budget(None)


def _random(count: int, m: int, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.random((count, m, n)), rng.random((count, m, n))


def _least(work: Callable[[], object], runs: int = 5) -> float:
    times = []  # of the processor: other work on the machine counts for less
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def _copy_bandwidth() -> float:
    """Bytes read and written per second when one large array is copied onto another."""
    source, target = np.ones(2 * 10**7), np.zeros(2 * 10**7)
    return 2 * source.nbytes / _least(lambda: np.copyto(target, source), 9)


def _ours(A: np.ndarray, B: np.ndarray, find: str) -> tuple[float, eq.NashBatch]:
    """Seconds with the memory of an earlier answer, and the answer."""
    held = [eq.nash_batch(A, B, find=find, budget=NO_LIMIT)]

    def work() -> None:
        held[0] = eq.nash_batch(A, B, find=find, budget=NO_LIMIT, out=held[0])

    return _least(work), held[0]


def _matches(A: np.ndarray, B: np.ndarray, answer: eq.NashBatch, games: np.ndarray) -> int:
    """How many games have exactly the equilibria of the single exact call, in its order."""
    right = 0
    for game in games.tolist():
        found = eq.nash(eq.NormalFormGame.bimatrix(A[game], B[game]))
        rows = answer.rows(game)
        same = len(found) == rows.stop - rows.start
        for k, e in enumerate(found if same else ()):
            for player, (values, mask) in enumerate(
                ((answer.x, answer.x_support), (answer.y, answer.y_support))
            ):
                exact = np.array([float(p) for p in e.exact[player]])
                same &= bool(np.allclose(values[rows][k], exact, rtol=1e-12, atol=0))
                same &= tuple(np.flatnonzero(mask[rows][k])) == e.support[player]
        right += same
    return right


def _equilibria(A: np.ndarray, B: np.ndarray, answer: eq.NashBatch, games: np.ndarray) -> int:
    """In how many games the one strategy pair found is an equilibrium, by its exact regret."""
    right = 0
    for game in games.tolist():
        rows = answer.rows(game)
        profile = eq.NormalFormGame.bimatrix(A[game], B[game]).profile(
            [answer.x[rows][0].tolist(), answer.y[rows][0].tolist()]
        )
        right += rows.stop - rows.start == 1 and profile.regret < 1e-11
    return right


def _peer(A: np.ndarray, B: np.ndarray, method: str) -> tuple[float, float] | None:
    """Seconds per game of QuantEcon.py in a loop, with games at hand and built; None if absent."""
    if find_spec("quantecon") is None:
        return None
    import quantecon.game_theory as gt

    solve = getattr(gt, method)

    def game(k: int) -> object:
        return gt.NormalFormGame((gt.Player(A[k]), gt.Player(np.ascontiguousarray(B[k].T))))

    solve(game(0))  # compiled

    built = [game(k) for k in range(len(A))]

    def loop() -> None:
        for one in built:
            solve(one)

    def build() -> None:
        for k in range(len(A)):
            solve(game(k))

    return _least(loop, 3) / len(A), _least(build, 3) / len(A)


def _beside(mine: float, theirs: tuple[float, float] | None) -> tuple[str, str]:
    if theirs is None:
        return "not installed", ""
    at_hand, built = theirs
    times = f"{at_hand / mine:.1f} ({built / mine:.1f})"
    return f"{1e6 * at_hand:.1f} ({1e6 * built:.1f})", times


def _speeds(
    title: str, find: str, method: str, sizes: list[tuple[int, int, int, int]], checked: int
) -> None:
    bandwidth = _copy_bandwidth()
    rows = []
    for m, n, count, loops in sizes:
        A, B = _random(count, m, n)
        seconds, answer = _ours(A, B, find)
        traffic = A.nbytes + B.nbytes + sum(getattr(answer, name).nbytes for name in ARRAYS)
        games = np.random.default_rng(1).choice(count, checked, replace=False)
        right = (_matches if find == "all" else _equilibria)(A, B, answer, games)
        theirs = _peer(A[:loops], B[:loops], method)
        mine = seconds / count
        rows.append(
            [f"{m}x{n}", f"{count:,}", f"{1e9 * mine:.0f}", f"{1e-6 / mine:.2f}",
             f"{traffic / seconds / 1e9:.2f}", f"{traffic / seconds / bandwidth:.2f}",
             int(answer.doubtful.sum()),
             *_beside(mine, theirs), f"{right}/{checked}"]
        )  # fmt: skip
    show(
        f"{title}, one thread; copying runs at {bandwidth / 1e9:.1f} GB/s",
        ["games", "number", "ns/game", "million/s", "GB/s", "of copy", "doubtful",
         f"quantecon {method} us", "times", "right"],
        rows,
    )  # fmt: skip


def every() -> None:
    """Print the speed of finding all equilibria."""
    _speeds(
        "All equilibria",
        "all",
        "support_enumeration",
        [(2, 2, 4_000_000, 2000), (3, 3, 1_000_000, 1000), (3, 4, 500_000, 1000),
         (4, 4, 300_000, 500), (5, 5, 100_000, 200), (5, 6, 50_000, 100), (6, 5, 50_000, 100)],
        500,
    )  # fmt: skip


def one() -> None:
    """Print the speed of finding one equilibrium."""
    _speeds(
        "One equilibrium",
        "one",
        "lemke_howson",
        [(3, 3, 500_000, 2000), (5, 5, 200_000, 2000), (10, 10, 50_000, 2000)],
        500,
    )


_FLAT = """
import resource, sys, time
import numpy as np
import equilibria as eq
count = int(sys.argv[1])
rng = np.random.default_rng(0)
A, B = rng.random((count, 3, 3)), rng.random((count, 3, 3))
eq.nash_batch(A[:100], B[:100])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
times = []
runs = 5 if count < 10**7 else 3
for k in range(runs):
    start = time.perf_counter()
    answer = eq.nash_batch(A, B, budget=eq.Budget(None))
    times.append(time.perf_counter() - start)
    held = sum(getattr(answer, name).nbytes for name in sys.argv[2].split(","))
    if k + 1 < runs:
        del answer
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(min(times) / count, A.nbytes + B.nbytes, held, 1024 * (after - before))
"""


def flat() -> None:
    """Print the cost per game at 3x3 from 10^4 to 10^7 games, and the memory, each in a process."""
    rows, costs = [], []
    for power in (4, 5, 6, 7):
        done = subprocess.run(
            [sys.executable, "-c", _FLAT, str(10**power), ",".join(ARRAYS)],
            check=True, capture_output=True, text=True, cwd=Path(__file__).parent,
        )  # fmt: skip
        seconds, given, held, grown = map(float, done.stdout.split())
        costs.append(seconds)
        rows.append(
            [f"10^{power}", f"{1e9 * seconds:.0f}", f"{given / 2**20:.0f}", f"{held / 2**20:.0f}",
             f"{grown / 2**20:.0f}"]
        )  # fmt: skip
    show(
        f"3x3, all equilibria: most / least cost per game {max(costs) / min(costs):.2f}; fresh "
        "memory each time",
        ["games", "ns/game", "payoffs MB", "answer MB", "memory grew by MB"],
        rows,
    )


def _plant(A: np.ndarray, B: np.ndarray, share: float) -> np.ndarray:
    """Make some games degenerate in one of four ways; which ones."""
    rng = np.random.default_rng(7)
    count, m, n = A.shape
    planted = np.sort(rng.choice(count, int(share * count), replace=False))
    for k, game in enumerate(planted.tolist()):
        kind = k % 4
        i, j = rng.integers(m), rng.integers(n)
        if kind == 0:  # a tie of two payoffs
            A[game, i, j] = A[game, (i + 1) % m, j]
        elif kind == 1:  # an action twice
            A[game, i], B[game, i] = A[game, (i + 1) % m], B[game, (i + 1) % m]
        elif kind == 2:  # few values
            A[game], B[game] = rng.integers(0, 3, (2, m, n))
        else:  # a row that is the mean of two others, up to rounding, or a tie in the last bit
            B[game, :, j] = (B[game, :, (j + 1) % n] + B[game, :, j - 1]) / 2
            A[game, i, j] = np.nextafter(A[game, (i + 1) % m, j], 2.0)
    return planted


def truth(count: int = 1_000_000, others: int = 20_000) -> None:
    """Print how many games agree with the single exact call: all planted ones, and many others."""
    rows = []
    for m, n in ((2, 2), (3, 3), (3, 4)):
        A, B = _random(count, m, n, seed=m * n)
        planted = _plant(A, B, 0.01)
        eq.nash_batch(A[:10], B[:10])  # compiled
        start = clock.now()
        answer = eq.nash_batch(A, B, budget=NO_LIMIT)
        seconds = clock.now() - start
        rest = np.setdiff1d(np.arange(count), planted)
        sampled = np.random.default_rng(8).choice(rest, others, replace=False)
        right = _matches(A, B, answer, planted)
        also = _matches(A, B, answer, sampled)
        rows.append(
            [f"{m}x{n}", f"{count:,}", f"{seconds:.2f}", int(answer.doubtful.sum()),
             int(np.setdiff1d(np.flatnonzero(answer.doubtful), planted).size),
             f"{right}/{len(planted)}", f"{also}/{others}"]
        )  # fmt: skip
    show(
        "A million games, one in a hundred degenerate, against the single exact call",
        ["games", "number", "seconds", "doubtful", "not planted", "planted right", "others right"],
        rows,
    )


def degenerate(count: int = 5_000) -> None:
    """Print the throughput where every game is degenerate."""
    rows = []
    for m, n in ((2, 2), (3, 3), (3, 4)):
        rng = np.random.default_rng(9)
        A, B = rng.integers(0, 2, (2, count, m, n))
        A[:, 0, 0] = A[:, 1, 0]
        B[:, 0, 0] = B[:, 0, 1]
        eq.nash_batch(A[:10], B[:10])  # compiled
        start = clock.now()
        answer = eq.nash_batch(A, B, budget=NO_LIMIT)
        seconds = clock.now() - start
        games = np.random.default_rng(1).choice(count, 500, replace=False)
        rows.append(
            [f"{m}x{n}", f"{count:,}", int(answer.doubtful.sum()), f"{count / seconds:,.0f}",
             f"{1e6 * seconds / count:.0f}", len(answer),
             f"{_matches(A, B, answer, games)}/{len(games)}"]
        )  # fmt: skip
    show(
        "Batches of degenerate games only",
        ["games", "number", "doubtful", "games/s", "us/game", "equilibria", "right"],
        rows,
    )


def players() -> None:
    """Print the speed of pure equilibria, dominance and evaluation, any number of players."""
    rows = []
    for shape, count in (((2, 2), 1_000_000), ((3, 3), 500_000), ((3, 3, 3), 100_000)):
        rng = np.random.default_rng(3)
        payoffs = [rng.random((count, *shape)) for _ in shape]
        mixed = [rng.dirichlet(np.ones(k), count) for k in shape]
        works: list[tuple[str, Callable[[], object]]] = [
            ("pure", lambda p=payoffs: eq.pure_equilibria_batch(p, budget=NO_LIMIT)),
            ("dominance", lambda p=payoffs: eq.rationalizable_batch(
                p, mixed=False, budget=NO_LIMIT)),
            ("evaluate", lambda p=payoffs, s=mixed: eq.evaluate_batch(p, s)),
        ]  # fmt: skip
        costs = []
        for _, work in works:
            work()
            costs.append(f"{1e9 * _least(work, 3) / count:.0f}")
        rows.append(["x".join(map(str, shape)), f"{count:,}", *costs])
    show(
        "Any number of players: ns/game",
        ["games", "number", "pure equilibria", "dominance by actions", "evaluation"],
        rows,
    )


TABLES = {
    "every": every,
    "one": one,
    "flat": flat,
    "degenerate": degenerate,
    "players": players,
    "truth": truth,
}


def main() -> None:
    """Print all tables."""
    for table in TABLES.values():
        table()
        print(flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Peak memory of this process: {peak:.0f} MB")
