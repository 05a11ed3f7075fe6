"""What the memo says with more than two strategic players, and of what was not worked out."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..markets.openness.study import Study
from .document import Block, Cell, Facts, Paragraph, Section, Table
from .naming import ACTIONS, REPLIES
from .wording import amount


def absent(key: str, title: str, why: str) -> Section:
    """A section that says why it is empty."""
    return Section(key, title, (Paragraph(f"Not worked out here: {why}."),))


def payoffs_of_many(study: Study) -> Section:
    """Each player's own actions, term by term, the others at their likeliest equilibrium actions.

    All payoffs of three players fill no page; they are in the data.
    """
    d = study.decision
    place = [max(range(len(s)), key=s.__getitem__) for s in d.equilibria[0].profile.exact]
    names = [ACTIONS, *[REPLIES] * (len(place) - 1)]
    blocks: list[Block] = [
        Facts(
            tuple(
                (player, "; ".join(f"{a}: {words.get(a, a)}" for a in actions))
                for player, actions, words in zip(
                    d.game.players, d.game.actions, names, strict=True
                )
            )
        ),
        Paragraph(
            f"{len(place)} players have {d.game.exact_payoffs()[0].size} profiles of actions; all "
            "payoffs are in the memo's data (JSON). Shown is what each player's own action earns "
            "while the others play their equilibrium."
        ),
    ]
    for i, terms in enumerate(d.table.terms):
        others = "; ".join(
            f"{p}: {d.game.actions[j][place[j]]}" for j, p in enumerate(d.game.players) if j != i
        )

        def own(table: np.ndarray, i: int = i) -> np.ndarray:
            rest: tuple[Any, ...] = (slice(None), *place[:i], *place[i + 1 :])
            found: np.ndarray = np.moveaxis(table, i, 0)[rest]
            return found

        rows: list[tuple[str | Cell, ...]] = [
            (name, *(amount(v) for v in own(part)))
            for name, part in terms.parts.items()
            if any(own(part))
        ]
        total = own(terms.total)
        best = max(total)
        rows.append(("total", *(Cell(amount(v)) if v == best else amount(v) for v in total)))
        blocks.append(
            Table(
                f"{terms.player}'s payoff term by term while {others}, {terms.unit}",
                ("term", *d.game.actions[i]),
                tuple(rows),
                note="A star marks the best reply. Terms that are zero throughout are left out.",
            )
        )
    return Section("payoffs", "Payoffs", tuple(blocks))
