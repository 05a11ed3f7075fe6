"""How a game shows: as text and as a table in a notebook."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from .._format import number, table

if TYPE_CHECKING:
    from .normal_form import NormalFormGame

#: Payoffs are shown for two players with up to this many actions each.
SHOWN = 12


def as_text(game: NormalFormGame) -> str:
    """Title, players, actions, and the payoffs of a small game of two players."""
    title = f" {game.title!r}" if game.title else ""
    size = " x ".join(map(str, game.shape))
    count = f"{game.num_players} player" + ("s" if game.num_players > 1 else "")
    lines = [f"NormalFormGame{title}: {count}, {size}"]
    for player, actions in zip(game.players, game.actions, strict=True):
        more = ", …" if len(actions) > SHOWN else ""
        lines.append(f"  {player}: {', '.join(actions[:SHOWN])}{more}")
    if _is_small(game):
        lines += table(_cells(game))
    return "\n".join(lines)


def as_html(game: NormalFormGame) -> str:
    """A plain table for a small game of two players, else the text; labels are escaped."""
    if not _is_small(game):
        return f"<pre>{html.escape(as_text(game))}</pre>"
    head, *rows = [[html.escape(cell) for cell in row] for row in _cells(game)]
    corner = html.escape(" / ".join(game.players))
    lines = ["<table>"]
    if game.title:
        lines.append(f"<caption>{html.escape(game.title)}</caption>")
    columns = "".join(f"<th>{cell}</th>" for cell in head[1:])
    lines.append(f"<tr><th>{corner}</th>{columns}</tr>")
    for name, *cells in rows:
        values = "".join(f"<td>{cell}</td>" for cell in cells)
        lines.append(f"<tr><th>{name}</th>{values}</tr>")
    return "\n".join([*lines, "</table>"])


def _is_small(game: NormalFormGame) -> bool:
    return game.num_players == 2 and max(game.shape) <= SHOWN


def _cells(game: NormalFormGame) -> list[list[str]]:
    first, second = (payoffs.tolist() for payoffs in game.exact_payoffs())
    rows = [["", *game.actions[1]]]
    for a, action in enumerate(game.actions[0]):
        pairs = zip(first[a], second[a], strict=True)
        rows.append([action, *(f"{number(x)}, {number(y)}" for x, y in pairs)])
    return rows
