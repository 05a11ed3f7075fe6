"""The verb `stackelberg`: one of two players commits first, exactly.

With strong ties (the follower picks what is best for the leader) an optimal mixture solves one
linear program per reply: the best mixture against which that reply is best (Conitzer and Sandholm
2006). With weak ties only replies count that are strictly best against some mixture, together with
those that pay the follower the same against every mixture; the leader's value is then a supremum
(von Stengel and Zamir 2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..errors import GameError, NotYetSupported
from ..exact.simplex import maximise
from ..games.normal_form import NormalFormGame, require_game
from ..results.stackelberg import Commitment

Table = list[list[Fraction]]


def stackelberg(
    game: NormalFormGame, leader: int | str = 0, *, kind: str = "mixed", ties: str = "strong"
) -> Commitment:
    """Find the best commitment of one of two players.

    Parameters
    ----------
    game : NormalFormGame
        Two players.
    leader : int or str, default 0
    kind : {'mixed', 'pure'}
        Whether the leader may commit to a mixture. The follower sees the mixture, not the action.
    ties : {'strong', 'weak'}
        Whether the follower, where it is indifferent, picks what is best or worst for the leader.

    Returns
    -------
    Commitment
        Exact.

    Raises
    ------
    GameError
        For an unknown player, kind or way to break ties.
    NotYetSupported
        For other than two players.

    Notes
    -----
    Mixed: one or two exact linear programs per reply of the follower, milliseconds for games of up
    to ten actions. Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> game = eq.NormalFormGame.bimatrix([[2, 4], [1, 3]], [[1, 0], [0, 1]])
    >>> eq.stackelberg(game).payoff, eq.stackelberg(game, kind="pure").payoff
    (Fraction(7, 2), Fraction(3, 1))
    >>> eq.nash(game)[0].payoffs[0]
    2.0
    """
    require_game(game, "stackelberg")
    if game.num_players != 2:
        raise NotYetSupported(f"stackelberg: {game.num_players} players; two are supported.")
    if kind not in ("mixed", "pure"):
        raise GameError(f"stackelberg: kind={kind!r}; give 'mixed' or 'pure'.")
    if ties not in ("strong", "weak"):
        raise GameError(f"stackelberg: ties={ties!r}; give 'strong' or 'weak'.")
    i = game.player_index(leader)
    tables = [t if i == 0 else t.T for t in game.exact_payoffs()]
    mine, theirs = (tables[k].tolist() for k in (i, 1 - i))
    found = _pure(mine, theirs, ties) if kind == "pure" else _mixed(mine, theirs, ties)
    strategy, replies, value, attained = found
    their = max(
        sum((w * row[b] for w, row in zip(strategy, theirs, strict=True)), Fraction(0))
        for b in range(len(theirs[0]))
    )
    return Commitment(
        leader=game.players[i],
        follower=game.players[1 - i],
        kind=kind,
        ties=ties,
        strategy=dict(zip(game.actions[i], strategy, strict=True)),
        replies=tuple(game.actions[1 - i][b] for b in replies),
        payoff=value,
        follower_payoff=their,
        attained=attained,
    )


Found = tuple[Sequence[Fraction], list[int], Fraction, bool]


def _pure(mine: Table, theirs: Table, ties: str) -> Found:
    best: tuple[Fraction, int, list[int]] | None = None
    for a, row in enumerate(theirs):
        replies = [b for b, value in enumerate(row) if value == max(row)]
        pick = max if ties == "strong" else min
        value = pick(mine[a][b] for b in replies)
        if best is None or value > best[0]:
            best = value, a, [b for b in replies if mine[a][b] == value]
    assert best is not None
    value, action, replies = best
    strategy = [Fraction(int(a == action)) for a in range(len(mine))]
    return strategy, replies, value, True


def _mixed(mine: Table, theirs: Table, ties: str) -> Found:
    m, n = len(mine), len(mine[0])
    best: Found | None = None
    groups: dict[tuple[Fraction, ...], list[int]] = {}
    for b in range(n):
        key = tuple(row[b] for row in theirs) if ties == "weak" else (Fraction(b),)
        groups.setdefault(key, []).append(b)
    for replies in groups.values():
        b = replies[0]
        others = [c for c in range(n) if c not in replies]
        # Against x, reply b is at least as good as every other one.
        worse = [[row[c] - row[b] for row in theirs] for c in others]
        if ties == "weak" and not _strictly_best(worse, m):
            continue
        found = _best_against(mine, replies, worse)
        if found is not None and (best is None or found[0] > best[2]):
            value, x = found
            earned = {c: sum((w * row[c] for w, row in zip(x, mine, strict=True)), Fraction(0))
                      for c in replies}  # fmt: skip
            worst = [c for c in replies if earned[c] == value]
            best = x, worst, value, ties == "strong" or _holds_weakly(x, value, mine, theirs)
    assert best is not None  # some reply is best against something
    return best


def _best_against(
    mine: Table, replies: list[int], worse: Table
) -> tuple[Fraction, Sequence[Fraction]] | None:
    """The mixture with the largest worst payoff over some replies, none of the others better.

    Payoffs are shifted so that the worst payoff is a variable that is not negative.
    """
    m = len(mine)
    least = min(min(row) for row in mine)
    rows: list[list[Any]] = [[*row, 0] for row in worse]
    rows += [[*(least - line[b] for line in mine), 1] for b in replies]
    found = maximise(
        [0] * m + [1],
        rows,
        [0] * len(rows),
        [[1] * m + [0]],
        [1],
    )
    if found.status != "optimal":
        return None
    return found.value + least, found.x[:m]


def _strictly_best(worse: Table, m: int) -> bool:
    """Whether some mixture makes a reply strictly better than all others."""
    if not worse:
        return True
    rows: list[list[Any]] = [[*row, 1] for row in worse]
    rows.append([0] * m + [1])
    found = maximise(
        [0] * m + [1],
        rows,
        [0] * len(worse) + [1],
        [[1] * m + [0]],
        [1],
    )
    return found.status == "optimal" and found.value > 0


def _holds_weakly(x: Sequence[Fraction], value: Fraction, mine: Table, theirs: Table) -> bool:
    """Whether the worst best reply to x already gives the leader the value."""
    paid, earned = (
        [sum((w * row[b] for w, row in zip(x, table, strict=True)), Fraction(0))
         for b in range(len(mine[0]))]
        for table in (theirs, mine)
    )  # fmt: skip
    return min(e for p, e in zip(paid, earned, strict=True) if p == max(paid)) == value
