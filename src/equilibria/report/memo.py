"""The memo: one page for who decides, then the evidence, in the order in which it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..markets.openness.study import Study
from .document import Document, Items, Section
from .part_game import equilibria, known, payoffs, timing
from .part_market import prices, startups
from .part_register import claims, register, variants
from .part_risk import draws, motive, tornado
from .part_summary import summary
from .part_thresholds import maps, thresholds
from .part_years import years


def memo(study: Study, *, limits: Sequence[str] = (), more: Sequence[Section] = ()) -> Document:
    """Assemble the memo of a study.

    Parameters
    ----------
    study : Study
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
            summary(study),
            payoffs(study),
            equilibria(study),
            thresholds(study),
            maps(study),
            tornado(study),
            draws(study),
            timing(study),
            *years(study),
            prices(study),
            startups(study),
            motive(study),
            *claims(study),
            *variants(study),
            *more,
            unknown,
            register(study),
        ),
    )
