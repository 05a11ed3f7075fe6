"""The critical share of the model layer, below which opening pays: its swings and its spread."""

from __future__ import annotations

from math import isnan

from ..markets.openness.claims.claim import FORMS
from ..markets.openness.critical_share import ShareSpread, ShareSwings
from ..markets.openness.study import Study
from .document import Block, Fold, Heading, Paragraph, Picture, Table
from .drawing import Bar, bars
from .drawing_curves import curves
from .naming import naming
from .wording import figure, listing, percent

#: Swings that are drawn.
MOST = 8
#: What the bars of a swing show.
ENDS = (("at the low end of its range", 0), ("at the high end", 1))
AT_BARS = "at the bars: the assumption's value"


def share_swings(study: Study) -> list[Block]:
    """The critical share with one assumption at an end of its range."""
    words = naming(study.family)
    blocks: list[Block] = [
        Heading(f"The critical share: the {words('model_share')} at which opening stops to pay"),
        Paragraph(
            f"As long as no rival moves: below the critical share opening is "
            f"{study.family.players[0]}'s best reply, above it keeping the model closed. One "
            f"assumption at a time is moved, without {words('self_commoditising')} and with most "
            "of it, for that has no source."
        ),
    ]
    for found in study.share_swings:
        blocks += _swings(study, found)
    return blocks


def _swings(study: Study, found: ShareSwings) -> list[Block]:
    words = naming(study.family)
    unit = study.family.parameters["model_share"].unit
    loss = f"{words('self_commoditising')} {figure(found.self_commoditising)}"
    today = "opening pays at every share" if found.today is None else _share(found.today)
    if not found.swings:
        return [Paragraph(f"With {loss}: {today}, and no assumption alone changes that.")]
    now = 1.0 if found.today is None else found.today
    shown = found.swings[:MOST]
    rows = []
    for s in shown:
        held = [
            Bar(now, 1.0 if at is None else at, colour, figure(end))
            for end, at, colour in ((s.low, s.at_low, 0), (s.high, s.at_high, 1))
            if at is None or not isnan(at)
        ]
        rows.append((f"{words(s.parameter)}, {study.family.parameters[s.parameter].unit}", held))
    return [
        Picture(
            f"Critical share with an {loss}; today: {today}",
            f"Bars from today's to the critical share at either end of a range; the largest: "
            f"{listing([words(s.parameter) for s in shown])}.",
            bars(
                rows,
                f"critical share; 1: opening pays at every share; {AT_BARS}",
                limits=(0.0, 1.0),
                legend=ENDS,
                line=(now, "today"),
            ),
        ),
        Fold(
            "The same in a table",
            (
                Table(
                    f"Critical share, {unit}; {loss}",
                    ("parameter", "unit", "low", "high", "at low", "at high"),
                    tuple(
                        (
                            words(s.parameter),
                            study.family.parameters[s.parameter].unit,
                            figure(s.low),
                            figure(s.high),
                            _share(s.at_low),
                            _share(s.at_high),
                        )
                        for s in shown
                    ),
                    note=f"The {len(shown)} largest of {len(found.swings)} that change it, of "
                    f"{found.asked} moved. None: opening pays at every share.",
                ),
            ),
        ),
    ]


def _share(value: float | None) -> str:
    return "none" if value is None else "no market" if isnan(value) else f"{value:.2f}"


def slopes(study: Study) -> list[Block]:
    """How the thresholds move when another assumption moves a little."""
    words, parameters = naming(study.family), study.family.parameters
    tables = []
    for found in study.slopes:
        t = found.threshold
        unit = parameters[t.parameter].unit
        moves = {
            name: float(slope * (parameters[name].high - parameters[name].low)) / 100
            for name, slope in found.slopes.items()
        }
        largest = sorted(moves, key=lambda n: (-abs(moves[n]), n))[:MOST]
        loss = figure(t.held["self_commoditising"])
        tables.append(
            Table(
                f"Threshold in the {words(t.parameter)}, {float(t.value):.4g} {unit} with an "
                f"{words('self_commoditising')} {loss}: its move, {unit}, when an assumption rises "
                "by a hundredth of its range",
                ("parameter", "a hundredth of its range", "threshold moves by"),
                tuple(
                    (
                        words(n),
                        f"{float(parameters[n].high - parameters[n].low) / 100:.3g} "
                        f"{parameters[n].unit}",
                        f"{moves[n]:+.2g}",
                    )
                    for n in largest
                    if moves[n]
                ),
            )
        )
    return [Fold("How the thresholds move: their gradients", tuple(tables))] if tables else []


def share_spread(study: Study) -> list[Block]:
    """How far opening pays over the draws."""
    words, found = naming(study.family), study.shares
    share = words("model_share")
    today = float(study.family.values()["model_share"])
    unit = study.family.parameters["model_share"].unit
    return [
        Heading("How the critical share spreads"),
        Picture(
            f"Share of the draws in which opening still pays, by the {share}",
            "; ".join(_told(s) for s in found) + f". Today's share is {figure(today)}.",
            curves(
                [
                    (f"{FORMS[s.layer]} ({s.draws:,} draws)", k,
                     list(zip(s.shares.tolist(), s.better.tolist(), strict=True)))
                    for k, s in enumerate(found)
                ],
                (f"{share}, {unit}", "share of the draws"),
                ((0.0, 1.0), (0.0, 1.0)),
                today=today,
            ),
        ),
        Table(
            f"The critical share over the draws, {unit}; the rivals hold",
            ("form of demand", "5 % quantile", "median", "95 % quantile", "opening pays at every",
             "and at none"),
            tuple(
                (
                    f"{FORMS[s.layer]}, {s.draws:,} draws",
                    *(_share(s.quantiles.get(q)) if q in s.quantiles else "-"
                      for q in (0.05, 0.5, 0.95)),
                    percent(s.always),
                    percent(s.never),
                )
                for s in found
            ),
            note="Quantiles are of the draws that have a critical share; the last two columns are "
            f"shares of all. Every other assumption is drawn from its range; seed {study.seed}.",
        ),
    ]  # fmt: skip


def _told(s: ShareSpread) -> str:
    half = float(s.better[len(s.better) // 2])
    return (
        f"{FORMS[s.layer]}: {percent(s.better[0])} of the draws at no stake, {percent(half)} at a "
        f"share of one half, {percent(s.always)} at every share"
    )
