"""The whole study behind the memo: the decision, and what becomes of it when its inputs move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ...decisions.commitment import Timing, timing
from ...decisions.family import Family
from ...decisions.mapped import PhaseMap
from ...decisions.outputs import gain
from ...decisions.phase_map import phase_map
from ...decisions.sensitivity import Tornado, tornado
from ...decisions.statements import Statement
from ...decisions.thresholds import thresholds
from ...decisions.uncertain import Uncertainty
from ...decisions.uncertainty import uncertainty
from ...errors import GameError
from .analysis import Decision, decide
from .claims import Benchmark, Claim, Motive, bench, motive, propositions
from .claims.claim import evenly
from .critical_share import (
    ShareSpread,
    ShareSwings,
    Slopes,
    share_spread,
    share_swings,
    threshold_slopes,
)
from .effort import QUICK, Effort
from .ends import End, ends
from .forms import Forms, forms
from .startups import Startups, startups
from .years import Years, years

#: The maps: two parameters each, with the part of their ranges that is drawn.
MAPS: tuple[tuple[str, str, Mapping[str, tuple[Any, Any]]], ...] = (
    ("model_share", "pool", {"pool": (2, 60)}),
    ("self_commoditising", "efficiency_realised", {}),
    ("vendors", "wedge_assurance_led", {}),
)


class Swing(NamedTuple):
    """The first threshold with one parameter at either end of its range; None: there is none."""

    parameter: str
    low: Fraction
    high: Fraction
    at_low: Fraction | None
    at_high: Fraction | None


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """Everything that a memo says.

    Attributes
    ----------
    decision : Decision
    variants : tuple of (name, note, Decision)
    maps : tuple of PhaseMap
        Where the answer is played in some equilibrium; none of a parameter without a range.
    gain : Tornado or None
        Of what the answer gains when chosen first; None for more than two players.
    swings : tuple of Swing
        Of the pool at which the answer changes; empty in a quick study.
    uncertainty : Uncertainty
        Over every used parameter, uniform on its range; in logarithms where that is wide.
    drivers : tuple of (parameter, float)
        Rank correlation of each parameter with that gain over the draws, largest first.
    shares : tuple of ShareSpread
        Up to which share of the model layer opening pays, over the draws; per form of demand.
    share_swings : tuple of ShareSwings
        What each parameter alone does to it: without self-commoditising, and at its most.
    slopes : tuple of Slopes
        How the thresholds move with every other parameter; empty in a quick study.
    timing : Timing or None
        None for more than two players.
    claims : tuple of Claim
        P1 to P13, each with its label and what it rests on.
    ends : tuple of End
        Models as infrastructure, and as the whole system.
    forms : Forms
        Both forms of demand side by side.
    motive : Motive
        What the observed profile says of the opener's motives.
    years : Years or None
        None where the scenario has no discount factor, and for more than two players.
    startups : tuple of Startups
    missing : mapping from piece to str
        Why a piece of this (`gain`, `timing`, `years`) was not worked out.
    seed : int
    effort : Effort
    """

    decision: Decision
    variants: tuple[tuple[str, str, Decision], ...]
    maps: tuple[PhaseMap, ...]
    gain: Tornado | None
    swings: tuple[Swing, ...]
    uncertainty: Uncertainty
    drivers: tuple[tuple[str, float], ...]
    shares: tuple[ShareSpread, ...]
    share_swings: tuple[ShareSwings, ...]
    slopes: tuple[Slopes, ...]
    timing: Timing | None
    claims: tuple[Claim, ...]
    ends: tuple[End, End]
    forms: Forms
    motive: Motive
    years: Years | None
    startups: tuple[Startups, ...]
    missing: Mapping[str, str]
    seed: int
    effort: Effort

    @property
    def family(self) -> Family:
        """The scenario."""
        return self.decision.family


def study(
    family: Family,
    *,
    effort: Effort = QUICK,
    seed: int = 1,
    benchmarks: Sequence[Benchmark] = (),
    observed: Mapping[str, str] | None = None,
    executor: Any = None,
) -> Study:
    """Work out everything that a memo says.

    Parameters
    ----------
    family : Family
        Of the open-vs-closed builder.
    effort : Effort
    seed : int
        Of the draws.
    benchmarks : sequence of Benchmark
        Open and closed models compared, for the first claim.
    observed : mapping from player to action, optional
        What was played; default: the answer, and the rival's reply to it.
    executor : concurrent.futures executor, optional
        As in `uncertainty`; results do not depend on it.

    Raises
    ------
    GameError
        If the family has another builder.

    Notes
    -----
    A quick study takes a few seconds, a full one about a minute on two cores.
    """
    decision = decide(family)
    opener, chosen = decision.game.players[0], decision.answer or decision.answers[0]
    asked = decision.statement
    rivals = ((decision.game.players[1], decision.replies), *decision.others)
    seen = dict(observed or {opener: chosen, **{name: played[0] for name, played in rivals}})
    two, missing = len(family.players) == 2, dict[str, str]()
    if not two:
        why = f"it is worked out for two strategic players, and here are {len(family.players)}"
        missing = dict.fromkeys(("gain", "timing", "years"), why)
    swept = bench(family, effort.claim_draws, seed, other=effort.claim_draws_b)
    motives = motive(family, seen)
    over_years = years(family, chosen) if two else None
    pool = family.parameters["pool"]
    found = uncertainty(
        family,
        n=effort.draws,
        rng=seed,
        distributions={k: v for k, v in evenly(family).items() if k in family.used},
        threshold=("pool", asked) if effort.threshold_draws and pool.low < pool.high else None,
        threshold_draws=effort.threshold_draws or 1,
        executor=executor,
    )
    return Study(
        decision=decision,
        variants=tuple(
            (name, variant.note, decide(family.variant(name), briefly=True))
            for name, variant in family.variants.items()
        ),
        maps=tuple(
            phase_map(
                family,
                first,
                second,
                statement=asked,
                ranges=_holding_today(family, ranges),
                cells=effort.cells,
                depth=effort.depth,
                budget=effort.map_budget,
                partial=True,
            )
            for first, second, ranges in MAPS
            if all(family.parameters[n].low < family.parameters[n].high for n in (first, second))
        ),
        gain=tornado(family, gain(opener, chosen)) if two else None,
        swings=_swings(family, asked) if effort.swings else (),
        uncertainty=found,
        drivers=_drivers(found, chosen),
        shares=tuple(share_spread(e) for e in swept.draws.values() if e.solved.any()),
        share_swings=tuple(
            share_swings(family, self_commoditising=chi)
            for chi in sorted({Fraction(0), family.parameters["self_commoditising"].high})
        ),
        slopes=threshold_slopes(family, asked) if effort.swings else (),
        timing=timing(family) if two else None,
        claims=propositions(swept, motives, benchmarks, over_years),
        ends=ends(family, asked),
        forms=forms(swept, cells=effort.form_cells),
        motive=motives,
        years=over_years,
        startups=startups(family),
        missing=missing,
        seed=seed,
        effort=effort,
    )


def _holding_today(
    family: Family, ranges: Mapping[str, tuple[Any, Any]]
) -> dict[str, tuple[Any, Any]]:
    """The ranges of a map, widened where today's value lies outside."""
    today = family.values()
    return {
        n: (min(low, today[n]), high if today[n] <= high else 2 * today[n])
        for n, (low, high) in ranges.items()
    }


def _swings(family: Family, asked: Statement) -> tuple[Swing, ...]:
    """The pool at which the answer changes, with every other parameter at its ends."""

    def first(**moved: Any) -> Fraction | None:
        try:
            brackets = thresholds(family, "pool", asked, **moved)
        except GameError:
            return None
        return brackets[0].value if brackets else None

    rows = []
    for name in family.used:
        p = family.parameters[name]
        if name != "pool" and p.low < p.high:
            rows.append(Swing(name, p.low, p.high, first(**{name: p.low}), first(**{name: p.high})))
    today = first()

    def reach(row: Swing) -> float:
        ends = [v for v in (row.at_low, row.at_high, today) if v is not None]
        return -float(max(ends) - min(ends)) if ends else 0.0

    return tuple(sorted(rows, key=lambda row: (reach(row), row.parameter)))


def _drivers(found: Uncertainty, chosen: str) -> tuple[tuple[str, float], ...]:
    """Spearman's rank correlation of every drawn parameter with the gain of the answer."""
    if found.values is None:
        return ()
    good = found.valid
    a = found.family.actions[0].index(chosen)
    values = found.values[good]
    margin = _ranks(values[:, a] - np.delete(values, a, axis=1).max(axis=1))
    rows = []
    for name, column in found.draws.columns.items():
        with np.errstate(invalid="ignore"):
            link = float(np.corrcoef(_ranks(column[good]), margin)[0, 1])
        rows.append((name, 0.0 if np.isnan(link) else link))
    return tuple(sorted(rows, key=lambda row: (-abs(row[1]), row[0])))


def _ranks(values: np.ndarray) -> np.ndarray:
    order = np.empty(len(values))
    order[np.argsort(values, kind="stable")] = np.arange(len(values))
    return order
