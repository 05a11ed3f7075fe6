"""How a piece of a batch is solved: one class per method, each around its kernels."""

from __future__ import annotations

import numpy as np

from .batch_reading import refuse
from .batch_run import Arrays, Run, Solved
from .batch_tables import Tables

#: Work in one call of a kernel, some milliseconds: games at 2 x 2, minors and pairs, and
#: multiplications of paths.
_TWO_BY_TWO, _PIECE_WORK, _PATH_WORK = 1 << 17, 1 << 21, 4_000_000

#: Most paths in one call; pivots of a path besides ten per label, and multiplications.
_MOST_PATHS, _PIVOTS, _LONGEST = 1 << 14, 50, 100_000_000


class TwoByTwo:
    """Comparisons of floats."""

    size = _TWO_BY_TWO

    def __init__(self, run: Run) -> None:
        from ..kernels import batch_two

        self.run, self.kernel = run, batch_two.solve
        self.by_signs = batch_two.equilibria_by_signs()

    def solve(self, start: int, stop: int) -> Solved:
        """Write the equilibria of a piece."""
        run = self.run
        a, b = run.A.piece(start, stop), run.B.piece(start, stop)
        arrays, row = run.room(3 * (stop - start))
        end = self.kernel(
            a, b, run.counts[start:stop], run.doubtful[start:stop], self.by_signs, row, start,
            *arrays.values(),
        )  # fmt: skip
        run.check(-1 - end, start)
        return arrays, row, end - row


class Supports:
    """Signs of minors, for every pair of supports."""

    def __init__(self, run: Run, shape: Tables) -> None:
        from ..kernels import batch_strategies, batch_supports

        self.run, self.shape = run, shape
        self.decide, self.write = batch_supports.decide, batch_strategies.write
        work = 3 * len(shape.length) + 4 * len(shape.sizes)
        self.size = max(1, _PIECE_WORK // work // shape.block) * shape.block

    def solve(self, start: int, stop: int) -> Solved:
        """Decide a piece and write its equilibria."""
        run, shape = self.run, self.shape
        a, b = run.A.piece(start, stop), run.B.piece(start, stop)
        deciding, writing = run.scratch(lambda: (_deciding(shape, self.size), _writing(shape)))
        counts, doubtful = run.counts[start:stop], run.doubtful[start:stop]
        pairs, state, found = deciding[-1], np.zeros(3, np.int64), []
        while state[0] < stop - start:
            self.decide(
                a, b, shape.m, shape.length, shape.row, shape.plus, shape.minus, shape.left,
                shape.right, shape.subset, shape.parent, shape.last, shape.errors, shape.sizes,
                shape.refs, *deciding[:-1], counts, doubtful, pairs, state,
            )  # fmt: skip
            run.check(int(state[2]), start)
            found.append(pairs[: state[1]].copy())
        pairs = found[0] if len(found) == 1 else np.concatenate(found)
        arrays, row = run.room(len(pairs))
        unsure = np.zeros(stop - start, bool)
        self.write(
            a, b, counts, pairs, shape.sizes, shape.supports, shape.weights, shape.starts,
            shape.needed, shape.length, shape.left, shape.right, shape.plus, shape.minus,
            *writing, row, start, *arrays.values(), unsure,
        )  # fmt: skip
        doubtful |= unsure
        return arrays, row, len(pairs)


class SinglePath:
    """Every game of a large shape by itself, as `nash` would."""

    size = 1 << 10

    def __init__(self, run: Run) -> None:
        self.run = run

    def solve(self, start: int, stop: int) -> Solved:
        """Leave a piece to the single path."""
        refuse([self.run.A, self.run.B], start, stop)
        self.run.doubtful[start:stop] = True
        return *self.run.room(0), 0


class Paths:
    """One equilibrium of each game, by Lemke-Howson."""

    def __init__(self, run: Run) -> None:
        from ..kernels import batch_paths

        self.run, self.kernel = run, batch_paths.one
        labels = run.m + run.n
        self.size = max(1, min(_MOST_PATHS, _PATH_WORK // (run.m * run.n * labels)))
        self.most = min(_PIVOTS + 10 * labels, max(_PIVOTS, _LONGEST // (2 * run.m * run.n)))

    def solve(self, start: int, stop: int, arrays: Arrays) -> None:
        """Write one equilibrium for each game, at its place, or mark it doubtful."""
        run, label = self.run, 0
        bad = self.kernel(
            run.A.piece(start, stop), run.B.piece(start, stop), label, self.most,
            *run.scratch(lambda: _walking(run.m, run.n)),
            *(values[start:stop] for name, values in arrays.items() if name != "game"),
            run.doubtful[start:stop],
        )  # fmt: skip
        run.check(bad, start)


# ---- what the kernels work in


def _deciding(shape: Tables, size: int) -> list[np.ndarray]:
    """Scratch of `batch_supports.decide`; the last array lists pairs."""
    block, minors, pairs = shape.block, len(shape.length), len(shape.sizes)
    words = np.zeros((4, block // 8), np.uint64)
    return [
        np.zeros((2 * shape.m * shape.n, block)), np.zeros((minors, block)),
        np.zeros((shape.m + shape.n, block)), np.zeros((len(shape.parent), block)),
        np.zeros((2 * minors + 1, block), np.uint8), words.view(np.uint8), words,
        np.zeros(block, np.uint8), np.zeros((block, pairs), np.uint16), np.zeros(block, np.int64),
        np.zeros(4 * size + block * pairs, np.uint16),
    ]  # fmt: skip


def _writing(shape: Tables) -> list[np.ndarray]:
    """Scratch of `batch_strategies.write`."""
    minors = len(shape.length)
    cells = np.zeros(2 * shape.m * shape.n)
    return [cells, np.zeros(minors), np.zeros(minors), np.zeros(min(shape.m, shape.n))]


def _walking(m: int, n: int) -> list[np.ndarray]:
    """Scratch of `batch_paths.one`: both dictionaries, and what the proof needs."""
    most, whole = max(m, n), np.int64
    return [
        np.zeros((2, most, most)), np.zeros((2, most, (most + 4) // 4 * 4)),
        np.zeros((2, most), whole), np.zeros((2, most), whole), np.zeros((2, most)),
        np.zeros(most + 1, whole), np.zeros(most + 1, whole), np.zeros(most + 1),
        np.zeros(most + 1), np.zeros(2), np.zeros(2),
    ]  # fmt: skip
