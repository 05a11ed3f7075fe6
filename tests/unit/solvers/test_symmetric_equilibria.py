"""Symmetric equilibria: all of them, as the general search finds them, and by closed forms."""

from __future__ import annotations

import pickle
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest

import equilibria as eq

_METHOD = eq.SymmetricEquilibria()


def _counted(players, actions, earns):
    """A game in which `earns(own, counts)` is paid, by how many others take each action."""
    tables = np.zeros((players, *[actions] * players), dtype=object)
    for place in product(range(actions), repeat=players):
        for i, own in enumerate(place):
            counts = [place.count(a) - (a == own) for a in range(actions)]
            tables[(i, *place)] = earns(own, tuple(counts))
    return eq.NormalFormGame(list(tables))


def _drawn(players, actions, seed, span=50):
    rng, known = np.random.default_rng(seed), {}

    def earns(*key):
        return known.setdefault(key, int(rng.integers(-span, span + 1)))

    return _counted(players, actions, earns)


def _near(first, second):
    return all(
        abs(p - q) < 1e-20
        for s, t in zip(first.profile.exact, second.profile.exact)
        for p, q in zip(s, t)
    )


def _is_symmetric(e):
    return all(abs(p - q) < 1e-20 for s in e.profile.exact for p, q in zip(s, e.profile.exact[0]))


@pytest.mark.parametrize(
    ("players", "actions", "seed"),
    [(2, 4, 1), (2, 5, 2), (3, 2, 2), (3, 3, 1), (3, 3, 3), (4, 2, 1), (4, 3, 2), (5, 2, 3)],
)
def test_they_are_the_symmetric_ones_of_the_general_search(players, actions, seed):
    game = _drawn(players, actions, seed)
    result, general = eq.nash(game, method=_METHOD), eq.nash(game)
    assert result.claim is eq.Claim.ALL_SYMMETRIC and general.claim is eq.Claim.ALL
    expected = [e for e in general if _is_symmetric(e)]
    assert len(result) == len(expected) and result.regions == ()
    for e in result:
        [same] = [f for f in expected if _near(e, f)]
        assert e.index == same.index and e.support == same.support
        assert e.exact == same.exact and len(set(e.profile.exact)) == 1
    assert eq.check(result.certificate(), game)


@pytest.mark.parametrize(("players", "actions"), [(3, 6), (5, 3), (7, 3), (9, 2), (5, 5)])
def test_indices_of_an_odd_number_of_players_add_to_one(players, actions):
    # Then they are those of the map from x to best replies to it, on one simplex.
    for seed in range(2):
        result = eq.nash(_drawn(players, actions, seed), method=_METHOD)
        assert result.claim is eq.Claim.ALL_SYMMETRIC
        assert sum(e.index for e in result) == 1


@pytest.mark.parametrize("players", range(2, 9))
def test_the_volunteers_dilemma_has_its_closed_form(players):
    # Diekmann 1985: who volunteers gets b - c, the others b if anybody does. Nobody minds between
    # the two if the others all stay away with probability c / b.
    b, c = 5, 2
    game = _counted(players, 2, lambda own, n: b - c if own == 0 else b * (n[0] > 0))
    [e] = eq.nash(game, method=_METHOD)
    (_, away), radius = e.profile.exact[0], e.radius
    if players == 2:
        assert away == Fraction(c, b) and e.exact
    else:
        ends = [(away + sign * radius) ** (players - 1) for sign in (-1, 1)]
        assert ends[0] < Fraction(c, b) < ends[1] and radius < Fraction(1, 10**20)
    # Two actions in use: the sign of the slope of gains, to the power of the number of players.
    assert e.index == (1 if players % 2 else -1)


@pytest.mark.parametrize(("players", "value"), [(2, 2), (4, 2), (6, 3)])
def test_anti_coordination_has_its_closed_form(players, value):
    # McLennan and Tourky 2010: the first action pays 1, the second `value` to who alone takes it.
    game = _counted(players, 2, lambda own, n: 1 if own == 0 else value * (n[1] == 0))
    [e] = eq.nash(game, method=_METHOD)
    p = e.profile.exact[0][0]
    ends = [(p + sign * e.radius) ** (players - 1) * value for sign in (-1, 1)]
    assert ends[0] <= 1 <= ends[1]


def test_a_public_good_that_takes_three_of_five_has_its_closed_form():
    # Palfrey and Rosenthal 1984: to contribute costs 8, and everyone gets 27 if three or more do.
    # It pays exactly if two of four others do: 6 q**2 (1 - q)**2 = 8 / 27 at q = 1/3 and 2/3.
    game = _counted(5, 2, lambda own, n: 27 * (n[0] + (own == 0) >= 3) - 8 * (own == 0))
    result = eq.nash(game, method=_METHOD)
    assert result.claim is eq.Claim.ALL_SYMMETRIC
    assert [e.exact[0][0] for e in result] == [Fraction(2, 3), Fraction(1, 3), 0]
    assert [e.index for e in result] == [1, -1, 1]
    assert eq.check(result.certificate(), game)


def test_eight_players_with_three_actions():
    game = _drawn(8, 3, 1, span=20)
    result = eq.nash(game, method=_METHOD)
    assert result.claim is eq.Claim.ALL_SYMMETRIC and len(result) > 1
    assert all(e.regret < 1e-15 for e in result) and result.stats.steps < 1000


def test_units_and_zeros_of_players_do_not_matter_and_renaming_actions_only_renames():
    game = _drawn(3, 3, 3)
    tables = [np.array(t) for t in game.exact_payoffs()]
    other = eq.NormalFormGame([tables[0], tables[1] * 7 - 3, tables[2] / 9 + 1])
    first, second = eq.nash(game, method=_METHOD), eq.nash(other, method=_METHOD)
    assert [(e.profile.exact, e.index) for e in first] == [
        (e.profile.exact, e.index) for e in second
    ]
    order = [2, 0, 1]
    turned = eq.NormalFormGame([t[np.ix_(order, order, order)] for t in tables])
    third = eq.nash(turned, method=_METHOD)
    exact = {tuple(e.exact[0][order.index(a)] for a in range(3)) for e in third if e.exact}
    assert exact == {e.exact[0] for e in first if e.exact} and len(third) == len(first)


def test_players_who_cannot_change_places_are_named():
    tables = [np.array(t) for t in _drawn(3, 2, 1).exact_payoffs()]
    tables[2][1, 1, 0] += 1
    game = eq.NormalFormGame(tables, players=["Ann", "Bob", "Cleo"])
    with pytest.raises(eq.GameError, match="Ann and Cleo cannot"):
        eq.nash(game, method=_METHOD)
    with pytest.raises(eq.GameError, match="Player 1 and Player 2 cannot"):
        eq.nash(eq.NormalFormGame(np.zeros((3, 2, 3, 2), int)), method=_METHOD)


@pytest.mark.parametrize("cells", [0, -1, 2.5, True, "3"])
def test_bad_options_are_refused(cells):
    with pytest.raises(eq.GameError, match="SymmetricEquilibria"):
        eq.SymmetricEquilibria(cells=cells)


def test_a_continuum_is_covered():
    # The first two actions earn 2; the third one 3 if both others take the first, else nothing: as
    # long as 3 t**2 is at most 2, the first two with weights t and 1 - t are an equilibrium.
    game = _counted(3, 3, lambda own, n: 3 * (n[0] == 2) if own == 2 else 2)
    result = eq.nash(game, method=eq.SymmetricEquilibria(cells=60))
    assert result.claim is eq.Claim.COVER_SYMMETRIC and result.twins == ()
    assert all(len(set(r.vertices)) == 1 for r in result.regions)
    ends = sorted(
        sorted(v[0] for v in r.vertices[0]) for r in result.regions if r.support[0] == (0, 1)
    )
    assert ends[0][0] == 0 and (2 / 3) ** 0.5 <= ends[-1][1] < 0.9
    assert all(a[1] == b[0] for a, b in pairwise(ends))
    assert min(r.regret for r in result.regions) < 1e-11
    assert eq.check(result.certificate(), game)


def _doubled(game, of):
    """The game in which action k of everyone is action `of[k]` of a smaller one."""
    players = game.num_players
    return eq.NormalFormGame([np.array(t)[np.ix_(*[of] * players)] for t in game.exact_payoffs()])


@pytest.mark.parametrize(("players", "seed"), [(2, 2), (3, 3), (4, 2), (5, 1)])
def test_actions_that_make_no_difference_are_merged(players, seed):
    game, of = _drawn(players, 3, seed), [0, 0, 1, 2, 0]
    small = eq.nash(game, method=_METHOD)
    large = _doubled(game, of)
    result = eq.nash(large, method=_METHOD)
    assert result.claim is eq.Claim.ALL_SYMMETRIC and result.twins == (((0, 1, 4),),) * players
    assert result.stats.steps == small.stats.steps
    merged = np.array([[int(b == a) for b in of] for a in range(3)], dtype=object)
    listed = {tuple(merged @ np.array(e.profile.exact[0], dtype=object)) for e in result}
    assert listed == {e.profile.exact[0] for e in small}
    copies = [3 if e.profile.exact[0][0] else 1 for e in small]
    assert len(result) == sum(copies) and all(len(set(e.profile.exact)) == 1 for e in result)
    for e in result:
        assert e.profile.is_equilibrium if e.exact else e.regret < 1e-20
        assert (e.index is None) == any(a in (0, 1, 4) for a in e.support[0])
    assert eq.check(result.certificate(), large), eq.check(result.certificate(), large)


def test_a_singular_equilibrium_is_covered_closely():
    # The first action gains (x - 1/2)**2 = x**2 / 4 - x (1 - x) / 2 + (1 - x)**2 / 4, times 4.
    gains = {(2, 0): 1, (1, 1): -1, (0, 2): 1}
    game = _counted(3, 2, lambda own, n: gains[n] if own == 0 else 0)
    result = eq.nash(game, method=_METHOD)
    assert result.claim is eq.Claim.COVER_SYMMETRIC
    assert [e.support[0] for e in result] == [(0,)]
    assert result.regions and all(r.size < 1e-4 and r.regret < 1e-6 for r in result.regions)
    for r in result.regions:
        assert all(abs(p - 0.5) < 1e-3 for vertex in r.vertices[0] for p in vertex)


def test_a_tie_with_an_unused_action_leaves_an_equilibrium_without_an_index():
    game = _counted(3, 2, lambda own, n: 0 if n == (2, 0) else own)
    result = eq.nash(game, method=_METHOD)
    assert result.claim is eq.Claim.ALL_SYMMETRIC
    assert [(e.support[0], e.index) for e in result] == [((0,), None), ((1,), 1)]


def test_an_unused_action_that_is_hardly_better_is_better():
    # Against one half each of the first two, these earn 1, and the third one that and next to none.
    next_to_none = Fraction(1, 10**17)
    A = [[0, 2, 5], [2, 0, 5], [3 + 2 * next_to_none, -1, 0]]
    game = eq.NormalFormGame.bimatrix(A, [list(column) for column in zip(*A)])
    result = eq.nash(game, method=_METHOD)
    assert result.claim is eq.Claim.ALL_SYMMETRIC
    assert [e.exact for e in result] == [e.exact for e in eq.nash(game) if _is_symmetric(e)]
    assert all(e.support[0] != (0, 1) for e in result)


def test_a_budget_is_kept_and_what_was_found_in_it_holds():
    game = _drawn(3, 3, 3)
    whole = {e.profile.exact for e in eq.nash(game, method=_METHOD)}
    with pytest.raises(eq.BudgetExceeded, match="steps"):
        eq.nash(game, method=_METHOD, budget=eq.Budget(steps=20))
    for steps in (0, 5, 20):
        part = eq.nash(game, method=_METHOD, budget=eq.Budget(steps=steps), partial=True)
        assert part.status is eq.Status.MAX_STEPS and part.stats.steps <= steps
        assert part.claim is (eq.Claim.AT_LEAST_ONE if len(part) else eq.Claim.NONE)
        assert {e.profile.exact for e in part} <= whole and not part.regions
        assert not len(part) or eq.check(part.certificate(), game)
    late = eq.nash(game, method=_METHOD, budget=eq.Budget(seconds=0), partial=True)
    assert late.status is eq.Status.MAX_TIME and not len(late)


def test_answers_are_picklable_and_the_same_every_time():
    game = _drawn(3, 3, 3)
    first, second = eq.nash(game, method=_METHOD), eq.nash(game, method=_METHOD)
    assert repr(pickle.loads(pickle.dumps(first))) == repr(first) == repr(second)
    assert first.certificate().data == second.certificate().data


def test_one_action_each():
    game = eq.NormalFormGame(np.zeros((4, 1, 1, 1, 1), int))
    result = eq.nash(game, method=_METHOD)
    assert result.claim is eq.Claim.ALL_SYMMETRIC and [e.index for e in result] == [1]
