"""The scenario that the project ships."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import equilibria as eq

FOLDER = Path(__file__).parents[2] / "examples" / "meta_openai"
PATH = FOLDER / "scenario.toml"


@cache
def family() -> eq.Family:
    """The base case."""
    return eq.read_scenario(PATH)
