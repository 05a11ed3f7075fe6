"""Variants of the scenario, and the register of assumptions."""

from __future__ import annotations

from ..markets.openness.study import Study
from .document import Cell, Items, Paragraph, Section, Table
from .naming import DOING, naming
from .part_summary import moving
from .wording import figure, listing, money

#: Parameters that the yearly game does not use, but other parts of the memo do.
ELSEWHERE = (
    "discount",
    "lag",
    "hazard",
    "system_share",
    "rumour_belief",
    "nest_correlation",
    "open_share",
)


def variants(study: Study) -> tuple[Section, ...]:
    """The same question with other values."""
    if not study.variants:
        return ()
    words, rows = naming(study.family), []
    titles = {name: v.title or name for name, v in study.family.variants.items()}
    for name, _, d in study.variants:
        flips = [f"{words(b.parameter)} at {figure(b.value, 3)} {b.unit}" for b in moving(d)]
        rows.append(
            (
                titles[name],
                d.answer or " or ".join(d.answers),
                f"{money(d.margin)} over {DOING.get(d.next_best, d.next_best)}",
                " or ".join(d.replies),
                listing(flips) or "none in range",
            )
        )
    notes = tuple(f"{titles[name]}: {note}" for name, note, _ in study.variants if note)
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
    family, words = study.family, naming(study.family)
    rows: list[tuple[str | Cell, ...]] = []
    for name, p in family.parameters.items():
        dates = f"{p.date}, known since {p.known_at}" if p.known_at else p.date
        late = bool(p.known_at) and p.known_at > family.date
        where = (
            ""
            if name in family.used
            else "Only in the years to come, the claims or nested logit."
            if name in ELSEWHERE
            else "Not used here."
        )
        rows.append(
            (
                f"{words(name)} ({name})",
                figure(p.default),
                p.unit,
                f"{figure(p.low)} to {figure(p.high)}",
                p.basis if p.basis != "assumed" else Cell(p.basis),
                Cell(dates) if late else dates,
                " ".join(
                    f"{t.rstrip('.')}." for t in (p.source or "No source", p.note, where) if t
                ),
            )
        )
    return Section(
        "register",
        "Register of assumptions",
        (
            Paragraph(
                "Sourced: published. Derived: follows from published figures. Assumed*: no "
                "source. A star at a date: public only after the date of the decision. The range "
                "is what was swept."
            ),
            Table(
                f"{len(rows)} parameters",
                (
                    "name",
                    "value",
                    "unit",
                    "range swept",
                    "mark",
                    "date",
                    "source and note",
                ),
                tuple(rows),
            ),
        ),
    )
