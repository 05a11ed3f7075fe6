"""The search for the limit set, plain or compiled as the size of the game asks for."""

from __future__ import annotations

import sys

import numpy as np

from .._budget import Meter
from .finding import Corner, Found, find_plain
from .scaled import Scaled, float_of

#: Profiles from which on compiled code is loaded, or used once it is loaded.
_WORTH_LOADING, _WORTH_USING = 150, 1

#: Plain iterations of a small game before compiled code is called for.
_FEW = 300

#: Profiles times iterations of one call: some 50 ms.
_PORTION = 200_000

_MOST_CORNERS = 4000


def find(
    game: Scaled,
    start: list[Corner],
    *,
    threats: tuple[float, float],
    slack: float,
    shrink: float,
    limit: int,
    meter: Meter | None = None,
) -> Found:
    """Iterate the operator, compiled where the game is large enough to be worth it.

    Parameters and result are those of `find_plain`.
    """
    size = _WORTH_USING if "numba" in sys.modules else _WORTH_LOADING
    if game.size < size or (limit <= 1 and game.size < _WORTH_LOADING):
        few = min(limit, _FEW)
        found = find_plain(
            game, start, threats=threats, slack=slack, shrink=shrink, limit=few, meter=meter
        )
        if found.settled or limit <= few:
            return found
    return find_compiled(
        game, start, threats=threats, slack=slack, shrink=shrink, limit=limit, meter=meter
    )


def find_compiled(
    game: Scaled,
    start: list[Corner],
    *,
    threats: tuple[float, float],
    slack: float,
    shrink: float,
    limit: int,
    meter: Meter | None = None,
) -> Found:
    """Iterate the operator in compiled code; parameters and result are those of `find_plain`."""
    from ..kernels import polygons

    room = 64 + 8 * len(start)
    while True:
        work = _Workspace(game, start, threats, room)
        code = polygons.CONTINUE
        while code == polygons.CONTINUE and work.counts[1] < limit:
            portion = max(1, min(limit - int(work.counts[1]), _PORTION // game.size))
            code = polygons.iterate(*work.arrays(slack, shrink), portion)
            if meter is not None and not meter.grant(1):
                break
        if code != polygons.FULL or room > _MOST_CORNERS:
            break
        room *= 4
    count = int(work.counts[0])
    corners = [
        (x, y, a, kind)
        for (x, y), (a, kind) in zip(
            work.corners[:count].tolist(), work.made[:count].tolist(), strict=True
        )
    ]
    low, high = work.threats.tolist()
    return Found(corners, (low, high), work.alive, int(work.counts[1]), code in (0, 2))


class _Workspace:
    """The arrays of the kernel."""

    def __init__(
        self, game: Scaled, start: list[Corner], threats: tuple[float, float], room: int
    ) -> None:
        self.game = game
        self.alive = game.possible.copy()
        self.corners = np.zeros((room, 2))
        self.made = np.zeros((room, 2), np.int64)
        self.corners[: len(start)] = [c[:2] for c in start]
        self.made[: len(start)] = [c[2:] for c in start]
        self.threats = np.array(threats)
        self.counts = np.array([len(start), 0], np.int64)
        self.spare, self.spare_made = np.zeros((4 * room, 2)), np.zeros((4 * room, 2), np.int64)
        self.points, self.labels = np.zeros((4 * room, 2)), np.zeros((4 * room, 2), np.int64)
        self.order, self.chain = np.zeros(4 * room, np.int64), np.zeros(8 * room, np.int64)
        self.ends, self.kinds = np.zeros((room + 8, 2)), np.zeros(room + 8, np.int64)

    def arrays(self, slack: float, shrink: float) -> tuple[object, ...]:
        game = self.game
        return (
            game.payoff,
            game.best,
            np.array([float_of(w) for w in game.weight]),
            np.array([float_of(d) for d in game.discount]),
            game.is_common,
            self.alive,
            self.corners,
            self.made,
            self.threats,
            self.counts,
            self.spare,
            self.spare_made,
            self.points,
            self.labels,
            self.order,
            self.chain,
            self.ends,
            self.kinds,
            np.array([slack, shrink, game.flat]),
        )
