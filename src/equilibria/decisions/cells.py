"""Many games of one family solved: every equilibrium of each, or why there is none to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from .._budget import Budget, clock
from ..errors import BudgetExceeded, GameError, InternalError, NotYetSupported
from .faces import PayoffBatch, batch
from .family import Family
from .outputs import when_first
from .parameter import read_value
from .regimes import (
    MOST_ACTIONS,
    comparisons,
    eliminate,
    label_cells,
    pure_known,
    signs_decide,
)
from .rows import Rows, rows_of, solved_in_floats
from .statements import answer_to
from .supports import regular

#: Games whose payoffs are worked out at once: their arrays stay in the cache.
_PIECE = 1 << 14

#: Share of a game's largest payoff below which a difference of floats without bounds says nothing.
CLOSE = 2.0**-36


class CellStatus(IntEnum):
    """What became of a cell."""

    SOLVED = 0
    #: The model refused the values, or its code failed; the message is kept.
    FAILED = 1
    #: The budget was spent before.
    UNSOLVED = 2


class Settled(IntEnum):
    """What a cell's regime rests on."""

    #: Floats with proved error bounds: it is the regime of the exact game.
    BOUNDS = 0
    #: Exact arithmetic on the exact game.
    EXACT = 1
    #: It is the regime of the game with the floats that the model returned.
    FLOATS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Answers for some cells, as flat arrays in the order of the cells.

    Attributes
    ----------
    status, settled : ndarray of uint8, shape (cells,)
    counts : ndarray of int32, shape (cells,)
    regime : ndarray of int32, shape (cells,)
        Index into `kinds`; -1 where there is no answer.
    kinds : list of tuple of int
        Regimes as sorted codes of supports.
    codes : ndarray of int64, shape (rows,)
    strategies : tuple of ndarray of float64, shapes (rows, k_i)
    payoffs : ndarray of float64, shape (rows, players)
    messages : mapping from cell to str
    values : ndarray of float64, shape (cells, k), or None
        If a player was named: what each of its actions earns when it is chosen first, the other
        player replies best and breaks ties against it. Not a number where there is no answer.
    """

    status: np.ndarray
    settled: np.ndarray
    counts: np.ndarray
    regime: np.ndarray
    kinds: list[tuple[int, ...]]
    codes: np.ndarray
    strategies: tuple[np.ndarray, ...]
    payoffs: np.ndarray
    messages: Mapping[int, str]
    values: np.ndarray | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        # Between processes only what the codes do not say travels: most equilibria are pure, and
        # their strategies are the bits of their codes.
        shape = tuple(played.shape[1] for played in self.strategies)
        told = _pure(self.codes, shape)
        mixed = np.zeros(len(self.codes), bool)
        for played, pure in zip(self.strategies, told, strict=True):
            mixed |= (played != pure).any(axis=1)
        held = [
            self.status, self.settled, self.counts, self.regime, self.kinds, self.codes,
            self.payoffs, self.messages, self.values,
        ]  # fmt: skip
        return _unpacked, (*held, shape, mixed, [played[mixed] for played in self.strategies])


def _pure(codes: np.ndarray, shape: tuple[int, ...]) -> list[np.ndarray]:
    """The bits of the codes, as strategies."""
    place, found = 0, []
    for k in shape:
        found.append((codes[:, None] >> np.arange(place, place + k) & 1).astype(np.float64))
        place += k
    return found


def _unpacked(
    status: np.ndarray,
    settled: np.ndarray,
    counts: np.ndarray,
    regime: np.ndarray,
    kinds: list[tuple[int, ...]],
    codes: np.ndarray,
    payoffs: np.ndarray,
    messages: Mapping[int, str],
    values: np.ndarray | None,
    shape: tuple[int, ...],
    mixed: np.ndarray,
    rows: list[np.ndarray],
) -> Cells:
    strategies = _pure(codes, shape)
    for played, row in zip(strategies, rows, strict=True):
        played[mixed] = row
    return Cells(
        status=status, settled=settled, counts=counts, regime=regime, kinds=kinds, codes=codes,
        strategies=tuple(strategies), payoffs=payoffs, messages=messages, values=values,
    )  # fmt: skip


def check_family(family: Any, verb: str) -> None:
    """Refuse what is no family, and shapes that no code holds."""
    if not isinstance(family, Family):
        raise GameError(f"{verb}: {type(family).__name__} is not a family of games.")
    if sum(family.shape) > MOST_ACTIONS:
        raise NotYetSupported(
            f"{verb}: {sum(family.shape)} actions in all; up to {MOST_ACTIONS} are supported."
        )


def solve_cells(
    family: Family,
    columns: Mapping[str, np.ndarray],
    held: Mapping[str, Any],
    exact: bool = True,
    seconds: float | None = None,
    player: int | None = None,
) -> Cells:
    """Solve the games at many values: every equilibrium (N players: every pure one)."""
    deadline = None if seconds is None else clock() + seconds
    count = len(next(iter(columns.values())))
    parts = []
    for start in range(0, count, _PIECE):
        piece = {name: column[start : start + _PIECE] for name, column in columns.items()}
        parts.append((start, _Piece(family, piece, held, exact, deadline, player)))
    return _joined(parts, count)


class _Piece:
    """One piece: floats first, exact arithmetic where they do not decide."""

    def __init__(
        self,
        family: Family,
        columns: Mapping[str, np.ndarray],
        held: Mapping[str, Any],
        exact: bool,
        deadline: float | None,
        player: int | None,
    ) -> None:
        self.player = player
        self.family, self.columns, self.held, self.deadline = family, columns, held, deadline
        self.count = count = len(next(iter(columns.values())))
        self.status = np.full(count, CellStatus.UNSOLVED, np.uint8)
        self.settled = np.full(count, Settled.BOUNDS, np.uint8)
        self.counts = np.zeros(count, np.int32)
        self.messages: dict[int, str] = {}
        self.rows: list[Rows] = []
        wide = 0 if player is None else family.shape[player]
        self.values = np.full((count, wide), np.nan)
        if self.late():
            self.gather()
            return
        found = batch(family, columns, **held)
        self.exact = exact and family.is_exact
        if found.errors is None or not self.exact:
            self.settled[:] = Settled.FLOATS
        if found.errors is None and self.exact:
            found = PayoffBatch(found.payoffs, _suspicion(found.payoffs))
        easy = found.is_known
        left = [np.ones((k, count), bool) for k in family.shape]  # by dominance, as far as proved
        if found.errors is not None and self.exact:
            known = np.flatnonzero(easy)
            payoffs = [table[known] for table in found.payoffs]
            errors = [error[known] for error in found.errors]
            with np.errstate(all="ignore"):  # an unknown error decides nothing
                if len(payoffs) == 2:
                    better, tied = comparisons(payoffs, errors)
                    kept = eliminate(better)
                    for every, some in zip(left, kept, strict=True):
                        every[:, known] = some
                    sure = signs_decide(better, tied, kept)
                    sure |= regular(list(zip(payoffs, errors, strict=True)), ~sure)
                else:
                    sure = pure_known(payoffs, errors)
            easy[known] = sure
        if player is not None:
            self.values, sure = when_first(found, player)
            easy = easy & sure
            self.values[~easy] = np.nan
        self.in_floats(
            np.flatnonzero(easy),
            [table[easy] for table in found.payoffs],
            [held[:, easy] for held in left],
        )
        for cell in np.flatnonzero(~easy).tolist():
            if self.late():
                break
            self.by_itself(cell)
        self.gather()

    def late(self) -> bool:
        return self.deadline is not None and clock() >= self.deadline

    def in_floats(
        self, cells: np.ndarray, payoffs: list[np.ndarray], left: list[np.ndarray]
    ) -> None:
        """Cells whose floats decide; `left` are the actions that dominance leaves in each."""
        if not len(cells):
            return
        self.status[cells] = CellStatus.SOLVED
        for game, *rows in solved_in_floats(payoffs, left):
            self.counts[cells] += np.bincount(game, minlength=len(cells)).astype(np.int32)
            self.rows.append((cells[game], *rows))

    def by_itself(self, cell: int) -> None:
        """One cell in exact arithmetic; whatever the model raises becomes the cell's message."""
        from ..solvers.nash import nash
        from ..solvers.pure import pure_equilibria

        family = self.family
        if self.exact:
            self.settled[cell] = Settled.EXACT
        try:
            here = {name: read_value(column[cell]) for name, column in self.columns.items()}
            game = family.game(**{**self.held, **here})
        except Exception as error:
            self.status[cell] = CellStatus.FAILED
            self.messages[cell] = f"{type(error).__name__}: {error}"[:500]
            return
        left = None if self.deadline is None else max(0.0, self.deadline - clock())
        try:
            few = game.num_players <= 2
            found = list(nash(game, budget=Budget(left)) if few else pure_equilibria(game))
        except BudgetExceeded:
            return
        if game.num_players <= 2 and not found:
            raise InternalError(f"a game without an equilibrium, at {here}")
        self.status[cell] = CellStatus.SOLVED
        self.counts[cell] = len(found)
        if self.player is not None:
            exact = game.exact_payoffs()[self.player]
            self.values[cell] = [
                float(exact[answer_to(game, self.player, a)]) for a in range(self.values.shape[1])
            ]
        self.rows.append(rows_of(cell, found, family.shape))

    def gather(self) -> None:
        """Bring the rows into the order of the cells."""
        players = len(self.family.players)
        if not self.rows:
            empty = [np.zeros((0, k)) for k in self.family.shape]
            self.rows = [
                (np.zeros(0, np.int64), np.zeros(0, np.int64), *empty, np.zeros((0, players)))
            ]
        joined = [np.concatenate(arrays) for arrays in zip(*self.rows, strict=True)]
        if len(self.rows) > 1:
            order = np.argsort(joined[0], kind="stable")
            joined = [array[order] for array in joined]
        _, self.codes, *strategies, self.payoffs = joined
        self.strategies = tuple(strategies)


def _suspicion(payoffs: Sequence[np.ndarray]) -> tuple[np.ndarray, ...]:
    """How far floats without bounds may be off: what is nearer to a tie is done exactly."""
    sizes = [np.abs(table).reshape(len(table), -1).max(axis=1) for table in payoffs]
    return tuple(
        np.broadcast_to(CLOSE * size.reshape(-1, *[1] * (table.ndim - 1)), table.shape)
        for size, table in zip(sizes, payoffs, strict=True)
    )


def _joined(parts: list[tuple[int, _Piece]], count: int) -> Cells:
    pieces = [piece for _, piece in parts]
    status, settled, counts, codes, payoffs = (
        np.concatenate([getattr(piece, name) for piece in pieces])
        for name in ("status", "settled", "counts", "codes", "payoffs")
    )
    solved = status == CellStatus.SOLVED
    regime = np.full(count, -1, np.int32)
    regime[solved], kinds = label_cells(counts[solved], codes)
    return Cells(
        status=status,
        settled=settled,
        counts=counts,
        regime=regime,
        kinds=kinds,
        codes=codes,
        strategies=tuple(
            np.concatenate(arrays) for arrays in zip(*(p.strategies for p in pieces), strict=True)
        ),
        payoffs=payoffs,
        messages={start + k: text for start, p in parts for k, text in p.messages.items()},
        values=np.concatenate([piece.values for piece in pieces])
        if pieces[0].player is not None
        else None,
    )
