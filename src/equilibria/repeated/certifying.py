"""Write down the proof of a payoff set, in the units of the game."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..results.certificate import Certificate, document, rational
from .duals import Proof
from .jumping import THETA
from .scaled import fraction

if TYPE_CHECKING:
    from .enclosure import PayoffSet


def payoff_set_certificate(answer: PayoffSet) -> Certificate:
    """Document of kind 'payoff set'; `equilibria.checker` describes it."""
    data = document("payoff set", answer.game.stage)
    data["discounts"] = [rational(d) for d in answer.game.discounts]
    columns = answer.game.stage.shape[1]
    data["inner"] = []
    for k, point in enumerate(answer.inner):
        a, lottery = answer.generation(k)
        data["inner"].append(
            {
                "point": [rational(x) for x in point],
                "profile": list(divmod(a, columns)),
                "next": [[j, rational(p)] for j, p in lottery],
            }
        )
    assert answer.proof is not None  # `certificate` says so before
    data["outer"] = _outer(answer.proof)
    data["outer"]["corners"] = [[rational(x) for x in point] for point in answer.outer]
    return Certificate(data)


def _outer(chain: Proof) -> dict[str, Any]:
    least, span = chain.least, chain.span
    used = sorted({k for row in chain.rows for k in row.normals})
    place = {k: position for position, k in enumerate(used)}
    normals: dict[int, tuple[Fraction, Fraction]] = {}
    moved: dict[int, Fraction] = {}
    for k in used:
        n = [fraction(c) / span[i] for i, c in enumerate(chain.normals[k])]
        normals[k] = n[0], n[1]
        moved[k] = n[0] * least[0] + n[1] * least[1]
    return {
        "normals": [[rational(c) for c in normals[k]] for k in used],
        "rows": [
            {
                "normals": [place[k] for k in row.normals],
                "offsets": [
                    rational(fraction(b) + moved[k])
                    for k, b in zip(row.normals, row.offsets, strict=True)
                ],
                "jump": rational(fraction(THETA)) if row.jump else None,
            }
            for row in chain.rows
        ],
    }
