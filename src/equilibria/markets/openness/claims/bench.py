"""The bench: both layers over draws of all parameters and at today's values; tests on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....decisions.draws import Estimate
from ....decisions.family import Family
from ....errors import GameError
from ..builder import Openness
from ..evidence import Evidence, evidence_and_today
from .claim import Claim, Driver, Figure, Label, Part, Sweep, disagreement, evenly, label_of

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Test = Callable[[Evidence], Any]

#: Parameters named with a part that does not always hold, and draws below which none is.
DRIVERS, FEW = 3, 20
#: Kolmogorov-Smirnov distance, in units of its scale, that one in 1500 parameters without any
#: effect exceeds by chance: 2 exp(-2 x**2).
BEYOND_CHANCE = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """What claims are tested on: both layers over draws and today.

    Attributes
    ----------
    family : Family
    draws, today : mapping from layer to Evidence
    sweep : Sweep
        Sizes and seed.
    """

    family: Family
    draws: Mapping[str, Evidence]
    today: Mapping[str, Evidence]
    sweep: Sweep

    @property
    def builder(self) -> Openness:
        """The open-vs-closed builder."""
        assert isinstance(self.family.builder, Openness)
        return self.family.builder

    def parts(
        self,
        statement: str,
        test: Test,
        *,
        among: Test | None = None,
        counted: bool = True,
        layers: str = "AB",
    ) -> list[Part]:
        """Test a part of a claim on every layer, over the draws and today."""
        return [
            _part(statement, e, self.today[k], test, among, counted)
            for k, e in self.draws.items()
            if k in layers
        ]

    def claim(
        self,
        key: str,
        name: str,
        statement: str,
        parts: Sequence[Part],
        figures: Sequence[Figure] = (),
        note: str = "",
        *,
        label: Label | None = None,
    ) -> Claim:
        """Put a claim together; its label is what the counted parts earn, unless given.

        A figure that today's values do not give (no market on its layer) is none.
        """
        known = [f if f.value is None or np.isfinite(f.value) else replace(f, value=None)
                 for f in figures]  # fmt: skip
        found = label_of(parts) if label is None else label
        if found is Label.FORM:
            note = f"{disagreement(parts)} {note}".strip()
        return Claim(
            key, name, statement, found, tuple(parts), tuple(known), note,
            self.sweep,
        )  # fmt: skip


def bench(
    family: Family, n: int, seed: int, *, other: int | None = None, layers: str = "AB"
) -> Bench:
    """Sweep every parameter over its whole range, independently; and today's values.

    Evenly, or evenly in logarithms where the range spans more than a factor of 30. `other` is the
    number of draws on layer B, by default `n`.

    Raises
    ------
    GameError
        For another builder, or if no draw makes a market on any layer.
    """
    if not isinstance(family.builder, Openness):
        raise GameError("claims: the family is not of the open-vs-closed builder.")
    sizes = {"A": n, "B": n if other is None else other}
    draws, today = {}, {}
    for layer in layers:
        draws[layer], today[layer] = evidence_and_today(
            family, sizes[layer], seed, layer, evenly(family)
        )
    if not any(e.solved.any() for e in draws.values()):
        raise GameError(
            f"claims: no draw from the parameters' ranges makes a market ({', '.join(layers)})."
        )
    sweep = Sweep(
        seed,
        {k: len(e.status) for k, e in draws.items()},
        {k: int(e.solved.sum()) for k, e in draws.items()},
        {k: e.refused for k, e in draws.items() if not e.solved.all()},
        {k: edges(e) for k, e in draws.items()},
    )
    return Bench(family, draws, today, sweep)


def edges(e: Evidence) -> tuple[Driver, ...]:
    """The parameters that tell best which draws make a market."""
    out = int((~e.solved).sum())
    if not FEW <= out <= len(e.status) - FEW:
        return ()
    return separating(e.columns, e.solved, np.ones(len(e.status), bool))


def _part(
    statement: str, over: Evidence, now: Evidence, test: Test, among: Test | None, counted: bool
) -> Part:
    with np.errstate(invalid="ignore"):
        inside, holds = over.solved.copy(), np.asarray(test(over), bool)
        met = now.solved.copy()
        if among is not None:
            inside &= np.asarray(among(over), bool)
            met &= np.asarray(among(now), bool)
        today = bool(np.asarray(test(now), bool)[0]) if met[0] else None
    count = int(inside.sum())
    failing = np.flatnonzero(inside & ~holds)
    return Part(
        statement=statement,
        layer=over.layer,
        today=today,
        share=_share(count - len(failing), count) if count else None,
        draws=count,
        counted=counted and count > 0,
        drivers=separating(over.columns, holds, inside)
        if FEW <= len(failing) <= count - FEW
        else (),
        against={n: float(c[failing[0]]) for n, c in over.columns.items()}
        if len(failing)
        else None,
    )


def _share(met: int, count: int) -> Estimate:
    value = met / count
    return Estimate(value, max(float(np.sqrt(value * (1 - value) / count)), 1 / count))


def separating(columns: Mapping[str, Array], holds: Mask, inside: Mask) -> tuple[Driver, ...]:
    """The parameters that tell best where something holds, as far as chance does not explain it."""
    yes, no = (_some(np.flatnonzero(mask)) for mask in (inside & holds, inside & ~holds))
    found = []
    for name, column in columns.items():
        one, other = np.sort(column[yes]), np.sort(column[no])
        grid = np.concatenate([one, other])
        first = np.searchsorted(one, grid, "right") / len(one)
        second = np.searchsorted(other, grid, "right") / len(other)
        k = int(np.abs(first - second).argmax())
        found.append(Driver(name, float(abs(first[k] - second[k])), bool(first[k] < second[k])))
    found.sort(key=lambda driver: (-driver.distance, driver.parameter))
    chance = BEYOND_CHANCE * np.sqrt(1 / len(yes) + 1 / len(no))
    return tuple(driver for driver in found[:DRIVERS] if driver.distance > chance)


def _some(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """A thousand of many draws place the largest distance well enough to rank."""
    return values[:: max(1, len(values) // 1000)]
