"""Every equilibrium of random games of three players or more: claims, cells, seconds.

``n-player`` prints a tenth of the games, ``n-player-whole`` all of them; how times grow with
players and actions is drawn (``n-player.svg``) where matplotlib is there. Where pygambit can be
imported, its polynomial solver (enumpoly) runs beside ours on some of the games. It does not prove
its answer, so the number of games on which it finds another number of equilibria is shown too
(games on which a component is more than a point are left out of that count).
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from math import prod
from statistics import median
from typing import Any

import numpy as np

import clock
import equilibria as eq
from report import draw_growth, show

#: Shape, games in the whole run, and games for the polynomial solver.
SIZES = [
    ((2, 2, 2), 1000, 20),
    ((3, 3, 3), 200, 20),
    ((2, 3, 4), 50, 10),
    ((4, 4, 4), 20, 4),
    ((2,) * 4, 50, 0),
    ((3,) * 4, 20, 0),
    ((2,) * 5, 10, 0),
    ((2,) * 6, 3, 0),
]


def games(shape: tuple[int, ...], count: int) -> Iterator[eq.NormalFormGame]:
    """Games with integers in [-50, 50], one generator seeded with its number for each."""
    for seed in range(count):
        rng = np.random.default_rng(seed)
        yield eq.NormalFormGame([rng.integers(-50, 51, shape) for _ in shape])


def _counts(share: float, column: int = 1) -> list[tuple[tuple[int, ...], int]]:
    return [(size[0], max(1, round(size[column] * share))) for size in SIZES if size[column]]


def _name(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


def random_games(share: float) -> None:
    """Print claims, cells and seconds."""
    eq.nash(next(games((2, 2, 2), 1)))  # loads what is compiled
    rows = []
    grown: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for shape, count in _counts(share):
        seconds, cells, found, every, regular, balanced = [], [], [], 0, 0, 0
        for game in games(shape, count):
            start = clock.now()
            result = eq.nash(game, budget=eq.Budget(seconds=600))
            seconds.append(clock.now() - start)
            cells.append(result.stats.steps)
            found.append(len(result))
            every += result.claim is eq.Claim.ALL
            if result.claim is eq.Claim.ALL and all(e.index is not None for e in result):
                regular += 1
                balanced += sum(e.index or 0 for e in result) == 1
        if len(set(shape)) == 1:
            size, spent = prod(shape), 1e3 * median(seconds)
            if len(shape) == 3:
                grown["three players, more actions"].append((size, spent))
            grown[f"{shape[0]} actions, more players"].append((size, spent))
        rows.append(
            (
                _name(shape),
                count,
                every,
                f"{balanced}/{regular}",
                count - every,
                f"{np.mean(found):.1f}",
                int(median(cells)),
                max(cells),
                f"{1e3 * median(seconds):.1f}",
                f"{1e3 * max(seconds):.0f}",
            )
        )
    head = ["shape", "games", "ALL", "index +1 / regular", "COVER", "equilibria"]
    head += ["cells, median", "most", "ms, median", "most"]
    show("every equilibrium, integers in [-50, 50]", head, rows)
    title = "Every equilibrium of random games, proved"
    lines = {who: points for who, points in grown.items() if len(points) > 1}
    draw_growth(lines, "n-player.svg", across="profiles of actions", title=title)


def check(share: float) -> None:
    """Print how long the checker takes for completeness."""
    rows = []
    for shape, count in _counts(min(1.0, share)):
        times, proved, used = [], 0, min(count, 5)
        for game in games(shape, used):
            certificate = eq.nash(game, budget=eq.Budget(seconds=600)).certificate()
            start = clock.now()
            proved += bool(eq.check(certificate, game, seconds=600))
            times.append(clock.now() - start)
        rows.append((_name(shape), used, proved, f"{median(times):.2f}", f"{max(times):.2f}"))
    show("the checker", ["shape", "games", "PROVED", "s, median", "most"], rows)


def polynomial(share: float) -> None:
    """Print times beside pygambit's enumpoly, and how often it finds another number."""
    try:
        import pygambit  # a peer: benchmarks only
    except ImportError:
        print("pygambit is not there: nothing to compare with")
        return
    eq.nash(next(games((2, 2, 2), 1)))
    rows = []
    for shape, count in _counts(share, 2):
        ours, theirs, other, compared = [], [], 0, 0
        for game in games(shape, count):
            start = clock.now()
            result = eq.nash(game)
            ours.append(clock.now() - start)
            peer = pygambit.read_nfg(io.StringIO(_as_nfg(game)))
            start = clock.now()
            found = _enumpoly(pygambit, peer)
            theirs.append(clock.now() - start)
            if result.claim is eq.Claim.ALL and all(e.index is not None for e in result):
                compared += 1
                other += len(found) != len(result)
        ratio = median(theirs) / median(ours)
        rows.append(
            (
                _name(shape),
                count,
                f"{1e3 * median(ours):.1f}",
                f"{1e3 * median(theirs):.1f}",
                f"{ratio:.1f}",
                f"{other}/{compared}",
            )
        )
    head = ["shape", "games", "ms, ours", "ms, enumpoly", "times faster", "enumpoly differs"]
    show(f"beside pygambit {pygambit.__version__}, which does not prove", head, rows)


def _as_nfg(game: eq.NormalFormGame) -> str:
    """The game as a file of Gambit's: the first player's action is the fastest."""
    players = " ".join(f'"{name}"' for name in game.players)
    counts = " ".join(map(str, game.shape))
    columns = [np.ravel(table, order="F") for table in game.exact_payoffs()]
    payoffs = " ".join(str(v) for row in zip(*columns, strict=True) for v in row)
    return f'NFG 1 R "" {{ {players} }} {{ {counts} }}\n\n{payoffs}\n'


def _enumpoly(pygambit: Any, game: Any) -> Any:
    return pygambit.nash.enumpoly_solve(game).equilibria


TABLES = {"random": random_games, "check": check, "polynomial": polynomial}


def main(share: float = 0.1) -> None:
    """Print all tables on a share of the games."""
    for table in (random_games, check, polynomial):
        table(share)
        print(flush=True)


def whole() -> None:
    """Print all tables on all games."""
    main(1.0)
