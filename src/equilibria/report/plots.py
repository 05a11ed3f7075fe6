"""One picture per result: the verb `plot`. Needs the extra `plot` (matplotlib)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import GameError
from ..repeated.automaton import Automaton
from ..repeated.critical_answer import CriticalDiscount
from ..repeated.critical_map import CriticalDiscountMap
from ..repeated.feasible import FeasibleSet
from ..repeated.payoff_set import PayoffSet
from ..repeated.simple_profiles import SimpleProfile
from ..repeated.transfers import Transfers
from . import plots_of_discounts, plots_of_payoffs

#: What draws each kind of result.
_DRAWN: dict[type, Callable[..., Any]] = {
    FeasibleSet: plots_of_payoffs.feasible,
    PayoffSet: plots_of_payoffs.payoff_set,
    CriticalDiscount: plots_of_payoffs.punishments,
    SimpleProfile: plots_of_payoffs.path,
    Automaton: plots_of_payoffs.automaton,
    CriticalDiscountMap: plots_of_discounts.critical_map,
    Transfers: plots_of_discounts.transfers,
}


def plot(result: Any, ax: Any = None, **options: Any) -> Any:
    """Draw a result.

    Parameters
    ----------
    result : FeasibleSet, PayoffSet, Automaton, CriticalDiscount, SimpleProfile,
        CriticalDiscountMap or Transfers
        A set of payoffs with what bounds it; the punishments of a critical discount factor; a
        strategy's path; the map of critical discount factors; joint payoffs and threats against the
        discount factor.
    ax : matplotlib Axes, optional
        Where to draw; a new figure otherwise.
    **options
        For a path: ``periods``, default 12; ``deviations`` and ``rng`` as in `SimpleProfile.path`
        or `Automaton.simulate`.

    Returns
    -------
    matplotlib Axes
        ``plot(...).figure.savefig(path)`` writes a file. Nothing is shown.

    Raises
    ------
    GameError
        For something else, or a set of other than two players.
    ImportError
        If matplotlib is not installed.
    """
    for kind, draw in _DRAWN.items():
        if isinstance(result, kind):
            return draw(result, _axes(ax), **options)
    known = ", ".join(kind.__name__ for kind in _DRAWN)
    raise GameError(f"plot: no picture of a {type(result).__name__}; there are ones of {known}.")


def _axes(ax: Any) -> Any:
    if ax is not None:
        return ax
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ImportError(
            "plot needs matplotlib: pip install 'equilibria[plot]'", name="matplotlib"
        ) from None
    # A figure of its own, without pyplot: no window system, no global state.
    return Figure(figsize=(6.4, 4.8), layout="constrained").subplots()
