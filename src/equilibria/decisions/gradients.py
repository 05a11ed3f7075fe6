"""How equilibria and thresholds move with the parameters, by implicit differentiation.

On the supports of a regular equilibrium every action earns the same: a linear system in the other
player's strategy. Differentiating it gives the derivative of the strategy from that of the payoffs.
A threshold is where one difference of payoffs vanishes, so it moves by minus the ratio of the
difference's derivatives. Derivatives of payoffs are exact where payoffs are affine in the parameter
near the point (`Builder.breakpoints`); elsewhere they are central differences of exact values, with
an error of second order in the step, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import GameError
from ..results.equilibrium import Equilibrium
from .family import Family, Values
from .search import Bracket
from .statements import Statement

#: Step of central differences, as a share of the parameter's range (or of 1).
STEP = Fraction(1, 2**24)


@dataclass(frozen=True, slots=True)
class Gradient:
    """Derivatives with respect to one parameter.

    Attributes
    ----------
    parameter, unit : str
    strategies : tuple of tuple of Fraction
        Per player and action, the derivative of its probability.
    payoffs : tuple of Fraction
        Of each player's equilibrium payoff.
    exact : bool
        Whether payoffs are affine in the parameter near the point; else the error is of second
        order in a step of ``2**-24`` of the range.
    held : mapping from parameter to Fraction
        Where the derivative is taken.
    """

    parameter: str
    unit: str
    strategies: tuple[tuple[Fraction, ...], ...]
    payoffs: tuple[Fraction, ...]
    exact: bool
    held: Mapping[str, Fraction]


def equilibrium_gradients(
    family: Family,
    equilibrium: Equilibrium,
    parameters: Iterable[str] | None = None,
    **held: Any,
) -> tuple[Gradient, ...]:
    """Differentiate an equilibrium of two players with respect to parameters.

    Parameters
    ----------
    family : Family
    equilibrium : Equilibrium
        Of ``family.game(**held)``; regular: its index is +1 or -1.
    parameters : iterable of str, optional
        Default: all on which the payoffs depend.
    held : values of parameters, optional

    Returns
    -------
    tuple of Gradient

    Raises
    ------
    GameError
        If it is not an equilibrium of that game, or not regular: then it has no derivative.

    Notes
    -----
    The supports stay as they are near a regular equilibrium, so the derivative is that of the
    equilibrium itself, not only of a solution on its supports.
    """
    values = family.values(**held)
    game = family.game_at(values)
    names = family.used if parameters is None else tuple(parameters)
    for name in names:
        if name not in values:
            family.values(**{name: 0})  # raises, with a suggestion
    if equilibrium.index is None or game.num_players != 2:
        raise GameError(
            "equilibrium_gradients: only a regular equilibrium of two players has a derivative "
            "(its index is +1 or -1)."
        )
    profile = game.profile([list(s) for s in equilibrium.profile.exact])
    if profile.regret != 0:
        raise GameError("equilibrium_gradients: no equilibrium of the family at these values.")
    A, B = game.exact_payoffs()
    x, y = equilibrium.profile.exact
    found = []
    for name in names:
        (dA, dB), exact = _slopes(family, values, name)
        # Row's action payoffs on its support are equal given y; so for the column player given x.
        dy = _moved(A, dA, y, equilibrium.support)
        dx = _moved(B.T, dB.T, x, equilibrium.support[::-1])
        payoffs = tuple(
            _bilinear(dx, M, y) + _bilinear(x, dM, y) + _bilinear(x, M, dy)
            for M, dM in ((A, dA), (B, dB))
        )
        others = {key: value for key, value in values.items() if key != name}
        unit = family.parameters[name].unit
        found.append(Gradient(name, unit, (dx, dy), payoffs, exact, others))
    return tuple(found)


def threshold_gradients(
    family: Family,
    statement: Statement,
    bracket: Bracket,
    parameters: Iterable[str] | None = None,
) -> dict[str, Fraction]:
    """How a threshold, known exactly, moves per unit of each other parameter.

    Parameters
    ----------
    family : Family
    statement : Statement
        The one whose threshold it is.
    bracket : Bracket
        From `thresholds`, in closed form.

    Returns
    -------
    dict from parameter to Fraction
        Exact where payoffs are affine in that parameter, else as in `Gradient`.

    Raises
    ------
    GameError
        If the bracket is not exact, or no single difference of payoffs vanishes there: at a jump,
        or where several that move differently do.
    """
    if not bracket.exact:
        raise GameError(f"{bracket}: only a threshold that is known exactly has a derivative.")
    values = {**bracket.held, bracket.parameter: bracket.value}
    game = family.game_at(values)
    payoffs = game.exact_payoffs()
    own, _ = _slopes(family, values, bracket.parameter)
    tight = [
        (i, here, there)
        for i, here, there in statement.comparisons(game)
        if payoffs[i][here] == payoffs[i][there] and own[i][here] != own[i][there]
    ]
    if not tight:
        raise GameError(f"{bracket}: no difference of payoffs vanishes there; it is a jump.")
    names = [n for n in family.used if n != bracket.parameter]
    found = {}
    for name in names if parameters is None else parameters:
        if name not in values or name == bracket.parameter:
            raise GameError(f"{name}: not a parameter that was held.")
        slopes, _ = _slopes(family, values, name)
        moves = {
            -(slopes[i][here] - slopes[i][there]) / (own[i][here] - own[i][there])
            for i, here, there in tight
        }
        if len(moves) > 1:
            raise GameError(
                f"{bracket}: {len(tight)} differences vanish there and move differently with "
                f"{name}; the threshold has a kink."
            )
        found[name] = moves.pop()
    return found


def _slopes(family: Family, values: Values, name: str) -> tuple[tuple[np.ndarray, ...], bool]:
    """Derivatives of all payoffs in one parameter."""
    here, parameter = values[name], family.parameters[name]
    domain = family.builder.specifications[name]
    step = (parameter.high - parameter.low or Fraction(1)) * STEP
    breaks = family.builder.breakpoints(name, values)
    exact = breaks is not None and here not in breaks
    if exact:
        gaps = [abs(b - here) / 2 for b in breaks or ()]
        step = min([step, *gaps])
    low, high = here - step, here + step
    if domain.least is not None and low < domain.least:
        low = here
    if domain.most is not None and high > domain.most:
        high = here
    if low == high:
        raise GameError(f"{name}: its domain is a single point.")
    exact = exact and family.is_exact
    ends = [family.game_at({**values, name: v}).exact_payoffs() for v in (low, high)]
    return tuple((b - a) / (high - low) for a, b in zip(*ends, strict=True)), exact


def _moved(
    A: np.ndarray, dA: np.ndarray, y: tuple[Fraction, ...], support: tuple[tuple[int, ...], ...]
) -> tuple[Fraction, ...]:
    """Derivative of the opponent's strategy that keeps the supported actions indifferent."""
    from flint import fmpq, fmpq_mat

    mine, its = support
    k = len(its)
    if len(mine) != k:
        raise GameError("equilibrium_gradients: the supports differ in size; it is not regular.")

    def q(value: Fraction) -> Any:
        return fmpq(value.numerator, value.denominator)

    rows, right = [], []
    for i in mine:
        rows += [q(A[i, j]) for j in its] + [fmpq(-1)]
        right.append(q(-sum((dA[i, j] * y[j] for j in its), Fraction(0))))
    rows += [fmpq(1)] * k + [fmpq(0)]
    right.append(fmpq(0))
    solution = fmpq_mat(k + 1, k + 1, rows).solve(fmpq_mat(k + 1, 1, right))
    out = [Fraction(0)] * len(y)
    for place, j in enumerate(its):
        value = solution[place, 0]
        out[j] = Fraction(int(value.p), int(value.q))
    return tuple(out)


def _bilinear(x: tuple[Fraction, ...], M: np.ndarray, y: tuple[Fraction, ...]) -> Fraction:
    return sum(
        (x[i] * M[i, j] * y[j] for i in range(len(x)) for j in range(len(y)) if x[i] and y[j]),
        Fraction(0),
    )
