"""Certificates: plain data that lets anyone repeat a proof without the solvers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..games.normal_form import NormalFormGame

#: Version of the format; `equilibria.checker` documents it.
SCHEMA = 1

#: Integers up to here are JSON numbers; larger ones hexadecimal text, safe in any reader.
_PLAIN = 2**53


@dataclass(frozen=True, slots=True)
class Certificate:
    """A proof as plain data (the JSON document itself, as dicts and lists).

    Attributes
    ----------
    data : mapping
        The document; the format is described in `equilibria.checker`.
    """

    data: Mapping[str, Any]

    def to_json(self) -> str:
        """The document as JSON text."""
        return json.dumps(self.data)

    def save(self, path: str | Path) -> None:
        """Write the document to a file, as UTF-8 JSON."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    def __repr__(self) -> str:
        held = ", ".join(f"{key}={self.data[key]!r}" for key in ("kind", "claim"))
        return f"Certificate({held}, {len(self.data['equilibria'])} profiles)"


def equilibria_certificate(
    game: NormalFormGame,
    *,
    claim: str,
    profiles: Sequence[Sequence[Sequence[Fraction]]],
    components: Sequence[tuple[Sequence[int], int]],
    bases: Sequence[Sequence[int] | None] | None,
) -> Certificate:
    """Write a certificate for a set of equilibria."""
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "kind": "equilibria",
        "claim": claim,
        "players": list(game.players),
        "actions": [list(names) for names in game.actions],
        "payoffs": [[_rational(v) for v in table.flat] for table in game.exact_payoffs()],
        "equilibria": [[[_rational(p) for p in s] for s in profile] for profile in profiles],
    }
    if bases is not None:
        data["bases"] = [
            None if polytope is None else [_integer(int(mask)) for mask in sorted(polytope)]
            for polytope in bases
        ]
        data["components"] = [
            {"members": list(members), "index": index} for members, index in components
        ]
    return Certificate(data)


def _integer(value: int) -> int | str:
    return value if -_PLAIN < value < _PLAIN else hex(value)


def _rational(value: Fraction) -> Any:
    if value.denominator == 1:
        return _integer(value.numerator)
    return [_integer(value.numerator), _integer(value.denominator)]
