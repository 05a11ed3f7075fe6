"""Pictures of decisions (the extra `plot`): each returns a matplotlib figure, and shows nothing.

Figures are built without pyplot, so that no global state is touched: ``figure.savefig(path)``. What
a picture leaves out it says: undecided boxes are hatched, refused values blank, ranges held fixed
named in the title.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from textwrap import shorten
from typing import Any

import numpy as np

from ..decisions.phase_map import UNDECIDED, PhaseMap
from ..decisions.sensitivity import Tornado
from ..decisions.swept import Sweep
from ..decisions.uncertainty import Uncertainty
from ..errors import GameError

#: Distinct in grey and for the colour blind (Okabe and Ito), then repeated lighter.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")


def _figure(width: float, height: float) -> tuple[Any, Any]:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ImportError("pictures need matplotlib: pip install 'equilibria[plot]'") from None
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def _label(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit else name


def _legend(figure: Any, axes: Any, handles: Sequence[Any]) -> None:
    figure.legend(handles=list(handles), loc="outside lower left", fontsize=8, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)


def plot_phase_map(m: PhaseMap) -> Any:
    """Draw a phase map: a colour for each regime where it is proved, hatching where it is not.

    Parameters
    ----------
    m : PhaseMap

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = _figure(7, 5.4)
    from matplotlib.collections import PolyCollection
    from matplotlib.patches import Patch

    low, high = m.low.astype(float), m.high.astype(float)
    corners = np.stack(
        [low, np.c_[high[:, 0], low[:, 1]], high, np.c_[low[:, 0], high[:, 1]]], axis=1
    )
    handles = []
    for k, regime in enumerate(m.regimes):
        proved = m.regime == k
        colour = COLOURS[k % len(COLOURS)]
        if proved.any():
            axes.add_collection(
                PolyCollection(
                    corners[proved], facecolors=colour, edgecolors=colour, linewidths=0.3
                )
            )
        text = shorten(str(regime), 90, placeholder=" …")
        handles.append(Patch(color=colour, label=f"{text} ({float(m.share(k)):.1%} proved)"))
    undecided = m.regime == UNDECIDED
    if undecided.any():
        axes.add_collection(
            PolyCollection(
                corners[undecided],
                facecolors="white",
                edgecolors="black",
                linewidths=0,
                hatch="////",
            )
        )
        share = 1 - m.proved_share
        handles.append(
            Patch(facecolor="white", edgecolor="black", hatch="////",
                  label=f"undecided ({float(share):.2%})")
        )  # fmt: skip
    axes.set_xlim(low[:, 0].min(), high[:, 0].max())
    axes.set_ylim(low[:, 1].min(), high[:, 1].max())
    axes.set_xlabel(_label(m.parameters[0], m.units[0]))
    axes.set_ylabel(_label(m.parameters[1], m.units[1]))
    axes.set_title(
        f"Regimes; {len(m.held)} other parameters held at given values", fontsize=10, loc="left"
    )
    _legend(figure, axes, handles)
    return figure


def plot_tornado(t: Tornado, most: int = 15) -> Any:
    """Draw a tornado: an output with each parameter moved alone, largest swing first.

    Parameters
    ----------
    t : Tornado
    most : int
        Parameters shown; the title says how many are left out.

    Returns
    -------
    matplotlib.figure.Figure
    """
    if most < 1:
        raise GameError(f"plot_tornado: most={most}; give at least 1.")
    shown = t.bars[:most]
    figure, axes = _figure(7.5, 1.4 + 0.36 * len(shown))
    today = float(t.today)
    for row, bar in enumerate(reversed(shown)):
        for end, value, colour, place in (  # both may lie on one side: neither hides the other
            (bar.at_low, bar.low, COLOURS[0], row - 0.19),
            (bar.at_high, bar.high, COLOURS[1], row + 0.19),
        ):
            if end is None:
                axes.annotate("no market", (today, place), fontsize=6, va="center")
                continue
            reach = float(end) - today
            axes.barh(place, reach, left=today, color=colour, height=0.38)
            if reach:
                axes.annotate(
                    f"{float(value):.4g}", (float(end), place), fontsize=6, va="center",
                    ha="left" if reach > 0 else "right", xytext=(3 if reach > 0 else -3, 0),
                    textcoords="offset points",
                )  # fmt: skip
    names = [_label(bar.parameter, bar.unit) for bar in reversed(shown)]
    axes.set_yticks(range(len(shown)), names, fontsize=8)
    axes.axvline(today, color="black", linewidth=1)
    if _crosses(axes.get_xlim()):
        axes.axvline(0, color="grey", linewidth=0.8, linestyle=":")
    axes.margins(x=0.12)
    left = len(t.bars) - len(shown)
    more = f"; {left} smaller swings not shown" if left else ""
    axes.set_title(f"{t.output}\ntoday {today:.4g}{more}", fontsize=10, loc="left")
    from matplotlib.patches import Patch

    _legend(
        figure,
        axes,
        [
            Patch(color=COLOURS[0], label="at the low end"),
            Patch(color=COLOURS[1], label="at the high end"),
        ],
    )
    return figure


def _crosses(limits: tuple[float, float]) -> bool:
    return limits[0] < 0 < limits[1]


def plot_path(result: Sweep, player: str) -> Any:
    """Draw every equilibrium along one parameter: the probability of each action of a player.

    Parameters
    ----------
    result : Sweep
        Over one parameter.
    player : str

    Returns
    -------
    matplotlib.figure.Figure
        A dot for each equilibrium; nothing is joined up, for nothing says which belong together.
    """
    if len(result.axes) != 1:
        raise GameError(f"plot_path: the sweep varies {len(result.axes)} parameters; give one.")
    if player not in result.family.players:
        raise GameError(f"player {player!r}: the players are {', '.join(result.family.players)}.")
    figure, axes = _figure(7, 4.4)
    from matplotlib.lines import Line2D

    i = result.family.players.index(player)
    [(name, axis)] = result.axes.items()
    xs: list[float] = []
    ys: list[np.ndarray] = []
    for k, value in enumerate(axis.tolist()):
        for strategies, _ in result.equilibria((k,)):
            xs.append(float(Fraction(value)))
            ys.append(strategies[i])
    handles = []
    table = np.array(ys).reshape(len(xs), -1)
    for a, action in enumerate(result.family.actions[i]):
        colour, size = COLOURS[a % len(COLOURS)], 26 - 4 * min(a, 4)
        axes.scatter(xs, table[:, a], s=size, color=colour, linewidths=0)
        handles.append(Line2D([], [], marker="o", linestyle="", color=colour, label=action))
    failed = [float(Fraction(v)) for k, v in enumerate(axis.tolist()) if result.regime[k] < 0]
    if failed:
        axes.scatter(failed, [-0.04] * len(failed), marker="x", color="black", s=14)
        handles.append(
            Line2D([], [], marker="x", linestyle="", color="black", label="no answer here")
        )
    axes.set_xlabel(_label(name, result.family.parameters[name].unit))
    axes.set_ylabel("probability")
    axes.set_ylim(-0.07, 1.05)
    axes.set_title(
        f"{player}: every equilibrium; {len(result.held)} other parameters held", fontsize=10,
        loc="left",
    )  # fmt: skip
    _legend(figure, axes, handles)
    return figure


def plot_probabilities(found: Uncertainty) -> Any:
    """Draw, for each action, how probable it is to be played in some and in every equilibrium.

    Parameters
    ----------
    found : Uncertainty

    Returns
    -------
    matplotlib.figure.Figure
        With bars for two standard errors.
    """
    rows = found.actions
    figure, axes = _figure(7, 1.6 + 0.34 * len(rows))
    from matplotlib.patches import Patch

    for place, row in enumerate(reversed(rows)):
        axes.barh(
            place, row.some.value, height=0.7, color=COLOURS[4], xerr=2 * row.some.error,
            error_kw={"linewidth": 1, "ecolor": "grey"},
        )  # fmt: skip
        axes.barh(
            place, row.every.value, height=0.4, color=COLOURS[0], xerr=2 * row.every.error,
            error_kw={"linewidth": 1, "ecolor": "black"},
        )  # fmt: skip
    names = [f"{row.player}: {row.action}" for row in reversed(rows)]
    axes.set_yticks(range(len(rows)), names, fontsize=8)
    axes.set_xlim(0, 1.04)
    axes.set_xlabel("probability over the draws, ± two standard errors")
    refused = len(found.valid) - int(found.valid.sum())
    axes.set_title(
        f"{len(found.valid)} draws of {len(found.draws.columns)} parameters, {refused} refused by "
        "the model",
        fontsize=10,
        loc="left",
    )
    _legend(
        figure,
        axes,
        [
            Patch(color=COLOURS[0], label="played in every equilibrium"),
            Patch(color=COLOURS[4], label="played in some equilibrium"),
        ],
    )
    return figure


def plot_identified(found: Any, first: str, second: str) -> Any:
    """Draw an identified set in two of its parameters.

    Parameters
    ----------
    found : IdentifiedSet
    first, second : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    corners = [(float(x), float(y)) for x, y in found.region(first, second)]
    figure, axes = _figure(6, 4.6)
    if len(corners) > 2:
        axes.fill(*zip(*corners, strict=True), color=COLOURS[0], alpha=0.5)
    if corners:
        loop = [*corners, corners[0]]
        axes.plot(*zip(*loop, strict=True), color=COLOURS[0], marker="o", markersize=3)
    for name, limit in ((first, axes.set_xlim), (second, axes.set_ylim)):
        low, high = map(float, found.ranges[name])
        pad = 0.03 * (high - low)
        limit(low - pad, high + pad)
    axes.set_xlabel(first)
    axes.set_ylabel(second)
    profile = ", ".join(f"{p}: {a}" for p, a in found.profile.items())
    what = "no values explain it" if found.is_empty else "values that explain it"
    axes.set_title(f"({profile}): {what}", fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return figure
