"""Pictures of decisions: regimes, swings, paths of equilibria, probabilities, identified sets.

What a picture leaves out it says: undecided boxes are hatched, refused values marked, parameters
held fixed counted in the title.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from textwrap import shorten
from typing import Any

import numpy as np

from ..decisions.identified import IdentifiedSet
from ..decisions.mapped import UNDECIDED, PhaseMap
from ..decisions.sensitivity import Tornado
from ..decisions.swept import Sweep
from ..decisions.uncertain import Uncertainty
from ..errors import GameError

#: Distinct in grey and for the colour blind (Okabe and Ito), then repeated.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")


def _label(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit else name


def _finish(ax: Any, handles: Sequence[Any] = ()) -> Any:
    """The legend: below the axes where they have the figure to themselves, else inside."""
    if handles:
        alone = ax.figure.axes == [ax] and ax.figure.get_layout_engine() is not None
        where = ax.figure if alone else ax
        where.legend(
            handles=list(handles),
            loc="outside lower left" if alone else "best",
            fontsize=8,
            frameon=False,
        )
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def phase_map(m: PhaseMap, ax: Any) -> Any:
    """A colour for each regime where it is proved, hatching where it is not."""
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
            ax.add_collection(
                PolyCollection(
                    corners[proved], facecolors=colour, edgecolors=colour, linewidths=0.3
                )
            )
        text = shorten(str(regime), 90, placeholder=" …")
        handles.append(Patch(color=colour, label=f"{text} ({float(m.share(k)):.1%} proved)"))
    undecided = m.regime == UNDECIDED
    if undecided.any():
        ax.add_collection(
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
    ax.set_xlim(low[:, 0].min(), high[:, 0].max())
    ax.set_ylim(low[:, 1].min(), high[:, 1].max())
    ax.set_xlabel(_label(m.parameters[0], m.units[0]))
    ax.set_ylabel(_label(m.parameters[1], m.units[1]))
    ax.set_title(
        f"Regimes; {len(m.held)} other parameters held at given values", fontsize=10, loc="left"
    )
    return _finish(ax, handles)


def tornado(t: Tornado, ax: Any, most: int = 15) -> Any:
    """An output with each parameter moved alone, largest swing first; the rest are counted."""
    if most < 1:
        raise GameError(f"plot: most={most}; give at least 1.")
    shown = t.bars[:most]
    today = float(t.today)
    for row, bar in enumerate(reversed(shown)):
        for end, value, colour, place in (  # both may lie on one side: neither hides the other
            (bar.at_low, bar.low, COLOURS[0], row - 0.19),
            (bar.at_high, bar.high, COLOURS[1], row + 0.19),
        ):
            if end is None:
                ax.annotate("no market", (today, place), fontsize=6, va="center")
                continue
            reach = float(end) - today
            ax.barh(place, reach, left=today, color=colour, height=0.38)
            if reach:
                ax.annotate(
                    f"{float(value):.4g}", (float(end), place), fontsize=6, va="center",
                    ha="left" if reach > 0 else "right", xytext=(3 if reach > 0 else -3, 0),
                    textcoords="offset points",
                )  # fmt: skip
    names = [_label(bar.parameter, bar.unit) for bar in reversed(shown)]
    ax.set_yticks(range(len(shown)), names, fontsize=8)
    ax.axvline(today, color="black", linewidth=1)
    if _crosses(ax.get_xlim()):
        ax.axvline(0, color="grey", linewidth=0.8, linestyle=":")
    ax.margins(x=0.12)
    left = len(t.bars) - len(shown)
    more = f"; {left} smaller swings not shown" if left else ""
    ax.set_title(f"{t.output}\ntoday {today:.4g}{more}", fontsize=10, loc="left")
    from matplotlib.patches import Patch

    return _finish(
        ax,
        [
            Patch(color=COLOURS[0], label="at the low end"),
            Patch(color=COLOURS[1], label="at the high end"),
        ],
    )


def _crosses(limits: tuple[float, float]) -> bool:
    return limits[0] < 0 < limits[1]


def path_of_equilibria(result: Sweep, ax: Any, player: str | None = None) -> Any:
    """Every equilibrium along one parameter: the probability of each action of a player.

    A dot each; nothing is joined up, for nothing says which of them belong together.
    """
    if len(result.axes) != 1:
        raise GameError(
            f"plot: the sweep varies {len(result.axes)} parameters; sweep one for a path, or draw "
            "a phase_map of two."
        )
    player = result.family.players[0] if player is None else player
    if player not in result.family.players:
        raise GameError(f"player {player!r}: the players are {', '.join(result.family.players)}.")
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
        ax.scatter(xs, table[:, a], s=size, color=colour, linewidths=0)
        handles.append(Line2D([], [], marker="o", linestyle="", color=colour, label=action))
    failed = [float(Fraction(v)) for k, v in enumerate(axis.tolist()) if result.regime[k] < 0]
    if failed:
        ax.scatter(failed, [-0.04] * len(failed), marker="x", color="black", s=14)
        handles.append(
            Line2D([], [], marker="x", linestyle="", color="black", label="no answer here")
        )
    ax.set_xlabel(_label(name, result.family.parameters[name].unit))
    ax.set_ylabel("probability")
    ax.set_ylim(-0.07, 1.05)
    ax.set_title(
        f"{player}: every equilibrium; {len(result.held)} other parameters held", fontsize=10,
        loc="left",
    )  # fmt: skip
    return _finish(ax, handles)


def probabilities(found: Uncertainty, ax: Any) -> Any:
    """How probable each action is in some and in every equilibrium, with two standard errors."""
    rows = found.actions
    from matplotlib.patches import Patch

    for place, row in enumerate(reversed(rows)):
        ax.barh(
            place, row.some.value, height=0.7, color=COLOURS[4], xerr=2 * row.some.error,
            error_kw={"linewidth": 1, "ecolor": "grey"},
        )  # fmt: skip
        ax.barh(
            place, row.every.value, height=0.4, color=COLOURS[0], xerr=2 * row.every.error,
            error_kw={"linewidth": 1, "ecolor": "black"},
        )  # fmt: skip
    names = [f"{row.player}: {row.action}" for row in reversed(rows)]
    ax.set_yticks(range(len(rows)), names, fontsize=8)
    ax.set_xlim(0, 1.04)
    ax.set_xlabel("probability over the draws, ± two standard errors")
    refused = len(found.valid) - int(found.valid.sum())
    ax.set_title(
        f"{len(found.valid)} draws of {len(found.draws.columns)} parameters, {refused} refused by "
        "the model",
        fontsize=10,
        loc="left",
    )
    return _finish(
        ax,
        [
            Patch(color=COLOURS[0], label="played in every equilibrium"),
            Patch(color=COLOURS[4], label="played in some equilibrium"),
        ],
    )


def identified(found: IdentifiedSet, ax: Any, parameters: tuple[str, str] | None = None) -> Any:
    """The values of two parameters that explain a profile; the others may be any in the set."""
    if parameters is None and len(found.parameters) == 2:
        first, second = found.parameters
    elif parameters is None or isinstance(parameters, str) or len(parameters) != 2:
        raise GameError(
            f"plot: give parameters=(first, second), two of {', '.join(found.parameters)}."
        )
    else:
        first, second = parameters
    corners = [(float(x), float(y)) for x, y in found.region(first, second)]
    if len(corners) > 2:
        ax.fill(*zip(*corners, strict=True), color=COLOURS[0], alpha=0.5)
    if corners:
        loop = [*corners, corners[0]]
        ax.plot(*zip(*loop, strict=True), color=COLOURS[0], marker="o", markersize=3)
    for name, limit in ((first, ax.set_xlim), (second, ax.set_ylim)):
        low, high = map(float, found.ranges[name])
        pad = 0.03 * (high - low)
        limit(low - pad, high + pad)
    ax.set_xlabel(first)
    ax.set_ylabel(second)
    profile = ", ".join(f"{p}: {a}" for p, a in found.profile.items())
    what = "no values explain it" if found.is_empty else "values that explain it"
    ax.set_title(f"({profile}): {what}", fontsize=10, loc="left")
    return _finish(ax)
