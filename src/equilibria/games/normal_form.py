"""Finite games in normal form, with payoffs kept exactly as given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import numpy as np

from .._format import listed
from .._validate import find_label, labels
from ..errors import GameError
from .reading import check_shapes, read_actions, read_tables
from .show import as_html, as_text
from .tables import as_floats, as_fractions, as_integers

if TYPE_CHECKING:
    from .profile import Profile

_T = TypeVar("_T")


class NormalFormGame:
    """A finite game in normal form for any number of players.

    Parameters
    ----------
    payoffs : sequence of array_like
        One array per player, all of shape ``(k_0, ..., k_{N-1})``. The entry
        ``payoffs[i][a_0, ..., a_{N-1}]`` is what player `i` earns when every player ``j`` plays
        action ``a_j``; all players' arrays have the same player order. Entries are int, float,
        Fraction, Decimal or text ('1/3', '2.5') and are kept exactly; a float stands for the
        dyadic rational that it is. Copied.
    players : sequence of str, optional
        Labels of the players; default 'Player 1', 'Player 2', ...
    actions : sequence of sequences of str, optional
        Labels of each player's actions; default 'a1', 'a2', ...
    title : str, optional

    Raises
    ------
    GameError
        All complaints in one message: NaN, infinities, text that is no number, ragged or
        mismatched arrays, an empty action set, labels that are missing or repeated.

    Notes
    -----
    Games are immutable, hashable and safe to share between threads. Two games are equal when
    their labels and exact payoffs are; the title does not count. Building costs one pass over
    the payoffs.

    Examples
    --------
    >>> import equilibria as eq
    >>> game = eq.NormalFormGame.bimatrix([[2, 0], [0, 1]], [[1, 0], [0, "2/3"]])
    >>> game.shape
    (2, 2)
    >>> game.exact_payoffs()[1][1, 1]
    Fraction(2, 3)
    """

    __slots__ = ("__weakref__", "_actions", "_cache", "_players", "_tables", "_title")

    _tables: tuple[np.ndarray, ...]
    _players: tuple[str, ...]
    _actions: tuple[tuple[str, ...], ...]
    _title: str | None
    _cache: dict[Any, Any]

    def __init__(
        self,
        payoffs: Sequence[Any] | np.ndarray,
        players: Sequence[str] | None = None,
        actions: Sequence[Sequence[str]] | None = None,
        title: str | None = None,
    ) -> None:
        try:
            given = list(payoffs)
        except TypeError:
            raise GameError(f"payoffs is {payoffs!r}: give one array per player.") from None
        if not given:
            raise GameError("payoffs is empty: give one array per player, at least one.")
        names = labels(players, len(given), "Player ", "players")
        tables = read_tables(given, names)
        check_shapes(tables, names)
        if title is not None and not isinstance(title, str):
            raise GameError(f"title is {title!r}: give text.")
        self._fill(tables, names, read_actions(actions, tables[0].shape, names), title)

    def _fill(
        self,
        tables: Sequence[np.ndarray],
        players: tuple[str, ...],
        actions: tuple[tuple[str, ...], ...],
        title: str | None,
    ) -> None:
        for array in tables:
            array.flags.writeable = False
        for name, value in (
            ("_tables", tuple(tables)),
            ("_players", players),
            ("_actions", actions),
            ("_title", title),
            ("_cache", {}),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def bimatrix(
        cls,
        A: Any,
        B: Any,
        players: Sequence[str] | None = None,
        actions: Sequence[Sequence[str]] | None = None,
        title: str | None = None,
    ) -> NormalFormGame:
        """Build a two-player game from its payoff matrices.

        Parameters
        ----------
        A, B : array_like, shape (m, n)
            What the row player and the column player earn; rows are the first player's actions.
        """
        return cls([A, B], players=players, actions=actions, title=title)

    @classmethod
    def from_exact(
        cls,
        payoffs: Sequence[np.ndarray],
        players: tuple[str, ...],
        actions: tuple[tuple[str, ...], ...],
        title: str | None = None,
    ) -> NormalFormGame:
        """Build from object arrays of int or Fraction and labels that are known to be sound.

        For code that builds many games; nothing is checked, and the arrays are copied.
        """
        game = object.__new__(cls)
        game._fill([np.array(table) for table in payoffs], players, actions, title)
        return game

    # ---- what it holds

    @property
    def title(self) -> str | None:
        """The title, or None."""
        return self._title

    @property
    def players(self) -> tuple[str, ...]:
        """Labels of the players."""
        return self._players

    @property
    def actions(self) -> tuple[tuple[str, ...], ...]:
        """Labels of each player's actions."""
        return self._actions

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of actions of each player."""
        return self._tables[0].shape

    @property
    def num_players(self) -> int:
        """Number of players."""
        return len(self._tables)

    @property
    def payoffs(self) -> tuple[np.ndarray, ...]:
        """Payoffs as read-only float64 arrays, each entry rounded once to the nearest float.

        Raises
        ------
        GameError
            If a float cannot hold a payoff: it would overflow, or a nonzero one become 0.
            The exact payoffs stay available, and the solvers use those.
        """
        return self._cached("floats", lambda: tuple(map(as_floats, self._tables, self._players)))

    def exact_payoffs(self) -> tuple[np.ndarray, ...]:
        """Payoffs as read-only object arrays of `fractions.Fraction`."""
        return self._cached("exact", lambda: tuple(map(as_fractions, self._tables)))

    def integer_payoffs(
        self, player: int | str, within: Sequence[Sequence[int]] | None = None
    ) -> tuple[np.ndarray, int]:
        """Payoffs of a player as integers over one denominator.

        Parameters
        ----------
        player : int or str
        within : sequence of sequences of int, optional
            Only at these actions, by index, one sequence per player; all are converted otherwise.

        Returns
        -------
        numerators : ndarray of object (int), read-only
        denominator : int
            The payoffs are ``numerators / denominator``; the denominator is the least possible.
        """
        i = self.player_index(player)
        if within is not None:
            return as_integers(self._tables[i][np.ix_(*within)])
        return self._cached(("integers", i), lambda: as_integers(self._tables[i]))

    def ordinal_payoffs(self, player: int | str) -> np.ndarray:
        """An array with the order and the ties of a player's payoffs, cheap to compare.

        It is int64 or float64 where the payoffs were given so, otherwise integers.
        """
        i = self.player_index(player)
        return self._tables[i] if self._tables[i].dtype != object else self.integer_payoffs(i)[0]

    def payoff_range(self, player: int | str) -> Fraction:
        """Largest minus smallest payoff of a player over all profiles, exact."""
        order = self.ordinal_payoffs(player)
        ends = [int(np.argmin(order)), int(np.argmax(order))]
        least, most = self._tables[self.player_index(player)].ravel()[ends].tolist()
        return Fraction(most) - Fraction(least)

    # ---- labels

    def player_index(self, player: int | str) -> int:
        """Index of a player given by label or index.

        Raises
        ------
        GameError
            If there is no such player.
        """
        found = find_label(self._players, player)
        if found is None:
            raise GameError(f"player {player!r}: the players are {listed(self._players)}.")
        return found

    def action_index(self, player: int | str, action: int | str) -> int:
        """Index of a player's action given by label or index.

        Raises
        ------
        GameError
            If there is no such player or action.
        """
        i = self.player_index(player)
        found = find_label(self._actions[i], action)
        if found is None:
            raise GameError(
                f"action {action!r} of {self._players[i]}: "
                f"the actions are {listed(self._actions[i])}."
            )
        return found

    def profile(self, strategies: Sequence[Any] | Mapping[str, Any]) -> Profile:
        """Build a profile of this game: one strategy per player.

        Parameters
        ----------
        strategies : sequence or mapping from player labels
            A strategy is an action (label or index), a sequence of probabilities, or a mapping
            from actions to probabilities (the actions left out get 0).

        Raises
        ------
        GameError
            Where a strategy is missing, a probability is negative or they do not add to 1.
        """
        from .profile import read_profile

        return read_profile(self, strategies)

    def subgame(self, actions: Sequence[Sequence[int | str]]) -> NormalFormGame:
        """The game in which each player keeps only the given actions, in the given order."""
        if len(actions) != self.num_players:
            raise GameError(f"{len(actions)} action sets for {self.num_players} players.")
        kept = [[self.action_index(i, a) for a in chosen] for i, chosen in enumerate(actions)]
        for player, chosen in zip(self._players, kept, strict=True):
            if not chosen:
                raise GameError(f"{player} keeps no action: every player needs at least one.")
        names = [[self._actions[i][a] for a in chosen] for i, chosen in enumerate(kept)]
        tables = [table[np.ix_(*kept)] for table in self._tables]
        return NormalFormGame(tables, self._players, names, self._title)

    # ---- value semantics

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a game cannot be changed ({name}); build a new one")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a game cannot be changed ({name}); build a new one")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NormalFormGame):
            return NotImplemented
        if (self.players, self.actions, self.shape) != (
            other.players,
            other.actions,
            other.shape,
        ):
            return False
        # numpy would compare int64 with float64 in floats; Python compares them exactly.
        return all(
            np.array_equal(a, b) if a.dtype == b.dtype else a.tolist() == b.tolist()
            for a, b in zip(self._tables, other._tables, strict=True)
        )

    def __hash__(self) -> int:
        return self._cached(
            "hash",
            lambda: hash(
                (
                    self._players,
                    self._actions,
                    *(tuple(t.ravel().tolist()) for t in self._tables),
                )
            ),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_exact, (self._tables, self._players, self._actions, self._title)

    def __copy__(self) -> NormalFormGame:
        return self

    def __deepcopy__(self, memo: object) -> NormalFormGame:
        return self

    def _cached(self, key: Any, build: Callable[[], _T]) -> _T:
        # Two threads may both build a value; they get equal ones, and a dict store is atomic.
        if key not in self._cache:
            self._cache[key] = build()
        value: _T = self._cache[key]
        return value

    # ---- how it shows

    def __repr__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        return as_html(self)


def require_game(value: object, verb: str) -> NormalFormGame:
    """Return a game, or say plainly that something else was given."""
    if not isinstance(value, NormalFormGame):
        raise GameError(f"{verb}: {type(value).__name__} is not a game; build a NormalFormGame.")
    return value
