"""The discount factor from which a profile can be played for ever."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from .._budget import Budget
from .._format import number
from .._validate import exact_fraction
from ..errors import BudgetExceeded, GameError
from ..games.normal_form import NormalFormGame, require_game
from ..games.profile import Profile
from ..results.status import Status
from .critical_answer import CriticalDiscount, between
from .deviations import Place, deviations, ratio
from .feasible import least_rational
from .punishments import (
    Sustained,
    asymmetry,
    grim,
    pure_profile,
    require_symmetric,
    symmetric,
    worst_pure_equilibria,
)
from .refining import Ends, Worst, last_player, refine, strategy_from
from .reverting import read_reversion
from .simple_profiles import read_place
from .sticks import lasting_sticks, one_period_sticks
from .transfers import transfers_of

PUNISHMENTS = ("optimal", "grim", "symmetric")
_ONE = Fraction(1)


def critical_discount(
    stage: NormalFormGame,
    *,
    sustain: Any,
    punishment: str = "optimal",
    revert_to: Any = "pure",
    width: Any = Fraction(1, 10**6),
    budget: Budget | None = None,
    partial: bool = False,
) -> CriticalDiscount:
    """Find the least common discount factor at which a pure profile can be played in every period.

    Parameters
    ----------
    stage : NormalFormGame
        Any number of players; monitoring is perfect, with a public randomization device.
    sustain : mapping from player to action, or sequence of actions
    punishment : {'optimal', 'grim', 'symmetric'}
        'optimal': any pure-action subgame-perfect punishment (Abreu 1988). 'grim': back to an
        equilibrium of the stage game for ever. 'symmetric': strongly symmetric equilibria, all
        players do the same after every history (stick and carrot); the game must be symmetric.
    revert_to : 'pure', 'mixed', a profile, or mapping from player to profile
        Only for 'grim'. 'pure': for each player the pure equilibrium that pays it least. 'mixed'
        (two players): the extreme equilibrium that does. Otherwise the equilibrium named.
    width : number, default 1e-6
        How wide the bracket of an optimal punishment may stay, for two players.
    budget : Budget, optional
        Default: 60 seconds. A step is one payoff set, for optimal punishments of two players.
    partial : bool, default False
        If the budget is spent, return the bracket as it stands, proved too, instead of raising.

    Returns
    -------
    CriticalDiscount
        With public randomization and a common discount factor the profile can be sustained from
        the critical value on and nowhere below.

    Raises
    ------
    GameError
        For an unknown profile, punishment or equilibrium; a game that is not symmetric; or a game
        without a pure equilibrium to revert to.
    BudgetExceeded

    Notes
    -----
    Grim and symmetric punishments have closed forms, exact for any number of players. An optimal
    one is bracketed: from below by the minmax payoffs and by what transfers could do (Goldluecke
    and Kranz 2012), from above by the best of grim, symmetric and stick-and-carrot punishments;
    where the two meet the answer is exact. For two players what is left is halved with `payoff_set`
    until it is `width` wide; a knife edge may stop that earlier, and no discount factor above 0.999
    is tried while nothing is known to sustain the profile. Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> A = [[10, 3, 0], [15, 7, -4], [7, 5, -15]]  # Abreu 1988
    >>> B = [list(column) for column in zip(*A)]
    >>> cournot = eq.NormalFormGame.bimatrix(A, B, actions=[["L", "M", "H"]] * 2)
    >>> eq.critical_discount(cournot, sustain=["L", "L"])
    CriticalDiscount of (L, L), optimal: from 1/3 on
      by player: Player 1 1/3; Player 2 1/3; binding: Player 1, Player 2
    >>> eq.critical_discount(cournot, sustain=["L", "L"], punishment="grim")
    CriticalDiscount of (L, L), grim: from 5/8 on
      by player: Player 1 5/8; Player 2 5/8; binding: Player 1, Player 2
      reverts after a deviation of Player 1: Player 1: M; Player 2: M
      reverts after a deviation of Player 2: Player 1: M; Player 2: M
    """
    require_game(stage, "critical_discount")
    check_kind(punishment)
    place = read_place(stage, sustain)
    if punishment == "grim":
        reversion, named = read_reversion(stage, revert_to, budget)
        return _closed(stage, place, "grim", grim(stage, place, reversion), reversion, named)
    if punishment == "symmetric":
        require_symmetric(stage)
        if len(set(place)) > 1:
            names = ", ".join(n[a] for n, a in zip(stage.actions, place, strict=True))
            raise GameError(
                f"punishment='symmetric': in the profile ({names}) not all do the same."
            )
        return _closed(stage, place, "symmetric", symmetric(stage, place))
    meter = (budget or Budget()).start()
    found = _optimal(stage, place, read_width(width), Worst(stage, meter))
    if meter.spent_by is not None and not partial:
        status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
        raise BudgetExceeded(
            f"critical_discount: {status.value}, and the bracket is still "
            f"{between(*found.bracket)}. "
            f"{status.advice}",
            found,
        )
    return found


def check_kind(punishment: str) -> None:
    """Refuse a punishment that is not one."""
    if punishment not in PUNISHMENTS:
        raise GameError(
            f"critical_discount: punishment={punishment!r}; give one of {', '.join(PUNISHMENTS)}."
        )


def read_width(width: Any) -> Fraction:
    """Take the width of a bracket exactly, or refuse it."""
    try:
        exact = exact_fraction(width)
    except ValueError as reason:
        raise GameError(f"critical_discount: width is {width!r:.60}: {reason}.") from None
    if exact <= 0:
        raise GameError(f"critical_discount: width is {number(exact)}; give a positive number.")
    return exact


def _closed(
    stage: NormalFormGame,
    place: Place,
    punishment: str,
    found: Sustained,
    reversion: tuple[Profile, ...] | None = None,
    named: bool = False,
) -> CriticalDiscount:
    return CriticalDiscount(
        stage,
        place,
        punishment,
        (found.discount, found.discount),
        tuple((d, d) for d in found.by_player),
        found.strategy,
        punishment if found.discount else "none",
        reversion,
        named,
    )


def bracket_of(
    stage: NormalFormGame,
    place: Place,
    punishment: str,
    reversion: Sequence[Profile] | None,
    width: Fraction,
    worst: Worst,
) -> tuple[Fraction, Fraction]:
    """The bracket alone, for many profiles of one game."""
    if punishment == "grim":
        assert reversion is not None
        value = grim(stage, place, reversion).discount
        return value, value
    if punishment == "symmetric":
        require_symmetric(stage)
        value = symmetric(stage, place).discount if len(set(place)) == 1 else _ONE
        return value, value
    return _optimal(stage, place, width, worst).bracket


# ---- optimal punishments


def _optimal(
    stage: NormalFormGame, place: Place, width: Fraction, worst: Worst
) -> CriticalDiscount:
    tables = deviations(stage)
    payoffs, _, gains = tables.at(place)
    proof, held = "minmax", tables.minmax()
    if stage.num_players == 2:
        proof, held = "rational", _least_rational(stage)
    least = [ratio(gain, p - v) for p, gain, v in zip(payoffs, gains, held, strict=True)]
    lower = max(least)
    by_transfers = transfers_of(stage).critical_discount(place)
    if by_transfers > lower:
        lower, proof = by_transfers, "transfers"
    most = [_ONE if gain else Fraction(0) for gain in gains]
    best = Sustained(_ONE, tuple(most), None)
    for find in _SUFFICIENT:
        found = find(stage, place, best.discount, lower)
        if found is None:
            continue
        best = min(best, found, key=lambda s: s.discount)
        most = [min(ends) for ends in zip(most, found.by_player, strict=True)]
        if lower in (best.discount, 1):
            break
    each = [Ends(*ends) for ends in zip(least, most, strict=True)]
    whole = Ends(lower, best.discount)
    alike = len(set(place)) == 1 and asymmetry(stage) is None
    if stage.num_players == 2:
        refine(worst, place, [] if alike else each, whole, width)
    if alike:  # what holds for one holds for all
        each = [whole] * len(each)
    last_player(each, whole)
    strategy = best.strategy
    if whole.above is not None:
        strategy = strategy_from(whole.above, place)
    return CriticalDiscount(
        stage,
        place,
        "optimal",
        (whole.lower, whole.upper),
        tuple((ends.lower, min(ends.upper, whole.upper)) for ends in each),
        strategy,
        "payoff set" if whole.below is not None else proof if lower else "none",
        below=whole.below,
    )


def _least_rational(stage: NormalFormGame) -> tuple[Any, ...]:
    """What each of two players gets at least, over the common denominator of the game."""
    tables, found = deviations(stage), least_rational(stage)
    if found is None:  # no equilibrium at all: threats above everything
        return tuple(int(table.max()) + 1 for table in tables.payoffs)
    return tuple(v * tables.denominator for v in found)


# Ways to sustain a profile that have a closed form, the quick ones first; those that search look
# only below what is known, and stop at a bound from below.


def _by_grim(
    stage: NormalFormGame, place: Place, _most: Fraction, _least: Fraction
) -> Sustained | None:
    worst = worst_pure_equilibria(stage)
    return None if worst is None else grim(stage, place, [pure_profile(stage, at) for at in worst])


def _by_symmetric(
    stage: NormalFormGame, place: Place, _most: Fraction, _least: Fraction
) -> Sustained | None:
    same = len(set(place)) == 1 and asymmetry(stage) is None
    return symmetric(stage, place) if same else None


def _by_one_period(
    stage: NormalFormGame, place: Place, most: Fraction, least: Fraction
) -> Sustained | None:
    return one_period_sticks(stage, place, most=most, least=least)


def _by_lasting(
    stage: NormalFormGame, place: Place, most: Fraction, least: Fraction
) -> Sustained | None:
    return lasting_sticks(stage, place, most=most, least=least)


_SUFFICIENT = (_by_grim, _by_symmetric, _by_one_period, _by_lasting)
