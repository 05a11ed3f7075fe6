"""The scenario that the project ships."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import equilibria as eq
from equilibria.markets.openness import NestedOpenness

FOLDER = Path(__file__).parents[2] / "examples" / "meta_openai"
PATH = FOLDER / "scenario.toml"


@cache
def family() -> eq.Family:
    """The base case."""
    return eq.read_scenario(PATH)


@cache
def layer_b() -> eq.Family:
    """The same with nested-logit demand."""
    s = family()
    builder = NestedOpenness(s.builder.firms)
    return eq.Family(s.title, s.question, s.date, s.parameters, builder, s.variants)
