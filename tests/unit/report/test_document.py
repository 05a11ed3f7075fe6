"""One document, three renderings: the same words in each, escaped where they must be."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from itertools import pairwise

import pytest

import equilibria as eq
from equilibria.report.document import (
    Cell,
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Picture,
    Section,
    Table,
    right_aligned,
)
from equilibria.report.document_data import document_data
from equilibria.report.document_text import WIDTH, document_text
from equilibria.report.markup import element
from equilibria.report.page import page

NASTY = "a < b & \"c\" </style><script>alert('d')</script>"
PRICES = Table(
    "Prices, USD/Mtok",
    ("vendor", "price", "why"),
    (("A", Cell("7.5"), NASTY), ("B", "-0.64", "")),
    note="* marks the dearest.",
)
DOCUMENT = Document(
    "Memo",
    NASTY,
    (
        Section(
            "first",
            "First things",
            (Paragraph(NASTY, "lead"), Facts((("one", NASTY), ("another", "2")))),
        ),
        Section(
            "second",
            NASTY,
            (
                Heading("Inside"),
                Items((NASTY, "x " * 100)),
                PRICES,
                Picture("Drawn", "a line that rises", element("svg", viewBox="0 0 1 1")),
            ),
        ),
    ),
)


class Reader(HTMLParser):
    """What a browser would read: words, and elements with their attributes."""

    def __init__(self):
        super().__init__()
        self.words, self.elements, self.open = [], [], []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    def error(self, message):
        raise AssertionError(message)


def _read(text):
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open
    return reader


def test_nothing_in_a_document_becomes_markup():
    reader = _read(page(DOCUMENT))
    assert not any(tag == "script" for tag, _ in reader.elements)
    assert reader.words.count(NASTY) == 7  # title line, lead, fact, heading, link, item, cell


def test_every_rendering_says_the_same():
    text, html = document_text(DOCUMENT), "".join(_read(page(DOCUMENT)).words)
    data = json.dumps(document_data(DOCUMENT), ensure_ascii=False)
    for word in ("Memo", "7.5", "-0.64", "Inside", "Drawn", "Prices, USD/Mtok", "another"):
        assert word in text and word in html and word in data
    assert "* marks the dearest." in text and "* marks the dearest." in html
    assert document_data(DOCUMENT)["sections"][1]["blocks"][2]["rows"][0][1] == {
        "text": "7.5",
        "marked": True,
    }


def test_the_page_is_one_file_with_headings_in_order():
    html = page(DOCUMENT)
    assert "http://" not in html and "https://" not in html and "url(" not in html
    reader = _read(html)
    levels = [int(tag[1]) for tag, _ in reader.elements if tag in ("h1", "h2", "h3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert ("html", {"lang": "en"}) in reader.elements
    ids = [a["id"] for _, a in reader.elements if "id" in a]
    assert len(set(ids)) == len(ids)
    targets = [a["href"][1:] for tag, a in reader.elements if tag == "a"]
    assert targets and set(targets) <= set(ids)
    assert all(a["aria-labelledby"] in ids for _, a in reader.elements if "aria-labelledby" in a)
    assert [a["scope"] for tag, a in reader.elements if tag == "th"] == ["col"] * 3 + ["row"] * 2
    assert ("div", {"class": "picture", "role": "img", "aria-label": "a line that rises"}) in (
        reader.elements
    )


def test_numbers_line_up_and_text_stays_narrow():
    assert right_aligned(PRICES) == (False, True, False)
    numbers = Table("n", ("a", "b", "c"), (("x", "1.5 %", "never"), ("y", "-", "2024-07-22")))
    assert right_aligned(numbers) == (False, True, False)
    lines = document_text(DOCUMENT).splitlines()
    assert max(map(len, lines)) <= WIDTH
    narrow = Table("t", ("v", "p"), (("A", Cell("7.5")), ("B", "10.25")))
    text = document_text(Document("d", "", (Section("s", "S", (narrow,)),)))
    assert text.splitlines()[-3:] == ["  v       p", "  A    7.5*", "  B  10.25"]


def test_a_table_too_wide_for_a_telephone_unfolds_there():
    wide = Table("w", ("vendor", "price, USD/Mtok", "why it is so", "source"),
                 (("A", "7.5", "words " * 12, "a list"),) * 2)  # fmt: skip
    for table, unfolds in ((wide, True), (Table("n", ("a", "b"), (("x", "1"),)), False)):
        reader = _read(page(Document("d", "", (Section("s", "S", (table,)),))))
        [kind] = [a.get("class") for tag, a in reader.elements if tag == "table"]
        assert kind == ("unfold" if unfolds else None)
        # Each cell carries its column's name, for there the head is not shown.
        labels = [a.get("data-label") for tag, a in reader.elements if tag == "td"]
        assert labels == list(table.columns[1:]) * len(table.rows)


def test_a_percent_sign_stays_with_its_number():
    html = page(Document("d", "", (Section("s", "S", (Paragraph("it is 17 % of them"),)),)))
    assert "17\u00a0% of" in html


def test_what_makes_no_document_is_refused():
    with pytest.raises(eq.GameError, match="a row of 1 cells in 2 columns"):
        Table("t", ("a", "b"), (("x",),))
    with pytest.raises(eq.GameError, match="no alternative text"):
        Picture("p", "", "<svg/>")
    with pytest.raises(eq.GameError, match="is no anchor"):
        Section("Has space", "t", ())
    with pytest.raises(eq.GameError, match="more than one section has the anchor 'a'"):
        Document("d", "", (Section("a", "t", ()), Section("a", "u", ())))
