"""The claims with their labels, variants of the scenario, and the register of assumptions."""

from __future__ import annotations

from ..markets.openness.study import Study
from .document import Block, Cell, Heading, Items, Paragraph, Section, Table
from .part_summary import moving
from .wording import figure, listing, money, words

#: Parameters that only the section on the years to come uses.
OVER_THE_YEARS = ("discount",)


def claims(study: Study) -> tuple[Section, ...]:
    """What the layer of limit prices says of the claims it can test."""
    found = study.decision.findings
    if not found:
        return ()
    blocks: list[Block] = [
        Table("Claims and labels", ("claim", "label"), tuple((f.claim, f.label) for f in found))
    ]
    for f in found:
        blocks += [Heading(f.claim), Items(f.evidence)]
    return (Section("claims", "The claims, tested", tuple(blocks)),)


def variants(study: Study) -> tuple[Section, ...]:
    """The same question with other values."""
    if not study.variants:
        return ()
    rows = []
    for name, _, d in study.variants:
        flips = [f"{words(b.parameter)} at {figure(b.value)}" for b in moving(d)]
        rows.append(
            (
                words(name),
                d.answer or " or ".join(d.answers),
                f"{money(d.margin)} over {d.next_best}",
                " or ".join(d.replies),
                listing(flips) or "none in range",
            )
        )
    notes = tuple(f"{words(name)}: {note}" for name, note, _ in study.variants if note)
    columns = ("variant", "answer", "margin", "rival's reply", "flips")
    return (
        Section(
            "variants",
            "Variants",
            (Table("The same question with other values", columns, tuple(rows)), Items(notes)),
        ),
    )


def register(study: Study) -> Section:
    """Every assumption with its unit, range, mark, dates and source."""
    family = study.family
    rows: list[tuple[str | Cell, ...]] = []
    for name, p in family.parameters.items():
        late = bool(p.known_at) and p.known_at > family.date
        used = name in family.used or name in OVER_THE_YEARS
        rows.append(
            (
                name,
                figure(p.default),
                p.unit,
                f"{figure(p.low)} to {figure(p.high)}",
                p.basis if p.basis != "assumed" else Cell(p.basis),
                p.date,
                Cell(p.known_at) if late else p.known_at,
                p.source or "no source",
                p.note + ("" if used else " Not used by this layer."),
            )
        )
    return Section(
        "register",
        "Register of assumptions",
        (
            Paragraph(
                "Sourced: published. Derived: follows from published figures. Assumed*: no "
                "source. A star at a date: public only after the date of the decision."
            ),
            Table(
                f"{len(rows)} parameters",
                (
                    "name",
                    "value",
                    "unit",
                    "range",
                    "mark",
                    "of",
                    "known since",
                    "source",
                    "note",
                ),
                tuple(rows),
            ),
        ),
    )
