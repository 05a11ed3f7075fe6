"""Logit and nested-logit demand with Bertrand pricing, and calibration to observed markets."""

from .calibration import (
    Calibration,
    calibrate,
    implied_markups,
    implied_sensitivity,
    mean_utilities,
)
from .pricing import Prices, bertrand, profits, regret
from .systems import Demand, Shares, logit, nested_logit

__all__ = [
    "Calibration",
    "Demand",
    "Prices",
    "Shares",
    "bertrand",
    "calibrate",
    "implied_markups",
    "implied_sensitivity",
    "logit",
    "mean_utilities",
    "nested_logit",
    "profits",
    "regret",
]
