"""A document as plain text, for a terminal."""

from __future__ import annotations

import textwrap

from .document import (
    Block,
    Cell,
    Document,
    Facts,
    Fold,
    Heading,
    Items,
    Paragraph,
    Picture,
    Section,
    Table,
    right_aligned,
)

#: Columns of text; a table that is wider is written row by row.
WIDTH = 96


def document_text(document: Document) -> str:
    """The whole document."""
    head = [document.title, *([document.subtitle] if document.subtitle else [])]
    return "\n\n".join(["\n".join(head), *map(section_text, document.sections)])


def section_text(section: Section) -> str:
    """One section: its title in capitals, then its blocks."""
    return "\n".join([section.title.upper(), *(line for b in section.blocks for line in _lines(b))])


def _lines(block: Block) -> list[str]:
    match block:
        case Paragraph(text):
            return textwrap.wrap(text, WIDTH)
        case Heading(text):
            return ["", text, "-" * len(text)]
        case Items(items):
            return [line for item in items for line in _hung("- ", item)]
        case Facts(pairs):
            width = max(len(name) for name, _ in pairs) + 2
            return [line for name, text in pairs for line in _hung(f"{name:<{width}}", text)]
        case Picture(caption, alt):
            return textwrap.wrap(f"[{caption}: {alt}]", WIDTH)
        case Fold(title, blocks):
            return ["", title, "-" * len(title), *(line for b in blocks for line in _lines(b))]
        case Table():
            return _table(block)


def _hung(head: str, text: str) -> list[str]:
    gap = " " * len(head)
    return textwrap.wrap(text, WIDTH, initial_indent=head, subsequent_indent=gap) or [head.rstrip()]


def _table(block: Table) -> list[str]:
    starred = right_aligned(block)
    rows = [[_shown(cell) for cell in row] for row in block.rows]
    # A star stands beside the number, in a column of its own: digits still line up.
    for k, right in enumerate(starred):
        if right and any(isinstance(row[k], Cell) for row in block.rows):
            for row, given in zip(rows, block.rows, strict=True):
                row[k] += "" if isinstance(given[k], Cell) else " "
    every = [list(block.columns), *rows]
    widths = [max(len(row[k]) for row in every) for k in range(len(block.columns))]
    lines = textwrap.wrap(block.caption, WIDTH)
    if sum(widths) + 2 * len(widths) <= WIDTH:
        for row in every:
            cells = [
                cell.rjust(w) if right else cell.ljust(w)
                for cell, w, right in zip(row, widths, starred, strict=True)
            ]
            lines.append(("  " + "  ".join(cells)).rstrip())
    else:
        for row in rows:
            told = [f"{n}: {c}" for n, c in zip(block.columns[1:], row[1:], strict=True) if c]
            lines += textwrap.wrap(
                "; ".join([row[0], *told]), WIDTH, initial_indent="  ", subsequent_indent="      "
            )
    return lines + (textwrap.wrap(block.note, WIDTH) if block.note else [])


def _shown(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else f"{cell.text}*"
