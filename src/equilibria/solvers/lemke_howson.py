"""One equilibrium of a two-player game by Lemke-Howson paths: found in floats, decided exactly.

Lemke and Howson (1964), lexicographic as in von Stengel (2002), section 2. Start at the pair of
zeros, which has every label; drop one. Each pivot then leaves exactly one label duplicate, and
dropping it in the other polytope continues the path, until the label dropped first is found again.
Paths can be very long while another label's is short, so without a given label all are tried, at
first only a few pivots each (Codenotti, De Rossi and Pagan 2008).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle, repeat

import numpy as np

from .._budget import Budget, Meter
from ..errors import GameError
from ..exact.tableau import Tableau
from ..games.normal_form import NormalFormGame
from ..games.profile import Profile
from ..results.equilibria import Equilibria, Stats
from ..results.equilibrium import Equilibrium
from ..results.status import Claim, Status
from .polytopes import positive_integers, strategy, zero_vertices

#: Above this many actions in all, compiled loops pay for being loaded; if they are, above this.
_WORTH_LOADING, _WORTH_USING = 60, 16

#: Pivots of each path at first, how many paths before the next cap, and how much higher that is.
#: Each cap has half as many paths as the one before, but at least some.
_CAP, _PATHS, _HIGHER, _FEWEST = 16, 64, 4, 4

#: Pivots with label 0 before other labels are tried, in games where nearly all paths are shorter.
_PATIENT = 1000

#: Games up to this many profiles are walked again in integers where floats fail.
_SMALL = 2_500

#: Multiplications per call of the kernel: some 20 milliseconds.
_PIECE = 2e7


@dataclass(frozen=True, slots=True)
class LemkeHowson:
    """Method: follow Lemke-Howson paths to one equilibrium, exact.

    Two players. A step of the budget is one pivot, whatever the path and the arithmetic. Paths are
    short on random games, exponentially long on some. Floats walk, and the supports at the end of
    the path are solved exactly; only where that is no equilibrium, or floats lose the path, is it
    walked in integers. If the budget is spent, the result's `nearest` is the profile of least
    regret met.

    Parameters
    ----------
    label : int, optional
        The label to drop: ``0 .. m-1`` for the row player's actions, ``m .. m+n-1`` for the column
        player's. Different labels can lead to different equilibria; not every equilibrium can be
        reached. Default: all in turn with a cap on their length that grows; up to 60 actions in
        all, label 0 first and with patience.
    arithmetic : {'auto', 'filtered', 'integer'}
        'filtered': compiled floats with an exact end. 'integer': Python integers throughout.
    """

    label: int | None = None
    arithmetic: str = "auto"

    def __post_init__(self) -> None:
        if self.arithmetic not in ("auto", "filtered", "integer"):
            raise GameError(
                f"LemkeHowson(arithmetic={self.arithmetic!r}): give 'auto', 'filtered' or "
                "'integer'."
            )

    def solve(self, game: NormalFormGame, budget: Budget) -> Equilibria:
        """Follow the path within a budget; claim AT_LEAST_ONE if it ends, else NONE."""
        if game.num_players != 2:
            raise GameError("LemkeHowson is for two players.")
        labels = sum(game.shape)
        if self.label is not None and (
            isinstance(self.label, bool)
            or not isinstance(self.label, int)
            or not 0 <= self.label < labels
        ):
            raise GameError(
                f"LemkeHowson(label={self.label!r}): give a label from 0 to {labels - 1}."
            )
        meter = budget.start()
        size = labels if self.arithmetic == "auto" else (0, 10**9)[self.arithmetic == "filtered"]
        if size > (_WORTH_USING if "numba" in sys.modules else _WORTH_LOADING):
            found, nearest = _in_floats(game, self.label, meter)
        else:
            found, nearest = _in_integers(game, self.label, meter), None
        stats = Stats(steps=meter.steps, seconds=meter.seconds)
        if found is None:
            status = Status.MAX_STEPS if meter.spent_by == "steps" else Status.MAX_TIME
            return Equilibria(
                game, (), status, Claim.NONE, "LemkeHowson", stats=stats, nearest=nearest
            )
        return Equilibria(
            game, (found,), Status.FINISHED, Claim.AT_LEAST_ONE, "LemkeHowson", stats=stats
        )


def _in_integers(game: NormalFormGame, label: int | None, meter: Meter) -> Equilibrium | None:
    start = zero_vertices(positive_integers(game, 0), positive_integers(game, 1))
    for missing, cap in _attempts(label, sum(game.shape)):
        found = _walk(game, start, missing, cap, meter)
        if found is not None or meter.spent_by is not None:
            return found
    raise AssertionError("the attempts do not end")


def _walk(
    game: NormalFormGame, start: Sequence[Tableau], missing: int, cap: int, meter: Meter
) -> Equilibrium | None:
    m, n = game.shape
    tableaus = list(start)
    side, dropped = 0 if missing < m else 1, missing
    for _ in range(cap):
        if not meter.step():
            break
        tableau = tableaus[side]
        column = tableau.columns.index(dropped)
        leaving = tableau.leaving(column)
        picked = tableau.basic[leaving]
        tableaus[side] = tableau.pivot(column, leaving)
        if picked == missing:
            P, Q = tableaus
            strategies = (strategy(P.values(), range(m)), strategy(Q.values(), range(m, m + n)))
            regular = P.true_labels() == P.mask and Q.true_labels() == Q.mask
            # The path starts at the artificial equilibrium, whose index is -1 (Shapley 1974).
            return Equilibrium(Profile(game, strategies), 1 if regular else None)
        dropped, side = picked, 1 - side
    return None


# ---- in floats


def _in_floats(
    game: NormalFormGame, label: int | None, meter: Meter
) -> tuple[Equilibrium | None, Profile | None]:
    from ..kernels.paths import DONE, LOST, Path
    from .supports import equilibrium_on

    try:
        A, B = map(to_unit, game.payoffs)
    except GameError:  # a float cannot hold them
        return _in_integers(game, label, meter), None
    path = Path(B, np.ascontiguousarray(A.T))
    nearest, least = None, np.inf
    for missing, cap in _attempts(label, sum(game.shape)):
        path.restart()
        left, code = cap, None
        while left > 0 and code not in (DONE, LOST):
            granted = meter.grant(int(max(1, min(left, _PIECE // A.size))))
            if not granted:
                break
            before = path.pivots
            code = path.follow(missing, granted)
            meter.count(path.pivots - before)
            left -= granted
        if code == DONE:
            rows, columns = path.basis(0)[0], path.basis(1)[0]
            if len(rows) == len(columns):
                found = equilibrium_on(game, rows, columns)
                if found is not None:
                    return found, None
        point = path.point(0), path.point(1)
        regret = _regret(A, B, *point)
        if regret < least:
            nearest, least = point, regret
        if meter.spent_by is not None:
            return None, None if nearest is None else _profile(game, *nearest)
        if code in (DONE, LOST) and (label is not None or A.size <= _SMALL):
            return _in_integers(game, label, meter), None
    raise AssertionError("the attempts do not end")


def _attempts(label: int | None, labels: int) -> Iterator[tuple[int, int]]:
    """Labels to drop, each with the most pivots of its path."""
    forever = sys.maxsize
    if label is not None:
        yield from repeat((label, forever))
    if labels <= _WORTH_LOADING:
        yield 0, _PATIENT
    cap, paths, tried = _CAP, _PATHS, 0
    for k in cycle(range(labels)):
        yield k, cap
        tried += 1
        if tried >= min(paths, labels):
            cap, paths, tried = cap * _HIGHER, max(paths // 2, _FEWEST), 0


def to_unit(payoffs: np.ndarray) -> np.ndarray:
    """Payoffs mapped to [1/16, 1], roughly: floats only find."""
    least, most = payoffs.min(), payoffs.max()
    span = float(most / 2 - least / 2) or 1.0  # halves, for the range may overflow
    return np.ascontiguousarray((payoffs / 2 - least / 2) / span * 0.9375 + 0.0625)


def _regret(A: np.ndarray, B: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    if not (x.sum() > 0 and y.sum() > 0):
        return np.inf
    x, y = x / x.sum(), y / y.sum()
    rows, columns = A @ y, x @ B
    return float(max(rows.max() - x @ rows, columns.max() - columns @ y))


def _profile(game: NormalFormGame, x: np.ndarray, y: np.ndarray) -> Profile:
    strategies = []
    for weights in (x, y):
        exact = [Fraction(float(weight)) for weight in weights]
        total = sum(exact)
        strategies.append(tuple(weight / total for weight in exact))
    return Profile(game, tuple(strategies))
