"""Verifies a set of equilibrium payoffs from both sides.

A document of kind "payoff set" has beside the game

    "discounts": [rational, rational],  "inner": [...],  "outer": {...}

see `generation` and `chain`. Both are about pure-action subgame-perfect equilibria with perfect
monitoring and public lotteries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .chain import verify_chain
from .generation import verify_generation
from .plane import read_repeated
from .verdict import Clock


def verify_payoff_set(data: Mapping[str, Any], clock: Clock) -> str:
    """Verify a document of kind 'payoff set'; say what was verified."""
    game = read_repeated(data)
    points = verify_generation(game, data, clock)
    rows = verify_chain(game, data, clock)
    count = f"{len(points)} point" + (
        "s generate themselves" if len(points) != 1 else " generates itself"
    )
    return f"{count}, and nothing lies outside the outer set ({rows} rows)"
