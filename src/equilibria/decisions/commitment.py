"""What moving first, or second, is worth in a family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..errors import NotYetSupported
from ..results.stackelberg import Commitment
from ..solvers.nash import nash
from ..solvers.stackelberg import stackelberg
from .cells import check_family
from .family import Family


@dataclass(frozen=True, slots=True)
class Timing:
    """The same game played at once, and with either side first.

    Attributes
    ----------
    players : (str, str)
    unit : str
        Of payoffs, where the family states it.
    simultaneous : tuple of (Fraction, Fraction)
        Per player, least and most over all equilibria; nothing selects among them.
    first : tuple of Commitment
        Each player's commitment when it leads.
    second : tuple of Fraction
        What each player earns when the other leads.
    worth_of_first, worth_of_second : tuple of (Fraction, Fraction)
        Per player, what leading (or following) gains over playing at once: least and most, against
        the best and the worst equilibrium.
    held : mapping from parameter to Fraction
    about : str
        The payoffs that all this is about: exact ones, or the floats that the model returned.
    """

    players: tuple[str, ...]
    unit: str
    simultaneous: tuple[tuple[Fraction, Fraction], ...]
    first: tuple[Commitment, Commitment]
    second: tuple[Fraction, Fraction]
    worth_of_first: tuple[tuple[Fraction, Fraction], ...]
    worth_of_second: tuple[tuple[Fraction, Fraction], ...]
    held: Mapping[str, Fraction]
    about: str


def timing(family: Family, *, kind: str = "pure", ties: str = "weak", **held: Any) -> Timing:
    """Compare playing at once with either side moving first.

    Parameters
    ----------
    family : Family
        Two players.
    kind, ties
        As in `stackelberg`. Default: a commitment to an action, and a follower that breaks ties
        against the leader.
    held : values of parameters, optional

    Returns
    -------
    Timing
        Exact, of the payoffs that `about` names. When the other side leads, a player earns its
        follower's payoff.

    Examples
    --------
    >>> import equilibria as eq
    >>> def chicken(crash):
    ...     return [[0, 7], [2, crash]], [[0, 2], [7, crash]]
    >>> family = eq.Family.from_function(
    ...     chicken, [eq.Parameter("crash", -1, -5, 0, "utils", "assumed")], exact=True
    ... )
    >>> t = eq.timing(family)
    >>> t.first[0].payoff, t.worth_of_first[0]
    (Fraction(7, 1), (Fraction(0, 1), Fraction(28, 5)))
    """
    check_family(family, "timing")
    if len(family.players) != 2:
        raise NotYetSupported(f"timing: {len(family.players)} players; two are supported.")
    values = family.values(**held)
    game = family.game_at(values)
    paid = [[e.profile.exact_payoffs[i] for e in nash(game)] for i in (0, 1)]
    once = tuple((min(p), max(p)) for p in paid)
    first = stackelberg(game, 0, kind=kind, ties=ties), stackelberg(game, 1, kind=kind, ties=ties)
    second = first[1].follower_payoff, first[0].follower_payoff
    try:
        unit = family.builder.tabulate(values).terms[0].unit
    except (AttributeError, IndexError):
        unit = ""
    return Timing(
        players=family.players,
        unit=unit,
        simultaneous=once,
        first=first,
        second=second,
        worth_of_first=tuple(
            (c.payoff - most, c.payoff - least)
            for c, (least, most) in zip(first, once, strict=True)
        ),
        worth_of_second=tuple(
            (s - most, s - least) for s, (least, most) in zip(second, once, strict=True)
        ),
        held=values,
        about=family.about,
    )
