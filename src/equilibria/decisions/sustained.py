"""The statement that a profile can be played for ever in the repeated game."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .._format import number
from ..errors import GameError
from ..games.normal_form import NormalFormGame
from .ordinal import Comparison
from .parameter import read_value
from .statements import Statement

#: Widths of the bracket of the critical discount factor, tried in turn until it decides.
_WIDTHS = (Fraction(1, 10**3), Fraction(1, 10**6), Fraction(1, 10**9))


def sustainable(
    profile: Mapping[str, str], discount: Any, *, punishment: str = "optimal"
) -> Statement:
    """State that a profile of actions can be played in every period of the repeated game.

    Parameters
    ----------
    profile : mapping from player to action
    discount : number
        The common discount factor, in [0, 1); a float means the dyadic rational that it is.
    punishment : {'optimal', 'grim', 'symmetric'}
        As in `critical_discount`. With 'grim' a stage game without a pure equilibrium, to which
        there is nothing to revert, sustains nothing.

    Returns
    -------
    Statement
        Its truth is exact: the discount factor lies above, or below, a proved bracket of the
        critical one. None where that bracket cannot be made narrow enough to tell.

    Raises
    ------
    GameError
        For a discount factor outside [0, 1), or an unknown punishment.

    Notes
    -----
    It does not follow from how payoffs compare, so its thresholds are found by bisection: each
    change that the scan meets is bracketed, with the truth proved at both ends.

    Examples
    --------
    >>> import equilibria as eq
    >>> def dilemma(tempt):
    ...     return [[3, 0], [tempt, 1]], [[3, tempt], [0, 1]]
    >>> family = eq.Family.from_function(
    ...     dilemma, [eq.Parameter("tempt", 4, 3, 9, "utils", "assumed")], exact=True
    ... )
    >>> both = {"Player 1": "a1", "Player 2": "a1"}
    >>> grim = eq.sustainable(both, "1/2", punishment="grim")
    >>> [found] = eq.thresholds(family, "tempt", grim)  # (tempt - 3) / (tempt - 1) <= 1/2
    >>> found.before, found.after, found.lower <= 5 <= found.upper
    (True, False, True)
    """
    from ..repeated.critical_discount import check_kind

    check_kind(punishment)
    value = read_value(discount)
    if not 0 <= value < 1:
        raise GameError(f"sustainable: discount={number(value)}; give a number in [0, 1).")
    return Sustainable(tuple(profile.items()), value, punishment)


@dataclass(frozen=True, slots=True)
class Sustainable:
    """See `sustainable`."""

    profile: tuple[tuple[str, str], ...]
    discount: Fraction
    punishment: str

    @property
    def is_ordinal(self) -> bool:
        """Whether the truth follows from how payoffs compare: it depends on their sizes."""
        return False

    def holds(self, game: NormalFormGame) -> bool | None:
        """Whether it is true, exactly; None where the bracket does not tell."""
        from ..repeated.critical_discount import critical_discount
        from ..solvers.pure import pure_equilibria

        profile = dict(self.profile)
        if self.punishment == "grim" and not len(pure_equilibria(game)):
            for player, action in profile.items():
                game.action_index(player, action)  # raises
            return False
        for width in _WIDTHS:
            found = critical_discount(
                game, sustain=profile, punishment=self.punishment, width=width
            )
            low, high = found.bracket
            if self.discount >= high:
                return True
            if self.discount < low:
                return False
            if high - low > width:
                break  # a knife edge: a smaller width changes nothing
        return None

    def comparisons(self, game: NormalFormGame) -> Iterator[Comparison]:
        """None: sizes matter, not signs."""
        return iter(())

    def follows_from_order(self, game: NormalFormGame) -> bool:
        """Never."""
        return False

    def describe(self) -> str:
        """The statement in words."""
        actions = ", ".join(f"{p}: {a}" for p, a in self.profile)
        return (
            f"({actions}) can be sustained at discount factor {number(self.discount)} with "
            f"{self.punishment} punishments"
        )
