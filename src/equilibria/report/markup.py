"""Elements of HTML and SVG from Python: text is escaped unless it was built here.

>>> from equilibria.report.markup import element
>>> element("p", "a < b & ", element("em", "c"), class_="x")
'<p class="x">a &lt; b &amp; <em>c</em></p>'
"""

from __future__ import annotations

from html import escape

_VOID = {"meta", "br", "hr", "rect", "line", "path", "polygon", "polyline", "circle"}


class Markup(str):
    """Text that is markup already; anything else is escaped."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str | float | None) -> Markup:
    """Build one element.

    Attributes of value None are left out; ``class_`` and ``aria_label`` become ``class`` and
    ``aria-label``.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{told}/>")
    return Markup(f"<{name}{told}>{joined(*children)}</{name}>")


def joined(*children: str) -> Markup:
    """Put pieces side by side, escaping those that are plain text."""
    return Markup("".join(c if isinstance(c, Markup) else escape(c) for c in children))


def _plain(value: str | float) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
