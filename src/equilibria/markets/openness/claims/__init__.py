"""The article's propositions P1 to P13, each labelled with how far it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ....decisions.family import Family
from .claim import Claim, Driver, Figure, Label, Part
from .motive import Motive, motive, motives
from .opener import complement, objectives, threshold
from .parity import Benchmark, parity
from .prices import commoditise, leave, many_rivals, substitute
from .rival import frontier, specialise
from .sample import Sample, sample
from .years import risk, rumoured

#: Draws for a quick look, and for a label worth printing.
QUICK, FULL = 1 << 12, 1 << 17

__all__ = [
    "FULL",
    "QUICK",
    "Benchmark",
    "Claim",
    "Driver",
    "Figure",
    "Label",
    "Motive",
    "Part",
    "Sample",
    "claims",
    "motive",
    "sample",
]


def claims(
    family: Family,
    *,
    n: int = QUICK,
    seed: int = 1,
    benchmarks: Sequence[Benchmark] = (),
    observed: Mapping[str, str] | None = None,
    more: Mapping[str, Sequence[Part]] | None = None,
) -> tuple[Claim, ...]:
    """Label the propositions P1 to P13 by what a sweep of all parameters shows.

    Parameters
    ----------
    family : Family
        Of the open-vs-closed builder, with one strategic rival.
    n : int
        Draws of all parameters that layer A uses: eight times a power of two.
    seed : int
        Same seed, same labels.
    benchmarks : sequence of Benchmark
        Open and closed models compared, for P1.
    observed : mapping from player to action, optional
        What was played, for P10.
    more : mapping from key to parts, optional
        Evidence from another demand form, by claim. Where it disagrees with layer A's, the label is
        "depends on the demand form".

    Returns
    -------
    tuple of Claim
        In order, with the size and seed of the sweep.

    Raises
    ------
    GameError
        For another builder or a number of draws that no sample has.

    Notes
    -----
    A label speaks of the ranges swept and of these forms of demand, not of the world.
    """
    s = sample(family, n, seed)
    extra = dict(more or {})
    found = [
        parity(s, benchmarks),
        commoditise(s, extra.get("P2", ())),
        complement(s, extra.get("P3", ())),
        threshold(s, extra.get("P4", ())),
        substitute(s, extra.get("P5", ())),
        many_rivals(s, extra.get("P6", ())),
        frontier(s, extra.get("P7", ())),
        specialise(s, extra.get("P8", ())),
        leave(s, extra.get("P9", ())),
        motives(s, motive(family, observed), extra.get("P10", ())),
        objectives(s, extra.get("P11", ())),
        risk(s, extra.get("P12", ())),
        rumoured(s, extra.get("P13", ())),
    ]
    return tuple(found)
