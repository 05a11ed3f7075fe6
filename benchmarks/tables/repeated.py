"""Payoff sets of repeated games: speed beside QuantEcon, and 2,000 random games.

QuantEcon is optional (the ``bench`` extra). It gets the pure minmax payoffs as starting threats,
without which it is slower and at discount factors near one quietly wrong.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from statistics import median

import numpy as np

import clock
import equilibria as eq
from report import draw_growth, show

try:
    import quantecon.game_theory as peer
except ImportError:
    peer = None

DISCOUNTS = ["1/10", "3/10", "1/2", "7/10", "9/10", "99/100"]
#: What 2,000 random games are held to: the largest gap, and the share left undecided.
_GAP, _MOST_UNDECIDED = 1e-6, 0.01

#: Seconds that make a call slow.
_SLOW = 2.0

#: The accuracy that both are asked for where speed is compared.
TOLERANCE = 1e-10


def _cournot(actions: int) -> tuple[np.ndarray, np.ndarray]:
    """Judd, Yeltekin and Conklin's duopoly: price max(6 - Q, 0), unit cost 0.6."""
    q = np.linspace(0, 6, actions)
    A = (np.maximum(6 - q[:, None] - q[None, :], 0) - 0.6) * q[:, None]
    return A, A.T.copy()


def _cases() -> list[tuple[str, np.ndarray, np.ndarray, str]]:
    example = (
        np.array([[16, 3, 0], [21, 10, -1], [9, 5, -5]]),
        np.array([[9, 13, 3], [1, 4, 0], [0, -4, -15]]),
    )
    cases = [("Abreu and Sannikov 3x3", *example, "3/10")]
    return cases + [(f"Cournot {n}x{n}", *_cournot(n), "4/5") for n in (5, 10, 15, 30, 60, 100)]


def _ask_peer(A: np.ndarray, B: np.ndarray, discount: float, tolerance: float) -> np.ndarray:
    players = peer.Player(np.array(A, float)), peer.Player(np.array(B.T, float, order="C"))
    threats = np.array([A.max(axis=0).min(), B.max(axis=1).min()], float)
    options = {"u_init": threats, "tol": tolerance, "max_iter": 10_000}
    hull = peer.RepeatedGame(peer.NormalFormGame(players), discount).equilibrium_payoffs(
        options=options
    )
    return hull.points[hull.vertices]


def _timed(run, runs: int) -> tuple[float, object]:
    """Median time after a first call that warms up (of three calls if slow), and the answer."""
    start = clock.now()
    answer, times = run(), []
    for _ in range(runs if clock.now() - start < _SLOW else 3):
        start = clock.now()
        answer = run()
        times.append(clock.now() - start)
    return median(times), answer


def _distance(corners, others) -> float:
    """Largest distance from a corner to the nearest of the others, in the max norm."""
    P, Q = np.array(corners, float), np.array(others, float)
    return float(np.abs(P[:, None, :] - Q[None, :, :]).max(axis=2).min(axis=1).max())


def main(runs: int = 7, path: str = "payoff-sets.svg") -> None:
    """Print milliseconds without proof, with the two-sided proof, and QuantEcon's; every one warm.

    Ours starts from the payoff matrices each time: the game is built anew. How the times for the
    duopoly grow with the number of actions is drawn and saved, if matplotlib is there.
    """
    rows, times = [], defaultdict(list)
    for name, A, B, discount in _cases():

        def ours(proof: bool, A=A, B=B, discount=discount):
            rep = eq.RepeatedGame(eq.NormalFormGame.bimatrix(A, B), discount)
            return eq.payoff_set(rep, proof=proof)

        ours(True)  # the compiled search is loaded where it is worth it
        found, _ = _timed(lambda ours=ours: ours(False), runs)
        proved, answer = _timed(lambda ours=ours: ours(True), runs)
        verdict = eq.check(answer.certificate(), seconds=60).outcome.name
        row = [name, f"{1e3 * found:.2f}", f"{1e3 * proved:.1f}", f"{answer.gap:.0e}", verdict]
        spent = {"equilibria, proved from both sides": proved, "equilibria, floats": found}
        if peer is not None:
            d = float(answer.game.discounts[0])
            theirs, points = _timed(lambda A=A, B=B, d=d: _ask_peer(A, B, d, TOLERANCE), runs)
            apart = max(_distance(points, answer.vertices), _distance(answer.vertices, points))
            row += [f"{1e3 * theirs:.1f}", f"{apart:.0e}"]
            row += [f"{theirs / found:.1f}", f"{theirs / proved:.2f}"]
            spent["QuantEcon, floats"] = theirs
        rows.append(row)
        print(f"  {', '.join(map(str, row))}", file=sys.stderr, flush=True)
        if name.startswith("Cournot"):
            for who, seconds in spent.items():
                times[who].append((len(A), 1e3 * seconds))
    head = ["game", "found ms", "proved ms", "gap", "checked"]
    if peer is not None:
        head += ["QuantEcon ms", "apart", "ratio found", "ratio proved"]
    show("Payoff sets", head, rows)
    title = "Payoff set of a Cournot duopoly, discount factor 4/5"
    draw_growth(times, path, across="actions of each firm", title=title)


def _random_game(seed: int) -> eq.NormalFormGame:
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(2, 5, 2))
    high = int(rng.choice([3, 10, 100]))
    return eq.NormalFormGame.bimatrix(rng.integers(0, high, shape), rng.integers(0, high, shape))


def many(count: int = 2000) -> None:
    """Print what 2,000 random games have for payoff sets, and how the peer fares on the same.

    Fails if more than 1% are undecided, a gap is above the bound, a certificate is not proved, or a
    strategy does not earn what it was asked for.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    fate: Counter[str] = Counter()
    undecided, worst, start, checked = [], 0.0, clock.now(), 0
    spent = 0.0
    for seed in range(count):
        if seed and seed % 100 == 0:
            print(f"  {seed} of {count} games", file=sys.stderr, flush=True)
        game, discount = _random_game(seed), DISCOUNTS[seed % len(DISCOUNTS)]
        before = clock.now()
        answer = eq.payoff_set(eq.RepeatedGame(game, discount), partial=True)
        spent += clock.now() - before
        names = {-1: "empty", 0: "point", 1: "segment", 2: "polygon", None: "open"}
        found[discount][names[answer.dimension]] += 1
        found[discount]["exact"] += answer.exact
        if answer.status is not eq.Status.FINISHED or answer.dimension is None:
            undecided.append(seed)
        else:
            worst = max(worst, answer.gap)
        checked += bool(eq.check(answer.certificate(), game, seconds=600))
        rng, inner = np.random.default_rng(seed), answer.inner
        if inner:
            weights = [int(w) + 1 for w in rng.integers(0, 50, len(inner))]
            point = [
                sum(w * c[i] for w, c in zip(weights, inner, strict=True)) / sum(weights)
                for i in (0, 1)
            ]
            fate["strategies earn it"] += bool(
                eq.check(answer.strategy_for(point).certificate(), game)
            )
            fate["strategies asked for"] += 1
        if peer is not None:
            fate["peer: " + _fate_of_peer(game, discount, answer)] += 1
    kinds = ["empty", "point", "segment", "polygon", "open", "exact"]
    rows = [[d, *(found[d][k] for k in kinds)] for d in DISCOUNTS]
    rows.append(["all", *(sum(found[d][k] for d in DISCOUNTS) for k in kinds)])
    show(f"{count} random games, 2x2 to 4x4", ["discount", *kinds], rows)
    print(f"  undecided: {len(undecided)} {undecided}; largest gap {worst:.1e}")
    print(f"  certificates proved: {checked} of {count}; solving took {spent:.0f} s", end="")
    print(f", all {clock.now() - start:.0f} s")
    for key in sorted(fate):
        print(f"  {key}: {fate[key]}")
    wrong = {
        "too many are undecided": len(undecided) > _MOST_UNDECIDED * count,
        f"a gap is above {_GAP:g}": worst > _GAP,
        "a certificate is not proved": checked < count,
        "a strategy fails": fate["strategies earn it"] < fate["strategies asked for"],
    }
    if any(wrong.values()):
        raise SystemExit("FAILED: " + "; ".join(what for what, is_so in wrong.items() if is_so))


def _fate_of_peer(game: eq.NormalFormGame, discount: str, answer: eq.PayoffSet) -> str:
    A, B = (np.array(t, float) for t in game.payoffs)
    p, q = discount.split("/")
    try:
        points = _ask_peer(A, B, int(p) / int(q), 1e-5)  # its default tolerance
    except Exception as error:
        return f"{type(error).__name__}, dimension {answer.dimension}"
    span = max(np.ptp(A), np.ptp(B), 1)
    if not answer.vertices:
        return "a set where there is none"
    near = max(_distance(points, answer.outer), _distance(answer.vertices, points)) / span
    return "right to 1e-3" if near < 1e-3 or math.isnan(near) else "off by more than 1e-3"
