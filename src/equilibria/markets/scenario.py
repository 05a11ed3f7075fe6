"""Scenario files: a family of games as a TOML file, refused with the key path where it is wrong.

The file is read, never evaluated, and names its builder by a key. Numbers are exact: TOML's
decimals are taken digit by digit.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..decisions.family import Builder, Family, Specification, Variant
from ..decisions.observed import Observed
from ..decisions.parameter import Parameter, read_value
from ..errors import GameError
from .openness.builder import nested_openness, openness

#: Builders that a file may name.
BUILDERS: Mapping[str, Callable[[Mapping[str, Any]], Builder]] = MappingProxyType(
    {"openness": openness, "openness-nested-logit": nested_openness}
)

SCHEMA = 1
MAX_BYTES = 2**20

_TOP = {"schema", "builder", "title", "question", "date", "firms", "parameters", "variants"}
_TOP |= {"known_by", "admitted", "observed", "page"}  # page: see `scenario_page`
_FIELDS = ("default", "low", "high", "unit", "basis", "source", "date", "known_at", "note")


def read_scenario(
    path: str | Path, builders: Mapping[str, Callable[[Mapping[str, Any]], Builder]] | None = None
) -> Family:
    """Read a scenario file.

    A file with a ``known_by`` date uses only values known by then (their `known_at`); exceptions
    are listed under ``[admitted]``, each with the reason. What was seen to be played stands under
    ``[observed]``: an action for every player, with source and date.

    Parameters
    ----------
    path : path of a TOML file
    builders : mapping from key to function, optional
        Builders of your own beside ours: each takes the file's ``[firms]`` table.

    Returns
    -------
    Family

    Raises
    ------
    GameError
        With every complaint, each naming the key path: a wrong unit, a missing source mark, a value
        outside its domain or its range, an unknown or missing parameter, a value known later than
        the file's ``known_by``, an observed player or action that there is not.
    OSError
        If the file cannot be read.
    """
    data = load(Path(path))
    known = {**BUILDERS, **(builders or {})}
    complaints = [f"{key}: unknown key." for key in data if key not in _TOP]
    if data.get("schema") != SCHEMA:
        complaints.append(f"schema: {data.get('schema')!r}; this version reads {SCHEMA}.")
    complaints += [
        f"{key}: missing; give text."
        for key in ("title", "question", "date")
        if not isinstance(data.get(key), str)
    ]
    complaints += [
        f"{key}: missing; give a table."
        for key in ("firms", "parameters")
        if not isinstance(data.get(key), dict)
    ]
    if data.get("builder") not in known:
        complaints.append(f"builder: {data.get('builder')!r} is not one of {', '.join(known)}.")
    if complaints:
        raise GameError(complaints)
    bad = [
        f"firms.{key}: give a table." for key, f in data["firms"].items() if not isinstance(f, dict)
    ]
    if bad:
        raise GameError(bad)
    builder = known[data["builder"]](data["firms"])
    parameters = _parameters(data["parameters"], builder.specifications)
    late = _known_later(parameters, data.get("known_by"), data.get("admitted", {}))
    if late:
        raise GameError(late)
    variants = _variants(data.get("variants", {}), parameters, builder.specifications)
    observed = _observed(data, builder) if "observed" in data else None
    family = Family(
        title=data["title"],
        question=data["question"],
        date=data["date"],
        parameters=MappingProxyType(parameters),
        builder=builder,
        variants=MappingProxyType(variants),
        observed=observed,
    )
    family.game()  # refuses values that make no market together
    return family


def load(path: Path) -> dict[str, Any]:
    """The tables of a TOML file, numbers as decimals.

    Raises
    ------
    GameError
        If it is too large, or no TOML.
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise GameError(f"{path.name}: larger than {MAX_BYTES} bytes.")
    try:
        return tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise GameError(f"{path.name}: not a TOML file: {error}.") from None


def _parameters(
    given: Mapping[str, Any], expected: Mapping[str, Specification]
) -> dict[str, Parameter]:
    found, complaints = {}, []
    for name, table in given.items():
        key = f"parameters.{name}"
        if name not in expected:
            complaints.append(f"{key}: this builder has no such parameter.")
        elif not isinstance(table, dict):
            complaints.append(f"{key}: give a table.")
        else:
            wrong = _complaints(key, table, expected[name])
            complaints += wrong
            if not wrong:
                try:
                    fields = {field: table[field] for field in _FIELDS if field in table}
                    found[name] = Parameter(name=name, **fields)
                except GameError as error:
                    complaints += [f"parameters.{text}" for text in error.complaints]
    missing = [n for n, s in expected.items() if s.required and n not in given]
    complaints += [f"parameters.{name}: missing." for name in missing]
    if complaints:
        raise GameError(complaints)
    return found


def _complaints(key: str, table: Mapping[str, Any], expected: Specification) -> list[str]:
    found = [f"{key}.{field}: unknown field." for field in table if field not in _FIELDS]
    found += [
        f"{key}.{field}: missing."
        for field in ("default", "low", "high", "unit", "basis")
        if field not in table
    ]
    for field in ("default", "low", "high"):
        if field not in table:
            continue
        try:
            if isinstance(table[field], bool):
                raise GameError(f"{table[field]} is not a number.")
            wrong = expected.complaint(read_value(table[field]))
            found += [f"{key}.{field}: {wrong}."] if wrong else []
        except GameError as error:
            found.append(f"{key}.{field}: {error}")
    for field in ("unit", "basis", "source", "date", "known_at", "note"):
        if not isinstance(table.get(field, ""), str):
            found.append(f"{key}.{field}: give text.")
    if "unit" in table and table["unit"] != expected.unit:
        found.append(f"{key}.unit: {table['unit']!r}; this parameter is in {expected.unit!r}.")
    return found


def _known_later(parameters: Mapping[str, Parameter], known_by: Any, admitted: Any) -> list[str]:
    """What is wrong with a file that promises to use only what was known by a date."""
    if known_by is None:
        return ["admitted: there is no known_by to make an exception to."] if admitted else []
    limit = _day(known_by)
    if limit is None:
        return [f"known_by: {known_by!r} is no date; give one like '2024-05-08'."]
    if not isinstance(admitted, dict):
        return ["admitted: give a table of parameters, each with the reason."]
    found = [f"admitted.{name}: there is no such parameter." for name in admitted
             if name not in parameters]  # fmt: skip
    for name, reason in admitted.items():
        if not isinstance(reason, str) or not reason:
            found.append(f"admitted.{name}: give the reason.")
    for name, parameter in parameters.items():
        if not parameter.known_at:
            continue
        key, day = f"parameters.{name}.known_at", _day(parameter.known_at)
        if day is None:
            found.append(f"{key}: {parameter.known_at!r} is no date; give one like '2024-05-08'.")
        elif day > limit and name not in admitted:
            found.append(
                f"{key}: {parameter.known_at} is after {known_by} (known_by); give a value known "
                f"by then, or admit it with the reason as admitted.{name}."
            )
        elif day <= limit and name in admitted:
            found.append(f"admitted.{name}: it was known by {known_by}; nothing to admit.")
    return found


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def _variants(
    given: Any, parameters: Mapping[str, Parameter], expected: Mapping[str, Specification]
) -> dict[str, Variant]:
    found: dict[str, Variant] = {}
    complaints = []
    for name, table in given.items() if isinstance(given, dict) else [("", given)]:
        key = f"variants.{name}"
        if not isinstance(table, dict) or not isinstance(table.get("set"), dict):
            complaints.append(f"{key}.set: missing; give a table of values.")
            continue
        values: dict[str, Fraction] = {}
        for parameter, value in table["set"].items():
            if parameter not in parameters:
                complaints.append(f"{key}.set.{parameter}: there is no such parameter.")
                continue
            try:
                values[parameter] = read_value(value)
                wrong = expected[parameter].complaint(values[parameter])
                complaints += [f"{key}.set.{parameter}: {wrong}."] if wrong else []
            except GameError as error:
                complaints.append(f"{key}.set.{parameter}: {error}")
        title = str(table.get("title", name.replace("_", " ")))
        found[name] = Variant(tuple(values.items()), str(table.get("note", "")), title)
    if complaints:
        raise GameError(complaints)
    return found


def _observed(data: Mapping[str, Any], builder: Builder) -> Observed:
    """What was seen to be played: an action for every player, by the key of its firm."""
    given = data["observed"]
    if not isinstance(given, dict) or not isinstance(given.get("actions"), dict):
        raise GameError("observed.actions: missing; give a table of actions by player.")
    fields = ("source", "date", "note")
    found = [f"observed.{key}: unknown field." for key in given if key not in ("actions", *fields)]
    found += [f"observed.{f}: give text." for f in fields if not isinstance(given.get(f, ""), str)]
    found += [f"observed.{f}: missing." for f in fields[:2] if not given.get(f)]
    day, limit = _day(given.get("date")), _day(data.get("known_by"))
    if given.get("date") and day is None:
        found.append(f"observed.date: {given['date']!r} is no date; give one like '2024-05-08'.")
    elif day and limit and day > limit:
        found.append(f"observed.date: {day} is after {limit} (known_by).")
    names = {key: firm.get("name", key) for key, firm in data["firms"].items()}
    seen: dict[str, str] = {}
    allowed = dict(zip(builder.players, builder.actions, strict=True))
    for key, action in given["actions"].items():
        player = names.get(key)
        if player not in allowed:
            found.append(f"observed.actions.{key}: no such player.")
        elif action not in allowed[player]:
            known = ", ".join(allowed[player])
            found.append(f"observed.actions.{key}: {action!r} is not one of {known}.")
        else:
            seen[player] = action
    keys = {name: key for key, name in names.items()}
    found += [
        f"observed.actions.{keys.get(player, player)}: missing."
        for player in allowed
        if keys.get(player) not in given["actions"]
    ]
    if found:
        raise GameError(found)
    return Observed(seen, given["source"], given["date"], given.get("note", ""))
