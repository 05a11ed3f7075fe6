"""The verb `payoff_set`: find the limit in floats, then prove a set inside it and one around it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import fmpq

from .._budget import Budget, Meter
from ..errors import BudgetExceeded, GameError, NotYetSupported
from ..games.repeated import RepeatedGame
from ..results.status import Claim, Status
from . import polygon
from .bounding import bound, first_set
from .enclosure import Pair, PayoffSet, Stats, Threats
from .finding import OWN, Corner, Found
from .guesses import exact_points, rounded_points
from .inner import Generated, self_generating
from .outer import Chain
from .scaled import Scaled, float_of
from .searching import find
from .vertices import vertices

__all__ = ["PayoffSet", "payoff_set"]

#: Iterations in floats, each costing some microseconds per profile.
_LIMIT = 20_000

#: Steps of the chain below a limit that floats misjudged.
_FEW = 200

#: Relaxation of the incentive constraints while floats look for the limit: a few roundings.
_SLACK = 2e-15

#: How far continuations keep from the boundary of a rounded inner set, one after the other.
_SHRINK = (2.0**-32, 2.0**-38, 2.0**-26)

#: The same where discount factors differ and floats drop more corners.
_SHRINK_MORE = (2.0**-23, 2.0**-20, 2.0**-17)


def payoff_set(
    rep: RepeatedGame,
    *,
    gap: float = 1e-6,
    proof: bool = True,
    budget: Budget | None = None,
    partial: bool = False,
) -> PayoffSet:
    """Enclose the payoffs of all pure-action subgame-perfect equilibria of a repeated game.

    Perfect monitoring, public randomization, two players; a common discount factor or one each.

    Parameters
    ----------
    rep : RepeatedGame
    gap : float, default 1e-6
        How far the two sets may lie apart before the answer counts as finished; what is reached
        is usually 1e-9 or exactly 0.
    proof : bool, default True
        False: return the floats that were found, claiming nothing.
    budget : Budget, optional
        Default: 60 seconds. A step is one exact step of the outer chain.
    partial : bool, default False
        If the budget is spent, return the two sets as they stand instead of raising.

    Returns
    -------
    PayoffSet
        Claim SANDWICH, whatever the gap: all of `inner` is, and nothing outside `outer` can be, an
        equilibrium payoff. Status UNDECIDED where the two could not be brought within `gap`: the
        discount factor is then closer to a knife edge than this arithmetic tells apart.

    Raises
    ------
    GameError
        If `gap` is not a positive number.
    NotYetSupported
        For other than two players.
    BudgetExceeded
        With the sets so far as ``.partial``.

    Notes
    -----
    The set may be empty (no pure equilibrium at this discount factor); that is an answer, proved.
    It says nothing of equilibria in mixed actions. Method: `finding`, `inner`, `outer` name their
    papers. Cost: some microseconds per profile, corner and iteration. Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> stage = eq.NormalFormGame.bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
    >>> eq.payoff_set(eq.RepeatedGame(stage, "1/4"))
    PayoffSet: a polygon, exact, claim SANDWICH
      (3, 3)
      (39/4, 3)
      (9, 9)
      (3, 39/4)
    """
    _check(rep, gap)
    meter = (budget or Budget()).start()
    game = Scaled(rep)
    found = _find(game, meter)
    if not proof:
        return _unproved(rep, game, found, meter)
    generated, is_exact = _generate(game, found, meter)
    proved = [g.point for g in generated] if is_exact else None
    chain = bound(game, found, proved, meter)
    result = _answer(rep, game, found, generated, chain, meter, gap)
    if result.gap > gap and meter.spent_by is None:
        result = _again(rep, game, chain, meter, gap, result)
    if meter.spent_by is not None and result.gap > gap:
        status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
        result = replace(result, status=status)
        if not partial:
            raise BudgetExceeded(
                f"payoff_set: {status.value}, and the two sets are still {result.gap:.1e} apart. "
                f"{status.advice}",
                result,
            )
    return result


def _check(rep: Any, gap: Any) -> None:
    if not isinstance(rep, RepeatedGame):
        raise GameError(
            f"payoff_set: {type(rep).__name__} is not a repeated game; build a RepeatedGame."
        )
    if rep.num_players != 2:
        raise NotYetSupported(
            f"payoff_set: {rep.num_players} players; payoff sets are there for two players."
        )
    if isinstance(gap, bool) or not isinstance(gap, (int, float, Fraction)) or not gap > 0:
        raise GameError(f"payoff_set: gap is {gap!r}; give a positive number.")


def _find(game: Scaled, meter: Meter) -> Found:
    threats = float(game.best[0].min()), float(game.best[1].min())
    return find(
        game,
        first_set(game),
        threats=threats,
        slack=_SLACK,
        shrink=0.0,
        limit=_limit(game),
        meter=meter,
    )


def _limit(game: Scaled) -> int:
    """Iterations in floats; where corners keep coming and going, until a billionth is left."""
    if game.is_common:
        return _LIMIT
    patience = max(float_of(d) for d in game.discount)
    return min(_LIMIT, 50 + round(20 / max(1 - patience, 1e-6)))


def _generate(game: Scaled, found: Found, meter: Meter) -> tuple[list[Generated], bool]:
    """The largest inner set that the floats lead to, and whether it is exactly what they mean."""
    if not found.corners:
        return [], False
    exact = exact_points(game, found.corners)
    guesses = [(p, c[2]) for p, c in zip(exact, found.corners, strict=True) if p is not None]
    best = self_generating(game, guesses, found.alive)
    nearest = _excess(found.corners, best)
    if len(guesses) == len(found.corners) and nearest < 1e-12:
        return best, True
    for shrink in _SHRINK if game.is_common else _SHRINK_MORE:
        smaller = find(
            game,
            found.corners,
            threats=found.threats,
            slack=_SLACK,
            shrink=shrink,
            limit=_limit(game),
            meter=meter,
        )
        made = self_generating(game, rounded_points(game, smaller.corners), found.alive)
        if (far := _excess(found.corners, made)) < nearest:
            best, nearest = made, far
        if nearest < 1e-8 or not meter.grant(1):
            break
    return best, False


def _excess(corners: Sequence[Corner], made: Sequence[Generated]) -> float:
    if not made:
        return math.inf
    inside = polygon.hull((float_of(g.point[0]), float_of(g.point[1])) for g in made)
    far: float = polygon.excess([(c[0], c[1]) for c in corners], inside, (1.0, 1.0))
    return far


def _again(
    rep: RepeatedGame,
    game: Scaled,
    chain: Chain,
    meter: Meter,
    gap: float,
    result: PayoffSet,
) -> PayoffSet:
    """The chain stopped far from the inner set: floats misjudged a profile on a knife edge.

    Either they lost it, and the outer set generates itself; or they kept it, and the chain goes on
    below what they found, towards what was proved.
    """
    corners = chain.corners()
    made = self_generating(game, [(c, -1) for c in corners], chain.alive)
    near = [(float_of(g.point[0]), float_of(g.point[1]), g.profile, OWN) for g in made]
    found = Found(near, (0.0, 0.0), chain.alive, result.stats.iterations, True)
    best = _answer(rep, game, found, made, chain, meter, gap)
    if best.gap > gap:
        left = meter.left()
        few = _FEW if left.steps is None else min(_FEW, left.steps)
        lower = bound(
            game, found, [g.point for g in made] or None, Budget(left.seconds, few).start()
        )
        other = _answer(rep, game, found, made, lower, meter, gap)
        best = min(best, other, key=lambda answer: answer.gap)
    return min(result, best, key=lambda answer: answer.gap)


def _unproved(rep: RepeatedGame, game: Scaled, found: Found, meter: Meter) -> PayoffSet:
    return PayoffSet(
        rep,
        vertices(game, found),
        (),
        (),
        math.inf,
        Threats(None, None),
        Status.FINISHED,
        Claim.NONE,
        Stats(found.steps, 0, meter.seconds),
    )


def _answer(
    rep: RepeatedGame,
    game: Scaled,
    found: Found,
    generated: Sequence[Generated],
    chain: Chain,
    meter: Meter,
    wanted: float,
) -> PayoffSet:
    corners = [g.point for g in generated]
    around = chain.corners()
    gap = 0.0
    if around == corners:
        gap = 0.0
    elif around and corners:
        far = polygon.excess(around, corners, (fmpq(1), fmpq(1)))
        gap = math.nextafter(float_of(far), math.inf) if far else 0.0
    elif around:
        gap = math.inf
    inner = tuple(map(game.unscaled, corners))
    outer = tuple(map(game.unscaled, around))
    return PayoffSet(
        rep,
        inner if inner == outer else vertices(game, found),
        inner,
        outer,
        gap,
        Threats(_worst(inner), _worst(outer)),
        Status.FINISHED if gap <= wanted else Status.UNDECIDED,
        Claim.SANDWICH,
        Stats(found.steps, chain.steps, meter.seconds),
        tuple((g.profile, game.unscaled(g.continuation)) for g in generated),
        chain.proof(),
    )


def _worst(corners: Sequence[Pair]) -> Pair | None:
    if not corners:
        return None
    return min(c[0] for c in corners), min(c[1] for c in corners)
