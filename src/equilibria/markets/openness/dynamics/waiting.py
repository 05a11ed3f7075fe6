"""The value of waiting: two generations, and the hazard that the model becomes the system.

A release binds for its own generation. Between the two, with probability `hazard` the model layer's
share jumps to `system_share`; the open model closes a part of its gap to the best one, as the lag
says; a frontier release of the rival stays; and work of the community adds to what an earlier open
generation has built (the realised share `a` of the efficiency gain becomes ``1 - (1 - a)**2``).
Waiting is worth the best plan that stays closed for one generation, less the best plan that opens
now. Where a release cannot be taken back (``binds="good"``), opening now leaves no choice later.

Every stage equilibrium is kept: values are the least and the most over all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp
from typing import Any

import numpy as np

from ....decisions.family import Family
from ....errors import GameError
from ....games.normal_form import NormalFormGame
from ....solvers.nash import nash
from ..builder import Openness
from ..market import OPENER_ACTIONS, RIVAL_ACTIONS

BINDS = ("one generation", "good")
NEEDED = ("hazard", "system_share", "lag", "discount")
#: Steps of the hazard between 0 and 1 that are looked at for a change of sign, and halvings there.
STEPS, HALVINGS = 10, 20
#: Digits to which the followers' catching up is rounded, once, so that values stay rational.
DIGITS = 9

Span = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class State:
    """What the second generation inherits."""

    opened: bool
    led: bool
    system: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """What staying closed for one generation is worth to the opener.

    Attributes
    ----------
    binds : {'one generation', 'good'}
    hazard, discount : Fraction
    open_now, wait : (Fraction, Fraction)
        Value of the best plan that opens now, and of the best that waits, in USD bn over both
        generations: least and most over the stage equilibria.
    by_state : mapping from State to (Fraction, Fraction)
        Value of the second generation.
    by_hazard : tuple of (hazard, least, most)
        The value of waiting over a grid of hazards, all else as today.
    threshold : (Fraction, Fraction) or None
        A bracket of the least hazard at which waiting is surely worth more; (0, 0) if it always is,
        None if it never is up to a hazard of one.
    """

    binds: str
    hazard: Fraction
    discount: Fraction
    open_now: Span
    wait: Span
    by_state: Mapping[State, Span]
    by_hazard: tuple[tuple[Fraction, Fraction, Fraction], ...]
    threshold: Span | None

    @property
    def worth(self) -> Span:
        """The value of waiting: least and most."""
        return self.wait[0] - self.open_now[1], self.wait[1] - self.open_now[0]

    @property
    def pays(self) -> bool | None:
        """Whether waiting is better; None where it depends on which equilibrium is played."""
        least, most = self.worth
        return True if least > 0 else False if most <= 0 else None


def waiting(family: Family, *, binds: str = "one generation", **overrides: Any) -> Waiting:
    """Solve the opener's decision over two generations backwards.

    Parameters
    ----------
    family : Family
        Of the open-vs-closed builder, two players.
    binds : {'one generation', 'good'}
        How long a release binds.
    **overrides
        Values of parameters.

    Raises
    ------
    GameError
        For another builder, a missing parameter or an unknown word.

    Notes
    -----
    Cost: the equilibria of eight games of the second generation, and of two per hazard looked at.
    With several equilibria the continuation after every profile takes its least, or its most.
    """
    builder = family.builder
    missing = [name for name in NEEDED if name not in family.parameters]
    if not isinstance(builder, Openness) or len(family.players) != 2 or missing:
        raise GameError(
            "waiting: give a family of the open-vs-closed builder with two players and the "
            f"parameters {', '.join(NEEDED)}."
        )
    if binds not in BINDS:
        raise GameError(f"waiting: binds={binds!r}; give one of {', '.join(BINDS)}.")
    values = dict(family.values(**overrides))
    later = {state: _later(family, values, state, binds) for state in _states()}
    first = family.game_at(values).exact_payoffs()

    def worth(hazard: Fraction) -> tuple[Span, Span]:
        opened = _now(first, [0], later, hazard, values["discount"])
        return opened, _now(first, [1, 2], later, hazard, values["discount"])

    def gained(hazard: Fraction) -> Span:
        opened, closed = worth(hazard)
        return closed[0] - opened[1], closed[1] - opened[0]

    grid = [Fraction(k, STEPS) for k in range(STEPS + 1)]
    rows = tuple((h, *gained(h)) for h in grid)
    open_now, wait = worth(values["hazard"])
    return Waiting(
        binds=binds,
        hazard=values["hazard"],
        discount=values["discount"],
        open_now=open_now,
        wait=wait,
        by_state=later,
        by_hazard=rows,
        threshold=_threshold(rows, lambda h: gained(h)[0] > 0),
    )


def inherited(
    values: Mapping[str, Fraction], vendors: Sequence[str], rival: str, state: State
) -> dict[str, Fraction]:
    """The values of the second generation."""
    found = dict(values)
    best = max(values["elo_open"], *(values[f"elo_{f}"] for f in vendors))
    if state.led:
        found[f"elo_{rival}"] = values[f"elo_{rival}"] + values["frontier_elo"]
        best = max(best, found[f"elo_{rival}"])
    found["elo_open"] = values["elo_open"] + caught_up(values["lag"]) * (best - values["elo_open"])
    if state.opened:
        found["efficiency_realised"] = 1 - (1 - values["efficiency_realised"]) ** 2
    if state.system:
        found["model_share"] = values["system_share"]
    return found


def caught_up(lag: Fraction) -> Fraction:
    """The part of a gap that followers close in a generation, ``1 - exp(-12 / lag)``, rounded."""
    return Fraction(1) if lag == 0 else Fraction(f"{1 - exp(-12 / float(lag)):.{DIGITS}f}")


def _states() -> list[State]:
    ends = (False, True)
    return [State(a, b, c) for a in ends for b in ends for c in ends]


def _later(family: Family, values: Mapping[str, Fraction], state: State, binds: str) -> Span:
    """The opener's value of the second generation: least and most over its equilibria."""
    builder = family.builder
    assert isinstance(builder, Openness)
    vendors = [key for key, _ in builder.firms.vendors]
    here = inherited(values, vendors, builder.firms.rival[0], state)
    rows = [0] if state.opened and binds == BINDS[1] else [0, 1, 2]
    payoffs = family.game_at(here).exact_payoffs()
    return _values([table[rows] for table in payoffs])


def _now(
    first: Sequence[np.ndarray],
    rows: Sequence[int],
    later: Mapping[State, Span],
    hazard: Fraction,
    discount: Fraction,
) -> Span:
    """The opener's value when it keeps to some actions now: least and most."""
    ends: list[Fraction] = []
    sure = all(low == high for low, high in later.values())
    for end in (0, 1):
        mine = first[0].copy()
        for a, own in enumerate(OPENER_ACTIONS):
            for b, theirs in enumerate(RIVAL_ACTIONS):
                led = theirs in ("frontier", "both")
                stay, jump = (later[State(own == "open", led, s)][end] for s in (False, True))
                mine[a, b] += discount * ((1 - hazard) * stay + hazard * jump)
        found = _values([mine[rows], first[1][rows]])
        if sure:  # one continuation: both ends are of the same game
            return found
        ends.append(found[end])
    return ends[0], ends[1]


def _values(payoffs: Sequence[np.ndarray]) -> Span:
    """The first player's equilibrium payoffs: least and most."""
    mine, theirs = payoffs
    game = NormalFormGame.bimatrix(mine, theirs)
    paid = [e.profile.exact_payoffs[0] for e in nash(game)]
    return min(paid), max(paid)


def _threshold(rows: Sequence[tuple[Fraction, Fraction, Fraction]], pays: Any) -> Span | None:
    signs = [least > 0 for _, least, _ in rows]
    if signs[0]:
        return Fraction(0), Fraction(0)
    if not any(signs):
        return None
    k = signs.index(True)
    low, high = rows[k - 1][0], rows[k][0]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if pays(middle) else (middle, high)
    return low, high
