"""One equilibrium of larger games with three players or more, beside pygambit's logit tracing.

On games of no special form both follow the principal branch of logit equilibria; where payoffs are
sums over pairs of players, ours takes Howson's path. Ours proves what it returns; pygambit's is in
floats, and counts as right if its exact regret is small. Both times leave out building the game;
pygambit runs in a process of its own. The branch's limit need not be the same equilibrium, so that
is counted.
"""

from __future__ import annotations

from statistics import median

import numpy as np

import equilibria as eq
from check import is_proved, regret
from peers import Peer, ours
from report import geometric_mean, show

SHAPES = [(5, 5, 5), (10, 10, 10), (3,) * 6, (2,) * 10]

#: The regret that logit_solve promises by default is 1e-8 of the range of expected payoffs.
_CLOSE = 1e-6

#: The bar: how many times as long logit_solve takes. Seconds for one of its games.
_TIMES, _LIMIT = 5.0, 300.0


def main(count: int = 5) -> None:
    """Print medians, and the geometric mean of the ratios, per shape and kind of payoffs."""
    for kind in KINDS:  # loads what is compiled
        eq.nash(eq.NormalFormGame(_payoffs((2, 2, 2), kind, 0)), find="one")
    with Peer("pygambit logit", _LIMIT) as peer:
        rows = [_row(shape, kind, count, peer) for shape in SHAPES for kind in KINDS]
    head = ["shape", "payoffs", "games", "proved", "checked", "ms, ours", "ms, logit_solve"]
    head += ["times faster", f"at least {_TIMES:g}", "logit_solve right", "the same", "raised"]
    show(
        "one equilibrium of N players, median of a game; times faster: geometric mean over games",
        head,
        rows,
    )


def _row(shape: tuple[int, ...], kind: str, count: int, peer: Peer) -> list[object]:
    mine, theirs, ratios, proved, checked, right, same, raised = [], [], [], 0, 0, 0, 0, 0
    for seed in range(count):
        payoffs = _payoffs(shape, kind, seed)
        seconds, game, result = ours(payoffs, find="one")
        mine.append(seconds)
        proved += result.claim is eq.Claim.AT_LEAST_ONE and len(result) == 1
        checked += is_proved(result, game, seconds=60)
        answer = peer.solve(*payoffs)
        if not answer.profiles:
            raised += not peer.why
            continue
        theirs.append(answer.seconds)
        ratios.append(theirs[-1] / mine[-1])
        profile = answer.profiles[0]
        right += regret(game, profile) <= _CLOSE
        flat = np.concatenate([np.array(s, float) for s in result[0].profile.exact])
        same += bool(np.abs(np.concatenate(profile) - flat).max() < 1e-3)
    name = "x".join(map(str, shape)) if len(shape) < 5 else f"{shape[0]}^{len(shape)}"
    row = [name, kind, count, proved, checked, f"{1e3 * median(mine):.1f}"]
    if not theirs:
        return [*row, peer.why or "", "", "", "", "", raised]
    times = geometric_mean(ratios)
    return [
        *row, f"{1e3 * median(theirs):.1f}", f"{times:.1f}", "yes" if times >= _TIMES else "NO",
        right, same, raised,
    ]  # fmt: skip


KINDS = ("integers", "floats", "polymatrix")


def _payoffs(shape: tuple[int, ...], kind: str, seed: int) -> list[np.ndarray]:
    """Integers in [-50, 50], floats in [0, 1), or sums of such integers over pairs of players."""
    rng = np.random.default_rng([len(shape), shape[0], seed])
    if kind == "integers":
        return [rng.integers(-50, 51, shape) for _ in shape]
    if kind == "floats":
        return [rng.random(shape) for _ in shape]
    players = range(len(shape))
    tables = [np.zeros(shape, dtype=int) for _ in players]
    for i in players:
        for j in players:
            if j != i:
                part = [shape[p] if p in (i, j) else 1 for p in players]
                tables[i] += rng.integers(-50, 51, part)
    return tables
