"""A document as plain data, JSON types only."""

from __future__ import annotations

from typing import Any

from .document import Block, Cell, Document, Facts, Fold, Heading, Items, Paragraph, Picture, Table

#: Version of this form.
SCHEMA = 1


def document_data(document: Document) -> dict[str, Any]:
    """The whole document, pictures as SVG text."""
    return {
        "schema": SCHEMA,
        "title": document.title,
        "subtitle": document.subtitle,
        "sections": [
            {"anchor": s.anchor, "title": s.title, "blocks": [_block(b) for b in s.blocks]}
            for s in document.sections
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(text, kind):
            return {"block": "paragraph", "text": text, "kind": kind}
        case Heading(text):
            return {"block": "heading", "text": text}
        case Items(items):
            return {"block": "list", "items": list(items)}
        case Facts(pairs):
            return {"block": "facts", "pairs": [list(pair) for pair in pairs]}
        case Picture(caption, alt, svg):
            return {"block": "picture", "caption": caption, "alt": alt, "svg": svg}
        case Fold(title, blocks):
            return {"block": "fold", "title": title, "blocks": [_block(b) for b in blocks]}
        case Table(caption, columns, rows, note):
            return {
                "block": "table",
                "caption": caption,
                "columns": list(columns),
                "rows": [[_cell(cell) for cell in row] for row in rows],
                "note": note,
            }


def _cell(cell: str | Cell) -> Any:
    return cell if isinstance(cell, str) else {"text": cell.text, "marked": True}
