"""What uncertainty does to the answer: tornado, draws, regret, the value of knowing more."""

from __future__ import annotations

from ..decisions.draws import Estimate
from ..markets.openness.claims.claim import WIDE
from ..markets.openness.study import Study
from .document import Block, Cell, Facts, Fold, Heading, Paragraph, Picture, Section, Table
from .drawing import Bar, bars
from .naming import DOING, naming
from .part_critical import AT_BARS, ENDS, share_spread, share_swings
from .wording import amount, chance, estimate, figure, largest, listing, money, percent

MOST = 10
#: A swing this many times as wide as all others together is not drawn to its end.
DWARFS = 3


def tornado(study: Study) -> Section:
    """The gain of the answer, and the pool at which it flips, with each parameter at its ends."""
    assert study.gain is not None
    t, words = study.gain, naming(study.family)
    today = float(t.today)
    shown, rows = [], []
    for bar in t.bars[:MOST]:
        held = []
        for end, value, colour in ((bar.at_low, bar.low, 0), (bar.at_high, bar.high, 1)):
            if end is not None:
                held.append(Bar(today, float(end), colour, figure(value)))
        shown.append((f"{words(bar.parameter)}, {bar.unit}", held))
        rows.append(
            (
                words(bar.parameter),
                bar.unit,
                figure(bar.low),
                figure(bar.high),
                *(
                    "no market" if v is None else Cell(amount(v)) if v <= 0 else amount(v)
                    for v in (bar.at_low, bar.at_high)
                ),
            )
        )
    unit = study.decision.table.terms[0].unit
    limits, cut = _limits(today, [[bar.end for bar in held] for _, held in shown])
    blocks: list[Block] = [
        Paragraph(_two_margins(study)),
        Picture(
            f"Largest swings of {t.output}"
            + ("" if cut is None else f"; the first runs on to {amount(cut)}"),
            f"Bars from today's {amount(t.today)} {unit} to the value at the low and at the high "
            "end of each range; largest first: "
            f"{listing([words(b.parameter) for b in t.bars[:MOST]])}.",
            bars(
                shown,
                f"{unit}; {AT_BARS}",
                limits=limits,
                legend=ENDS,
                line=(today, f"today, {amount(t.today)}"),
            ),
        ),
        Table(
            f"{t.output[:1].upper()}{t.output[1:]}, {unit}; today {amount(t.today)}",
            ("parameter", "unit", "low", "high", "at low", "at high"),
            tuple(rows),
            note=f"The {min(MOST, len(t.bars))} largest of {len(t.bars)} swings. A star marks a "
            "gain that is not positive: the answer is then not the best first move.",
        ),
    ]
    blocks += [*_of_the_pool(study), *share_swings(study)]
    return Section("tornado", "Which assumptions carry it", tuple(blocks))


def _of_the_pool(study: Study) -> list[Block]:
    """The pool at which the answer changes, with one other parameter at an end of its range."""
    if not study.swings:
        return []
    words, parameters = naming(study.family), study.family.parameters
    unit, top = parameters["pool"].unit, float(parameters["pool"].high)
    found = [b.value for b in study.decision.flips if b.parameter == "pool"]
    now = float(found[0]) if found and found[0] is not None else top
    shown = study.swings[:MOST]
    rows = [
        (
            f"{words(s.parameter)}, {parameters[s.parameter].unit}",
            [Bar(now, top if at is None else float(at), colour, figure(end))
             for end, at, colour in ((s.low, s.at_low, 0), (s.high, s.at_high, 1))],
        )
        for s in shown
    ]  # fmt: skip
    limits, cut = _limits(now, [[bar.end for bar in held] for _, held in rows])
    return [
        Heading("The pool at which the answer changes"),
        Picture(
            f"The pool at which the answer changes, {unit}, by one other assumption"
            + ("" if cut is None else f"; the first runs on to {figure(cut)}"),
            f"Bars from {figure(now)} {unit} to the pool at either end of a range; the largest: "
            f"{listing([words(s.parameter) for s in shown])}.",
            bars(
                rows,
                f"{unit}; {AT_BARS}",
                limits=limits,
                legend=ENDS,
                line=(now, f"all others as today, {figure(now)}"),
            ),
        ),
        Fold(
            "The same in a table",
            (
                Table(
                    f"The pool at which the answer changes, {unit}, with one other parameter at an "
                    "end of its range",
                    ("parameter", "unit", "low", "high", "pool at low", "pool at high"),
                    tuple(
                        (
                            words(s.parameter),
                            parameters[s.parameter].unit,
                            figure(s.low),
                            figure(s.high),
                            *("none" if v is None else figure(v) for v in (s.at_low, s.at_high)),
                        )
                        for s in shown
                    ),
                    note=f"The {len(shown)} largest of {len(study.swings)}. None: the answer does "
                    "not change over the pool's range.",
                ),
            ),
        ),
    ]


def _two_margins(study: Study) -> str:
    """Why the gain of committing first is not the margin that the memo opens with."""
    d, t = study.decision, study.gain
    assert t is not None
    chosen = d.answer or d.answers[0]
    other, opener, rival = DOING.get(d.next_best, d.next_best), *d.game.players[:2]
    return (
        f"Two numbers measure how much better it is to play {chosen}. The memo opens with "
        f"{money(d.margin)}: {chosen} against {other} while {rival} keeps to its reply at the "
        f"equilibrium. The swings are of {money(t.today)}: {chosen} against the next best when "
        f"{opener} commits first and {rival} sees it and replies to each choice in its own way. "
        "The two differ as far as the replies do."
    )


def _limits(
    today: float, ends: list[list[float]]
) -> tuple[tuple[float, float] | None, float | None]:
    """Where to end the axis: a swing that dwarfs all others is cut off, and how far it goes."""

    def span(rows: list[list[float]]) -> tuple[float, float]:
        values = [today, *(v for row in rows for v in row)]
        return min(values), max(values)

    (low, high), (first, last) = span(ends[1:]), span(ends)
    if not 0 < DWARFS * (high - low) <= last - first:
        return None, None
    cut = first if low - first > last - high else last
    margin = (high - low) / 4  # so that it is seen to run on
    return (low - margin, high) if cut == first else (low, high + margin), cut


def draws(study: Study) -> Section:
    """Every assumption drawn from its range at once."""
    u, d, words = study.uncertainty, study.decision, naming(study.family)
    unit = d.table.terms[0].unit
    refused = len(u.valid) - int(u.valid.sum())
    decides = u.decides or d.game.players[0]
    actions = tuple(
        (
            f"{r.player}: {r.action}",
            chance(r.every),
            chance(r.some),
            chance(r.best),
            estimate(r.value),
            estimate(r.regret),
            "-" if r.worst_regret is None else amount(r.worst_regret, 2),
        )
        for r in u.actions
    )
    blocks: list[Block] = [
        Paragraph(
            f"{len(u.valid):,} draws of {len(u.draws.columns)} parameters, independent, each "
            f"uniform on its range (in logarithms where that spans more than a factor of {WIDE}), "
            f"seed {study.seed}; {refused:,} make no market and are left out. Nothing selects "
            "among equilibria. ± is one standard error, in points of a percentage; where none is "
            "given it is too small to show."
        ),
        Picture(
            "How often each action is played in every equilibrium",
            "; ".join(f"{r.player} {r.action} {percent(r.every.value)}" for r in u.actions) + ".",
            bars(
                [
                    (f"{r.player}: {r.action}", (Bar(0, r.every.value, k, percent(r.every.value)),))
                    for r in u.actions
                    for k in (0 if r.player == decides else 1,)
                ],
                "share of the draws",
                limits=(0.0, 1.0),
            ),
        ),
        Table(
            f"Actions over the draws; value and regret in {unit}",
            (
                "action",
                "in every equilibrium",
                "in some",
                "best first move",
                "mean value",
                "mean regret",
                "worst regret",
            ),
            actions,
            note=f"Best, value and regret are {decides}'s when it moves first and the other "
            "replies. Worst regret is the largest met: a lower bound.",
        ),
        Facts(
            (
                ("Best on average", u.best_on_average or "-"),
                ("Least worst regret", u.minimax_regret or "-"),
                ("Knowing everything", f"worth {_worth(u.perfect_information)} before choosing"),
            )
        ),
    ]
    order = sorted(range(len(u.regimes)), key=lambda k: -u.probabilities[k].value)
    blocks.append(
        Table(
            "Sets of equilibria, by probability",
            ("equilibria", "probability"),
            tuple((u.regimes[k].label, chance(u.probabilities[k])) for k in order[:8]),
            note=f"{len(order)} sets in all; | separates equilibria, + mixes actions.",
        )
    )
    blocks.append(Heading("What drives it, and what knowing it is worth"))
    links = dict(study.drivers)
    names = [n for n, _ in study.drivers[:MOST]]
    names += [n for n, _ in largest(u.information, 5) if n not in names]
    blocks.append(
        Table(
            "Rank correlation with the gain of the answer, and the worth of knowing the parameter "
            f"alone, {unit}",
            ("parameter", "rank correlation", "worth of knowing"),
            tuple((words(n), f"{links[n]:+.2f}", estimate(u.information.get(n), 3)) for n in names),
            note="The worth of knowing is estimated on draws other than those the choice was made "
            "on; it may come out slightly negative.",
        )
    )
    if u.thresholds is not None:
        t = u.thresholds
        spread = tuple((f"{percent(q)} quantile", estimate(e)) for q, e in t.quantiles.items())
        unit = study.family.parameters[t.parameter].unit
        blocks.append(
            Table(
                f"The {words(t.parameter)} at which the answer first changes, over {len(t.found)} "
                "draws of all others",
                ("over the draws", f"{words(t.parameter)}, {unit}"),
                spread,
                note=f"In {chance(t.none)} of the draws it does not change over the whole range.",
            )
        )
    blocks += share_spread(study)
    return Section("draws", "All assumptions at once", tuple(blocks))


def _worth(found: Estimate | None) -> str:
    return "-" if found is None else f"{estimate(found)} USD bn a year"
