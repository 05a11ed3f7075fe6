"""Other solvers, each in a process of its own and under a time limit.

A peer may hang, crash, need seconds to compile, or not be there: whatever happens is an `Answer`.
Times leave out the import and one warm-up game, and include building the peer's game object.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

import clock
import equilibria as eq

#: Seconds for a peer to be imported and to solve its first game (it may compile).
START = 120.0

#: Games that take less are solved twice, and the second time counts.
SHORT = 0.01

#: Where each peer comes from.
HOW = {
    "nashpy": "pip install nashpy",
    "quantecon": "the extra bench",
    "pygambit": "pip install pygambit==17.0.0b2",
    "lrsnash": "Debian: lrslib; or the extra bench; or LRSNASH=/where/it/is",
    "scipy": "pip install scipy",
}

Profile = tuple[tuple[Any, ...], ...]
Solve = Callable[..., Any]  # of each player's table: profiles, or seconds and profiles


@dataclass(frozen=True)
class Answer:
    """What a peer made of one game: seconds, profiles (None: none came), and what went wrong."""

    seconds: float
    profiles: list[Profile] | None
    trouble: str = ""


# ---- each peer: a function that imports it and returns its solver


def _nashpy(method: str) -> Solve:
    import nashpy

    def all_of(A: Any, B: Any) -> list[Profile]:
        return [_plain(e) for e in getattr(nashpy.Game(A, B), method)()]

    def one(A: Any, B: Any) -> list[Profile]:
        return [_plain(nashpy.Game(A, B).lemke_howson(initial_dropped_label=0))]

    return one if method == "lemke_howson" else all_of


def _quantecon(method: str) -> Solve:
    import quantecon.game_theory as theory

    def build(A: Any, B: Any) -> Any:
        own = np.ascontiguousarray(A, float), np.ascontiguousarray(B.T, float)
        return theory.NormalFormGame(tuple(map(theory.Player, own)))

    def all_of(A: Any, B: Any) -> list[Profile]:
        return [_plain(e) for e in getattr(theory, method)(build(A, B))]

    def one(A: Any, B: Any) -> list[Profile]:
        # Its advice for games beyond a few dozen actions is to cap the paths.
        cap = 10 if sum(A.shape) > 60 else None
        found, details = theory.lemke_howson(build(A, B), capping=cap, full_output=True)
        if not details.converged:
            raise RuntimeError("did not converge")
        return [_plain(found)]

    return one if method == "lemke_howson" else all_of


def _pygambit(method: str, rational: bool) -> Solve:
    import pygambit

    tables = getattr(pygambit, "StrategicGame", pygambit.Game)  # its name since 17
    number = Fraction if rational else float

    def solve(A: Any, B: Any) -> list[Profile]:
        game = tables.from_arrays(A, B)
        found = getattr(pygambit.nash, method)(game, rational=rational).equilibria
        players = list(game.players)
        return [
            tuple(tuple(_number(number, p) for _, p in e[player]) for player in players)
            for e in found
        ]

    return solve


def _several(method: str) -> Solve:
    """Any number of players; the time leaves out building the game."""
    import pygambit

    tables = getattr(pygambit, "StrategicGame", pygambit.Game)  # its name since 17
    run = getattr(pygambit.nash, method)

    def solve(*payoffs: Any) -> tuple[float, list[Profile]]:
        game = tables.from_arrays(*payoffs)
        start = clock.now()
        found = run(game)
        seconds = clock.now() - start
        profiles = [found.equilibrium] if hasattr(found, "equilibrium") else found.equilibria
        players = list(game.players)
        return seconds, [
            tuple(tuple(float(p) for _, p in e[player]) for player in players) for e in profiles
        ]

    return solve


def _number(kind: Any, value: Any) -> Any:
    return kind(value) if kind is float else Fraction(value.numerator, value.denominator)


def _linprog() -> Solve:
    from scipy.optimize import linprog

    def best(A: Any) -> tuple[float, ...]:
        m, n = A.shape
        done = linprog(
            np.r_[np.zeros(m), -1.0],
            A_ub=np.c_[-A.T, np.ones(n)],
            b_ub=np.zeros(n),
            A_eq=np.r_[np.ones(m), 0.0][None],
            b_eq=[1.0],
            bounds=[(0, None)] * m + [(None, None)],
            method="highs",
        )
        if done.status:
            raise RuntimeError(done.message)
        return tuple(done.x[:m].tolist())

    return lambda A, B: [(best(np.asarray(A, float)), best(np.asarray(B, float).T))]


def _lrsnash(limit: float) -> Solve:
    place = str(lrsnash_program())

    def solve(A: Any, B: Any) -> tuple[float, list[Profile]]:
        m, n = A.shape
        tables = (("\n".join(" ".join(map(str, row)) for row in t.tolist())) for t in (A, B))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "game"
            path.write_text(f"{m} {n}\n\n" + "\n\n".join(tables) + "\n", encoding="ascii")
            start = clock.now()
            done = subprocess.run(
                [place, str(path)],
                capture_output=True,
                text=True,
                check=True,
                timeout=limit,  # killing this process would leave the program running
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
            seconds = clock.now() - start
        return seconds, _read_lrsnash(done.stdout)

    return solve


def lrsnash_program() -> str | None:
    """Where lrsnash is: the LRSNASH variable, the path (Debian: lrslib), or the extra's wheel."""
    for place in (os.environ.get("LRSNASH"), shutil.which("lrsnash")):
        if place:
            return place
    for folder in map(Path, sys.path):
        found = folder / "sage_wheels" / "bin" / "lrsnash"
        if found.exists():
            return str(found)
    return None


def _read_lrsnash(text: str) -> list[Profile]:
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
    return sorted(found)


def _plain(profile: Any) -> Profile:
    return tuple(tuple(float(p) for p in strategy) for strategy in profile)


#: Name in the tables: package first, then how to get its solver for a limit in seconds.
PEERS: dict[str, Callable[[float], Solve]] = {
    "nashpy support_enumeration": lambda _: _nashpy("support_enumeration"),
    "nashpy vertex_enumeration": lambda _: _nashpy("vertex_enumeration"),
    "nashpy lemke_howson": lambda _: _nashpy("lemke_howson"),
    "quantecon support_enumeration": lambda _: _quantecon("support_enumeration"),
    "quantecon vertex_enumeration": lambda _: _quantecon("vertex_enumeration"),
    "quantecon lemke_howson": lambda _: _quantecon("lemke_howson"),
    "pygambit enummixed, floats": lambda _: _pygambit("enummixed_solve", False),
    "pygambit enummixed, rationals": lambda _: _pygambit("enummixed_solve", True),
    "pygambit lcp, floats": lambda _: _pygambit("lcp_solve", False),
    "pygambit lcp, rationals": lambda _: _pygambit("lcp_solve", True),
    "pygambit enumpoly": lambda _: _several("enumpoly_solve"),
    "pygambit logit": lambda _: _several("logit_solve"),
    "scipy linprog": lambda _: _linprog(),
    "lrsnash": _lrsnash,
}


# ---- running them


def absent(package: str) -> str:
    """Why a package's rows will be empty; '' if it is there."""
    there = lrsnash_program() if package == "lrsnash" else find_spec(package)
    return "" if there else f"absent ({HOW[package]})"


def versions() -> str:
    """One line that says which peers there are."""
    held = []
    for package in HOW:
        why = absent(package)
        try:
            held.append(f"{package} {why or version(package)}")
        except PackageNotFoundError:  # a program
            held.append(f"{package} found")
    return "Peers: " + "; ".join(held)


def _serve(name: str, limit: float, pipe: Any) -> None:
    warnings.simplefilter("ignore")
    try:
        solve = PEERS[name](limit)
        solve(np.array([[2, 0], [0, 1]]), np.array([[1, 0], [0, 2]]))
    except Exception as error:
        pipe.send(f"{type(error).__name__}: {error}")
        return
    pipe.send("")
    while True:
        tables = pipe.recv()
        start = clock.now()
        try:
            found = solve(*tables)
            seconds = clock.now() - start
            if seconds < SHORT:  # once more, for the pipe has cooled the caches
                start = clock.now()
                found = solve(*tables)
                seconds = clock.now() - start
            seconds, found = found if isinstance(found, tuple) else (seconds, found)
            pipe.send(Answer(seconds, found))
        except Exception as error:
            trouble = f"{type(error).__name__}: {error}"
            pipe.send(Answer(clock.now() - start, None, trouble))


class Peer:
    """A peer in a process of its own, started when first asked and anew after it was stopped.

    Parameters
    ----------
    name : str
        A key of `PEERS`.
    limit : float
        Seconds for one game; past them the process is killed.
    """

    def __init__(self, name: str, limit: float) -> None:
        self.name, self.limit = name, limit
        self.why = absent(name.split(maxsplit=1)[0])
        self._process: Any = None

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def solve(self, *tables: Any) -> Answer:
        """Solve one game, given each player's table."""
        if not self.why and self._process is None:
            self._start()
        if self.why:
            return Answer(0.0, None, self.why)
        try:
            self._pipe.send(tables)
            if self._pipe.poll(self.limit + 0.5):  # a program stops itself at the limit
                return self._pipe.recv()  # type: ignore[no-any-return]
            trouble = f"stopped after {self.limit:g} s"
        except (EOFError, OSError):
            trouble = "its process died"
        self._stop()
        return Answer(self.limit, None, trouble)

    def _start(self) -> None:
        context = mp.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(self.name, self.limit, theirs), daemon=True
        )
        self._process.start()
        theirs.close()
        try:
            ready = self._pipe.poll(START)
            self.why = self._pipe.recv() if ready else "did not start"
        except (EOFError, OSError):
            self.why = "its process died at the start"

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


def solve_all(name: str, games: Iterable[Sequence[Any]], limit: float) -> list[Answer]:
    """One peer's answers to some games."""
    with Peer(name, limit) as peer:
        return [peer.solve(*tables) for tables in games]


def ours(payoffs: Sequence[Any], **options: Any) -> tuple[float, eq.NormalFormGame, eq.Equilibria]:
    """Our own answer, timed as a peer's: the game is built before, and short ones solved twice."""
    for _ in range(2):
        game = eq.NormalFormGame(payoffs)
        start = clock.now()
        result = eq.nash(game, **options)
        seconds = clock.now() - start
        if seconds >= SHORT:
            break
    return seconds, game, result
