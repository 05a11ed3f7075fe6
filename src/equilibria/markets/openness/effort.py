"""How much a study computes: a quick one for a look, a full one for the record."""

from __future__ import annotations

from dataclasses import dataclass

from ..._budget import Budget


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a study computes.

    Attributes
    ----------
    name : str
    draws, threshold_draws : int
        Of the uncertain parameters; of these, how many are also asked for their threshold.
    claim_draws, claim_draws_b : int
        Behind the claims' labels: with limit prices, and with nested logit. The forms of demand are
        compared on the draws that both are asked.
    cells, depth : int
        Of the maps, as in `phase_map`.
    boxes : int
        The most that a map may look at. A limit in boxes, not in seconds: the same seed is to give
        the same page on any machine.
    form_cells : int
        Of the map over nested logit, which is sampled.
    swings : bool
        Whether the threshold itself is moved by every parameter, too.
    """

    name: str
    draws: int
    threshold_draws: int
    claim_draws: int
    claim_draws_b: int
    cells: int
    depth: int
    boxes: int
    form_cells: int
    swings: bool

    @property
    def map_budget(self) -> Budget:
        """Of one map."""
        return Budget(seconds=None, steps=self.boxes)


QUICK = Effort("quick", 1 << 12, 0, 1 << 10, 1 << 7, 10, 2, 1 << 11, 12, swings=False)
FULL = Effort("full", 1 << 17, 128, 1 << 17, 1 << 17, 16, 5, 1 << 16, 40, swings=True)
