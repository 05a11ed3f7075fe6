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
        held = ", ".join(f"{k}={self.data[k]!r}" for k in ("kind", "claim") if k in self.data)
        profiles = self.data.get("equilibria")
        return f"Certificate({held}{'' if profiles is None else f', {len(profiles)} profiles'})"


def document(kind: str, game: NormalFormGame) -> dict[str, Any]:
    """Begin a document: what kind of claim it makes, and about which game."""
    return {
        "schema": SCHEMA,
        "kind": kind,
        "players": list(game.players),
        "actions": [list(names) for names in game.actions],
        "payoffs": [[rational(v) for v in table.flat] for table in game.exact_payoffs()],
    }


def equilibria_certificate(
    game: NormalFormGame,
    *,
    claim: str,
    profiles: Sequence[Sequence[Sequence[Fraction]]],
    components: Sequence[tuple[Sequence[int], int]],
    bases: Sequence[Sequence[int] | None] | None,
) -> Certificate:
    """Write a certificate for a set of equilibria."""
    data = document("equilibria", game)
    data["claim"] = claim
    data["equilibria"] = [[[rational(p) for p in s] for s in profile] for profile in profiles]
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


def rational(value: Fraction) -> Any:
    """Write a rational number."""
    if value.denominator == 1:
        return _integer(value.numerator)
    return [_integer(value.numerator), _integer(value.denominator)]
