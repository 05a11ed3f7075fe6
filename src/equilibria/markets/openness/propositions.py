"""What layer A says of three of the article's claims, computed, with where each holds and fails."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ...decisions.family import Family, Values
from ...decisions.statements import dominant
from ...errors import GameError
from ...games.normal_form import NormalFormGame
from .builder import Openness
from .formulas import gain


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim, its label and the evidence."""

    claim: str
    label: str
    evidence: tuple[str, ...]


def findings(family: Family, game: NormalFormGame) -> tuple[Finding, ...]:
    """Test P2 (commoditise), P3 (complement) and P4 (threshold)."""
    return _commoditise(family), _complement(family, game), _threshold(family)


def _ends(family: Family) -> list[tuple[str, Values]]:
    """Each used parameter alone at either end of its range."""
    found = []
    for name in family.used:
        parameter = family.parameters[name]
        for end in sorted({parameter.low, parameter.high} - {parameter.default}):
            found.append((f"{name} = {float(end):g}", family.values(**{name: end})))
    return found


def _falls(builder: Openness, values: Values) -> dict[str, bool]:
    """Whether each vendor's price and profit both fall when the model opens, rivals holding."""
    opened, closed = builder.outcomes(values, ("open", "hold"), ("internal", "hold"))
    found = {}
    for key, name in builder.firms.vendors:
        before, after = closed.prices[key], opened.prices[key]
        if before is not None:
            cheaper = after is None or after < before
            found[name] = bool(cheaper and opened.profits[key] < closed.profits[key])
    return found


def _commoditise(family: Family) -> Finding:
    builder = family.builder
    assert isinstance(builder, Openness)
    today = _falls(builder, family.values())
    failing, refused = [], 0
    ends = _ends(family)
    for label, values in ends:
        try:
            spared = [name for name, falls in _falls(builder, values).items() if not falls]
        except GameError:
            refused += 1
            continue
        if spared:
            failing.append(f"{label} ({', '.join(spared)})")
    tested = len(ends) - refused
    holds = all(today.values())
    label = "fails today" if not holds else "holds on a region" if failing else "holds at every end"
    evidence = [
        "price and profit fall today for "
        + (", ".join(n for n, f in today.items() if f) or "none"),
        f"one parameter at a time, at {tested} ends of ranges: all vendors lose in "
        f"{tested - len(failing)}",
    ]
    if failing:
        evidence.append("somebody is spared at " + "; ".join(failing))
    if refused:
        evidence.append(f"{refused} ends make no market and were left out")
    return Finding("P2 opening cuts every vendor's price and profit", label, tuple(evidence))


def _complement(family: Family, game: NormalFormGame) -> Finding:
    opener = game.players[0]
    statement = dominant(opener, "open")
    holds = statement.holds(game)
    failing, refused = [], 0
    ends = _ends(family)
    for label, values in ends:
        try:
            if not statement.holds(family.game_at(values)):
                failing.append(label)
        except GameError:
            refused += 1
    tested = len(ends) - refused
    label = "fails today" if not holds else "holds on a region" if failing else "holds at every end"
    evidence = [f"open is {'' if holds else 'not '}strictly dominant for {opener} today"]
    evidence.append(
        f"one parameter at a time, at {tested} ends of ranges: dominant in {tested - len(failing)}"
    )
    if failing:
        evidence.append("not dominant at " + "; ".join(failing))
    return Finding("P3 as infrastructure, open is strictly dominant", label, tuple(evidence))


def _threshold(family: Family) -> Finding:
    """Whether the gain from opening falls in model_share, and crosses zero once in (0, 1)."""
    builder = family.builder
    assert isinstance(builder, Openness)
    evidence, labels = [], set()
    for chi in sorted({Fraction(0), family.parameters["self_commoditising"].high}):
        values = {**family.values(), "self_commoditising": chi}
        for pool in (values["pool"], family.parameters["pool"].high):
            here = {**values, "pool": pool}
            label = _crossing(builder, here)
            labels.add(label)
            evidence.append(f"chi = {float(chi):g}, pool = {float(pool):g}: {label}")
    once = "falls throughout, crosses zero once"
    label = (
        "holds at every point tested"
        if labels == {once}
        else "holds on a region"
        if once in labels
        else "fails at every point tested"
    )
    return Finding(
        "P4 the gain from opening falls in model_share and crosses zero once",
        label,
        tuple(evidence),
    )


def _crossing(builder: Openness, values: Values) -> str:
    """The gain over the better alternative on a grid of (0, 1), rivals holding."""
    grid = [Fraction(k, 40) for k in range(1, 40)]
    gains = []
    for share in grid:
        at = {**values, "model_share": share}
        gains.append(
            min(
                gain(builder, at, alternative, "hold").at(share, values["pool"])
                for alternative in ("api", "internal")
            )
        )
    falls = all(later < earlier for earlier, later in pairwise(gains))
    signs = [g > 0 for g in gains]
    crossings = sum(a != b for a, b in pairwise(signs))
    if crossings == 0:
        told = "never crosses zero" + (" (open better throughout)" if signs[0] else " (never open)")
    else:
        told = "crosses zero once" if crossings == 1 else f"crosses zero {crossings} times"
    return ("falls throughout, " if falls else "does not fall throughout, ") + told
