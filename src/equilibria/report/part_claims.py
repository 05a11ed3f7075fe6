"""The article's claims: each with its label, then the evidence behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..markets.openness.claims import Claim, Part
from .document import Block, Fold, Items, Paragraph, Section, Table

FORMS = {"A": "limit prices", "B": "nested logit", "data": "data"}


def claims(found: Sequence[Claim], words: Callable[[str], str] = str) -> Section:
    """Every claim with its label, what each form of demand says, and the evidence.

    Parameters
    ----------
    found : sequence of Claim
    words : function of a parameter's name, optional
        How to call it.
    """
    blocks: list[Block] = [
        Paragraph(
            "A label speaks of the ranges swept and of two forms of demand, not of the world. "
            "Today: at the values of the register. Swept: every assumption drawn at once."
        ),
        Table(
            "Claims and labels",
            ("claim", "label", "limit prices", "nested logit"),
            tuple(
                (f"{c.key} {c.name}: {c.statement}", c.told, *(_form(c, k) for k in ("A", "B")))
                for c in found
            ),
            note=_sweep(found[0]) if found else "",
        ),
    ]
    for claim in found:
        inside: list[Block] = [Items(tuple(_told(part, words) for part in claim.parts))]
        if claim.figures:
            rows = tuple(
                (_named(f.name, words), "none" if f.value is None else f"{f.value:.3g}", f.unit)
                for f in claim.figures
            )
            inside.append(Table(f"Figures behind {claim.key}", ("figure", "value", "unit"), rows))
        inside.append(Paragraph(f"{claim.note} {_sweep(claim)}".strip(), "note"))
        blocks.append(Fold(f"{claim.key} {claim.name}: {claim.told}", tuple(inside)))
    return Section("claims", "The claims, tested", tuple(blocks))


def _form(claim: Claim, layer: str) -> str:
    """What one form of demand says, in brief."""
    parts = [p for p in claim.parts if p.layer == layer]
    held = [p for p in parts if p.counted] or parts
    if not held:
        return "not tested"
    known = [p.today for p in held if p.today is not None]
    now = "-" if not known else "holds today" if all(known) else "fails today"
    if any(p.thin for p in held):
        return f"{now}; too few draws ({min(p.draws for p in held)})"
    shares = [p.share.value for p in held if p.share is not None]
    told = now + (f"; swept: {_percent(min(shares))}" if shares else "")
    return f"{told}, by construction" if layer in claim.given else told


def _told(part: Part, words: Callable[[str], str]) -> str:
    today = {True: "holds today", False: "fails today", None: "does not arise today"}[part.today]
    told = f"{part.statement} [{FORMS[part.layer]}]: {today}"
    if part.share is not None:
        told += (
            f"; in {_percent(part.share.value)} ± {100 * part.share.error:.1f} points of "
            f"{part.draws:,} draws"
        )
    if part.by_form:
        told += "; the form of demand makes it true"
    if part.drivers:
        ends = {True: "high", False: "low"}
        told += "; rather where these are high or low: " + ", ".join(
            f"{words(d.parameter)} {ends[d.upward]}" for d in part.drivers
        )
    return told


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %" if value in (0, 1) else f"{100 * value:.1f} %"


def _sweep(claim: Claim) -> str:
    """Sizes and seed of what is behind a label."""
    tested = {part.layer for part in claim.parts if part.draws}
    told = [
        f"{n:,} with {FORMS[k]} ({claim.sweep.answered[k]:,} make a market)"
        for k, n in claim.sweep.asked.items()
        if not tested or k in tested
    ]
    return f"Draws: {', '.join(told)}; seed {claim.sweep.seed}."


def _named(figure: str, words: Callable[[str], str]) -> str:
    """A figure's name without abbreviations."""
    told = figure.replace("chi =", f"{words('self_commoditising')}").replace(" in pool", " in the "
                          + words("pool"))  # fmt: skip
    for layer in ("A", "B"):
        told = told.replace(f"({layer})", f"({FORMS[layer]})")
    return re.sub(r"[a-z]+(?:_[a-z]+)+", lambda found: words(found[0]), told)
