"""Pictures in the plane of two players' payoffs, and of a strategy's path through time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._format import number
from ..errors import GameError
from ..games.normal_form import NormalFormGame
from ..games.profile import Profile
from ..repeated.automaton import Automaton
from ..repeated.critical_answer import CriticalDiscount
from ..repeated.feasible import FeasibleSet, feasible_set, individually_rational
from ..repeated.payoff_set import PayoffSet
from ..repeated.simple_profiles import SimpleProfile

#: One colour per role in every picture; they stay apart in greyscale and for the colour-blind.
GREY, LIGHT, INNER, OUTER, POINT = "#8a8a85", "#e9e8e3", "#2a78d6", "#eb6834", "#0b0b0b"
PLAYERS = ("#2a78d6", "#eb6834", "#1baf7a", "#4a3aa7", "#eda100", "#e87ba4")

#: Profiles whose payoffs get a label.
_LABELLED = 12


def feasible(result: FeasibleSet, ax: Any) -> Any:
    """The set; around an individually rational one the whole feasible set, and the minmax lines."""
    stage = result.game
    _background(ax, stage, rational=None, whole=result.minmax is not None)
    _shape(ax, result.vertices, fill=INNER, edge=INNER, label=_kind(result))
    if result.minmax is not None:
        _lines(ax, result.minmax, "minmax")
    return _finish(ax, stage, _kind(result).capitalize())


def payoff_set(result: PayoffSet, ax: Any) -> Any:
    """Inner and outer set, the worst payoffs, and behind them what is feasible and rational."""
    stage = result.game.stage
    common = result.game.common
    _background(ax, stage, rational=individually_rational(stage) if common is not None else None)
    _shape(ax, result.inner, fill=INNER, edge=INNER, label="inner set: all are equilibrium payoffs")
    _shape(ax, result.outer, fill=None, edge=OUTER, label="outer set: no others are")
    worst = result.threats.inner or result.threats.outer
    if worst is not None:
        _lines(ax, worst, "worst payoffs")
    shown = ", ".join(map(number, result.game.discounts if common is None else [common]))
    return _finish(ax, stage, f"Pure-action equilibrium payoffs, discount {shown}")


def punishments(result: CriticalDiscount, ax: Any) -> Any:
    """What the path and each punishment are worth at the critical discount factor."""
    stage = result.stage
    _require_two(stage)
    rational = individually_rational(stage)
    if result.strategy is None:
        _background(ax, stage, rational)
        said = "never sustained" if result.status == "never" else "not known to be sustained"
        return _finish(ax, stage, f"({', '.join(result.profile)}) is {said}")
    discount = result.bracket[1]
    values = [tuple(map(float, v)) for v in result.strategy.values(discount)]
    _background(ax, stage, rational, taken=values)
    states = result.strategy.states
    for s, state in enumerate(states):
        ends = [values[t] for t, _ in state.then if values[t] != values[s]]
        for x, y in ends:
            ax.annotate(
                "",
                xy=(x, y),
                xytext=values[s],
                arrowprops={"arrowstyle": "->", "color": GREY, "linewidth": 1},
            )
        ax.plot(*values[s], "o", color=INNER if s == 0 else OUTER, markersize=7, zorder=4)
    told: dict[tuple[float, ...], list[str]] = {}
    for value, state in zip(values, states, strict=True):
        play = "" if isinstance(state.play, Profile) else f" ({_actions(stage, state.play)})"
        told.setdefault(value, []).append(state.name + play)
    for value, names in told.items():
        _label(ax, value, "\n".join(names[:3]) + ("\n…" if len(names) > 3 else ""))
    title = f"({', '.join(result.profile)}) from discount {number(discount)}, {result.punishment}"
    return _finish(ax, stage, title)


def path(result: SimpleProfile, ax: Any, periods: int = 12, **options: Any) -> Any:
    """What each player earns in each period; a broken line marks where a punishment begins."""
    met = result.path(periods, **options)
    earned = [[float(v) for v in result.payoffs(s)] for s in met]
    deviations = {t: [player] for t, player in (options.get("deviations") or {}).items()}
    return _path(result.stage, ax, earned, deviations, "payoff prescribed in the period")


def automaton(result: Automaton, ax: Any, periods: int = 12, **options: Any) -> Any:
    """What each player earns in each period of a simulated path, deviations included."""
    options.setdefault("rng", 0)
    earned = result.simulate(periods, **options).payoffs.tolist()
    deviations = {t: list(who) for t, who in (options.get("deviations") or {}).items()}
    return _path(result.game.stage, ax, earned, deviations, "payoff in the period")


def _path(
    stage: NormalFormGame,
    ax: Any,
    earned: list[list[float]],
    deviations: dict[int, list[Any]],
    what: str,
) -> Any:
    periods = len(earned)
    for i, player in enumerate(stage.players):
        ax.step(
            range(periods + 1),
            [*(row[i] for row in earned), earned[-1][i]],
            where="post",
            color=PLAYERS[i % len(PLAYERS)],
            linewidth=1.6 if i else 3.2,  # where paths coincide, both show
            label=player,
        )
    for t, who in deviations.items():
        names = " and ".join(stage.players[stage.player_index(p)] for p in who)
        ax.axvline(t + 1, color=GREY, linewidth=1, linestyle="--")
        ax.annotate(
            f"{names} has deviated" if len(who) == 1 else f"{names} have deviated",
            xy=(t + 1, 1),
            xycoords=("data", "axes fraction"),
            xytext=(4, -4),
            textcoords="offset points",
            va="top",
            fontsize=8,
            color=POINT,
        )
    ax.set_xlabel("period")
    ax.set_ylabel(what)
    ax.set_xlim(0, periods)
    ax.margins(y=0.15)
    ax.set_title("A strategy's path", loc="left", fontsize=11)
    _plain(ax)
    ax.legend(frameon=False, fontsize=9, loc="best")
    return ax


# ---- parts


def _require_two(stage: NormalFormGame) -> None:
    if stage.num_players != 2:
        raise GameError(f"plot: {stage.num_players} players; a plane has room for two.")


def _background(
    ax: Any,
    stage: NormalFormGame,
    rational: FeasibleSet | None,
    whole: bool = True,
    taken: Sequence[tuple[float, ...]] = (),
) -> None:
    """The feasible set, its rational part, and the payoffs of profiles, with names if few."""
    if whole:
        _shape(ax, feasible_set(stage).vertices, fill=LIGHT, edge=GREY, label="feasible")
    if rational is not None:
        _shape(ax, rational.vertices, fill="#d5d3ca", edge=GREY, label="individually rational")
    points: dict[tuple[float, float], list[str]] = {}
    first, second = stage.exact_payoffs()
    for a, own in enumerate(stage.actions[0]):
        for b, other in enumerate(stage.actions[1]):
            paid = float(first[a, b]), float(second[a, b])
            points.setdefault(paid, []).append(f"{own}, {other}")
    ax.plot(*zip(*points, strict=True), ".", color=POINT, markersize=4, zorder=3, linestyle="none")
    if len(points) <= _LABELLED:
        for paid, names in points.items():
            if paid in taken:
                continue
            _label(ax, paid, "; ".join(names[:2]) + ("; …" if len(names) > 2 else ""), GREY)


def _shape(ax: Any, corners: Sequence[Any], *, fill: str | None, edge: str, label: str) -> None:
    """A convex set, whatever its dimension."""
    if not corners:
        return
    xs, ys = ([float(c[i]) for c in corners] for i in (0, 1))
    if len(corners) == 1:
        ax.plot(xs, ys, "o", color=edge, markersize=9, label=label, zorder=2, fillstyle="none")
        return
    if len(corners) > 2 and fill is not None:
        ax.fill(xs, ys, color=fill, alpha=1 if fill != INNER else 0.35, linewidth=0, label=label)
    style = "--" if edge == OUTER else "-"
    line = {"color": edge, "linestyle": style, "linewidth": 1 if edge == GREY else 2}
    known = None if len(corners) > 2 and fill is not None else label
    ax.plot([*xs, xs[0]], [*ys, ys[0]], label=known, zorder=2, **line)


def _lines(ax: Any, levels: Sequence[Any], label: str) -> None:
    ax.axvline(float(levels[0]), color=GREY, linewidth=1, linestyle=":", label=label)
    ax.axhline(float(levels[1]), color=GREY, linewidth=1, linestyle=":")


def _label(ax: Any, at: Sequence[float], text: str, color: str = POINT) -> None:
    ax.annotate(text, at, xytext=(5, 4), textcoords="offset points", fontsize=8, color=color)


def _finish(ax: Any, stage: NormalFormGame, title: str) -> Any:
    ax.set_xlabel(f"payoff of {stage.players[0]}")
    ax.set_ylabel(f"payoff of {stage.players[1]}")
    ax.set_title(title, loc="left", fontsize=11)
    ax.margins(0.1)
    _plain(ax)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(frameon=False, fontsize=8, loc="best")
    return ax


def _plain(ax: Any) -> None:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _kind(result: FeasibleSet) -> str:
    return "feasible" if result.minmax is None else "individually rational"


def _actions(stage: NormalFormGame, place: Sequence[int]) -> str:
    return ", ".join(names[a] for names, a in zip(stage.actions, place, strict=True))
