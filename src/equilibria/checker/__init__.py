"""The independent checker: verifies certificates in exact arithmetic, sharing no code with solvers.

It uses the standard library only. A certificate is a JSON document::

    {"schema": 1, "kind": "equilibria", "claim": "ALL" | "COVER" | "ALL_SYMMETRIC" |
     "COVER_SYMMETRIC" | "ALL_PURE" | "AT_LEAST_ONE",
     "players": [label, ...], "actions": [[label, ...], ...],
     "payoffs": [[rational, ...], ...],           per player, profiles in row-major order
     "equilibria": [[[rational, ...], ...], ...], per profile and player, the probabilities
     "bases": [[mask, ...], [mask, ...] | null],  claim ALL, two players, not constant-sum
     "components": [{"members": [position, ...], "index": integer}, ...],
     "eliminations": [[player, action, [[action, weight], ...]], ...],   three players or more
     "twins": [[player, action, action that it is merged into], ...],
     "supports": [[[kind, integer, ...], ...], ...],                     per support profile, cells
     "zeros": [[player | null, [[rational, ...], ...], radius], ...],
     "radii": [rational, ...]}                                           per equilibrium, 0 if exact

where a rational is an integer or ``[numerator, denominator]`` and an integer is a JSON integer or
text such as "-0x1f". Bit ``l`` of a mask says that label ``l`` is tight; labels ``0 .. m-1`` are
the row player's actions and ``m .. m+n-1`` the column player's (see `completeness`; null stands for
bases that the checker can do without, see `faces`; a constant-sum game needs none, see
`constant_sum`). With three players or more the proof is by cells (see `supports`), as it is for
symmetric equilibria (see `symmetric`).

Other kinds hold the same game and another claim: "security level" (`security`), "critical discount"
(`critical`), "payoff set" (`payoff_set`) and "automaton" (`automaton`).
"""

from .check import check
from .verdict import Outcome, Verdict

__all__ = ["Outcome", "Verdict", "check"]
