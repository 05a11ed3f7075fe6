"""A game is a value: it keeps what it is given and cannot be changed."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq


@pytest.fixture
def game():
    return eq.NormalFormGame.bimatrix(
        [[2, 0], [0, 1]],
        [["1/3", 0], [0, 2]],
        players=["Ann", "Bob"],
        actions=[["opera", "boxing"], ["opera", "boxing"]],
        title="Battle <of> the sexes",
    )


def test_it_tells_what_it_holds(game):
    assert game.players == ("Ann", "Bob")
    assert game.actions == (("opera", "boxing"),) * 2
    assert (game.shape, game.num_players) == ((2, 2), 2)
    assert game.exact_payoffs()[1].tolist() == [[Fraction(1, 3), 0], [0, 2]]
    assert game.payoffs[1].tolist() == [[1 / 3, 0.0], [0.0, 2.0]]
    assert game.integer_payoffs("Bob")[0].tolist() == [[1, 0], [0, 6]]
    assert game.integer_payoffs("Bob")[1] == 3
    assert game.payoff_range("Ann") == 2
    assert game.payoff_range(1) == 2


def test_what_it_hands_out_is_read_only(game):
    for array in (*game.payoffs, *game.exact_payoffs(), game.ordinal_payoffs(0)):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 5
    with pytest.raises(AttributeError, match="cannot be changed"):
        game.title = "other"
    with pytest.raises(AttributeError, match="cannot be changed"):
        del game.title


def test_it_copies_what_it_is_given():
    A = np.array([[1.0, 2.0]])
    game = eq.NormalFormGame.bimatrix(A, A)
    A[0, 0] = 9
    assert game.payoffs[0][0, 0] == 1
    assert A.flags.writeable


def test_equality_is_exact_and_hash_agrees():
    ints = eq.NormalFormGame.bimatrix([[1, 2]], [[0, 2**53]])
    floats = eq.NormalFormGame.bimatrix([[1.0, 2.0]], [[0.0, 2.0**53]])
    mixed = eq.NormalFormGame.bimatrix([[Decimal(1), "2"]], [[0, Fraction(2**53)]])
    assert ints == floats == mixed
    assert hash(ints) == hash(floats) == hash(mixed)
    near = eq.NormalFormGame.bimatrix([[1, 2]], [[0, 2**53 + 1]])
    assert near != floats  # a comparison in floats would miss it
    assert ints != eq.NormalFormGame.bimatrix([[1, 2]], [[0, 2**53]], players=["a", "b"])
    assert ints != "a game"
    assert len({ints, floats, mixed, near}) == 2


def test_the_title_does_not_count(game):
    other = eq.NormalFormGame(game.exact_payoffs(), game.players, game.actions, title="other")
    assert game == other and hash(game) == hash(other)


@pytest.mark.parametrize("entry", [3, 2.5, "1/3", 10**400])
def test_pickle_and_copies(entry):
    game = eq.NormalFormGame.bimatrix([[entry, 0]], [[1, 2]], title="t")
    again = pickle.loads(pickle.dumps(game))
    assert again == game and hash(again) == hash(game) and again.title == "t"
    assert not again.ordinal_payoffs(0).flags.writeable
    assert copy.deepcopy(game) == game and copy.copy(game) == game


def test_an_integer_beside_a_float_is_not_rounded():
    game = eq.NormalFormGame.bimatrix([[2**53 + 1, 0.5]], [[0, 0]])
    assert game.exact_payoffs()[0].tolist() == [[2**53 + 1, Fraction(1, 2)]]


def test_repr_shows_the_table(game):
    assert repr(game).splitlines() == [
        "NormalFormGame 'Battle <of> the sexes': 2 players, 2 x 2",
        "  Ann: opera, boxing",
        "  Bob: opera, boxing",
        "           opera  boxing",
        "  opera   2, 1/3    0, 0",
        "  boxing    0, 0    1, 2",
    ]
    large = eq.NormalFormGame([np.zeros((30, 30)), np.zeros((30, 30))])
    assert len(repr(large).splitlines()) == 3
    three = eq.NormalFormGame(np.zeros((3, 2, 2, 2)))
    assert "3 players, 2 x 2 x 2" in repr(three)


def test_html_is_a_table_with_escaped_labels(game):
    page = game._repr_html_()
    assert "<caption>Battle &lt;of&gt; the sexes</caption>" in page
    assert page.count("<tr>") == 3 and "<td>2, 1/3</td>" in page
    assert eq.NormalFormGame(np.zeros((3, 2, 2, 2)))._repr_html_().startswith("<pre>")


def test_labels_and_indices_find_players_and_actions(game):
    assert game.player_index("Bob") == game.player_index(1) == 1
    assert game.action_index("Ann", "boxing") == game.action_index(0, np.int64(1)) == 1
    for player in ("Cid", 2, -1, True, None):
        with pytest.raises(eq.GameError, match="the players are 'Ann', 'Bob'"):
            game.player_index(player)


def test_subgames_keep_order_and_labels(game):
    small = game.subgame([["boxing"], ["boxing", "opera"]])
    assert small.actions == (("boxing",), ("boxing", "opera"))
    assert small.exact_payoffs()[1].tolist() == [[2, 0]]
    with pytest.raises(eq.GameError, match="Ann keeps no action"):
        game.subgame([[], [0]])
    with pytest.raises(eq.GameError, match="1 action sets"):
        game.subgame([[0]])


def test_profiles_evaluate(game):
    profile = game.profile({"Ann": {"opera": "6/7", "boxing": "1/7"}, "Bob": ["1/3", "2/3"]})
    assert profile["Ann"] == {"opera": Fraction(6, 7), "boxing": Fraction(1, 7)}
    assert profile.exact_payoffs == (Fraction(2, 3), Fraction(2, 7))
    assert profile.payoffs == (2 / 3, 2 / 7)
    assert profile.is_equilibrium and profile.regret == 0 and not profile.is_pure
    away = game.profile(["opera", "boxing"])
    assert away.best_responses("Ann") == (1,) and away.best_responses("Bob") == (0,)
    assert away.exact_regrets == (1, Fraction(1, 3))
    assert away.regret_abs == 1.0 and away.regret == 0.5
    assert away.support == ((0,), (1,)) and away.is_pure
    assert repr(away) == "Profile(Ann: opera; Bob: boxing)"


def test_float_probabilities_are_taken_exactly_and_normalized():
    game = eq.NormalFormGame.bimatrix([[1, 0, 2]], [[1, 0, 2]])
    profile = game.profile([[1.0], [0.1, 0.2, 0.7]])
    assert sum(profile.exact[1]) == 1
    assert abs(profile.exact[1][0] - Fraction(1, 10)) < Fraction(1, 10**15)


def test_one_player_is_a_game():
    game = eq.NormalFormGame([[3, 5, 5]])
    result = eq.nash(game)
    assert [e.support for e in result] == [((1,),), ((2,),)]
    assert result.claim is eq.Claim.ALL and result.components[0].members == (0, 1)
    assert eq.check(result.certificate(), game)
    assert eq.nash(eq.NormalFormGame([[3, 5]]))[0].index == 1
