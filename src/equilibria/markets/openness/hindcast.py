"""A hindcast: what the model says at an early date, against what the firms then did.

A move is a hit if the model calls it at the early date's values. The benchmark "nothing changes"
calls a move only if it continues what was already going on. Whoever built the model knew the
outcomes: a score tells whether the model can tell the story, not whether it would have foretold it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from ...decisions.family import Family
from ...errors import GameError
from ...solvers.nash import nash
from .builder import Openness

_COLUMNS = ("date", "firm", "kind", "move", "size", "continues", "source", "verified")
MAX_BYTES = 2**20


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
    continues : bool
        Whether it continues what was going on: the benchmark's call.
    source, verified : str
    """

    date: str
    firm: str
    kind: str
    move: str
    size: float | None
    continues: bool
    source: str
    verified: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the model says at its values: over all equilibria, nothing selected.

    Attributes
    ----------
    date : str
        Of the scenario.
    opener, rival : tuple of str
        Actions played in every equilibrium with positive probability, and only those.
    prices : mapping from firm to (before, after)
        Mean prices in USD/Mtok: model internal and rivals holding, and at the equilibrium; None
        without volume.
    startups_leave : bool
    """

    date: str
    opener: tuple[str, ...]
    rival: tuple[str, ...]
    prices: Mapping[str, tuple[float | None, float | None]]
    startups_leave: bool

    def change(self, firm: str) -> float | None:
        """The relative change of a firm's price; None where there is no price."""
        before, after = self.prices.get(firm, (None, None))
        return None if before is None or after is None else after / before - 1


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
    forecast : Forecast
    calls : tuple of Call
        By date.
    """

    forecast: Forecast
    calls: tuple[Call, ...]

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


def _plays(action: str) -> Callable[[Forecast, Move], bool]:
    return lambda f, move: f.opener == (action,)


def _answers(*actions: str) -> Callable[[Forecast, Move], bool]:
    return lambda f, move: bool(f.rival) and set(f.rival) <= set(actions)


def _price_falls(f: Forecast, move: Move) -> bool:
    change = f.change(move.firm)
    return change is not None and change < 0


#: What a kind of move asks of the forecast.
KINDS: Mapping[str, Callable[[Forecast, Move], bool]] = MappingProxyType(
    {
        "opens": _plays("open"),
        "sells access": _plays("api"),
        "keeps internal": _plays("internal"),
        "closes": lambda f, move: bool(f.opener) and "open" not in f.opener,
        "leads": _answers("frontier", "both"),
        "specialises": _answers("specialise", "both"),
        "opens its weights": _answers("open"),
        "price falls": _price_falls,
        "startups leave": lambda f, move: f.startups_leave,
    }
)


def forecast(family: Family) -> Forecast:
    """What the model says at a family's values.

    Raises
    ------
    GameError
        For another builder, or more than two players.
    """
    builder = family.builder
    if not isinstance(builder, Openness) or len(family.players) != 2:
        raise GameError("forecast: give a family of the open-vs-closed builder with two players.")
    found = nash(family.game())
    played = [
        tuple(
            name
            for a, name in enumerate(family.actions[i])
            if any(e.profile.exact[i][a] for e in found)
        )
        for i in (0, 1)
    ]
    opener, rival = (
        family.actions[i][max(range(len(s)), key=s.__getitem__)]
        for i, s in enumerate(found[0].profile.exact)
    )
    before, after = builder.outcomes(family.values(), ("internal", "hold"), (opener, rival))

    def price(value: object) -> float | None:
        return None if value is None else float(value)  # type: ignore[arg-type]

    return Forecast(
        date=family.date,
        opener=played[0],
        rival=played[1],
        prices={k: (price(before.prices[k]), price(after.prices[k])) for k in before.prices},
        startups_leave=before.startups_in and not after.startups_in,
    )


def hindcast(family: Family, moves: tuple[Move, ...]) -> Hindcast:
    """Score the forecast against moves made after the scenario's date.

    Raises
    ------
    GameError
        For a move that is not later than the scenario, or of an unknown firm.
    """
    found = forecast(family)
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
            model=KINDS[m.kind](found, m),
            nothing=m.continues,
            size=found.change(m.firm) if m.kind == "price falls" else None,
        )
        for m in sorted(moves, key=lambda m: (m.date, m.firm, m.kind))
    )
    return Hindcast(found, calls)


def read_moves(path: str | Path) -> tuple[Move, ...]:
    """Read moves from a CSV file with the columns of `Move`; `continues` is yes or no.

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
        if row["continues"] not in ("yes", "no"):
            complaints.append(f"{at}, continues: {row['continues']!r}; give yes or no.")
        if not row["source"]:
            complaints.append(f"{at}, source: missing.")
        size = None
        if row["size"]:
            try:
                size = float(row["size"])
            except ValueError:
                complaints.append(f"{at}, size: {row['size']!r} is no number.")
        moves.append(
            Move(row["date"], row["firm"], row["kind"], row["move"], size,
                 row["continues"] == "yes", row["source"], row["verified"])
        )  # fmt: skip
    if complaints:
        raise GameError(complaints)
    return tuple(moves)
