"""The verb: check a certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .automaton import verify_automaton
from .completeness import check_complete
from .critical import verify_critical
from .document import Document, read
from .payoff_set import verify_payoff_set
from .profiles import check_profiles, check_pure_complete
from .reading import Table, load, read_kind, read_table
from .security import verify_security
from .signs import check_indices
from .supports import check_subdivision
from .symmetric import Symmetric
from .verdict import Clock, Outcome, OutOfLimits, Refuted, Verdict


def check(certificate: Any, game: Any = None, *, seconds: float = 60.0) -> Verdict:
    """Verify a certificate in exact arithmetic, without the solvers.

    Parameters
    ----------
    certificate : Certificate, mapping, or path of a JSON file
    game : NormalFormGame, optional
        The game that the certificate must be about: players, actions and payoffs are compared
        exactly. Without it the verdict is about the game written in the certificate.
    seconds : float, default 60
        Limit on the time; past it the verdict is UNDECIDED.

    Returns
    -------
    Verdict
        PROVED, REFUTED or UNDECIDED, with the reason. Whatever the file holds, the answer is a
        verdict; only a file that cannot be opened raises (OSError).

    Notes
    -----
    Guaranteed by PROVED for equilibria: every listed profile is a Nash equilibrium (regret exactly
    zero; or, where it has a radius, within that of one with the same support), no two are the same,
    and

    - claim ALL: the list is every extreme equilibrium (two players; one player: every optimal
      action), and the components and their indices are right;
    - claim ALL, three players or more: every equilibrium is listed, or lies in the convex hull of
      some that are listed and differ in one player's strategy, or becomes one of those if actions
      that make no difference to anybody's choice are merged; those that are given an index are
      regular and have that index (all others together: 1 minus their sum);
    - claim COVER: the same, but for cells that the certificate leaves open;
    - claim ALL_SYMMETRIC: all players can change places, and the list is every equilibrium in which
      they play the same strategy; COVER_SYMMETRIC: the same, but for open cells;
    - claim ALL_PURE: the list is every pure equilibrium;
    - claim AT_LEAST_ONE: there is at least one.

    For the other kinds: a minmax or maximin payoff is as stated; no discount factor below the lower
    end sustains the profile, and the upper one does; every point of an inner set is an equilibrium
    payoff, and none lies outside the outer set; an automaton earns what it says, and no one-shot
    deviation gains.

    Cost: claim ALL takes one exact linear solve per basis; with three players or more, one exact
    evaluation of payoffs at the vertices of each cell. Thread-safe.
    """
    clock = Clock(seconds)
    try:
        data = load(certificate)
        verify = _VERIFIERS.get(read_kind(data))
        if verify is None:
            raise Refuted(f"kind {data['kind']!r:.60} is not one that can be checked")
        if game is not None:
            _check_game(read_table(data), game)
        return Verdict(Outcome.PROVED, verify(data, clock))
    except Refuted as error:
        return Verdict(Outcome.REFUTED, str(error))
    except OutOfLimits as error:
        return Verdict(Outcome.UNDECIDED, str(error))


def _verify_equilibria(data: Mapping[str, Any], clock: Clock) -> str:
    document: Document = read(data)
    count = len(document.equilibria)
    if document.claim not in ("ALL_PURE", "COVER", "COVER_SYMMETRIC") and count == 0:
        raise Refuted("no equilibrium is listed, but every finite game has one")
    symmetric = None
    if document.claim in ("ALL_SYMMETRIC", "COVER_SYMMETRIC"):
        symmetric = Symmetric(document, clock)
    enclosed = check_profiles(document, clock, symmetric.check_enclosed if symmetric else None)
    listed = f"{count} profile" + ("s have" if count != 1 else " has") + " regret zero"
    if enclosed:
        listed += f" (of {enclosed}, one each within its radius)"
    if document.claim == "AT_LEAST_ONE":
        check_indices(document, clock)
        return listed
    if document.claim == "ALL_PURE" or (document.claim == "ALL" and len(document.players) == 1):
        check_pure_complete(document, clock)
        return f"{listed}, and no other pure profile has"
    if symmetric is not None:
        cells, left = symmetric.check_complete()
        symmetric.check_indices()
        listed += ", and no symmetric equilibrium"
        return f"{listed} is elsewhere{_open(left)} ({cells} cells checked)"
    if len(document.players) > 2:
        cells, left = check_subdivision(document, clock)
        check_indices(document, clock)
        return f"{listed}, and no equilibrium is elsewhere{_open(left)} ({cells} cells checked)"
    count = check_complete(document, clock)
    how = "optimal strategies exchanged" if document.bases is None else "bases paired"
    return f"{listed}, and no extreme equilibrium is missing ({count} {how})"


def _open(left: int) -> str:
    return f", or in one of {left} open cells" if left else ""


def _check_game(document: Table, game: Any) -> None:
    if document.shape != tuple(game.shape):
        raise Refuted(f"the certificate is about a {document.shape} game, not {tuple(game.shape)}")
    if document.players != tuple(game.players) or document.actions != tuple(game.actions):
        raise Refuted("the certificate is about a game with other players or actions")
    for player, ours, theirs in zip(
        document.players, document.payoffs, game.exact_payoffs(), strict=True
    ):
        for position, (mine, given) in enumerate(zip(ours, theirs.flat, strict=True)):
            if mine != given:
                raise Refuted(
                    f"the certificate is about another game: payoffs of {player} differ "
                    f"at position {position}"
                )


#: Per kind of claim, what verifies it: takes the document and a clock, says what was verified.
_VERIFIERS: dict[str, Callable[[Mapping[str, Any], Clock], str]] = {
    "equilibria": _verify_equilibria,
    "security level": verify_security,
    "critical discount": verify_critical,
    "payoff set": verify_payoff_set,
    "automaton": verify_automaton,
}
