"""The equilibrium path over the generations, as the pool grows."""

from __future__ import annotations

from ..markets.openness.dynamics.path import Path
from ..markets.openness.study import Study
from .document import Block, Paragraph, Picture, Section, Table
from .drawing_curves import Step, strips
from .naming import ACTIONS, naming
from .wording import amount, figure, years

#: A colour for each of the opener's actions.
_COLOURS = {"open": 0, "api": 1, "internal": 7}


def path(study: Study) -> tuple[Section, ...]:
    """What is played year after year if each generation plays its equilibrium."""
    if study.years is None:
        return ()
    found, family = study.years.paths, study.family
    opener, rival = study.decision.game.players[:2]
    values, unit = family.values(), family.parameters["pool"].unit
    times = ["now", *(f"+{years(k)}" for k in range(1, max(len(p.generations) for p in found)))]
    rows = [(_named(study, p), [_step(g.profile, float(g.pool)) for g in p.generations])
            for p in found]  # fmt: skip
    played = list(dict.fromkeys(g.profile[0] for p in found for g in p.generations if g.profile))
    legend: list[tuple[str, int | None]] = [
        (f"{opener} {a}: {ACTIONS.get(a, a)}", _COLOURS.get(a, 3)) for a in played
    ]
    ended = any(g.profile is None for p in found for g in p.generations)
    if ended:
        legend.append(("no single equilibrium: the path is not followed further", None))
    share = naming(family)("model_share")
    blocks: tuple[Block, ...] = (
        Paragraph(
            "Each generation lasts a year and plays its own equilibrium. A frontier model stays, "
            "the open model catches up as the lag says, and the community's work adds up. How "
            "fast the pool grows has no source: it is told for several rates, up to the top of "
            f"its range ({figure(family.parameters['pool'].high)} {unit}); and for a {share} that "
            f"stays at {figure(values['model_share'])}, and one that is "
            f"{figure(values['system_share'])} from the second generation on."
        ),
        Picture(
            f"What is played, generation after generation: {rival}'s reply, and below it the "
            f"pool, {unit}",
            ". ".join(f"{_named(study, p)}: {_turn(p, unit)}" for p in found) + ".",
            strips(rows, times, legend),
        ),
        Table(
            f"When {opener}'s play changes",
            ("if", f"{opener} changes", "margin first, USD bn a year",
             "margin last, USD bn a year"),
            tuple((_named(study, p), _turn(p, unit), *_margins(p)) for p in found),
            note="Margin: over the next best action, the rival's reply held.",
        ),
    )  # fmt: skip
    return (Section("path", "Generation after generation", blocks),)


def _named(study: Study, p: Path) -> str:
    rate = 100 * (float(p.growth) - 1)
    told = "pool does not grow" if p.growth == 1 else f"pool grows by {rate:.0f} % a year"
    values = study.family.values()
    then = f", then {figure(values['system_share'])}" if p.system else ""
    return f"{told}; share {figure(values['model_share'])}{then}"


def _step(profile: tuple[str, str] | None, pool: float) -> Step:
    if profile is None:
        return Step(None, "several", figure(pool))
    return Step(_COLOURS.get(profile[0], 3), profile[1], f"{pool:.3g}")


def _turn(p: Path, unit: str) -> str:
    """The first change of the opener's play."""
    before = p.generations[0].profile
    for k, g in enumerate(p.generations[1:], 1):
        if before is None or g.profile is None:
            return f"equilibria are several after {years(k)}"
        if g.profile[0] != before[0]:
            change = f"from {before[0]} to {g.profile[0]} after {years(k)}"
            return f"{change} (pool {float(g.pool):.3g} {unit})"
    return f"not within {years(len(p.generations) - 1)}"


def _margins(p: Path) -> tuple[str, str]:
    held = [g.margin for g in p.generations if g.margin is not None]
    return (amount(held[0], 2), amount(held[-1], 2)) if held else ("-", "-")
