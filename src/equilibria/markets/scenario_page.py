"""What a scenario file gives its page beside the numbers: the table ``[page]``.

Names of who and what is in the question, benchmarks of open against closed models, and what these
data cannot tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..errors import GameError
from .openness.claims import Benchmark
from .scenario import load

#: Who or what may have a name of its own.
ROLES = (
    "opener", "rival", "frontier", "specialise", "complement", "infrastructure", "system",
)  # fmt: skip

_NUMBERS = ("score_open", "score_closed", "tolerance")


@dataclass(frozen=True, slots=True)
class PageNotes:
    """The table ``[page]``.

    Attributes
    ----------
    names : mapping from role to str
        Of `ROLES`.
    limits : tuple of str
        What these data, in particular, cannot tell.
    benchmarks : tuple of Benchmark
    """

    names: Mapping[str, str]
    limits: tuple[str, ...]
    benchmarks: tuple[Benchmark, ...]


def read_page(path: str | Path) -> PageNotes:
    """Read the table ``[page]`` of a scenario file; empty where there is none.

    Raises
    ------
    GameError
        With every complaint, each naming the key path.
    OSError
        If the file cannot be read.
    """
    table = load(Path(path)).get("page", {})
    if not isinstance(table, dict):
        raise GameError("page: give a table.")
    known = ("names", "limits", "benchmarks")
    complaints = [f"page.{key}: unknown key." for key in table if key not in known]
    names, limits = table.get("names", {}), table.get("limits", [])
    if not isinstance(names, dict):
        complaints.append("page.names: give a table.")
        names = {}
    for role, name in names.items():
        if role not in ROLES:
            complaints.append(f"page.names.{role}: not one of {', '.join(ROLES)}.")
        elif not isinstance(name, str) or not name:
            complaints.append(f"page.names.{role}: give text.")
    if not isinstance(limits, list) or not all(isinstance(text, str) for text in limits):
        complaints.append("page.limits: give a list of texts.")
    given, benchmarks = table.get("benchmarks", []), []
    if not isinstance(given, list):
        complaints.append("page.benchmarks: give a list of tables.")
        given = []
    for k, row in enumerate(given):
        wrong = _wrong(row)
        complaints += [f"page.benchmarks[{k}]{text}" for text in wrong]
        if not wrong:
            numbers = {key: float(row[key]) for key in _NUMBERS if key in row}
            benchmarks.append(Benchmark(**{**row, **numbers}))
    if complaints:
        raise GameError(complaints)
    return PageNotes(dict(names), tuple(limits), tuple(benchmarks))


def _wrong(row: Any) -> list[str]:
    """What is wrong with one benchmark, each from where its key path goes on."""
    if not isinstance(row, dict):
        return [": give a table."]
    known = {f.name for f in fields(Benchmark)}
    found = [f".{key}: unknown key." for key in row if key not in known]
    found += [f".{key}: missing." for key in sorted(known - set(row) - {"tolerance"})]
    for key in known & set(row):
        number = isinstance(row[key], int | Decimal) and not isinstance(row[key], bool)
        if key in _NUMBERS and not (number and Decimal(row[key]).is_finite()):
            found.append(f".{key}: give a number.")
        elif key not in _NUMBERS and not isinstance(row[key], str):
            found.append(f".{key}: give text.")
    return sorted(found)
