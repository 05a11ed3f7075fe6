"""The equilibrium path: the game played generation after generation, each inheriting the last.

What carries over is what `waiting` carries over: a frontier release stays, the open model closes a
part of its gap, and the community's work on an open generation adds up. The pool grows by a factor
that nobody knows, so several are told side by side, up to the top of its range; and the model layer
may become the whole system after the first generation, or not. Each generation plays its own
equilibrium and does not look ahead (looking ahead is `waiting`'s question).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from ....decisions.family import Family
from ....errors import GameError
from ....solvers.nash import nash
from ..builder import Openness
from .waiting import NEEDED, State, inherited

#: Growth of the pool from one generation to the next: no source, so a spread of it.
GROWTH = (Fraction(1), Fraction(3, 2), Fraction(2))
GENERATIONS = 6


class Generation(NamedTuple):
    """One generation: the pool, the only equilibrium or None, and what the opener's play gains.

    `profile` is None where there is no only equilibrium in pure strategies: the path ends there.
    `margin` is over the opener's next best action against the rival's play.
    """

    pool: Fraction
    profile: tuple[str, str] | None
    margin: Fraction | None


@dataclass(frozen=True, slots=True)
class Path:
    """The generations in order; `system`: the model layer's share jumps after the first."""

    growth: Fraction
    system: bool
    generations: tuple[Generation, ...]


def paths(
    family: Family,
    *,
    growth: tuple[Fraction, ...] = GROWTH,
    generations: int = GENERATIONS,
) -> tuple[Path, ...]:
    """Follow the equilibrium for each growth of the pool, the model staying a layer and not.

    Raises
    ------
    GameError
        For another builder, more than two players, or a missing parameter.
    """
    missing = [name for name in NEEDED if name not in family.parameters]
    if not isinstance(family.builder, Openness) or len(family.players) != 2 or missing:
        raise GameError(
            "paths: give a family of the open-vs-closed builder with two players and the "
            f"parameters {', '.join(NEEDED)}."
        )
    return tuple(
        Path(factor, system, _followed(family, factor, system, generations))
        for system in (False, True)
        for factor in growth
    )


def _followed(
    family: Family, growth: Fraction, system: bool, generations: int
) -> tuple[Generation, ...]:
    builder = family.builder
    assert isinstance(builder, Openness)
    vendors = [key for key, _ in builder.firms.vendors]
    values, top = dict(family.values()), family.parameters["pool"].high
    found: list[Generation] = []
    for _ in range(generations):
        game = family.game_at(values)
        equilibria = nash(game)
        if len(equilibria) != 1 or not equilibria[0].is_pure:
            found.append(Generation(values["pool"], None, None))
            break
        [a], [b] = equilibria[0].support
        mine = game.exact_payoffs()[0][:, b]
        margin = mine[a] - max(v for k, v in enumerate(mine) if k != a)
        opener, rival = game.actions[0][a], game.actions[1][b]
        found.append(Generation(values["pool"], (opener, rival), margin))
        state = State(opener == "open", rival in ("frontier", "both"), system)
        values = inherited(values, vendors, builder.firms.rival[0], state)
        values["pool"] = min(top, values["pool"] * growth)
    return tuple(found)
