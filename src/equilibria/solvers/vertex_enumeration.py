"""All extreme equilibria of a two-player game, exactly, by walking its best-response polytopes.

The walk follows the edges of a polytope, lexicographically perturbed so that it is simple (Avis,
Rosenberg, Savani and von Stengel 2010 describe the polytopes; the perturbation is that of
lexicographic Lemke-Howson). It is connected, so the walk meets every basis, and every true vertex
is the limit of one. An extreme equilibrium is a pair of true vertices in which every label is
tight. Degenerate games need nothing special, and the list of bases is the proof that the answer is
complete.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from .._budget import Budget
from ..errors import GameError
from ..games.normal_form import NormalFormGame
from ..results.equilibria import Equilibria
from .labelled import answer
from .plain_enumeration import enumerate_plainly
from .polytopes import positive_integers

#: Above this many actions in all, compiled loops pay for being loaded; if they are, above this.
_WORTH_LOADING, _WORTH_USING = 20, 12

#: What fits the compiled loops: labels in a machine word, payoffs that a float's exponent holds.
_MOST_LABELS, _MOST_BITS = 60, 1000


@dataclass(frozen=True, slots=True)
class VertexEnumeration:
    """Method: enumeration of the vertices of the best-response polytopes, exact and complete.

    Two players, degenerate games included. A step of the budget is one basis. Cost grows with the
    number of bases, about ``2.6**n`` at n x n, and memory alike.

    Parameters
    ----------
    arithmetic : {'auto', 'filtered', 'integer'}
        'filtered': compiled float arithmetic with proved error bounds, and exact arithmetic where
        they do not decide; some 8 milliseconds at 12 x 12, 30 at 14 x 14. 'integer': plain Python
        integers throughout, faster to start, for small games. Both give the same answer; 'auto'
        chooses by size, and 'integer' for more than 60 actions in all.
    threads : int, default 1
        Threads for the compiled loops; the answer does not depend on it. A budget of steps is
        worked off by one, so that it stops at the same place everywhere.
    """

    arithmetic: str = "auto"
    threads: int = 1

    def __post_init__(self) -> None:
        if self.arithmetic not in ("auto", "filtered", "integer"):
            raise GameError(
                f"VertexEnumeration(arithmetic={self.arithmetic!r}): give 'auto', 'filtered' or "
                "'integer'."
            )
        if isinstance(self.threads, bool) or not isinstance(self.threads, int) or self.threads < 1:
            raise GameError(f"VertexEnumeration(threads={self.threads!r}): give a whole number.")

    def solve(self, game: NormalFormGame, budget: Budget) -> Equilibria:
        """Enumerate within a budget; the status tells whether it sufficed."""
        if game.num_players != 2:
            raise GameError("VertexEnumeration is for two players.")
        meter = budget.start()
        A, B = positive_integers(game, 0), positive_integers(game, 1)
        if self._filtered(game.shape, max(*map(max, A), *map(max, B))):
            from .fast_enumeration import enumerate_fast

            threads = self.threads if budget.steps is None else 1
            return answer(game, enumerate_fast(A, B, meter, threads), meter)
        return answer(game, enumerate_plainly(A, B, meter), meter)

    def _filtered(self, shape: tuple[int, ...], largest: int) -> bool:
        fits = sum(shape) <= _MOST_LABELS and largest.bit_length() < _MOST_BITS
        if self.arithmetic == "auto":
            loaded = "numba" in sys.modules
            size = sum(shape) if min(shape) > 3 else 0
            return fits and size > (_WORTH_USING if loaded else _WORTH_LOADING)
        if self.arithmetic == "filtered" and not fits:
            raise GameError(
                "VertexEnumeration(arithmetic='filtered') is for up to 60 actions in all and "
                "payoffs of similar size; use 'auto'."
            )
        return self.arithmetic == "filtered"
