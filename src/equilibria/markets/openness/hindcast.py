"""A hindcast: what the model says at an early date, against what the firms then did.

A move is a hit if the model calls it at the early date's values. The benchmark "nothing changes"
calls what goes on as it was observed on that date. Whoever built the model knew the outcomes: a
score tells whether the model can tell the story, not whether it would have foretold it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from ...decisions.draws import Estimate
from ...decisions.family import Family
from ...errors import GameError
from .builder import Openness
from .claims.claim import evenly
from .forecast import KINDS, Forecast, forecast, standstill

_COLUMNS = ("date", "firm", "kind", "move", "size", "source", "verified")
MAX_BYTES = 2**20
#: Of the assumed values, for the spread of the score.
DRAWS = 32


@dataclass(frozen=True, slots=True)
class Move:
    """Something that a firm did.

    Attributes
    ----------
    date : str
        ISO.
    firm : str
        Key of a firm.
    kind : str
        One of `KINDS`.
    move : str
        In words.
    size : float or None
        For a change of price: the new price over the old one, less one.
    source, verified : str
    """

    date: str
    firm: str
    kind: str
    move: str
    size: float | None
    source: str
    verified: str


@dataclass(frozen=True, slots=True)
class Call:
    """A move with what was called.

    Attributes
    ----------
    move : Move
    model, nothing : bool
        Whether the model, and the benchmark "nothing changes", called it.
    size : float or None
        For prices: the change that the model has.
    """

    move: Move
    model: bool
    nothing: bool
    size: float | None


@dataclass(frozen=True, slots=True)
class Hindcast:
    """The score: hits among the listed moves.

    Attributes
    ----------
    forecast, nothing_changes : Forecast
    calls : tuple of Call
        By date.
    """

    forecast: Forecast
    nothing_changes: Forecast
    calls: tuple[Call, ...]

    @property
    def distinct(self) -> tuple[Call, ...]:
        """The first call of each firm and kind of move: what was said once counts once."""
        found: dict[tuple[str, str], Call] = {}
        for call in self.calls:
            found.setdefault((call.move.firm, call.move.kind), call)
        return tuple(found.values())

    @property
    def hits(self) -> int:
        """Moves that the model called."""
        return sum(call.model for call in self.calls)

    @property
    def nothing(self) -> int:
        """Moves that "nothing changes" called."""
        return sum(call.nothing for call in self.calls)

    @property
    def caution(self) -> str:
        """What to make of the score."""
        return (
            "Whoever built the model and listed the moves knew the outcomes: the score shows that "
            "the model can tell the story, not that it would have foretold it. Moves that it calls "
            "and nobody made are not counted."
        )


def hindcast(family: Family, moves: tuple[Move, ...]) -> Hindcast:
    """Score the forecast against moves made after the scenario's date.

    Raises
    ------
    GameError
        For a move that is not later than the scenario, or of an unknown firm; or if the family does
        not say what was observed.
    """
    found, still = forecast(family), standstill(family)
    assert isinstance(family.builder, Openness)
    names = family.builder.firms.names
    complaints = [
        f"move {m.date} ({m.firm}): {reason}"
        for m in moves
        for reason in (
            *([f"not after the scenario's date, {family.date}."] if m.date <= family.date else []),
            *([f"no such firm; there are {', '.join(names)}."] if m.firm not in names else []),
        )
    ]
    if complaints:
        raise GameError(complaints)
    calls = tuple(
        Call(
            move=m,
            model=KINDS[m.kind](found, m.firm),
            nothing=KINDS[m.kind](still, m.firm),
            size=found.change(m.firm) if m.kind == "price falls" else None,
        )
        for m in sorted(moves, key=lambda m: (m.date, m.firm, m.kind))
    )
    return Hindcast(found, still, calls)


@dataclass(frozen=True, slots=True)
class Spread:
    """How the score moves over the ranges of what has no source.

    Attributes
    ----------
    parameters : tuple of str
        What was drawn, independently: every assumed value, evenly over its range.
    seed, asked : int
        Of the draws, and their number.
    hits, distinct : tuple of int
        Moves called, and distinct forecasts that came true, in each draw that makes a market.
    called : tuple of ((firm, kind), Estimate)
        The share of those draws in which each distinct forecast is made.
    """

    parameters: tuple[str, ...]
    seed: int
    asked: int
    hits: tuple[int, ...]
    distinct: tuple[int, ...]
    called: tuple[tuple[tuple[str, str], Estimate], ...]


def spread(family: Family, moves: tuple[Move, ...], n: int = DRAWS, seed: int = 1) -> Spread:
    """Score the forecasts at draws of every value that is marked assumed.

    Raises
    ------
    GameError
        If no draw makes a market.
    """
    drawn = [
        p for n, p in family.parameters.items()
        if p.basis == "assumed" and n in family.used and p.low < p.high
    ]  # fmt: skip
    wide, points = evenly(family), np.random.default_rng(seed).random((n, len(drawn)))
    found: list[Forecast] = []
    for row in points.tolist():
        values = {}
        for p, part in zip(drawn, row, strict=True):
            low, high = float(p.low), float(p.high)
            far = low * (high / low) ** part if p.name in wide else low + (high - low) * part
            values[p.name] = f"{far:.4g}"  # short numbers keep exact arithmetic quick
        try:
            found.append(forecast(family, **values))
        except GameError:  # no market
            continue
    if not found:
        raise GameError("spread: no draw from the ranges makes a market.")
    pairs = dict.fromkeys((m.firm, m.kind) for m in sorted(moves, key=lambda m: m.date))
    called = {pair: [KINDS[pair[1]](f, pair[0]) for f in found] for pair in pairs}
    count = len(found)
    return Spread(
        tuple(p.name for p in drawn),
        seed,
        n,
        tuple(sum(called[m.firm, m.kind][k] for m in moves) for k in range(count)),
        tuple(sum(held[k] for held in called.values()) for k in range(count)),
        tuple((pair, _share(sum(held), count)) for pair, held in called.items()),
    )


def _share(met: int, count: int) -> Estimate:
    part = met / count
    return Estimate(part, max((part * (1 - part) / count) ** 0.5, 1 / count))


def read_moves(path: str | Path) -> tuple[Move, ...]:
    """Read moves from a CSV file with the columns of `Move`.

    Raises
    ------
    GameError
        With every complaint, each naming the row and the column.
    """
    where = Path(path)
    with where.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise GameError(f"{where.name}: larger than {MAX_BYTES} bytes.")
    rows = list(csv.DictReader(content.decode("utf-8").splitlines()))
    if not rows or tuple(rows[0]) != _COLUMNS:
        raise GameError(f"{where.name}: give the columns {', '.join(_COLUMNS)}, and rows.")
    moves, complaints = [], []
    for k, row in enumerate(rows, 2):
        at = f"{where.name}, line {k}"
        try:
            date.fromisoformat(row["date"])
        except ValueError:
            complaints.append(f"{at}, date: {row['date']!r} is no date.")
        if row["kind"] not in KINDS:
            complaints.append(f"{at}, kind: {row['kind']!r} is not one of {', '.join(KINDS)}.")
        if not row["source"]:
            complaints.append(f"{at}, source: missing.")
        size = None
        if row["size"]:
            try:
                size = float(row["size"])
            except ValueError:
                complaints.append(f"{at}, size: {row['size']!r} is no number.")
        moves.append(
            Move(row["date"], row["firm"], row["kind"], row["move"], size, row["source"],
                 row["verified"])
        )  # fmt: skip
    if complaints:
        raise GameError(complaints)
    return tuple(moves)
