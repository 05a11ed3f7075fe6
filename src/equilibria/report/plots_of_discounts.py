"""Pictures against the discount factor: the map over all profiles, and what transfers can do."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from .._format import number
from ..errors import GameError
from ..repeated.critical_map import CriticalDiscountMap
from ..repeated.transfers import Transfers
from .plots_of_payoffs import GREY, PLAYERS

#: Cells up to here are written into.
_WRITTEN = 12


def critical_map(result: CriticalDiscountMap, ax: Any) -> Any:
    """One cell per profile: dark where little patience will do, empty where none will."""
    stage = result.stage
    if stage.num_players != 2:
        raise GameError(f"plot: {stage.num_players} players; a plane has room for two.")
    values = result.upper.astype(float)
    shown = ax.imshow(
        np.ma.masked_where(values >= 1, values), cmap="Blues_r", vmin=0, vmax=1, aspect="auto"
    )
    ax.set_facecolor("#f1f0ec")
    small = max(stage.shape) <= _WRITTEN
    for i, (axis, names) in enumerate(zip((ax.yaxis, ax.xaxis), stage.actions, strict=True)):
        step = 1 if small else max(1, len(names) // 10)
        axis.set_ticks(range(0, len(names), step), names[::step])
        axis.set_label_text(stage.players[i])
    if small:
        for place in np.ndindex(stage.shape):
            low, high = result.lower[place], result.upper[place]
            text = (
                "never" if low == 1 else number(high, 5) if low == high else f"≤{float(high):.3f}"
            )
            text = "open" if low < high == 1 else text
            color = "white" if high < 0.5 else GREY if high == 1 else "black"
            ax.text(place[1], place[0], text, ha="center", va="center", fontsize=8, color=color)
    ax.figure.colorbar(shown, ax=ax, label="critical discount factor")
    ax.set_title(f"Sustained for ever, {result.punishment} punishments", loc="left", fontsize=11)
    return ax


def transfers(result: Transfers, ax: Any) -> Any:
    """Largest joint payoff and smallest payoffs at every discount factor, as steps."""
    rows = result.rows
    if rows:
        edges = [*(float(row.discount) for row in rows), 1.0]
        _steps(ax, edges, [float(row.joint) for row in rows], "#0b0b0b", "largest joint payoff")
        for i, player in enumerate(result.stage.players):
            levels = [float(row.threats[i]) for row in rows]
            # Threats often coincide: a thinner line shows what lies under it.
            width = 3.2 - 2 * i / max(1, len(result.stage.players) - 1)
            color = PLAYERS[i % len(PLAYERS)]
            _steps(ax, edges, levels, color, f"threat of {player}", width)
        ax.legend(frameon=False, fontsize=8, loc="best")
    ax.set_xlim(0, 1)
    ax.margins(y=0.1)
    ax.set_xlabel("discount factor")
    ax.set_ylabel("payoff")
    title = "With transfers" if rows else "With transfers: no equilibrium at any discount factor"
    ax.set_title(title, loc="left", fontsize=11)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def _steps(
    ax: Any, edges: list[float], levels: list[float], color: str, label: str, width: float = 2
) -> None:
    for k, ((left, right), level) in enumerate(zip(pairwise(edges), levels, strict=True)):
        name = label if k == 0 else None
        ax.plot([left, right], [level, level], color=color, linewidth=width, label=name)
        if k:
            ax.plot([left, left], [levels[k - 1], level], color=color, linewidth=0.8)
