"""A neutral document: what a memo says, before it is text, a page or data.

A section is one function from results to `Section`; the renderers (`document_text`, `page`,
`document_data`) know blocks only, so that a new section needs nothing else. All of it is plain
frozen data: strings hold plain text, never markup; numbers are written by the section that knows
their unit.

>>> from equilibria.report.document import Document, Paragraph, Section, Table
>>> prices = Table("Prices, USD/Mtok", ("vendor", "price"), (("A", "7.5"), ("B", "0.64")))
>>> section = Section("prices", "Prices", (Paragraph("List prices."), prices))
>>> from equilibria.report.document_text import document_text
>>> print(document_text(Document("Memo", "of July", (section,))))
Memo
of July
<BLANKLINE>
PRICES
List prices.
Prices, USD/Mtok
  vendor  price
  A         7.5
  B        0.64
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ..errors import GameError

_ANCHOR = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `kind` is 'plain', 'lead' (the answer) or 'note' (small print)."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with what there is to say of each, in order."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that stands out: a best reply, a break-even value; text shows a star."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first column names the rows.

    Attributes
    ----------
    caption : str
        What it shows, with the unit of its numbers.
    columns : tuple of str
    rows : tuple of tuple of str or Cell
        Each as long as `columns`.
    note : str
        How to read it.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise GameError(
                    f"table {self.caption!r}: a row of {len(row)} cells in {len(self.columns)} "
                    "columns."
                )


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing (`drawing`): `alt` says in words what it shows."""

    caption: str
    alt: str
    svg: str

    def __post_init__(self) -> None:
        if not self.alt:
            raise GameError(f"picture {self.caption!r}: no alternative text.")


@dataclass(frozen=True, slots=True)
class Fold:
    """Evidence that the page shows on demand: a title, and what is inside."""

    title: str
    blocks: tuple[Block, ...]


Block = Paragraph | Heading | Items | Facts | Table | Picture | Fold


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a document; `anchor` is its address in the page."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        if not _ANCHOR.fullmatch(self.anchor):
            raise GameError(f"section {self.title!r}: {self.anchor!r} is no anchor.")


@dataclass(frozen=True, slots=True)
class Document:
    """A memo: title, a line below it, and sections, the one-page memo first."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]

    def __post_init__(self) -> None:
        repeated = [a for a, k in Counter(s.anchor for s in self.sections).items() if k > 1]
        if repeated:
            raise GameError(f"document: more than one section has the anchor {repeated[0]!r}.")


def right_aligned(table: Table) -> tuple[bool, ...]:
    """Per column, whether it holds numbers, which line up at the right."""
    found = []
    for k in range(len(table.columns)):
        cells = [cell_text(row[k]) for row in table.rows]
        filled = [c for c in cells if c not in ("", "-")]
        found.append(k > 0 and bool(filled) and all(_NUMBER.match(c) for c in filled))
    return tuple(found)


_NUMBER = re.compile(r"[-+<>≤≥±$]?\s?\d[\d.,]*(e[-+]\d+)?(\s?%)?( ± [\d.]+)?$|never$|none$|always$")


def cell_text(cell: str | Cell) -> str:
    """What a cell says."""
    return cell if isinstance(cell, str) else cell.text
