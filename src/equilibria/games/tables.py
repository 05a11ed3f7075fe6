"""One player's exact payoffs in the three forms that are asked for."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import reduce

import numpy as np

from .._format import decimal
from ..errors import GameError


def as_floats(table: np.ndarray, player: str) -> np.ndarray:
    """Round every payoff once to the nearest float, or say which ones a float cannot hold."""
    if table.dtype != object:
        return _frozen(table.astype(np.float64))
    floats, complaints = np.empty(table.shape), []
    for place, value in np.ndenumerate(table):
        try:
            floats[place] = float(value)
        except OverflowError:
            floats[place] = math.inf
        if math.isinf(floats[place]) or (floats[place] == 0 and value != 0):
            complaints.append(
                f"payoffs of {player} at profile {place} is {decimal(Fraction(value))}: a float "
                "cannot hold it; use exact_payoffs(), or rescale the payoffs."
            )
    if complaints:
        raise GameError(complaints)
    return _frozen(floats)


def as_fractions(table: np.ndarray) -> np.ndarray:
    """Every payoff as a Fraction."""
    exact = np.empty(table.size, dtype=object)
    exact[:] = [Fraction(value) for value in table.ravel().tolist()]
    return _frozen(exact.reshape(table.shape))


def as_integers(table: np.ndarray) -> tuple[np.ndarray, int]:
    """Every payoff as an integer over one denominator, the least possible."""
    if table.dtype == np.int64:
        return _frozen(table.astype(object)), 1
    values = table.ravel().tolist()
    ratios = [value.as_integer_ratio() for value in values]
    common = reduce(math.lcm, {denominator for _, denominator in ratios}, 1)
    numerators = np.empty(table.size, dtype=object)
    numerators[:] = [numerator * (common // denominator) for numerator, denominator in ratios]
    return _frozen(numerators.reshape(table.shape)), common


def _frozen(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
