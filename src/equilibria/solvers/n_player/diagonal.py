"""What actions earn where all players play one strategy x, in whole numbers.

For players who can all change places. A payoff depends on the own action and on how often each
action is taken by the n others; against x it is a polynomial of degree n. Its derivative D has a
close relation to the game's Jacobian: if B is the derivative of one player's gains along one other
player's strategy, ``D = n B``, and the Jacobian at (x, ..., x) is the Kronecker product of
``J - I`` (J all ones, N by N) and B. The eigenvalues of ``J - I`` are n, once, and -1, n times, so
for supports of s actions

    det Jacobian = n**(s-1) (-1)**(n (s-1)) det(B)**N:

a symmetric equilibrium is regular in the game exactly if it is a regular zero of the polynomials,
and its index is ``(-1)**(s-1) sign(det B)**N``.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from itertools import combinations_with_replacement
from typing import Any, NamedTuple

import numpy as np

from .exact import IntegerPayoffs, over_common


class Multisets(NamedTuple):
    """Multisets of n of the first `size` whole numbers, and of fewer, in lexicographic order.

    Attributes
    ----------
    plus : ndarray, (n, multisets of n, size)
        ``plus[d, m, t]``: the place of the m-th multiset of d with t added.
    count : ndarray, (n + 1,)
        How many there are of each number.
    """

    plus: Any
    count: Any

    @classmethod
    def of(cls, size: int, n: int) -> Multisets:
        """List them."""
        every = [list(combinations_with_replacement(range(size), d)) for d in range(n + 1)]
        count = np.array([len(held) for held in every], np.int64)
        plus = np.zeros((n, count[n], size), np.int64)
        for d in range(n):
            place = {multiset: k for k, multiset in enumerate(every[d + 1])}
            for m, multiset in enumerate(every[d]):
                for t in range(size):
                    plus[d, m, t] = place[tuple(sorted((*multiset, t)))]
        return cls(plus, count)


class SymmetricPayoffs:
    """Payoffs of one player, by own action and by the multiset of the others' actions."""

    def __init__(self, payoffs: IntegerPayoffs) -> None:
        self.players, self.actions = len(payoffs.shape), payoffs.shape[0]
        self.others = self.players - 1
        self.range = payoffs.range
        met = list(combinations_with_replacement(range(self.actions), self.others))
        self._place = {multiset: k for k, multiset in enumerate(met)}
        at = np.ravel_multi_index(np.array(met, np.int64).T, payoffs.shape[1:])
        self._table = payoffs.tables[0].reshape(self.actions, -1)[:, at]
        self._floats = payoffs.floats[0].reshape(self.actions, -1)[:, at]
        self._multisets: dict[int, Multisets] = {}

    def multisets(self, size: int) -> Multisets:
        """Multisets of as many as there are others, of `size` actions in use."""
        if size not in self._multisets:
            self._multisets[size] = Multisets.of(size, self.others)
        return self._multisets[size]

    def restricted(self, used: Sequence[int]) -> tuple[Any, Any]:
        """Whole payoffs, and their share of the range, against others who use some actions."""
        held = [self._place[m] for m in combinations_with_replacement(used, self.others)]
        return self._table[:, held], self._floats[:, held]


class Diagonal:
    """The equations that make actions in use as good as each other, against n others who play x.

    It is to `find_root` what a `System` is; its one strategy stands for everyone's.
    """

    only = None

    def __init__(self, payoffs: SymmetricPayoffs, used: tuple[int, ...]) -> None:
        self.payoffs, self.supports = payoffs, (used,)
        self.unknowns, self.factors = len(used) - 1, payoffs.others
        self.moving = [0] if self.unknowns else []
        self._table = payoffs.restricted(used)[0]

    @cached_property
    def is_linear(self) -> bool:
        """Whether D is the same everywhere: with two players."""
        return self.factors == 1

    def bend(self, norms: Sequence[float], moves: Sequence[float]) -> float:
        """How much an entry of D may change, as a share of the range; see `System.bend`.

        It has n times two products of n - 1 weights, each of which may change.
        """
        n, [norm], [move] = self.factors, norms, moves
        return 2.0 * n * (n - 1) * move * (norm + move) ** n

    def earned(self, weights: Sequence[Sequence[int]]) -> list[int]:
        """What each action earns, times the n-th power of the weights' total."""
        values: list[int] = self._contracted(weights[0], 0)[:, 0].tolist()
        return values

    def residual(self, weights: Sequence[Sequence[int]]) -> list[int]:
        """F, times the n-th power of the weights' total."""
        earned = self.earned(weights)
        first, *others = (earned[a] for a in self.supports[0])
        return [value - first for value in others]

    def jacobian(self, weights: Sequence[Sequence[int]]) -> Any:
        """D, times the power of the total that is one less."""
        D = self._contracted(weights[0], 1)[list(self.supports[0])]
        D = D[1:] - D[0]
        return self.factors * (D[:, 1:] - D[:, :1])

    def is_zero(self, point: Sequence[Sequence[Fraction]]) -> bool:
        """Whether F vanishes at a point, exactly."""
        weights, _ = over_common(point)
        return not any(self.residual(weights))

    def _contracted(self, weights: Sequence[int], left: int) -> Any:
        """Payoffs summed over the strategies of all others but `left`."""
        plus, count = self.payoffs.multisets(len(weights))
        table = self._table
        for d in range(self.factors - 1, left - 1, -1):
            chosen = plus[d, : count[d]]
            table = sum(table[:, chosen[:, t]] * w for t, w in enumerate(weights))
        return table
