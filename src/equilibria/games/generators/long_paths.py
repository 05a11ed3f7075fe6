"""Games on dual cyclic polytopes, where every Lemke-Howson path is exponentially long.

Their payoffs come from polynomials. Let ``d`` be even and ``t_1 < ... < t_n``, and take the
polynomials of degree up to ``d`` that are nonnegative at every ``t_k``: a cone with a facet for
every point, namely where the polynomial is zero there. Its rays are the polynomials with ``d`` of
the points as zeros, made of pairs of neighbours (the first and the last point are neighbours too):
Gale's evenness condition, so that a section of this cone is a dual cyclic polytope.

Let J be ``d`` points, all left or all right of the others, ``w(t)`` the product of ``t - t_k`` over
J and ``s_i`` the sign of its derivative at ``t_i``. A polynomial with leading coefficient ``u`` and
the value ``|w'(t_i)| x_i`` at ``t_i`` in J is, by Lagrange's formula, ``w(t)`` times
``u + sum_i s_i x_i / (t - t_i)``, and ``w`` is positive at the other points. So the cone is

    ``x >= 0``  and  ``sum_i x_i * (-s_i / (t_j - t_i)) <= u``  for every point ``t_j`` not in J:

the section at ``u = 1`` is the best-response polytope of a Cauchy matrix with signs. (It may be
unbounded. A constant added to all payoffs, which makes it bounded, takes another section of the
same cone.) With ``t_k = k`` and a common denominator the payoffs are integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm

from ...errors import GameError
from ..normal_form import NormalFormGame
from ._arguments import is_count, require_count


def dual_cyclic_game(d: int) -> NormalFormGame:
    """One equilibrium, and exponentially long Lemke-Howson paths whatever label is dropped.

    The square games of Savani and von Stengel (2006): both best-response polytopes are dual cyclic
    with ``2*d`` facets, whose labels are numbered along the moment curve in one of them, and with
    neighbours exchanged in the other (all but 1 and ``d``).

    - The only equilibrium is completely mixed and regular. The row player plays action
      ``i = 1 .. d`` with weight ``comb(2*d - i, d) * comb(d - 1, i - 1)``, the column player the
      same weights in the order ``d-1, d, d-3, d-2, ..., 1, 2``.
    - With Fibonacci numbers ``F(1) = F(2) = 1`` and ``L(e) = F(3*e/2 + 2) - 1``, the path has
      ``L(e) + L(d - e)`` pivots when row ``k = 1 .. d`` is dropped, where ``e`` is `k` rounded
      down to an even number, and ``F(3*j) + F(3*(d/2 + 1 - j))`` when column ``k = 2*j - 1`` or
      ``2*j`` is (checked by walking all paths up to ``d = 18``). The longest path grows like
      ``g**(3*d/2)``, the shortest like ``g**(3*d/4) = 1.43**d``, where ``g`` is the golden ratio:

      ========  =====  =====  =====  =====  =====  =====
      d             2      4      6      8     10     12
      longest       4     20     88    376   1596   6764
      shortest      4      8     16     40     68    176
      ========  =====  =====  =====  =====  =====  =====

    Payoffs are Cauchy matrices with signs, in units that make them integers: below ``2**63`` up to
    ``d = 21``. Floats have a hard time, as the matrices are ill-conditioned like Hilbert's.

    Parameters
    ----------
    d : int
        Actions of each player, an even number.

    Examples
    --------
    >>> import equilibria as eq
    >>> game = eq.dual_cyclic_game(6)
    >>> [eq.nash(game, method=eq.LemkeHowson(label=label)).stats.steps for label in range(12)]
    [88, 24, 24, 24, 24, 88, 36, 36, 16, 16, 36, 36]
    >>> eq.nash(eq.dual_cyclic_game(2))
    1 equilibrium, claim ALL: every equilibrium
      0: Equilibrium(Player 1: 3/4 a1 + 1/4 a2; Player 2: 3/4 a1 + 1/4 a2, index +1)
    """
    _require_even("dual_cyclic_game", d)
    rows, columns = [1, *_exchanged(2, d - 1), d], _exchanged(d + 1, 2 * d)
    A = list(zip(*_cauchy(columns, rows), strict=True))
    B = _cauchy(range(1, d + 1), range(d + 1, 2 * d + 1))
    return NormalFormGame.bimatrix(A, B, title=f"dual cyclic {d}x{d}")


def morris_game(d: int, *, copies: int = 1) -> NormalFormGame:
    """One equilibrium and exponentially long Lemke-Howson paths, in an imitation game.

    The row player wants to choose what the column player chooses: the payoffs are `copies` unit
    matrices side by side. So the paths are those on a single polytope (McLennan and Tourky 2010),
    here dual cyclic in dimension `d` with the labels of Morris (1994): ``1, ..., d`` once, then
    ``d, d-2, d-1, d-4, d-3, ..., 2, 3, 1`` with `copies` facets in a row for each. This simplifies
    `dual_cyclic_game` (Savani and von Stengel 2016, "Unit vector games").

    - There is one equilibrium, regular. The row player plays every action; the column player
      mixes evenly over `d` actions, one for each label. With one copy, the row player's weights
      are ``comb(2*d - i, d) * comb(d - 1, i - 1)`` for ``i = 1 .. d``.
    - With one copy, Pell numbers ``P = 1, 2, 5, 12, ...`` and
      ``M(e) = 4 * (P(1) + ... + P(e/2))``, the path has ``M(e) + M(d - e)`` pivots when row or
      column ``k = 1 .. d`` is dropped, where ``e`` is `k` rounded down to an even number
      (checked up to ``d = 18``). The longest path grows like ``1.55**d``, the shortest like
      ``1.25**d``. With more copies they are longer.
    - With three copies, say, no support of the row player is in doubt, but of the column player's
      ``comb(3*d, d)`` supports of that size only one is right: bad for guessing supports, too.

    Parameters
    ----------
    d : int
        Actions of the row player, an even number.
    copies : int
        The column player has ``copies * d`` actions.

    Examples
    --------
    >>> import equilibria as eq
    >>> game = eq.morris_game(8)
    >>> [eq.nash(game, method=eq.LemkeHowson(label=label)).stats.steps for label in range(8)]
    [80, 36, 36, 24, 24, 36, 36, 80]
    >>> len(eq.nash(eq.morris_game(4, copies=3)))
    1
    """
    _require_even("morris_game", d)
    require_count("morris_game", "copies", copies)
    along = [d, *(label for k in range(d - 2, 0, -2) for label in (k, k + 1)), 1]
    first = {label: d + 1 + copies * place for place, label in enumerate(along)}
    columns = [first[label] + copy for copy in range(copies) for label in range(1, d + 1)]
    A = [[int(j % d == i) for j in range(copies * d)] for i in range(d)]
    B = _cauchy(range(1, d + 1), columns)
    return NormalFormGame.bimatrix(A, B, title=f"Morris {d}x{copies * d}")


def _cauchy(block: Sequence[int], others: Sequence[int]) -> list[list[int]]:
    """Coefficients of the points of a block (rows) in the facets of the others, as above."""
    denominator = lcm(*(t - k for k in block for t in others))
    signs = [-1 if sum(other > k for other in block) % 2 else 1 for k in block]
    return [
        [-sign * (denominator // (t - k)) for t in others]
        for k, sign in zip(block, signs, strict=True)
    ]


def _exchanged(first: int, last: int) -> list[int]:
    """``first+1, first, first+3, first+2, ...``."""
    return [k + d for k in range(first, last, 2) for d in (1, 0)]


def _require_even(family: str, d: int) -> None:
    if not is_count(d, 2) or d % 2:
        raise GameError(f"{family}: d={d!r}; give an even int of at least 2.")
