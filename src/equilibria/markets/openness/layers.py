"""A family on either layer of demand, whichever its builder is of."""

from __future__ import annotations

from typing import Any

from ...decisions.family import Family
from ...errors import GameError
from .builder import LimitOpenness, NestedOpenness


def on_layer(family: Family, layer: str) -> Family:
    """The same family on a layer."""
    builder: Any = family.builder
    if layer == builder.layer:
        return family
    other = (LimitOpenness if layer == "A" else NestedOpenness)(builder.firms)
    return Family(family.title, family.question, family.date, family.parameters, other)


def no_market(family: Family, layer: str) -> str:
    """Why today's values make no market on a layer; empty where they do."""
    there = on_layer(family, layer)
    try:
        there.builder.market(there.values())  # type: ignore[attr-defined]
    except GameError as error:
        return str(error)
    return ""
