"""P10: which motives explain what the opener did. They are bounded, not found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ....decisions.family import Family
from ....decisions.identified import IdentifiedSet, identified_set
from ....decisions.search import Bracket
from ....decisions.statements import best_reply
from ....decisions.thresholds import thresholds
from .bench import Bench
from .claim import Claim, Figure, Label, Part

#: Parameters in which the opener's payoffs are affine together: mu, nu, b, a_e and chi.
MOTIVES = (
    "rivals_weight",
    "principle",
    "core_effect",
    "efficiency_realised",
    "self_commoditising",
)


@dataclass(frozen=True, slots=True, eq=False)
class Motive:
    """Every motive under which opening was the opener's best reply to what its rival did.

    Attributes
    ----------
    profile : mapping from player to action
        What was observed.
    joint : IdentifiedSet
        Of those of `MOTIVES` that have a range together, all else at today's values.
    alone : mapping from parameter to (Fraction, Fraction) or None
        Bounds of each motive, the others at today's values; None: no value explains it.
    pictures : mapping from (parameter, parameter) to corners
        The set as seen in two parameters, exact corners of a polygon.
    by_share : tuple of (model share, IdentifiedSet)
        The weight on rivals' profit and the principle alone, at several shares of the model layer.
    share : tuple of Bracket
        Where, in the model layer's share, opening stops or starts to be the best reply, motives at
        today's values; none: nowhere in its range.
    holds_today : bool
        Whether today's motives are in the set.
    without : bool
        Whether neither hurting rivals nor principle is needed: both may be zero.
    """

    profile: Mapping[str, str]
    joint: IdentifiedSet
    alone: Mapping[str, tuple[Fraction, Fraction] | None]
    pictures: Mapping[tuple[str, str], tuple[tuple[Fraction, Fraction], ...]]
    by_share: tuple[tuple[Fraction, IdentifiedSet], ...]
    share: tuple[Bracket, ...]
    holds_today: bool
    without: bool


def motive(family: Family, profile: Mapping[str, str] | None = None) -> Motive:
    """Bound the opener's motives by an observed profile.

    Parameters
    ----------
    family : Family
        Of the open-vs-closed builder.
    profile : mapping from player to action, optional
        Default: the opener opened, and the first rival led and specialised; any other held.

    Notes
    -----
    Only the opener's choice is taken to be a best reply. Inequalities are linear in the motives at
    fixed market parameters; bounds are exact.
    """
    opener, rival, *others = family.players
    seen = dict(profile or {opener: "open", rival: "both", **dict.fromkeys(others, "hold")})
    names = tuple(n for n in MOTIVES if family.parameters[n].low < family.parameters[n].high)
    joint = identified_set(family, seen, names, players=[opener])
    share = family.parameters["model_share"]
    slices = []
    wishes = tuple(n for n in MOTIVES[:2] if n in names)
    every = {share.low, share.default, (share.low + share.high) / 2, share.high}
    for value in sorted(every) if wishes else ():
        found = identified_set(family, seen, wishes, players=[opener], model_share=value)
        slices.append((value, found))
    alone: dict[str, tuple[Fraction, Fraction] | None] = {}
    for name in names:
        bounds = identified_set(family, seen, (name,), players=[opener]).bounds
        alone[name] = None if bounds is None else bounds[name]
    pairs = (("rivals_weight", "principle"), ("core_effect", "efficiency_realised"),
             ("self_commoditising", "principle"))  # fmt: skip
    today = {name: family.parameters[name].default for name in names}
    against = {p: a for p, a in seen.items() if p != opener}
    return Motive(
        profile=seen,
        joint=joint,
        alone=alone,
        pictures={pair: joint.region(*pair) for pair in pairs if set(pair) <= set(names)},
        by_share=tuple(slices),
        share=thresholds(family, "model_share", best_reply(opener, seen[opener], against))
        if share.low < share.high
        else (),
        holds_today=joint.contains(**today),
        without=joint.contains(**{**today, **dict.fromkeys(wishes, 0)}),
    )


def motives(b: Bench, found: Motive) -> Claim:
    """P10: what the opener wants cannot be read off what it did."""
    opener = b.builder.players[0]
    bounds = found.joint.bounds
    figures = []
    for name in found.joint.parameters:
        unit = b.family.parameters[name].unit
        ends = (None, None) if bounds is None else tuple(map(float, bounds[name]))
        figures += [Figure(f"{name}, {word}", end, unit)
                    for word, end in zip(("least", "most"), ends, strict=True)]  # fmt: skip
    whole = bounds is not None and all(
        bounds[name] == found.joint.ranges[name] for name in MOTIVES[:2] if name in bounds
    )
    parts = [
        Part(
            f"{opener}'s opening needs neither a wish to hurt rivals nor a principle",
            "A", found.without, None, counted=False,
        ),
        Part(
            "every weight on rivals' profit and every principle in the ranges swept is consistent",
            "A", whole, None, counted=False,
        ),
    ]  # fmt: skip
    return b.claim(
        "P10",
        "motive",
        f"{opener} opened to undermine its rivals rather than from principle (weights on rivals' "
        "profit and on openness itself).",
        parts,
        figures,
        "The move bounds the motives together and identifies none: the bounds are those of the "
        "set, all else at today's values.",
        label=Label.UNTESTABLE,
    )
