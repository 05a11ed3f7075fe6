"""One equilibrium of larger games with three players or more, beside pygambit's logit tracing.

Both follow the principal branch of logit equilibria. Ours proves what it returns; pygambit's is in
floats, and counts as right if its exact regret is small. Both times include what each does after
its game object is built; the branch's limit need not be the same equilibrium, so that is counted.
"""

from __future__ import annotations

import io
from statistics import median
from typing import Any

import numpy as np

import clock
import equilibria as eq
from check import is_proved, regret
from report import show

SHAPES = [(5, 5, 5), (10, 10, 10), (3,) * 6, (2,) * 10]

#: The regret that logit_solve promises by default, as a share of the payoff range.
_CLOSE = 1e-6


def main(count: int = 5) -> None:
    """Print medians, and the geometric mean of the ratios, per shape and kind of payoffs."""
    try:
        import pygambit  # a peer: benchmarks only
    except ImportError:
        pygambit = None
    eq.nash(_game((2, 2, 2), "integers", 0), find="one")  # loads what is compiled
    rows = [
        _row(shape, kind, count, pygambit) for shape in SHAPES for kind in ("integers", "floats")
    ]
    head = ["shape", "payoffs", "games", "proved", "checked", "ms, ours", "ms, logit_solve"]
    head += ["times faster", "logit_solve right", "the same"]
    peer = "pygambit is not there" if pygambit is None else f"pygambit {pygambit.__version__}"
    show(f"one equilibrium of N players, median of a game; {peer}", head, rows)


def _row(shape: tuple[int, ...], kind: str, count: int, pygambit: Any) -> list[object]:
    ours, theirs, proved, checked, right, same = [], [], 0, 0, 0, 0
    for seed in range(count):
        game = _game(shape, kind, seed)
        start = clock.now()
        result = eq.nash(game, find="one")
        ours.append(clock.now() - start)
        proved += result.claim is eq.Claim.AT_LEAST_ONE and len(result) == 1
        checked += is_proved(result, game, seconds=60)
        if pygambit is None:
            continue
        peer = pygambit.read_nfg(io.StringIO(_as_nfg(game)))
        start = clock.now()
        found = pygambit.nash.logit_solve(peer).equilibria
        theirs.append(clock.now() - start)
        if found:
            profile = [
                [float(p) for _, p in strategy] for _, strategy in found[0].mixed_strategies()
            ]
            right += regret(game, profile) <= _CLOSE
            flat = np.concatenate([np.array(s, float) for s in result[0].profile.exact])
            same += bool(np.abs(np.concatenate(profile) - flat).max() < 1e-3)
    times = median(theirs) / median(ours) if theirs else None
    return [
        "x".join(map(str, shape)) if len(shape) < 5 else f"{shape[0]}^{len(shape)}",
        kind, count, proved, checked, f"{1e3 * median(ours):.1f}",
        f"{1e3 * median(theirs):.1f}" if theirs else "", f"{times:.1f}" if times else "",
        right if theirs else "", same if theirs else "",
    ]  # fmt: skip


def _game(shape: tuple[int, ...], kind: str, seed: int) -> eq.NormalFormGame:
    """Integers in [-50, 50], or floats in [0, 1)."""
    rng = np.random.default_rng([len(shape), shape[0], seed])
    if kind == "integers":
        return eq.NormalFormGame([rng.integers(-50, 51, shape) for _ in shape])
    return eq.NormalFormGame([rng.random(shape) for _ in shape])


def _as_nfg(game: eq.NormalFormGame) -> str:
    """The game as a file of Gambit's, payoffs as decimals of 17 digits."""
    players = " ".join(f'"{name}"' for name in game.players)
    counts = " ".join(map(str, game.shape))
    columns = [np.ravel(table, order="F") for table in game.payoffs]
    payoffs = " ".join(f"{v:.17f}" for row in zip(*columns, strict=True) for v in row)
    return f'NFG 1 R "" {{ {players} }} {{ {counts} }}\n\n{payoffs}\n'
