"""What the observed choice says of the opener's motives: bounds, never one motive."""

from __future__ import annotations

from fractions import Fraction

from ..decisions.identified import IdentifiedSet
from ..markets.openness.study import Study
from .document import Block, Fold, Paragraph, Picture, Section, Table
from .drawing import Area, plane
from .naming import naming
from .wording import figure, percent

TITLE = "What the choice says of the motive"


def motive(study: Study) -> Section:
    """What the observed choice would say about why it was made."""
    m, words = study.motive.joint, naming(study.family)
    units = {name: p.unit for name, p in study.family.parameters.items()}
    opener = study.decision.game.players[0]
    chosen = ", ".join(f"{p}: {a}" for p, a in m.profile.items())
    blocks: list[Block] = [
        Paragraph(
            f"{_seen_to_play(study, chosen)} Which motives explain {opener}'s choice? Motives "
            "enter its payoff side by side; all else is at today's values. A move bounds motives "
            "together; it does not single one out."
        )
    ]
    if m.bounds is None:
        blocks.append(Paragraph("No values in the ranges explain it.", "note"))
        return Section("motive", TITLE, tuple(blocks))
    rows = tuple(
        (
            words(n),
            study.family.parameters[n].unit,
            f"{figure(m.ranges[n][0])} to {figure(m.ranges[n][1])}",
            _verdict((low, high), m.ranges[n]),
            _verdict(study.motive.alone[n], m.ranges[n]),
        )
        for n, (low, high) in m.bounds.items()
    )
    wish = "Neither" if study.motive.without else "At least one of"
    blocks += [
        Table(
            "The identified set: each motive's bounds over it (exact linear programs)",
            (
                "motive",
                "unit",
                "range asked",
                "consistent, the others free",
                "consistent, the others as today",
            ),
            rows,
            note="All: the choice says nothing of that motive. "
            f"{wish} a wish to hurt rivals {'nor' if study.motive.without else 'or'} a "
            "principle is needed to explain the choice.",
        ),
        *_seen(study),
        *_by_share(study),
        Fold(
            "The inequalities behind it",
            (
                Table(
                    "Choosing otherwise must not pay, USD bn a year",
                    (
                        "instead",
                        "constant",
                        *(f"{words(n)}, slope per {units[n]}" for n in m.parameters),
                    ),
                    tuple(
                        (
                            f"{q.player}: {q.instead}",
                            figure(q.constant),
                            *(figure(q.slopes[n]) for n in m.parameters),
                        )
                        for q in m.inequalities
                    ),
                    note="Constant plus the sum of slope times motive is at least zero.",
                ),
            ),
        ),
    ]
    return Section("motive", TITLE, tuple(blocks))


def _by_share(study: Study) -> list[Block]:
    """What the choice says at other shares; nothing where neither wish has a range."""
    words = naming(study.family)
    units = {name: p.unit for name, p in study.family.parameters.items()}
    if not study.motive.by_share:
        return []
    return [
        Table(
            "Weight on hurting rivals and principle, at other shares of the model layer",
            (
                "model layer's share",
                *(f"{words(n)}, {units[n]}" for n in study.motive.by_share[0][1].parameters),
            ),
            tuple(_slice(share, found) for share, found in study.motive.by_share),
            note="None: nothing in the ranges explains the choice at that share.",
        ),
    ]


def _verdict(found: tuple[Fraction, Fraction] | None, asked: tuple[Fraction, Fraction]) -> str:
    """Which part of a range explains the choice."""
    if found is None:
        return "none"
    return "all" if found == asked else f"{figure(found[0])} to {figure(found[1])}"


def _seen_to_play(study: Study, chosen: str) -> str:
    """Where the profile comes from: what was seen, or the model's own answer."""
    seen = study.family.observed
    if seen is not None and dict(seen.actions) == dict(study.motive.joint.profile):
        note = f" {seen.note}" if seen.note else ""
        return f"Observed: ({chosen}), as of {seen.date}.{note} Source: {seen.source}."
    return f"Nothing observed is given; suppose the model's own answer, ({chosen}), was played."


def _slice(share: Fraction, found: IdentifiedSet) -> tuple[str, ...]:
    if found.bounds is None:
        return (figure(share), *("none" for _ in found.parameters))
    ends = (found.bounds[n] for n in found.parameters)
    return (figure(share), *(f"{figure(low)} to {figure(high)}" for low, high in ends))


def _seen(study: Study) -> list[Picture]:
    """The set as seen in two motives, where that is an area smaller than the ranges."""
    m, words = study.motive.joint, naming(study.family)
    drawn = []
    for pair, corners in study.motive.pictures.items():
        (x0, x1), (y0, y1) = (
            (float(low), float(high)) for low, high in (m.ranges[n] for n in pair)
        )
        polygon = tuple((float(x), float(y)) for x, y in corners)
        turns = zip(polygon, polygon[1:] + polygon[:1], strict=True)
        size = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in turns)) / 2
        part = size / ((x1 - x0) * (y1 - y0))
        if 0 < part < 0.999:
            axes = [f"{words(n)}, {study.family.parameters[n].unit}" for n in pair]
            now = [float(study.family.parameters[n].default) for n in pair]
            told = f"{percent(part)} of the area explains the choice"
            drawn.append(
                Picture(
                    f"The identified set in two motives: {words(pair[0])}, {words(pair[1])}",
                    f"{told}. {axes[0]} from {figure(x0)} to {figure(x1)}; {axes[1]} from "
                    f"{figure(y0)} to {figure(y1)}.",
                    plane(
                        [Area(told, 0, (polygon,))],
                        (axes[0], axes[1]),
                        ((x0, x1), (y0, y1)),
                        today=(now[0], now[1]),
                    ),
                )
            )
    return drawn
