"""Games in which the players contend: a place, a field, a rank, a team."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from ...errors import GameError
from ..normal_form import NormalFormGame
from ._arguments import Rng, require_actions, require_count


def hide_and_seek_game(n: int) -> NormalFormGame:
    """The seeker (row) earns 1 where the hider chose the same place, and the hider loses it.

    One equilibrium: both mix evenly over all places; the value is ``1/n``.
    """
    require_actions(n, n)
    identity = np.eye(n, dtype=np.int64)
    return NormalFormGame.bimatrix(identity, -identity, title=f"hide and seek {n}x{n}")


def blotto_game(fields: int, troops: int) -> NormalFormGame:
    """Colonel Blotto: who sends more troops to a field wins it, a tie wins nothing; zero-sum.

    Actions are the ways to divide all `troops` among the fields, labelled like '2-1-0'; a player
    earns the fields won less the fields lost.
    """
    if fields < 1 or troops < 0:
        raise GameError(f"blotto_game: {fields} fields and {troops} troops; give at least 1 and 0.")
    ways = np.array(_divisions(fields, troops))
    A = np.sign(ways[:, None, :] - ways[None, :, :]).sum(axis=2)
    names = ["-".join(map(str, way)) for way in ways.tolist()]
    return NormalFormGame.bimatrix(
        A, -A, actions=[names, names], title=f"Blotto, {fields} fields, {troops} troops"
    )


def _divisions(fields: int, troops: int) -> list[tuple[int, ...]]:
    if fields == 1:
        return [(troops,)]
    return [
        (first, *rest)
        for first in range(troops, -1, -1)
        for rest in _divisions(fields - 1, troops - first)
    ]


def ranking_game(n: int, *, rng: Rng, steps: int = 10) -> NormalFormGame:
    """More effort costs more and scores more; the higher score takes the prize, a tie halves it.

    Action 0 costs nothing. From each level of effort to the next, the score rises by
    ``1 .. steps`` and the cost by ``1 .. steps`` times ``1 / (n * steps)`` of the prize, drawn for
    each player, so that no effort costs the whole prize (Goldberg, Goldberg, Krysta and Ventre
    2013). Payoffs count units of ``1 / (2 * n * steps)`` of the prize.

    As one player's prize is the other's loss, adding to each player's payoffs what the opponent's
    effort costs makes the game constant-sum and leaves the equilibria as they are. So they form
    one component, of index +1, in which any strategy of one player goes with any of the other.

    Parameters
    ----------
    n : int
        Levels of effort of each player.
    rng : Generator or int
        Where the randomness comes from, or its seed.
    steps : int
        Largest step.
    """
    require_actions(n, n)
    require_count("ranking_game", "steps", steps)
    source = np.random.default_rng(rng)
    scores = np.cumsum(source.integers(1, steps + 1, (2, n)), axis=1)
    costs = np.zeros((2, n), np.int64)
    costs[:, 1:] = 2 * np.cumsum(source.integers(1, steps + 1, (2, n - 1)), axis=1)
    half = n * steps
    won = half * (1 + np.sign(scores[0][:, None] - scores[1]))
    return NormalFormGame.bimatrix(
        won - costs[0][:, None], 2 * half - won - costs[1], title=f"ranking {n}x{n}"
    )


def tournament_game(n: int, k: int, *, rng: Rng) -> NormalFormGame:
    """The row player names a node of a random tournament, the column player a team of `k` nodes.

    In a tournament one of any two nodes beats the other. The row player earns 1 if the node beats
    the whole team, the column player 1 if it is on the team, else 0 each. Large tournaments whose
    every team is beaten by someone have no approximate equilibrium with small supports
    (Anbalagan, Norin, Savani and Vetta 2013).

    A profile of pure actions is an equilibrium if and only if the node is on the team and nobody
    beats the team: `k` equilibria for every team that is not beaten. So there are `n` of them if
    ``k == n``; if ``k == 1``, one if some node beats all others, else none.

    Parameters
    ----------
    n : int
        Nodes, and actions of the row player, labelled '1', '2', ...
    k : int
        Size of a team, at most `n`. The column player has ``comb(n, k)`` actions, labelled like
        '1-3', in lexicographic order.
    rng : Generator or int
        Where the randomness comes from, or its seed.
    """
    require_count("tournament_game", "n", n)
    require_count("tournament_game", "k", k)
    if k > n:
        raise GameError(f"tournament_game: teams of {k} among {n} nodes; give k of at most {n}.")
    coins = np.triu(np.random.default_rng(rng).integers(0, 2, (n, n), dtype=np.int64), 1)
    beats = coins + np.tril(1 - coins.T, -1)
    teams = np.array(list(combinations(range(n), k)))
    on_team = np.zeros((n, len(teams)), np.int64)
    on_team[teams, np.arange(len(teams))[:, None]] = 1
    return NormalFormGame.bimatrix(
        beats[:, teams].min(axis=2),
        on_team,
        actions=[
            [str(node + 1) for node in range(n)],
            ["-".join(str(node + 1) for node in team) for team in teams.tolist()],
        ],
        title=f"tournament, teams of {k} among {n}",
    )
