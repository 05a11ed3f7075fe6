"""Certificates: plain data that lets anyone repeat a proof without the solvers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..games.normal_form import NormalFormGame
from .dominance import Elimination
from .subdivision import Subdivision

#: Version of the format; `equilibria.checker` documents it.
SCHEMA = 1

#: Integers up to here are JSON numbers; larger ones hexadecimal text, safe in any reader.
_PLAIN = 2**53

#: In the log of cells: settled by one player's equations.
_LINE = 3


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
    components: Sequence[tuple[Sequence[int], int | None]],
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


def subdivision_certificate(
    game: NormalFormGame,
    *,
    claim: str,
    profiles: Sequence[Sequence[Sequence[Fraction]]],
    radii: Sequence[Fraction],
    indices: Sequence[int | None],
    rounds: Sequence[Sequence[Elimination]],
    twins: Sequence[Sequence[Sequence[int]]],
    cells: Subdivision,
) -> Certificate:
    """Write a certificate for the equilibria of three players or more."""
    base = equilibria_certificate(game, claim=claim, profiles=profiles, components=(), bases=None)
    eliminations = []
    for one_round in rounds:
        for e in one_round:
            i = game.player_index(e.player)
            weights = [[game.action_index(i, a), rational(p)] for a, p in e.weights]
            eliminations.append([i, game.action_index(i, e.action), weights])
    supports: list[list[list[int]]] = []
    for number, kind, first, second, *rest in cells.rows():
        while len(supports) <= number:
            supports.append([])
        record = {0: [0, *rest[: cells.width]], 1: [1, *rest[:3]], 4: [3]}.get(kind)
        only = first if kind == _LINE else -1
        supports[number].append(record or [2, only, second])
    zeros = [
        [only, [[rational(p) for p in s] for s in point], rational(radius)]
        for only, point, radius in cells.zeros
    ]
    return Certificate(
        {
            **base.data,
            "eliminations": eliminations,
            "twins": [
                [i, a, group[0]]
                for i, groups in enumerate(twins)
                for group in groups
                for a in group[1:]
            ],
            "supports": supports,
            "zeros": zeros,
            "radii": [rational(r) for r in radii],
            "indices": list(indices),
        }
    )


def _integer(value: int) -> int | str:
    return value if -_PLAIN < value < _PLAIN else hex(value)


def rational(value: Fraction) -> Any:
    """Write a rational number."""
    if value.denominator == 1:
        return _integer(value.numerator)
    return [_integer(value.numerator), _integer(value.denominator)]
