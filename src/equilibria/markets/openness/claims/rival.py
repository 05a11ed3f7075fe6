"""P7, P8: how a closed rival answers an open model, by leading or by specialising."""

from __future__ import annotations

import numpy as np

from ..evidence import MOST_ELO, MOST_WEDGE, Evidence
from .bench import Bench
from .claim import Array, Claim, Figure, by_form, first, quantiles

MONTHS = 12
#: Differences below this part of the larger one are rounding.
NOISE = 1e-9


def frontier(b: Bench) -> Claim:
    """P7: a quality lead that gives the rival back what opening took, and whether it pays."""
    name = b.builder.firms.rival[1]
    top = float(b.family.parameters["frontier_elo"].high)
    parts = b.parts(
        f"some lead (looked for up to {MOST_ELO:g} Elo) gives {name} its closed-world profit back",
        lambda e: np.isfinite(e.restoring_elo),
    )
    parts = by_form(parts, "A")
    parts += b.parts(
        f"a lead within the range swept (up to {top:g} Elo) is enough",
        lambda e: e.restoring_elo <= top,
        counted=False,
    )
    parts += b.parts(
        "the lead assumed pays: its access rent, while the lag lasts, exceeds its cost",
        lambda e: e.frontier_pays,
        counted=False,
    )
    parts += b.parts(
        f"it pays with the value of leading to {name}",
        lambda e: rent(b, e) * months(b, e) / MONTHS > cost(b, e),
        counted=False,
    )
    figures = []
    for layer, e in b.draws.items():
        now = b.today[layer]
        yearly, paid = float(rent(b, now)[0]), float(cost(b, now)[0])
        figures += [
            Figure(f"lead that restores profit, today ({layer})", first(now.restoring_elo), "Elo"),
            *quantiles(f"lead that restores profit, over the draws ({layer})", e.restoring_elo,
                       "Elo"),
            Figure(f"access rent of the lead assumed, today ({layer})", first(now.frontier_rent),
                   "USD bn/yr"),
            Figure(f"rent with the value of leading, today ({layer})", yearly, "USD bn/yr"),
            Figure(f"break-even lag with it, today ({layer})",
                   MONTHS * paid / yearly if yearly > 0 else None, "months"),
            Figure(f"cost that the rent would just pay at today's lag ({layer})",
                   yearly * float(months(b, now)[0]) / MONTHS, "USD bn"),
        ]  # fmt: skip
    return b.claim(
        "P7",
        "frontier",
        f"Against the open model, a quality lead gives {name} at least the access profit that it "
        "has while the model is internal; it pays if and only if its rent while the lag lasts "
        "exceeds its cost.",
        parts,
        figures,
        "With limit prices the open cap rises with the lead one for one, so that some lead is "
        "always enough, by the form of the model, if not always one as small as looked for.",
    )


def specialise(b: Bench) -> Claim:
    """P8: specialising gives profit back, and is worth more when the model is open."""
    name = b.builder.firms.rival[1]
    top = float(b.family.parameters["specialise_wedge"].high)
    parts = b.parts(
        f"(a) a wedge within the range swept (up to {top:g} USD/Mtok) restores the profit",
        lambda e: e.restoring_wedge <= top,
        counted=False,
    )
    parts += b.parts(
        f"(a) some wedge (looked for up to {MOST_WEDGE:g} USD/Mtok) restores the profit",
        lambda e: np.isfinite(e.restoring_wedge),
        counted=False,
    )
    parts += b.parts(
        f"(b) specialising gains {name} more when the model is open",
        lambda e: e.cross_difference > _noise(e),
    )
    parts += b.parts(
        "(b) it gains less when the model is open",
        lambda e: e.cross_difference < -_noise(e),
        counted=False,
    )
    figures = []
    for layer, e in b.draws.items():
        now = b.today[layer]
        figures += [
            Figure(f"wedge that restores profit, today ({layer})", first(now.restoring_wedge),
                   "USD/Mtok"),
            *quantiles(f"wedge that restores profit, over the draws ({layer})", e.restoring_wedge,
                       "USD/Mtok"),
            Figure(f"gain from specialising, model internal, today ({layer})",
                   first(now.specialise_gain_closed), "USD bn/yr"),
            Figure(f"gain from specialising, model open, today ({layer})",
                   first(now.specialise_gain_open), "USD bn/yr"),
        ]  # fmt: skip
    return b.claim(
        "P8",
        "specialise",
        f"(a) Private, custom, safe models give {name} its profit back; (b) opening makes it need "
        "them: specialising gains more when the model is open than when it is not.",
        parts,
        figures,
        "The label is that of (b). With limit prices the gain is the whole wedge where the open "
        "model caps the segment, and only the part passed into price where it does not.",
    )


def rent(b: Bench, e: Evidence) -> Array:
    """What a frontier release adds for the rival in a year against the open model, cost aside."""
    theirs = e.rival_payoffs
    return np.asarray(theirs[:, 0, 1] - theirs[:, 0, 0] + cost(b, e))


def cost(b: Bench, e: Evidence) -> Array:
    """Of a frontier release, by draw."""
    return _value(b, e, "frontier_cost")


def months(b: Bench, e: Evidence) -> Array:
    """For which a lead lasts within a generation of a year."""
    return np.minimum(_value(b, e, "lag"), MONTHS)


def _value(b: Bench, e: Evidence, name: str) -> Array:
    fixed = float(b.family.parameters[name].default)
    return np.asarray(e.columns.get(name, np.full(len(e.status), fixed)))


def _noise(e: Evidence) -> Array:
    size = np.maximum(np.abs(e.specialise_gain_open), np.abs(e.specialise_gain_closed))
    return np.asarray(NOISE * size)
