"""Formulas over comparisons: what they say of one game, and of games that are half known."""

from __future__ import annotations

from itertools import product

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

import equilibria as eq
from equilibria.decisions.kleene import NO, UNKNOWN, YES, at_least, at_some_best, every, some
from equilibria.decisions.ordinal import Ordinal, signs_of

NAMES = ("A", "B")
ACTIONS = (("x", "y", "z"), ("u", "v"))


@st.composite
def games(draw):
    """3 x 2 games with many ties."""
    entries = st.lists(st.lists(st.integers(-1, 1), min_size=2, max_size=2), min_size=3, max_size=3)
    return eq.NormalFormGame([draw(entries), draw(entries)], NAMES, ACTIONS)


def is_best(game, i, place):
    payoffs = game.exact_payoffs()[i]
    others = [(*place[:i], a, *place[i + 1 :]) for a in range(game.shape[i])]
    return payoffs[place] == max(payoffs[p] for p in others)


def pure(game):
    return [p for p in product(range(3), range(2)) if is_best(game, 0, p) and is_best(game, 1, p)]


def worth_first(game, action):
    """What A earns when it commits to an action and B, indifferent, picks what is worst for A."""
    return min(game.exact_payoffs()[0][action, b] for b in (0, 1) if is_best(game, 1, (action, b)))


#: Statements, and their definitions in full.
STATEMENTS = {
    eq.best_reply("A", "y"): lambda g: any(is_best(g, 0, (1, b)) for b in (0, 1)),
    eq.best_reply("B", "v", {"A": "z"}): lambda g: is_best(g, 1, (2, 1)),
    eq.dominant("A", "x"): lambda g: all(
        g.exact_payoffs()[0][0, b] > g.exact_payoffs()[0][a, b] for a in (1, 2) for b in (0, 1)
    ),
    eq.dominant("A", "x", strictly=False): lambda g: all(is_best(g, 0, (0, b)) for b in (0, 1)),
    eq.is_equilibrium({"A": "y", "B": "u"}): lambda g: (1, 0) in pure(g),
    eq.played_in_equilibrium("B", "u"): lambda g: any(p[1] == 0 for p in pure(g)),
    eq.chosen_when_first("A", "z"): lambda g: (
        worth_first(g, 2) == max(worth_first(g, a) for a in range(3))
    ),
}


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: s.describe())
@given(game=games(), data=st.data())
def test_formulas_agree_with_their_definitions_and_never_guess(statement, game, data):
    assert isinstance(statement, Ordinal)
    truth = STATEMENTS[statement](game)
    assert statement.holds(game) is truth
    # Hide some comparisons, differently in each of several games: what is still said is true.
    exact = signs_of(game)
    listed = list(statement.comparisons(game))
    hidden = {pair: data.draw(st.lists(st.booleans(), min_size=5, max_size=5)) for pair in listed}

    def half_known(i, here, there):
        pair = (i, here, there)
        if pair not in hidden:  # the same pair, asked the other way round
            return _reversed(np.where(hidden[i, there, here], 2, exact(i, there, here)))
        return np.where(hidden[pair], 2, exact(*pair))

    found = np.broadcast_to(statement.truth(game, half_known), 5)
    assert set(found.tolist()) <= {UNKNOWN, YES if truth else NO}
    for k, one in enumerate(found.tolist()):
        said = statement.truth(game, lambda *pair, k=k: int(half_known(*pair)[k]))
        assert said == one


def _reversed(signs):
    return np.where(signs == 2, 2, -signs)


def test_connectives_have_three_values():
    assert every([]) == YES and some([]) == NO
    assert every([YES, UNKNOWN]) == UNKNOWN and every([UNKNOWN, NO]) == NO
    assert some([NO, UNKNOWN]) == UNKNOWN and some([UNKNOWN, YES]) == YES
    assert [int(at_least(s)) for s in (-1, 0, 1, 2)] == [NO, YES, YES, UNKNOWN]
    assert every([np.array([1, 0, -1]), np.int8(0)]).tolist() == [0, 0, -1]
    unsure = [(UNKNOWN, YES), (UNKNOWN, YES), (NO, NO)]
    assert at_some_best(unsure) == YES and at_some_best([*unsure, (UNKNOWN, NO)]) == UNKNOWN
    assert at_some_best([(YES, NO), (NO, YES)]) == NO


def test_a_map_needs_only_the_comparisons_that_decide():
    # B's payoffs after (y) change their order inside the square; x is dominant throughout.
    family = eq.Family.from_function(
        lambda p, q: ([[2, 2], [0, 0]], [[1, 0], [p - q, q * q - p]]),
        [eq.Parameter(n, "1/4", 0, 1, "utils", "assumed") for n in ("p", "q")],
        exact=True,
        enclose=True,
    )
    asked = eq.played_in_equilibrium("Player 1", "a1")
    whole = eq.phase_map(family, "p", "q", statement=asked, cells=2, depth=0)
    assert whole.proved_share == 1 and whole.regimes == (True,)
    # Nor does it matter which reply is best where the answer is the same after either.
    unclear = eq.Family.from_function(
        lambda p, q: ([[2, 2], [0, 0]], [[p, q], [0, 0]]),
        list(family.parameters.values()), exact=True, enclose=True,
    )  # fmt: skip
    for other in (asked, eq.chosen_when_first("Player 1", "a1")):
        whole = eq.phase_map(unclear, "p", "q", statement=other, cells=2, depth=0)
        assert whole.proved_share == 1 and whole.regimes == (True,)
    # Where the order that changes does decide, the boxes on its line stay open.
    open_ones = eq.phase_map(
        family, "p", "q", cells=2, depth=2,
        statement=eq.best_reply("Player 2", "a2", {"Player 1": "a2"}),
    )  # fmt: skip
    assert 0.5 < open_ones.proved_share < 1 and set(open_ones.regimes) == {True, False}


def test_an_island_inside_a_box_is_not_painted_over():
    # a1 is worse only in a disc of radius 1/10: at all four corners of the square it is better.
    island = eq.Family.from_function(
        lambda p, q: ([[25 * (2 * p - 1) ** 2 + 25 * (2 * q - 1) ** 2 - 1], [0]], [[0], [0]]),
        [eq.Parameter(n, "1/4", 0, 1, "utils", "assumed") for n in ("p", "q")],
        exact=True,
        enclose=True,
    )
    asked = eq.best_reply("Player 1", "a1")
    assert eq.phase_map(island, "p", "q", statement=asked, cells=1, depth=0).proved_share == 0
    found = eq.phase_map(island, "p", "q", statement=asked, cells=1, depth=4)
    shares = {r: float(found.share(k)) for k, r in enumerate(found.regimes)}
    assert 0 < shares[False] < np.pi / 100 < 1 - shares[True]


def test_where_there_is_no_game_nothing_is_proved():
    # With one action each, every statement is true of every game; on p = q there is none.
    family = eq.Family.from_function(
        lambda p, q: ([[1 / (p - q)]], [[1]]),
        [eq.Parameter("p", 1, 0, 1, "utils", "assumed"),
         eq.Parameter("q", 0, 0, 1, "utils", "assumed")],
        exact=True,
        enclose=True,
    )  # fmt: skip
    found = eq.phase_map(
        family, "p", "q", statement=eq.best_reply("Player 1", "a1"), cells=4, depth=2
    )
    assert found.at("1/2", "1/2") is None and found.at(1, 0) is True
    assert 0.5 < found.proved_share < 1
