"""A document as one self-contained page: no network, no scripts, system fonts."""

from __future__ import annotations

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
    cell_text,
    right_aligned,
)
from .markup import Markup, element, joined
from .style import STYLE

#: Letters up to which a column of text stays in one line, and above which it is given more room.
SHORT, LONG = 18, 34
#: Letters that a telephone shows side by side; what is wider has its rows unfolded there.
NARROW, PADDING = 50, 3
#: Letters across a column of text, and of long text, at least: the widths of the style.
TEXT, WORDY = 13, 27
#: Columns from which on a table with long text is set smaller.
MANY = 7


def page(document: Document) -> str:
    """The whole document as HTML; the first section is the memo, the others its evidence."""
    first, *evidence = document.sections
    contents = element(
        "nav",
        element("h2", "Evidence", id="contents"),
        element(
            "ol",
            *(element("li", element("a", s.title, href=f"#{s.anchor}")) for s in evidence),
        ),
        aria_labelledby="contents",
    )
    body = element(
        "body",
        element("a", "To the evidence", href="#contents", class_="skip"),
        element("header", element("h1", document.title), element("p", document.subtitle)),
        element("main", _section(first), contents, *map(_section, evidence)),
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        # An icon of nothing, or browsers ask the network for one.
        Markup('<link rel="icon" href="data:,"/>'),
        element("title", document.title),
        Markup(f"<style>{STYLE}</style>"),
    )
    # A number and its percent sign stay in one line.
    held = Markup(body.replace(" %", "\u00a0%"))
    return f"<!doctype html>\n{element('html', head, held, lang='en')}\n"


def _section(section: Section) -> Markup:
    head = f"{section.anchor}-title"
    return element(
        "section",
        element("h2", section.title, id=head),
        *map(_block, section.blocks),
        id=section.anchor,
        aria_labelledby=head,
    )


def _block(block: Block) -> Markup:
    match block:
        case Paragraph(text, kind):
            return element("p", text, class_=None if kind == "plain" else kind)
        case Heading(text):
            return element("h3", text)
        case Items(items):
            return element("ul", *(element("li", item) for item in items))
        case Facts(pairs):
            rows = (joined(element("dt", name), element("dd", text)) for name, text in pairs)
            return element("dl", *rows)
        case Picture(caption, alt, svg):
            # The drawing was built by `drawing`, from escaped pieces.
            drawn = element("div", Markup(svg), class_="picture", role="img", aria_label=alt)
            return element("figure", element("figcaption", caption), drawn)
        case Fold(title, blocks):
            return element("details", element("summary", title), *map(_block, blocks))
        case Table():
            return _table(block)


def _table(block: Table) -> Markup:
    right = right_aligned(block)
    classes = ["number" if r else _width(block, k) for k, r in enumerate(right)]
    head = element(
        "tr",
        *(
            element("th", name, scope="col", class_=c)
            for name, c in zip(block.columns, classes, strict=True)
        ),
    )
    rows = []
    for first, *others in block.rows:
        cells = [element("th", _cell(first), scope="row", class_=classes[0])]
        cells += [
            element("td", _cell(cell), class_=c, data_label=name)
            for cell, c, name in zip(others, classes[1:], block.columns[1:], strict=True)
        ]
        rows.append(element("tr", *cells))
    drawn = element(
        "table",
        element("caption", block.caption),
        element("thead", head),
        element("tbody", *rows),
        class_=_kind(block, classes),
    )
    # Wide tables scroll inside their box, by keyboard too.
    box = element(
        "div", drawn, class_="scroll", role="region", aria_label=block.caption, tabindex="0"
    )
    return joined(box, element("p", block.note, class_="note") if block.note else Markup(""))


def _width(table: Table, column: int) -> str | None:
    """How wide a column of text wants to be: in one line if short, not a word a line if long."""
    longest = max((len(cell_text(row[column])) for row in table.rows), default=0)
    return "short" if longest <= SHORT else "long" if longest > LONG else None


def _kind(table: Table, classes: list[str | None]) -> str | None:
    """Whether a table's rows unfold on a telephone, and whether it is set smaller elsewhere."""
    told = ["unfold"] if _letters(table, classes) > NARROW else []
    many = len(table.columns) >= MANY and "long" in classes
    return " ".join(told + ["many"] * many) or None


def _letters(table: Table, classes: list[str | None]) -> float:
    """How many letters wide a table is at least, each column in as few as its words allow."""
    total = 0.0
    for k, kind in enumerate(classes):
        cells = [cell_text(row[k]) for row in table.rows]
        head = table.columns[k]
        whole = cells if kind in ("number", "short") else []
        words = [w for text in (head, *cells) for w in text.split()]
        least = max(map(len, [*words, *whole]), default=0)
        floor = {"number": len(head) / 2, "short": 0, "long": WORDY}.get(kind or "", TEXT)
        total += max(least, floor) + PADDING
    return total


def _cell(cell: str | Cell) -> Markup:
    return joined(cell) if isinstance(cell, str) else element("strong", f"{cell.text} *")
