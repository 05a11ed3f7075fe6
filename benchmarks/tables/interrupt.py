"""How long Ctrl-C takes: SIGINT at random moments of long calls, each in a process of its own."""

from __future__ import annotations

import os
import random
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from report import short, show

_HEAD = "import numpy as np, equilibria as eq; long = eq.Budget(seconds=1e6);"
_RANDOM = "rng = np.random.default_rng(1); A, B = rng.integers(0, 10**6, (2, {0}, {0}));"
_NEARLY = "A, C = np.random.default_rng(1).standard_normal((2, {0}, {0})); B = -0.9 * A + 0.4 * C;"
_BUILD = "build = lambda: eq.NormalFormGame.bimatrix(A, B);"
_SEVERAL = (
    "game = eq.NormalFormGame(list(np.random.default_rng(1).integers(-50, 51, (3, 5, 5, 5))));"
    "eq.nash(eq.NormalFormGame(list(game.exact_payoffs()[i][:2, :2, :2] for i in range(3))));"
)
_WARM = (  # loading the compiler is another matter: it may swallow a signal
    "small = eq.NormalFormGame.bimatrix(*np.random.default_rng(2).integers(0, 99, (2, 9, 9)));"
    "eq.nash(small, method=eq.VertexEnumeration('filtered'));"
    "eq.nash(small, method=eq.LemkeHowson(arithmetic='filtered'));"
)

_SCENARIO = Path(__file__).parents[2] / "examples" / "meta_openai" / "scenario.toml"
_MARKET = (
    f"family = eq.read_scenario({str(_SCENARIO)!r});"
    "from concurrent.futures import ThreadPoolExecutor; two = ThreadPoolExecutor(2);"
    "grids = dict(model_share=np.linspace(0.1, 1, 1000), pool=np.linspace(2, 60, 1000));"
    "eq.sweep(family, model_share=[0.2, 0.4], pool=[3, 4]);"
)

#: What is run again and again: preparations, and `call`; and the seconds in which SIGINT is sent.
CASES = {
    "nash, 9x9, integers": (
        _RANDOM.format(9) + _BUILD,
        "eq.nash(build(), method=eq.VertexEnumeration('integer'))",
        2.0,
    ),
    "nash, 25x25": (_RANDOM.format(25) + _BUILD, "eq.nash(build(), budget=long)", 10.0),
    "nash, 25x25, two threads": (
        _RANDOM.format(25) + _BUILD,
        "eq.nash(build(), budget=long, method=eq.VertexEnumeration(threads=2))",
        10.0,
    ),
    "nash, 40x40": (
        _RANDOM.format(40) + "A %= 100; B %= 100;" + _BUILD,
        "eq.nash(build(), budget=long, method=eq.VertexEnumeration('integer'))",
        10.0,
    ),
    "nash one, 1000x1000, rho -0.9": (
        _NEARLY.format(1000) + _BUILD,
        "eq.nash(build(), method=eq.LemkeHowson(), budget=long)",
        10.0,
    ),
    "nash one, 1000x1000": (
        _RANDOM.format(1000) + _BUILD,
        "eq.nash(build(), method=eq.LemkeHowson(), budget=long)",
        10.0,
    ),
    "ZeroSum, 500x500": (
        "A = np.random.default_rng(1).standard_normal((500, 500)); B = -A;" + _BUILD,
        "eq.nash(build(), method=eq.ZeroSum(), budget=long)",
        6.0,
    ),
    "ZeroSum faces, 28x28": (
        "A, B = eq.blotto_game(3, 6).payoffs;" + _BUILD,
        "eq.nash(build(), method=eq.ZeroSum(faces=True), budget=long)",
        6.0,
    ),
    "rationalizable, mixed, 150x600": (
        "A = np.random.default_rng(1).integers(0, 1000, (150, 600)); A[75:] -= 300; B = A * 0;"
        + _BUILD,
        "eq.rationalizable(build(), budget=long)",
        6.0,
    ),
    "pure_equilibria, 10^8 profiles": (
        "game = eq.NormalFormGame([np.random.default_rng(i).random((464, 464, 464)) "
        "for i in range(3)]);",
        "eq.pure_equilibria(game, budget=long)",
        2.0,
    ),
    "nash, 5x5x5": (
        _SEVERAL,
        "eq.nash(game, budget=long)",
        6.0,
    ),
    "nash, 5x5x5, two threads": (
        _SEVERAL,
        "eq.nash(game, budget=long, method=eq.SupportSubdivision(threads=2))",
        6.0,
    ),
    "nash one, 2^14": (
        _SEVERAL + "eq.nash(game, find='one');"
        "t = np.random.default_rng(1).integers(-50, 51, [14] + [2] * 14);"
        "game = eq.NormalFormGame(list(t));",
        "eq.nash(game, find='one', budget=long)",
        6.0,
    ),
    "check, 14x14": (
        _RANDOM.format(14) + _BUILD + "game = build();"
        "certificate = eq.nash(game, budget=long).certificate();",
        "eq.check(certificate, game, seconds=1e6)",
        6.0,
    ),
    "sweep, 10^6 cells": (_MARKET, "eq.sweep(family, **grids)", 6.0),
    "sweep, 10^6 cells, two threads": (_MARKET, "eq.sweep(family, executor=two, **grids)", 6.0),
    "phase_map": (
        _MARKET,
        "eq.phase_map(family, 'model_share', 'pool', depth=9, budget=long)",
        6.0,
    ),
    "uncertainty, 2^18 draws": (_MARKET, "eq.uncertainty(family, n=1 << 18, rng=1)", 6.0),
}


def _child(preparation: str, call: str) -> str:
    return (
        f"import sys, time\n{_HEAD}{_WARM}{preparation}\n"
        "while True:\n"
        "    try:\n"
        "        print('ready', flush=True)\n"
        f"        while True: {call}\n"
        "    except KeyboardInterrupt:\n"
        "        print(time.monotonic(), flush=True)\n"
    )


#: Seconds to be ready, and to answer, before a process is given up.
_PATIENCE = 120.0


class _Process:
    """One process that is interrupted again and again."""

    def __init__(self, code: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, bufsize=0
        )
        self._out = self._process.stdout
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._out, selectors.EVENT_READ)

    def line(self) -> str:
        """The next line, or an error if none comes."""
        if not self._selector.select(_PATIENCE):
            raise RuntimeError(f"no answer in {_PATIENCE:g} s")
        text = self._out.readline().decode().strip()
        if not text:
            raise RuntimeError("the process ended")
        return text

    def interrupt(self) -> float:
        """Seconds from the signal to the exception."""
        sent = time.monotonic()
        os.kill(self._process.pid, signal.SIGINT)
        return float(self.line()) - sent

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


def main(shots: int = 25, only: str = "") -> None:
    """Print the median and the longest delay of each call."""
    source = random.Random(1)
    rows = []
    for name, (preparation, call, span) in CASES.items():
        if only not in name:
            continue
        process, delays, trouble = _Process(_child(preparation, call)), [], ""
        try:
            for _ in range(shots):
                process.line()
                time.sleep(source.uniform(0.05, span))
                delays.append(process.interrupt())
        except RuntimeError as error:
            trouble = str(error)
        finally:
            process.close()
        rows.append(
            [name, len(delays), short(median(delays)) if delays else "",
             short(sorted(delays)[-len(delays) // 10]) if delays else "",
             short(max(delays)) if delays else "", trouble]
        )  # fmt: skip
    show(
        "Ctrl-C: seconds from SIGINT, sent at random moments, to KeyboardInterrupt",
        ["call", "shots", "median", "9 in 10", "longest", "trouble"],
        rows,
    )
