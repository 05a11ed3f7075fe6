"""Is a list of equilibria complete? Proof by subdivision, support profile by support profile.

An equilibrium has one support profile: the actions that its players use. For each of them (in the
order of a number whose digits, the last player's first, are the masks of actions less 1, to the
base ``2**k - 1``) the certificate lists what happens to cells, first in, first out, starting with
the whole product of simplices:

    [0, c, ...]           excluded: sum of c[i, a] * (payoff of a to i) > 0 at every vertex, where c
                          adds to 0 for each player and is negative for actions in use only. At an
                          equilibrium that sum is at most 0, for used actions earn the most.
    [1, j, b, d]          split at the midpoint of the edge between vertices b and d of player j
    [2, i or -1, k]       settled: it has at most one zero of the indifference equations (of player
                          i alone, as a function of the others' strategies; or of all, whatever
                          i plays), and that is `zeros[k]`
    [3]                   open: allowed if the claim is COVER

Payoffs are each player's as a share of its range. Actions that iterated strict dominance removes
are in no support, nor are those that are merged into a twin (`twins`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from .document import Document
from .elimination import eliminate, flat
from .multiaffine import Game, Support
from .reading_cells import Subdivision
from .replay import Search
from .twins import merge, require_copies
from .verdict import Clock, Refuted


def check_subdivision(document: Document, clock: Clock) -> tuple[int, int]:
    """Verify the subdivision; return how many cells it has, and how many are open."""
    if document.subdivision is None:
        raise Refuted("the cells that would prove the claim are not there")
    proof = document.subdivision
    used = reduced(document, proof, clock)
    game = subgame(document, used)
    search = Search(document, proof, game, used, clock)
    number = 1
    for count in game.shape:
        number *= (1 << count) - 1
    if len(proof.supports) != number:
        raise Refuted(f"there are {number} support profiles, not {len(proof.supports)}")
    cells = left = 0
    for k, records in enumerate(proof.supports):
        left += search.replay(_support(k, game.shape), records)
        cells += len(records)
    if left and document.claim == "ALL":
        raise Refuted(f"{left} cells are open, and the claim is ALL")
    require_copies(document, proof, clock)
    return cells, left


def reduced(document: Document, proof: Subdivision, clock: Clock) -> list[list[int]]:
    """Verify what is eliminated and merged; return each player's actions that are left."""
    kept = merge(document, proof, eliminate(document, proof), clock)
    return [[a for a in range(k) if a in kept[i]] for i, k in enumerate(document.shape)]


def subgame(document: Document, used: list[list[int]]) -> Game:
    """The game among some actions."""
    tables = [
        [table[flat(document.shape, place)] for place in product(*used)]
        for table in document.payoffs
    ]
    return Game([len(actions) for actions in used], tables)


def _support(number: int, shape: Sequence[int]) -> Support:
    chosen = []
    for count in reversed(shape):
        number, mask = divmod(number, (1 << count) - 1)
        chosen.append(tuple(a for a in range(count) if mask + 1 >> a & 1))
    return tuple(reversed(chosen))
