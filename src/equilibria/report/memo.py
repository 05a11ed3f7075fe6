"""The memo: one page for who decides, then the evidence, in the order in which it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..decisions.family import Family
from ..markets.openness.hindcast import Hindcast, Spread
from ..markets.openness.study import Study
from .document import Document, Items, Paragraph, Section
from .first_screen import remarks
from .naming import naming
from .part_cast import cast
from .part_claims import claims
from .part_forms import forms
from .part_game import equilibria, known, payoffs, timing
from .part_hindcast import hindcast
from .part_many import absent, payoffs_of_many
from .part_market import prices, startups
from .part_motive import motive
from .part_path import path
from .part_register import register, variants
from .part_risk import draws, tornado
from .part_summary import summary
from .part_thresholds import maps, thresholds
from .part_years import waiting, years


def memo(
    study: Study,
    *,
    names: Mapping[str, str] | None = None,
    past: tuple[Hindcast, Family] | tuple[Hindcast, Family, Spread] | None = None,
    limits: Sequence[str] = (),
    more: Sequence[Section] = (),
) -> Document:
    """Assemble the memo of a study.

    Parameters
    ----------
    study : Study
    names : mapping from role to name, optional
        As in `part_cast.cast`.
    past : (Hindcast, Family) or (Hindcast, Family, Spread), optional
        The forecast of an earlier scenario, scored; that scenario; and how the score moves.
    limits : sequence of str
        What this scenario cannot tell, beside what no such model can.
    more : sequence of Section
        Further evidence, shown before the register.

    Returns
    -------
    Document
        For `document_text`, `page` and `document_data`.
    """
    from .. import __version__

    unknown = known(study)
    if limits:
        unknown = replace(unknown, blocks=(*unknown.blocks, Items(tuple(limits))))
    return Document(
        study.family.question,
        f"{study.family.title}. As of {study.family.date}; equilibria {__version__}; seed "
        f"{study.seed}; {study.effort.name} run.",
        (
            _remarked(study, summary(study)),
            cast(study, names or {}),
            payoffs(study) if len(study.family.players) == 2 else payoffs_of_many(study),
            equilibria(study),
            thresholds(study),
            maps(study),
            absent("tornado", "Which assumptions carry it", study.missing["gain"])
            if "gain" in study.missing
            else tornado(study),
            draws(study),
            claims(study.claims, naming(study.family)),
            forms(study),
            absent("timing", "Who moves first", study.missing["timing"])
            if "timing" in study.missing
            else timing(study),
            *waiting(study),
            *path(study),
            *(
                [absent("years", "Year after year", study.missing["years"])]
                if "years" in study.missing
                else years(study)
            ),
            prices(study),
            startups(study),
            motive(study),
            *([] if past is None else [hindcast(*past)]),
            *variants(study),
            *more,
            unknown,
            register(study),
        ),
    )


def _remarked(study: Study, section: Section) -> Section:
    """With what is left out, at its end."""
    told = tuple(Paragraph(text, "note") for text in remarks(study.family))
    return replace(section, blocks=(*section.blocks, *told))
