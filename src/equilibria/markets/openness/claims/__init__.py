"""The article's propositions P1 to P13, each labelled with how far it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ....decisions.family import Family
from ..dynamics.rumour import rumour
from ..dynamics.waiting import BINDS, Waiting, waiting
from ..years import Years
from .bench import Bench, bench
from .claim import Claim, Driver, Figure, Label, Part, Sweep
from .motive import Motive, motive, motives
from .opener import complement, objectives, threshold
from .parity import Benchmark, parity
from .prices import commoditise, leave, many_rivals, substitute
from .rival import frontier, specialise
from .years import risk, rumoured

#: Draws for a quick look, and for a label worth printing.
QUICK, FULL = 1 << 10, 1 << 17
#: The same for layer B, whose prices are solved for.
QUICK_B, FULL_B = 1 << 7, 1 << 12

__all__ = [
    "FULL",
    "FULL_B",
    "QUICK",
    "QUICK_B",
    "Bench",
    "Benchmark",
    "Claim",
    "Driver",
    "Figure",
    "Label",
    "Motive",
    "Part",
    "Sweep",
    "bench",
    "claims",
    "motive",
    "propositions",
]


def claims(
    family: Family,
    *,
    n: int = QUICK,
    other: int | None = QUICK_B,
    seed: int = 1,
    benchmarks: Sequence[Benchmark] = (),
    observed: Mapping[str, str] | None = None,
    layers: str = "AB",
) -> tuple[Claim, ...]:
    """Label the propositions P1 to P13 by what a sweep of all parameters shows.

    Parameters
    ----------
    family : Family
        Of the open-vs-closed builder.
    n, other : int
        Draws of all parameters on layer A, and on layer B.
    seed : int
        Same seed, same labels.
    benchmarks : sequence of Benchmark
        Open and closed models compared, for P1.
    observed : mapping from player to action, optional
        What was played, for P10.
    layers : str
        Demand forms to test on.

    Returns
    -------
    tuple of Claim
        In order, each with the size and seed of its sweep.

    Raises
    ------
    GameError
        For another builder, or if no draw makes a market.

    Notes
    -----
    A label speaks of the ranges swept and of these forms of demand, not of the world. Draws that
    make no market are refused, counted with the reason, and no part of a label: with nested logit
    about half of independent draws, for one observed margin sets every firm's, and leaves a firm
    whose price is lower a cost below zero. Where limit prices and nested logit disagree, the label
    is "depends on the demand form".
    """
    b = bench(family, n, seed, other=other, layers=layers)
    return propositions(b, motive(family, observed), benchmarks)


def propositions(
    b: Bench,
    found: Motive,
    benchmarks: Sequence[Benchmark] = (),
    years: Years | None = None,
) -> tuple[Claim, ...]:
    """As `claims`, on what is worked out already: bench, bounds on the motive, and the years."""
    waits: Sequence[Waiting] = ()  # today's, of two players; the draws are of the first two
    if years:
        waits = years.waits
    elif len(b.family.players) == 2:
        waits = [waiting(b.family, binds=binds) for binds in BINDS]
    said = years.rumour if years else rumour(b.family)
    return (
        parity(b, benchmarks),
        commoditise(b),
        complement(b),
        threshold(b),
        substitute(b),
        many_rivals(b),
        frontier(b),
        specialise(b),
        leave(b),
        motives(b, found),
        objectives(b),
        risk(b, waits),
        rumoured(b, said),
    )
