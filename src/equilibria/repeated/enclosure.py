"""A payoff set enclosed between two proved ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .._format import number
from .._validate import exact_fraction
from ..errors import GameError
from ..games.repeated import RepeatedGame
from ..results.algebraic import AlgebraicNumber
from ..results.certificate import Certificate
from ..results.status import Claim, Status
from . import polygon
from .duals import Proof

if TYPE_CHECKING:
    from .automaton import Automaton

Pair = tuple[Fraction, Fraction]
Number = Fraction | AlgebraicNumber


@dataclass(frozen=True, slots=True)
class Stats:
    """How much work an answer was.

    Attributes
    ----------
    iterations : int
        Steps of the operator in floats.
    steps : int
        Exact steps of the outer chain: what a budget of steps counts.
    seconds : float
        Wall time.
    """

    iterations: int = 0
    steps: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Threats:
    """The worst payoff of each player.

    Attributes
    ----------
    inner : tuple of Fraction, or None
        The worst in the inner set: certainly an equilibrium payoff. None where that is empty.
    outer : tuple of Fraction, or None
        The worst in the outer set: no equilibrium pays less. None where that is empty.
    """

    inner: Pair | None
    outer: Pair | None


@dataclass(frozen=True, slots=True)
class PayoffSet:
    """The payoffs of all pure-action subgame-perfect equilibria, enclosed from both sides.

    Attributes
    ----------
    game : RepeatedGame
    vertices : tuple of pairs
        Corners of the set, counter-clockwise from the leftmost: Fractions where the set is known
        exactly (`exact`), otherwise the floats that were found; see `exact_vertices`.
    inner : tuple of pairs of Fraction
        Corners of a set of which every point is an equilibrium payoff (proved self-generating).
        Empty if none was found.
    outer : tuple of pairs of Fraction
        Corners of a set outside which no equilibrium payoff lies (proved by a chain of sets).
    gap : float
        Hausdorff distance between the two in the max norm, with each player's range of stage
        payoffs scaled to one, rounded up; 0 where both are empty or equal, infinite where only
        the inner one is empty.
    threats : Threats
        The worst payoffs, per player.
    status : Status
    claim : Claim
        SANDWICH; NONE where proofs were not asked for.
    stats : Stats
    """

    game: RepeatedGame
    vertices: tuple[tuple[Any, Any], ...]
    inner: tuple[Pair, ...]
    outer: tuple[Pair, ...]
    gap: float
    threats: Threats
    status: Status
    claim: Claim
    stats: Stats = Stats()
    continuations: tuple[tuple[int, Pair], ...] = field(default=(), compare=False, repr=False)
    proof: Proof | None = field(default=None, compare=False, repr=False)

    def generation(self, k: int) -> tuple[int, tuple[tuple[int, Fraction], ...]]:
        """How corner k of the inner set is earned: a profile now, then a lottery over corners."""
        a, point = self.continuations[k]
        weights = polygon.lottery(self.inner, point)
        return a, tuple((j, p) for j, p in sorted(weights.items()) if p)

    @property
    def exact(self) -> bool:
        """Whether the inner and the outer set are the same."""
        return self.claim is Claim.SANDWICH and self.inner == self.outer

    @property
    def dimension(self) -> int | None:
        """-1 empty, 0 a point, 1 a segment, 2 a polygon; None where the bounds leave it open."""
        if self.claim is not Claim.SANDWICH:
            return _dimension(self.vertices)
        low, high = _dimension(self.inner), _dimension(self.outer)
        return low if low == high else None

    def contains(self, payoffs: Sequence[Any]) -> bool | None:
        """Whether some equilibrium pays this: True and False are proved, None is undecided.

        Parameters
        ----------
        payoffs : pair of numbers
            In the units of the game, taken exactly.
        """
        point = _read_point(payoffs)
        if self.claim is not Claim.SANDWICH:
            return None
        if polygon.contains(self.inner, point):
            return True
        return None if polygon.contains(self.outer, point) else False

    def exact_vertices(self) -> tuple[tuple[Number, Number], ...] | None:
        """The true set's corners, proved: Fractions, or roots of polynomials; None if not proved.

        Returns
        -------
        tuple of pairs of Fraction or AlgebraicNumber, or None
            Counter-clockwise from the leftmost. None where the two bounds leave open how a corner
            is made, as near knife edges; where discount factors differ and the bounds do; and
            where the equations have more than four unknowns or too large a degree.

        Notes
        -----
        Abreu and Sannikov 2014, Theorem 1: corners are stage payoffs or have a binding constraint.
        The bounds leave one such way for each corner; eliminating the other corners leaves a
        polynomial with one root in the corner's box (see `repeated.corners`). Not part of the
        certificate. Cost: some rational geometry per profile, and resultants.

        Examples
        --------
        >>> import equilibria as eq
        >>> stage = eq.NormalFormGame.bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
        >>> kite = eq.payoff_set(eq.RepeatedGame(stage, "99/400"))
        >>> kite.exact_vertices()[1][0]
        9.523097072, root of 400x^2 - 7501x + 35157
        """
        from .corners import exact_corners

        return exact_corners(self)

    def strategy_for(self, payoffs: Sequence[Any]) -> Automaton:
        """An equilibrium that pays exactly this, as a finite automaton with public lotteries.

        Raises
        ------
        GameError
            If the point is outside the outer set (no equilibrium pays it) or between the two.
        """
        from .automaton import automaton_for

        return automaton_for(self, _read_point(payoffs))

    def certificate(self) -> Certificate:
        """Write down the proof of both sets, for `equilibria.check` or anyone else to repeat.

        The size grows with the corners of the inner set and the steps of the outer chain.

        Raises
        ------
        GameError
            If no proof was asked for.
        """
        from .certifying import payoff_set_certificate

        if self.proof is None:
            raise GameError("certificate: the payoff set was computed with proof=False.")
        return payoff_set_certificate(self)

    def __repr__(self) -> str:
        names = {-1: "empty", 0: "a point", 1: "a segment", 2: "a polygon", None: "undecided"}
        status = f" ({self.status.value})" if self.status is not Status.FINISHED else ""
        lines = [
            f"PayoffSet: {names[self.dimension]}, "
            f"{'exact' if self.exact else f'gap {self.gap:.1e}'}, "
            f"claim {self.claim.name}{status}"
        ]
        lines += [f"  ({number(x)}, {number(y)})" for x, y in self.vertices[:20]]
        if len(self.vertices) > 20:
            lines.append(f"  … and {len(self.vertices) - 20} more")
        return "\n".join(lines)


def _dimension(corners: Sequence[Any]) -> int:
    return min(len(corners), 3) - 1


def _read_point(payoffs: Any) -> Pair:
    try:
        x, y = payoffs
    except (TypeError, ValueError):
        raise GameError(f"payoffs are {payoffs!r:.60}: give one number per player, two.") from None
    read = []
    for value in (x, y):
        try:
            read.append(exact_fraction(value))
        except ValueError as reason:
            raise GameError(f"payoffs: {value!r:.60}: {reason}.") from None
    return read[0], read[1]
