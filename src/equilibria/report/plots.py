"""One picture per result: the verb `plot`. Needs the extra `plot` (matplotlib)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from ..errors import GameError


class _Picture(NamedTuple):
    """What draws a kind of result, and how many rows it needs (None: a plane)."""

    module: str
    function: str
    rows: Callable[[Any, int], int] | None = None


#: By class (and the module that defines it); named, so that a picture loads what it draws only.
_DRAWN = {
    "repeated.feasible.FeasibleSet": _Picture("plots_of_payoffs", "feasible"),
    "repeated.enclosure.PayoffSet": _Picture("plots_of_payoffs", "payoff_set"),
    "repeated.critical_answer.CriticalDiscount": _Picture("plots_of_payoffs", "punishments"),
    "repeated.simple_profiles.SimpleProfile": _Picture("plots_of_payoffs", "path"),
    "repeated.automaton.Automaton": _Picture("plots_of_payoffs", "automaton"),
    "repeated.critical_map.CriticalDiscountMap": _Picture("plots_of_discounts", "critical_map"),
    "repeated.transfers.Transfers": _Picture("plots_of_discounts", "transfers"),
    "decisions.mapped.PhaseMap": _Picture("plots_of_decisions", "phase_map"),
    "decisions.swept.Sweep": _Picture("plots_of_decisions", "path_of_equilibria"),
    "decisions.identified.IdentifiedSet": _Picture("plots_of_decisions", "identified"),
    "decisions.sensitivity.Tornado": _Picture(
        "plots_of_decisions", "tornado", lambda found, most: min(most, len(found.bars))
    ),
    "decisions.uncertain.Uncertainty": _Picture(
        "plots_of_decisions", "probabilities", lambda found, most: len(found.actions)
    ),
}

#: Inches: a plane; and the height of a row, with what surrounds the rows.
_WIDTH, _HEIGHT, _ROW, _FRAME = 7.0, 4.8, 0.36, 1.6


def plot(result: Any, ax: Any = None, **options: Any) -> Any:
    """Draw a result.

    Parameters
    ----------
    result
        Of repeated games: FeasibleSet or PayoffSet (a set of payoffs with what bounds it),
        CriticalDiscount (its punishments), SimpleProfile or Automaton (a strategy's path),
        CriticalDiscountMap, Transfers (joint payoffs and threats against the discount factor).
        Of families of games: PhaseMap (regimes, what is undecided hatched), Sweep over one
        parameter (every equilibrium along it), Tornado, Uncertainty (probabilities with two
        standard errors), IdentifiedSet (in two of its parameters).
    ax : matplotlib Axes, optional
        Where to draw; a new figure otherwise.
    **options
        For a path: ``periods``, default 12; ``deviations`` and ``rng`` as in `SimpleProfile.path`
        or `Automaton.simulate`. For a Sweep: ``player``, whose actions are shown, default the
        first. For a Tornado: ``most``, the bars shown, default 15. For an IdentifiedSet:
        ``parameters``, the two to show.

    Returns
    -------
    matplotlib Axes
        ``plot(...).figure.savefig(path)`` writes a file. Nothing is shown, and no global state of
        matplotlib is touched.

    Raises
    ------
    GameError
        For something else, an option that the picture does not have, a set of other than two
        players, or a sweep of several parameters.
    ImportError
        If matplotlib is not installed.
    """
    package = __package__.rpartition(".")[0]
    for kind in type(result).__mro__:
        picture = _DRAWN.get(f"{kind.__module__}.{kind.__qualname__}".removeprefix(f"{package}."))
        if picture is not None:
            break
    else:
        known = ", ".join(name.rpartition(".")[2] for name in _DRAWN)
        raise GameError(
            f"plot: no picture of a {type(result).__name__}; there are ones of {known}."
        )
    draw = getattr(import_module(f".{picture.module}", __package__), picture.function)
    known_options = _options(draw)
    wrong = [name for name in options if known_options is not None and name not in known_options]
    if wrong:
        raise GameError(
            f"plot: a picture of a {type(result).__name__} has no option {', '.join(wrong)}; "
            f"it has {', '.join(known_options or ()) or 'none'}."
        )
    height = _HEIGHT
    if picture.rows is not None:
        height = _FRAME + _ROW * picture.rows(result, int(options.get("most", 15)))
    return draw(result, _axes(ax, height), **options)


def _options(draw: Callable[..., Any]) -> list[str] | None:
    """The options that a picture takes; None if it passes them on."""
    from inspect import Parameter, signature

    given = list(signature(draw).parameters.values())[2:]
    if any(p.kind is Parameter.VAR_KEYWORD for p in given):
        return None
    return [p.name for p in given]


def _axes(ax: Any, height: float) -> Any:
    if ax is not None:
        return ax
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ImportError(
            "plot needs matplotlib: pip install 'equilibria[plot]'", name="matplotlib"
        ) from None
    # A figure of its own, without pyplot: no window system, no global state.
    return Figure(figsize=(_WIDTH, height), layout="constrained").subplots()
