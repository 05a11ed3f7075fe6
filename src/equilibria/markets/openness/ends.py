"""The two ends of the question: models as infrastructure, and models as the whole system."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ...decisions.family import Family
from ...decisions.statements import Statement
from ...decisions.thresholds import thresholds
from ...errors import GameError
from .forms import Answer, answer


@dataclass(frozen=True, slots=True)
class End:
    """The solved game at one share of the model layer, all else as today.

    Attributes
    ----------
    share : Fraction
        The model layer's share of the value pool.
    answer : Answer
    pool : Fraction or None
        Where today's answer first changes in the size of the pool; None: nowhere in its range.
    """

    share: Fraction
    answer: Answer
    pool: Fraction | None


def ends(family: Family, asked: Statement) -> tuple[End, End]:
    """Solve both ends: a share of zero, and the share that the model has as the system."""
    found = []
    for share in (Fraction(0), family.values()["system_share"]):
        pool: Fraction | None = None
        try:
            if brackets := thresholds(family, "pool", asked, model_share=share):
                pool = brackets[0].value
        except GameError:
            pass  # at a share of zero the pool plays no part
        found.append(End(share, answer(family, family.builder.layer, model_share=share), pool))  # type: ignore[attr-defined]
    return found[0], found[1]
