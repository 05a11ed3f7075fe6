"""What two players can earn together, and what each of them would still put up with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from .._budget import Budget
from .._format import number
from .._validate import exact_fraction
from ..errors import GameError, NotYetSupported
from ..games.normal_form import NormalFormGame, require_game
from ..solvers.minmax import minmax
from . import polygon

Pair = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class FeasibleSet:
    """A convex set of payoffs of two players, exact.

    Attributes
    ----------
    game : NormalFormGame
    vertices : tuple of pairs of Fraction
        Counter-clockwise from the leftmost; none for the empty set, one for a point, two for a
        segment.
    minmax : pair of Fraction, or None
        The payoffs below which a player is not held; None where the set was not cut by them.
    """

    game: NormalFormGame
    vertices: tuple[Pair, ...]
    minmax: Pair | None = None

    @property
    def dimension(self) -> int:
        """-1 empty, 0 a point, 1 a segment, 2 a polygon."""
        return min(len(self.vertices), 3) - 1

    def contains(self, payoffs: Sequence[Any]) -> bool:
        """Whether the set holds these payoffs, taken exactly.

        Raises
        ------
        GameError
            If they are not two numbers.
        """
        try:
            x, y = map(exact_fraction, payoffs)
        except (TypeError, ValueError):
            raise GameError(f"payoffs are {payoffs!r:.60}: give one number per player.") from None
        return polygon.contains(self.vertices, (x, y))

    def __repr__(self) -> str:
        kind = ("empty", "a point", "a segment", "a polygon")[self.dimension + 1]
        cut = "" if self.minmax is None else ", individually rational"
        lines = [f"FeasibleSet: {kind}{cut}"]
        return "\n".join(lines + [f"  ({number(x)}, {number(y)})" for x, y in self.vertices])


def feasible_set(game: NormalFormGame) -> FeasibleSet:
    """Payoffs of all lotteries over profiles: the convex hull of the stage payoffs.

    Parameters
    ----------
    game : NormalFormGame
        Two players.

    Returns
    -------
    FeasibleSet
        Exact. With a common discount factor no strategies of the repeated game pay anything else;
        with different ones some can.

    Raises
    ------
    NotYetSupported
        For other than two players.

    Notes
    -----
    Cost: one sort of the profiles. Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> eq.feasible_set(eq.NormalFormGame.bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]]))
    FeasibleSet: a polygon
      (0, 0)
      (2, 1)
      (1, 2)
    """
    _require_two(game, "feasible_set")
    first, second = (table.ravel().tolist() for table in game.exact_payoffs())
    return FeasibleSet(game, tuple(polygon.hull(zip(first, second, strict=True))))


def individually_rational(
    game: NormalFormGame, *, kind: str = "pure", budget: Budget | None = None
) -> FeasibleSet:
    """The feasible payoffs that hold each player at or above its minmax payoff.

    Parameters
    ----------
    game : NormalFormGame
        Two players.
    kind : {'pure', 'mixed', 'correlated'}
        Which minmax; see `minmax`.
    budget : Budget, optional
        For each of the two minmax payoffs; default: 60 seconds.

    Returns
    -------
    FeasibleSet
        Exact; empty where no profile gives both players their (pure) minmax payoffs.

    Raises
    ------
    NotYetSupported
        For other than two players.

    Examples
    --------
    >>> import equilibria as eq
    >>> dilemma = eq.NormalFormGame.bimatrix([[2, -1], [3, 0]], [[2, 3], [-1, 0]])
    >>> eq.individually_rational(dilemma)
    FeasibleSet: a polygon, individually rational
      (0, 0)
      (8/3, 0)
      (2, 2)
      (0, 8/3)
    """
    _require_two(game, "individually_rational")
    levels = [minmax(game, i, kind=kind, budget=budget).value for i in range(2)]
    corners = list(feasible_set(game).vertices)
    corners = polygon.clip(corners, (Fraction(-1), Fraction(0), -levels[0]))
    corners = polygon.clip(corners, (Fraction(0), Fraction(-1), -levels[1]))
    return FeasibleSet(game, tuple(corners), (levels[0], levels[1]))


#: Rounds of raising one player's least payoff by the other's; each brings less.
ROUNDS = 8


@lru_cache(maxsize=8)
def least_rational(game: NormalFormGame) -> Pair | None:
    """Payoffs below which no pure-action equilibrium of two players holds either, at any discount.

    Every equilibrium pays both players their pure minmax payoffs, and a feasible point; the least
    that one player then gets may be more than its minmax payoff, which cuts off more points. None
    if no point is left: there is no equilibrium.
    """
    levels = [minmax(game, i).value for i in range(2)]
    corners = list(feasible_set(game).vertices)
    for _ in range(ROUNDS):
        before = list(levels)
        for i, axis in enumerate(((Fraction(-1), Fraction(0)), (Fraction(0), Fraction(-1)))):
            corners = polygon.clip(corners, (*axis, -levels[i]))
        if not corners:
            return None
        levels = [min(corner[i] for corner in corners) for i in range(2)]
        if levels == before:
            break
    return levels[0], levels[1]


def _require_two(game: NormalFormGame, verb: str) -> None:
    require_game(game, verb)
    if game.num_players != 2:
        raise NotYetSupported(
            f"{verb}: {game.num_players} players; sets of payoffs are there for two players. "
            "minmax(game, player) and with_transfers(game) work for any number."
        )
