"""The article's claims: each with its label, then the evidence behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from ..markets.openness.claims import Claim, Label, Part, Sweep
from ..markets.openness.claims.claim import FORMS as NAMES
from .document import Block, Fold, Paragraph, Section, Table

FORMS = {**NAMES, "data": "data"}


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
            "Today: at the values of the register. Swept: every assumption drawn at once. Limit "
            "prices and nested logit are the two forms; where they disagree the label says so, "
            "and the evidence says how."
        ),
        Table(
            "Claims and labels",
            ("claim", "label", "limit prices", "nested logit"),
            tuple(
                (
                    f"{c.key} {c.name}: {c.statement}",
                    f"{c.told}{_data(c)}",
                    *(_form(c, k) for k in NAMES),
                )
                for c in found
            ),
            note=_all_draws(found, words),
        ),
    ]
    for claim in found:
        inside: list[Block] = [_parts(claim, words)]
        if claim.figures:
            inside.append(_figures(claim, words))
        inside.append(Paragraph(f"{claim.note} {_sweep(claim.sweep, _tested(claim))}".strip(),
                                "note"))  # fmt: skip
        blocks.append(Fold(f"{claim.key} {claim.name}: {claim.told}", tuple(inside)))
    return Section("claims", "The claims, tested", tuple(blocks))


def _parts(claim: Claim, words: Callable[[str], str]) -> Table:
    """Each part of a claim, tested with each form of demand."""
    layers = list(dict.fromkeys(p.layer for p in claim.parts))
    held: dict[str, dict[str, Part]] = {}
    for part in claim.parts:
        held.setdefault(part.statement, {})[part.layer] = part
    rows = []
    for statement, by_layer in held.items():
        cells = [_told(by_layer[k]) if k in by_layer else "" for k in layers]
        rows.append((statement, *cells, _where(by_layer, words)))
    columns = ("part", *(FORMS[k] for k in layers), "more often where")
    if not any(row[-1] for row in rows):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    return Table(f"What was tested of {claim.key}", columns, tuple(rows))


def _figures(claim: Claim, words: Callable[[str], str]) -> Table:
    """The figures behind a claim, those of both forms of demand side by side."""
    held: dict[tuple[str, str], dict[str, str]] = {}
    for f in claim.figures:
        layer = next((k for k in NAMES if f" ({k})" in f.name), "")
        name = _named(f.name.replace(f" ({layer})", ""), words)
        told = "none" if f.value is None else f"{f.value:.3g}"
        held.setdefault((name, f.unit), {})[layer] = told
    layers = list(dict.fromkeys(k for row in held.values() for k in row))
    return Table(
        f"Figures behind {claim.key}",
        ("figure", "unit", *(NAMES.get(k, "value") for k in layers)),
        tuple((*key, *(row.get(k, "-") for k in layers)) for key, row in held.items()),
    )


def _data(claim: Claim) -> str:
    """How many comparisons of data hold, where a claim has some."""
    held = [p.today for p in claim.parts if p.layer == "data"]
    return f"; data: {sum(map(bool, held))} of {len(held)} comparisons hold" if held else ""


def _form(claim: Claim, layer: str) -> str:
    """What one form of demand says, in brief."""
    if claim.label is Label.UNTESTABLE:
        return "no observation decides"
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


def _told(part: Part) -> str:
    told = {True: "holds today", False: "fails today", None: "does not arise today"}[part.today]
    if part.share is not None:
        told += (
            f"; in {_percent(part.share.value)} ± {100 * part.share.error:.1f} of "
            f"{part.draws:,} draws"
        )
    return f"{told}, by construction" if part.by_form else told


def _where(by_layer: Mapping[str, Part], words: Callable[[str], str]) -> str:
    """The parameters that tell where a part holds, by form of demand where there are two."""
    told = []
    for layer, part in by_layer.items():
        ends = [f"{words(d.parameter)} is {'high' if d.upward else 'low'}" for d in part.drivers]
        if ends:
            told.append(f"{FORMS[layer]}: {', '.join(ends)}")
    return "; ".join(told)


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %" if value in (0, 1) else f"{100 * value:.1f} %"


def _tested(claim: Claim) -> set[str]:
    """The forms of demand that a claim was tested with, by draws."""
    return {part.layer for part in claim.parts if part.draws} or set(claim.sweep.asked)


def _sweep(sweep: Sweep, tested: Iterable[str]) -> str:
    """Sizes and seed of what is behind a label."""
    told = [
        f"{n:,} with {FORMS[k]} ({sweep.answered[k]:,} make a market)"
        for k, n in sweep.asked.items()
        if k in tested
    ]
    return f"Draws: {', '.join(told)}; seed {sweep.seed}."


def _all_draws(found: Sequence[Claim], words: Callable[[str], str]) -> str:
    """Sizes and seed of the largest sweep, and why some of its draws make no market."""
    if not found:
        return ""
    sweep = max((c.sweep for c in found), key=lambda s: (len(s.asked), sum(s.asked.values())))
    told = _sweep(sweep, sweep.asked)
    for layer, reasons in sweep.refused.items():
        why = "; ".join(f"{n:,} because {reason}" for reason, n in reasons.items())
        edge = ", ".join(
            f"{words(d.parameter)} is {'low' if d.upward else 'high'}"
            for d in sweep.edges.get(layer, ())
        )
        told += f" No market with {FORMS[layer]}: {why}{f' (mostly where {edge})' if edge else ''}."
    return told


def _named(figure: str, words: Callable[[str], str]) -> str:
    """A figure's name without abbreviations."""
    told = figure.replace("chi =", f"{words('self_commoditising')}").replace(" in pool", " in the "
                          + words("pool"))  # fmt: skip
    return re.sub(r"[a-z]+(?:_[a-z]+)+", lambda found: words(found[0]), told)
