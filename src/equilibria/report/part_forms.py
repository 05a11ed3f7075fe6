"""Two forms of demand: what the calibrated one gives back, and where the two agree."""

from __future__ import annotations

from math import isnan

from ..markets.openness.forms import AXES, NO_MARKET, NO_PURE, Forms
from ..markets.openness.study import Study
from .document import Block, Fold, Paragraph, Picture, Section, Table
from .drawing import Area, plane
from .naming import naming
from .wording import amount, figure, percent

#: Names of the layers of demand.
FORMS = {"A": "limit prices", "B": "nested logit"}

#: Names of the claims compared draw by draw.
CORE = {
    "P3": "open is strictly dominant",
    "P4": "the gain from opening falls in the model layer's share, and crosses zero once",
    "P5": "the open model is used, and the rival loses tokens",
    "P6": "the rival earns less with every vendor more",
    "P7": "some lead restores the rival's profit",
    "P8a": "some premium restores the rival's profit",
    "P8b": "specialising is worth more when the model is open",
    "P9": "startups leave because the model opens",
}


def forms(study: Study) -> Section:
    """Answers, prices and claims with limit prices and with nested logit."""
    f = study.forms
    words = naming(study.family)
    given = {(x.opener, x.rival) for x in f.answers.values()}
    verdict = (
        f"Nested logit has no market at today's values: {f.refused['B']} The draws have their own."
        if "B" in f.refused
        else "Both give the same answer today."
        if len(given) == 1
        else "They give different answers today."
    )
    blocks: list[Block] = [
        Paragraph(
            "Limit prices: a vendor charges what the open model leaves it; exact. Nested logit: "
            "customers differ in taste, every vendor sets its best price; calibrated to prices, "
            "shares and one margin with the open model on the market. " + verdict
        ),
        Table(
            "The solved game today",
            ("form of demand", "opener", "rival", "gain from opening, USD bn a year"),
            tuple(
                (FORMS[k], " or ".join(x.opener), " or ".join(x.rival), amount(x.gain))
                for k, x in f.answers.items()
            ),
        ),
        _market(study),
        Table(
            f"In how many of {f.solved:,} draws each claim holds, by form of demand",
            ("claim", "both", "limit prices only", "nested logit only", "neither"),
            tuple(
                (_claim(study, name), *(percent(k / max(f.solved, 1)) for k in counts))
                for name, counts in f.agreement.items()
            ),
            note=f"{f.draws:,} draws of all parameters, seed {f.seed}; counted where both forms "
            "make a market.",
        ),
        _map(f, words(AXES[0]), words(AXES[1]), study),
        *([] if "B" in f.refused else [_calibration(f)]),
    ]
    return Section("forms", "Two forms of demand", tuple(blocks))


def _calibration(f: Forms) -> Fold:
    rows = tuple((t.name, t.unit, f"{t.given:.6g}", f"{t.returned:.6g}") for t in f.targets)
    columns = ("number", "unit", "observed", "returned")
    return Fold(
        f"Calibration: {len(f.targets)} observed numbers come back to within "
        f"{max(f.worst, 1e-16):.0e}",
        (Table("Observed, and returned by the calibrated market", columns, rows),),
    )


def _claim(study: Study, name: str) -> str:
    key, *firm = name.split(" ")
    if firm:
        names = study.family.builder.firms.names  # type: ignore[attr-defined]
        return f"{key}: price and profit of {names[firm[0]]} fall"
    return f"{name}: {CORE.get(name, '')}".rstrip(": ")


def _market(study: Study) -> Table:
    f = study.forms
    rows = []
    for key, name in study.family.builder.firms.vendors:  # type: ignore[attr-defined]
        cells = []
        for layer in ("A", "B"):
            e = f.today[layer]
            for held in (e.price_closed, e.price_open):
                value = float(held[key][0])
                cells.append("none" if isnan(value) else amount(value, 2))
        rows.append((name, *cells))
    return Table(
        "Price when the model is internal and when it is open, USD/Mtok; rivals hold",
        ("vendor", "limit prices, internal", "limit prices, open", "nested logit, internal",
         "nested logit, open"),
        tuple(rows),
        note="None: no volume.",
    )  # fmt: skip


def _map(f: Forms, across: str, up: str, study: Study) -> Block:
    fixed = [
        name
        for name in AXES
        if study.family.parameters[name].low == study.family.parameters[name].high
    ]
    if fixed:
        return Paragraph(f"No map over nested logit: {' and '.join(fixed)} without a range.")
    first, second = (f.axes[name] for name in AXES)
    wide, tall = first[1] - first[0], second[1] - second[0]
    told = {
        1: ("the opener opens in some equilibrium", 0),
        0: ("it opens in none", 1),
        NO_PURE: ("no equilibrium in pure strategies", 3),
        NO_MARKET: ("no market", None),
    }
    areas = []
    for value, (name, colour) in told.items():
        cells = [
            ((x - wide / 2, y - tall / 2), (x + wide / 2, y - tall / 2),
             (x + wide / 2, y + tall / 2), (x - wide / 2, y + tall / 2))
            for i, y in enumerate(second)
            for j, x in enumerate(first)
            if f.open_played[i, j] == value
        ]  # fmt: skip
        if cells:
            share = len(cells) / f.open_played.size
            areas.append(Area(f"{name}: {percent(share)} of the cells", colour, tuple(cells)))
    parameters = study.family.parameters
    limits = tuple((float(parameters[n].low), float(parameters[n].high)) for n in AXES)
    values = study.family.values()
    now = (float(values[AXES[0]]), float(values[AXES[1]]))
    axes = (f"{across}, {parameters[AXES[0]].unit}", f"{up}, {parameters[AXES[1]].unit}")
    if len(areas) == 1:
        return Paragraph(
            f"Nested logit, {across} and {up}: {areas[0].name}, of {f.open_played.size} points "
            f"sampled (not proved). No picture, for there is nothing to see: {axes[0]} from "
            f"{figure(limits[0][0])} to {figure(limits[0][1])}, {axes[1]} from "
            f"{figure(limits[1][0])} to {figure(limits[1][1])}."
        )
    return Picture(
        f"Nested logit: {across} and {up} (sampled at {f.open_played.size} points, not proved)",
        f"Map of {axes[0]} from {figure(limits[0][0])} to {figure(limits[0][1])} and {axes[1]} "
        f"from {figure(limits[1][0])} to {figure(limits[1][1])}. "
        f"{'; '.join(a.name for a in areas)}. Today: {figure(now[0])} and {figure(now[1])}.",
        plane(areas, axes, (limits[0], limits[1]), today=now),
    )
