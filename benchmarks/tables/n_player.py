"""Every equilibrium of random games of three players or more: claims, cells, seconds.

``n-player`` prints a tenth of the games, ``n-player-whole`` all of them; how times grow with
players and actions is drawn (``n-player.svg``) where matplotlib is there. Where pygambit can be
imported, its polynomial solver (enumpoly) runs on some of the games, in a process of its own. It
does not prove its answer, so that is compared with ours, equilibrium by equilibrium (games on which
a component is more than a point are left out of that count).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import prod
from statistics import median

import numpy as np

import clock
import equilibria as eq
from peers import Peer, ours
from report import draw_growth, geometric_mean, show

#: Shape, games in the whole run, and games for the polynomial solver.
SIZES = [
    ((2, 2, 2), 1000, 200),
    ((3, 3, 3), 200, 100),
    ((2, 3, 4), 50, 50),
    ((4, 4, 4), 20, 20),
    ((2,) * 4, 50, 50),
    ((3,) * 4, 20, 0),
    ((2,) * 5, 10, 10),
    ((2,) * 6, 3, 0),
]

#: Bars: most games with an open status, as a share of all; cells; seconds of the checker; how many
#: times as long enumpoly takes.
OPEN_BAR = 0.02
CELLS_BAR = {(4, 4, 4): 10_000}
CHECK_BAR = {(3, 3, 3): 10.0, (4, 4, 4): 120.0}
TIMES_BAR = {(3, 3, 3): 3.0, (4, 4, 4): 10.0}

#: Seconds for one game: ours, and a peer's.
LIMIT = 600.0

#: A peer's probabilities count as right within this.
CLOSE = 1e-6


def tables(shape: tuple[int, ...], count: int) -> Iterator[list[np.ndarray]]:
    """Integers in [-50, 50], one generator seeded with its number for each game."""
    for seed in range(count):
        rng = np.random.default_rng(seed)
        yield [rng.integers(-50, 51, shape) for _ in shape]


def games(shape: tuple[int, ...], count: int) -> Iterator[eq.NormalFormGame]:
    """The same as games."""
    return map(eq.NormalFormGame, tables(shape, count))


def _counts(share: float, column: int = 1) -> list[tuple[tuple[int, ...], int]]:
    return [(size[0], max(1, round(size[column] * share))) for size in SIZES if size[column]]


def _name(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape)) if len(shape) < 5 else f"{shape[0]}^{len(shape)}"


def _met(value: float, bar: float | None, *, least: bool = False) -> str:
    """Whether a bar is met: a most, or a least; '' where there is none."""
    if bar is None:
        return ""
    return f"{bar:g}: {'yes' if (value >= bar if least else value <= bar) else 'NO'}"


@dataclass
class Outcome:
    """What became of the games of one shape."""

    seconds: list[float] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    found: list[int] = field(default_factory=list)
    regular: int = 0
    tied: int = 0
    unexplained: int = 0
    open: int = 0
    failed: int = 0

    @property
    def games(self) -> int:
        """How many."""
        return self.regular + self.tied + self.unexplained + self.open + self.failed

    def add(self, game: eq.NormalFormGame) -> None:
        """Solve one more."""
        start = clock.now()
        try:
            result = eq.nash(game, budget=eq.Budget(seconds=LIMIT), partial=True)
        except eq.InternalError:
            self.failed += 1
            return
        self.seconds.append(clock.now() - start)
        self.cells.append(result.stats.steps)
        self.found.append(len(result))
        if result.claim is not eq.Claim.ALL:
            self.open += 1
            return
        indices = [e.index for e in result]
        if None not in indices and sum(k or 0 for k in indices) == 1:
            self.regular += 1
        elif None in indices and all(_is_tied(e) for e in result if e.index is None):
            self.tied += 1
        else:
            self.unexplained += 1


def _is_tied(e: eq.Equilibrium) -> bool:
    """Whether exact arithmetic shows a best reply that this equilibrium does not use."""
    return e.exact is not None and any(
        len(e.profile.best_responses(i)) > len(used) for i, used in enumerate(e.support)
    )


def random_games(share: float) -> bool:
    """Print claims, cells and seconds."""
    eq.nash(next(games((2, 2, 2), 1)))  # loads what is compiled
    rows, every = [], []
    grown: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for shape, count in _counts(share):
        outcome = Outcome()
        for game in games(shape, count):
            outcome.add(game)
        every.append((shape, outcome))
        spent = 1e3 * median(outcome.seconds)
        if len(set(shape)) == 1:
            if len(shape) == 3:
                grown["three players, more actions"].append((prod(shape), spent))
            grown[f"{shape[0]} actions, more players"].append((prod(shape), spent))
        cells = int(median(outcome.cells))
        rows.append(
            [_name(shape), outcome.games, outcome.regular, outcome.tied, outcome.unexplained,
             outcome.open, outcome.failed, f"{np.mean(outcome.found):.1f}", cells,
             max(outcome.cells), _met(cells, CELLS_BAR.get(shape)), f"{spent:.1f}",
             f"{1e3 * max(outcome.seconds):.0f}"]
        )  # fmt: skip
    number = sum(o.games for _, o in every)
    left = sum(o.open for _, o in every) / number
    wrong = sum(o.unexplained + o.failed for _, o in every)
    show(
        "every equilibrium, integers in [-50, 50]; regular: claim ALL, every equilibrium with an "
        "index, and their sum +1;\n"
        "tied: ALL, and each equilibrium without an index is exact and has a best reply that it\n"
        "does not use;\n"
        f"open: {left:.1%} of {number} games (at most {_met(left, OPEN_BAR)}); neither, or failed: "
        f"{wrong} (at most {_met(wrong, 0)})",
        ["shape", "games", "regular", "tied", "neither", "open", "failed", "equilibria",
         "cells, median", "most", "bar", "ms, median", "most"],
        rows,
    )  # fmt: skip
    title = "Every equilibrium of random games, proved"
    lines = {who: points for who, points in grown.items() if len(points) > 1}
    draw_growth(lines, "n-player.svg", across="profiles of actions", title=title)
    return not wrong and left <= OPEN_BAR


def check(share: float) -> bool:
    """Print how long the checker takes for completeness."""
    rows, fine = [], True
    for shape, count in _counts(min(1.0, share)):
        times, proved, used = [], 0, min(count, 5)
        for game in games(shape, used):
            certificate = eq.nash(game, budget=eq.Budget(seconds=LIMIT)).certificate()
            start = clock.now()
            proved += bool(eq.check(certificate, game, seconds=LIMIT))
            times.append(clock.now() - start)
        met = _met(max(times), CHECK_BAR.get(shape))
        fine = fine and proved == used and "NO" not in met
        rows.append([_name(shape), used, proved, f"{median(times):.2f}", f"{max(times):.2f}", met])
    show("the checker on claim ALL", ["shape", "games", "PROVED", "s, median", "most", "bar"], rows)
    return fine


def polynomial(share: float) -> bool:
    """Print times beside pygambit's enumpoly, and how often its answer is another one."""
    eq.nash(next(games((2, 2, 2), 1)))
    rows, fine = [], True
    with Peer("pygambit enumpoly", LIMIT) as peer:
        for shape, count in _counts(share, 2):
            row, met = _beside(peer, shape, count)
            rows.append(row)
            fine = fine and not met.endswith("NO")
    show(
        "beside pygambit's enumpoly, which does not prove; times faster: geometric mean over games",
        ["shape", "games", "equilibria", "its", "ms, ours", "ms, enumpoly", "times faster", "bar",
         "lacks some", "has others", "raised", "regular games"],
        rows,
    )  # fmt: skip
    return fine


def _beside(peer: Peer, shape: tuple[int, ...], count: int) -> tuple[list[object], str]:
    """A row of the table, and whether its bar is met."""
    if peer.why:
        return [_name(shape), count, "", "", "", peer.why], ""
    mine, theirs, numbers = [], [], []
    lacking = other = raised = 0
    for payoffs in tables(shape, count):
        answer = peer.solve(*payoffs)
        seconds, _, result = ours(payoffs, budget=eq.Budget(seconds=LIMIT))
        if answer.profiles is None:
            raised += 1
            continue
        mine.append(seconds)
        theirs.append(answer.seconds)
        if result.claim is eq.Claim.ALL and all(e.index is not None for e in result):
            numbers.append((len(result), len(answer.profiles)))
            near = _near(result, answer.profiles)
            lacking += not near.any(axis=1).all()
            other += not near.any(axis=0).all()
    if not mine:
        return [_name(shape), count, "", "", "", "", "", "", "", "", raised], ""
    ratio = geometric_mean(b / a for a, b in zip(mine, theirs, strict=True))
    met = _met(ratio, TIMES_BAR.get(shape), least=True)
    row = [
        _name(shape), count, sum(a for a, _ in numbers), sum(b for _, b in numbers),
        f"{1e3 * median(mine):.1f}", f"{1e3 * median(theirs):.1f}", f"{ratio:.1f}", met,
        lacking, other, raised, len(numbers),
    ]  # fmt: skip
    return row, met


def _near(result: eq.Equilibria, profiles: list[tuple[tuple[float, ...], ...]]) -> np.ndarray:
    """Which of ours (rows) is which of the peer's (columns), within `CLOSE`."""
    mine = [np.concatenate([np.array(s) for s in e.profile.probabilities]) for e in result]
    its = [np.concatenate([np.array(s) for s in profile]) for profile in profiles]
    return np.array(
        [[bool(np.abs(a - b).max() < CLOSE) for b in its] for a in mine], dtype=bool
    ).reshape(len(mine), len(its))


TABLES = {"random": random_games, "check": check, "polynomial": polynomial}


def main(share: float = 0.1) -> None:
    """Print all tables on a share of the games."""
    missed = []
    for name, table in TABLES.items():
        if not table(share):
            missed.append(name)
        print(flush=True)
    if missed:
        raise SystemExit(f"n-player: a bar is missed in {', '.join(missed)}")


def whole() -> None:
    """Print all tables on all games."""
    main(1.0)
