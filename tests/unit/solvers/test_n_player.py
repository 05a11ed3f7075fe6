"""Three players or more: budgets, components, regions, what is eliminated."""

from __future__ import annotations

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq
from equilibria.solvers.n_player.answer import _meet
from twins.subdivision import holds


def _random(shape, seed, span=50):
    rng = np.random.default_rng(seed)
    return eq.NormalFormGame([rng.integers(-span, span + 1, shape) for _ in shape])


def test_regular_games_have_proved_equilibria_whose_indices_add_to_one():
    result = eq.nash(_random((3, 3, 3), 1))
    assert result.claim is eq.Claim.ALL and result.status is eq.Status.FINISHED
    assert len(result) == 13 and sum(e.index for e in result) == 1
    for e in result:
        if e.enclosure is None:
            assert e.profile.is_equilibrium and e.radius == 0
        else:
            assert e.exact is None and 0 < e.regret < 1e-20
            for (midpoints, radius), used in zip(e.enclosure, e.support):
                assert sum(midpoints) == 1 and (radius > 0) == (len(used) > 1)
                assert all(midpoints[a] > radius for a in used)
    keys = [e.profile.exact for e in result]
    assert keys == sorted(keys, reverse=True)


def test_an_enclosure_allows_for_the_first_action_which_makes_good_for_all_others():
    enclosed = [e for e in eq.nash(_random((2, 3, 3), 6)) if e.enclosure is not None]
    assert {len(used) for e in enclosed for used in e.support} == {2, 3}
    for e in enclosed:
        for (_, radius), used in zip(e.enclosure, e.support):
            assert radius == e.radius * (len(used) - 1)


@pytest.mark.parametrize("shape", [(2, 3, 4), (2, 2, 2, 2), (2, 2, 2, 2, 2)])
def test_other_shapes(shape):
    for seed in range(4):
        result = eq.nash(_random(shape, seed))
        assert result.claim is eq.Claim.ALL
        assert sum(c.index for c in result.components) == 1
        assert sum(len(c.members) for c in result.components) >= len(result)


def test_a_budget_stops_at_the_same_place_and_what_was_found_holds():
    game = _random((3, 3, 3), 4)
    whole = {e.profile.exact for e in eq.nash(game)}
    with pytest.raises(eq.BudgetExceeded, match="steps"):
        eq.nash(game, budget=eq.Budget(steps=100))
    sizes = []
    for steps in (0, 1, 50, 100, 200, 400, 600, 1000):
        first, second = (
            eq.nash(game, budget=eq.Budget(steps=steps), partial=True) for _ in range(2)
        )
        assert [e.profile for e in first] == [e.profile for e in second]
        assert {e.profile.exact for e in first} <= whole and first.stats.steps <= steps
        if first.status is not eq.Status.FINISHED:
            assert first.claim is (eq.Claim.AT_LEAST_ONE if len(first) else eq.Claim.NONE)
            verdict = eq.check(first.certificate(), game) if len(first) else True
            assert verdict, verdict
        sizes.append(len(first))
    assert sizes == sorted(sizes) and sizes[0] == 0 and sizes[-1] == len(whole)
    late = eq.nash(game, budget=eq.Budget(seconds=0), partial=True)
    assert late.status is eq.Status.MAX_TIME and late.claim is eq.Claim.NONE


def test_a_tied_best_reply_gives_a_segment_with_claim_all():
    # The third player gets nothing whatever happens to its own action, if the others play first.
    first = [[[2, 2], [0, 0]], [[0, 0], [1, 1]]]
    third = [[[1, 1], [0, 2]], [[0, 2], [0, 2]]]
    game = eq.NormalFormGame([first, first, third])
    result = eq.nash(game)
    assert result.claim is eq.Claim.ALL and result.regions == ()
    [segment] = [c for c in result.components if len(c.members) > 1]
    ends = {result[k].support for k in segment.members}
    assert ends == {((0,), (0,), (0,)), ((0,), (0,), (1,))}
    assert segment.index == 1 and all(result[k].index is None for k in segment.members)
    assert sum(c.index for c in result.components) == 1
    assert eq.check(result.certificate(), game)


def test_polytopes_that_meet_form_one_component():
    # Nobody's payoff depends on anything, but for player 1: then two actions are as good.
    first = np.zeros((3, 1, 1), dtype=int)
    first[2] = -1
    game = eq.NormalFormGame([first, first * 0, first * 0])
    result = eq.nash(game)
    assert result.claim is eq.Claim.ALL and len(result.components) == 1
    assert result.components[0].index == 1 and len(result) == 2


def _continuum():
    """Nothing matters to two players; the first action of the third is best whatever they do."""
    nothing = np.zeros((2, 2, 2), dtype=int)
    third = np.ones((2, 2, 2), dtype=int)
    third[:, :, 1] = [[0, 0], [0, 1]]
    return eq.NormalFormGame([nothing, nothing, third])


def test_a_continuum_of_two_players_is_covered_and_nothing_is_dropped():
    game = _continuum()
    result = eq.nash(game, method=eq.SupportSubdivision(cells=50))
    assert result.claim is eq.Claim.COVER and result.status is eq.Status.FINISHED
    assert result.components == () and len(result) == 5 and result.twins == ()
    # The third player's first action makes an equilibrium with anything.
    inside = [r for r in result.regions if r.support == ((0, 1), (0, 1), (0,))]
    assert all(r.regret <= 1e-11 for r in inside)
    areas = [
        np.prod([np.ptp(np.array(simplex)[:, 0]) for simplex in r.vertices[:2]]) for r in inside
    ]
    assert sum(areas) == 1
    # What else is open is near the only profile at which the other action is as good.
    for r in result.regions:
        if r not in inside:
            assert min(np.prod([s[v][1] for s, v in zip(r.vertices, w)])
                       for w in np.ndindex(2, 2, 1)) > 0 or r.regret < 0.5  # fmt: skip
    assert all(0 < r.size <= 1 for r in result.regions) and "Region(" in repr(result)
    assert eq.check(result.certificate(), game)


def test_polytopes_meet_where_both_have_a_point():
    half, ends = Fraction(1, 2), [(1, 0), (0, 1)]
    everything = eq.NormalFormGame(np.zeros((3, 2, 2, 2), dtype=int))
    # The first player's payoff asks for the second's first action, so mixtures are none.
    first = np.zeros((2, 2, 2), dtype=int)
    first[1, 1], first[0, 1] = 1, 0
    some = eq.NormalFormGame([first, 0 * first, 0 * first])

    def segment(i, others, between=ends):
        return [(*others[:i], tuple(map(Fraction, s)), *others[i:]) for s in between]

    mixed, one, two = (half, half), (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))
    for game, third, expected in ((everything, mixed, True), (some, mixed, False)):
        crossing = segment(0, (mixed, third)), segment(1, (mixed, third))
        assert _meet(game, *crossing) is expected
        assert _meet(game, *crossing[::-1]) is expected
    # Another strategy of the third player; a strategy that the other polytope does not reach.
    assert not _meet(everything, segment(0, (mixed, one)), segment(1, (mixed, two)))
    upper = [(half, half, 0), (0, 1, 0)]
    wide = eq.NormalFormGame(np.zeros((3, 3, 2, 2), dtype=int))
    for reached, meets in (((0, 1, 0), True), ((0, 0, 1), False)):
        other = [(tuple(map(Fraction, reached)), tuple(map(Fraction, s)), one) for s in ends]
        assert _meet(wide, segment(0, (mixed, one), upper), other) is meets
    # Faces of different polytopes of one player have no point in common.
    assert not _meet(everything, segment(0, (one, one)), segment(0, (two, one)))


@pytest.mark.parametrize("sure", [[[2, 0], [0, 2]], [[1, 1], [1, 1]]])
def test_a_player_varies_where_the_others_equations_fix_them(sure):
    """Matching pennies of two, on which a third bets: a segment of its strategies.

    Its other action is as good whatever they do; or only where they mix evenly: then no equation of
    its own fixes them.
    """
    pennies, bet = np.array([[1, -1], [-1, 1]]), np.array([[2, 0], [0, 2]])
    game = eq.NormalFormGame(
        [
            np.stack([pennies] * 2, 2),
            np.stack([-pennies] * 2, 2),
            np.stack([bet, np.array(sure)], 2),
        ]
    )
    result = eq.nash(game)
    half = (Fraction(1, 2),) * 2
    assert result.claim is eq.Claim.ALL
    assert [e.exact for e in result] == [(half, half, (1, 0)), (half, half, (0, 1))]
    for mixed in (half, (Fraction(1, 7), Fraction(6, 7))):
        assert holds(result, (half, half, mixed))
    off = Fraction(1, 2) + Fraction(1, 10**4)
    for i in range(2):
        moved = [half, half, half]
        moved[i] = (off, 1 - off)
        assert not holds(result, tuple(moved))
    assert [c.index for c in result.components] == [1]
    assert eq.check(result.certificate(), game)


@pytest.mark.parametrize(("seed", "last"), [(seed, seed % 3) for seed in range(6)])
def test_whoever_varies_between_actions_that_tie_at_the_others_only_mixture(seed, last):
    """Two play a game with one mixed equilibrium; what a third earns ties exactly there."""
    rng = np.random.default_rng(seed)
    a, b, c, d = rng.integers(1, 9, 4).tolist()
    one, two = np.array([[a, -b], [-c, d]]), -np.array([[1, -2], [-1, 3]]) * int(rng.integers(1, 4))
    pair = eq.NormalFormGame.bimatrix(one, two)
    [only] = eq.nash(pair)
    p, q = only.exact
    gain = np.array(rng.integers(-9, 10, (2, 2)), dtype=object)
    gain[1, 1] -= sum(p[i] * q[j] * gain[i, j] for i in (0, 1) for j in (0, 1)) / (p[1] * q[1])
    third = rng.integers(-9, 10, (2, 2))
    tables = [np.stack([one] * 2, 2), np.stack([two] * 2, 2), np.stack([third, third + gain], 2)]
    tables.insert(last, tables.pop())  # the third player may stand elsewhere
    game = eq.NormalFormGame([np.moveaxis(table, 2, last) for table in tables])
    result = eq.nash(game)
    assert result.claim is eq.Claim.ALL and len(result.components) == 1
    ends = [(Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))]
    expected = {(*(p, q)[:last], end, *(p, q)[last:]) for end in ends}
    assert {e.exact for e in result} == expected and result.components[0].index == 1
    assert eq.check(result.certificate(), game)


def test_only_all_equations_together_fix_the_others():
    """One does not care, one matches it, and a third ties where that one mixes evenly.

    So neither the third player's equation nor those of the two fix both; together they do. The
    equilibria are a chain of five segments, in each of which one player varies.
    """
    match = np.stack([np.eye(2, dtype=int)] * 2, 2)
    bets = np.stack([[[0, 1], [0, 1]], [[1, 0], [1, 0]]], 2)
    game = eq.NormalFormGame([np.zeros((2, 2, 2), int), match, bets])
    result = eq.nash(game)
    half, one, two = (Fraction(1, 2),) * 2, (1, 0), (0, 1)
    assert result.claim is eq.Claim.ALL
    assert [e.exact for e in result] == [
        (one, one, two), (half, one, two), (half, half, one), (half, half, two), (half, two, one),
        (two, two, one),
    ]  # fmt: skip
    [component] = result.components
    assert component.index == 1
    assert component.subsets == ((0, 1), (1, 3), (2, 3), (2, 4), (4, 5))
    assert eq.check(result.certificate(), game)


def test_dominated_actions_are_eliminated_first_and_come_back_as_zeros():
    rng = np.random.default_rng(3)
    small = [rng.integers(-9, 10, (2, 2, 2)) for _ in range(3)]
    large = [np.concatenate([t, t[:1]], axis=0) for t in small]
    large[0] = np.concatenate([small[0], small[0][:1] - 1], axis=0)
    game = eq.NormalFormGame(large)
    result, expected = eq.nash(game), eq.nash(eq.NormalFormGame(small))
    assert [e.action for one in result.eliminations for e in one] == ["a3"]
    assert [e.index for e in result] == [e.index for e in expected]
    assert all(e.profile.exact[0][2] == 0 for e in result)
    assert eq.check(result.certificate(), game)


def test_players_with_one_action_make_it_a_game_of_two():
    rng = np.random.default_rng(5)
    for _ in range(10):
        A, B = rng.integers(-9, 10, (2, 3, 3))
        two = eq.nash(eq.NormalFormGame.bimatrix(A, B))
        three = eq.nash(eq.NormalFormGame([t.reshape(3, 1, 3) for t in (A, A * 0, B)]))
        assert {(e.exact, e.index) for e in two} == {
            ((e.exact[0], e.exact[2]), e.index) for e in three
        }


def test_results_are_picklable_and_shown_and_threads_agree():
    games = [_random((2, 2, 2), seed, 3) for seed in range(12)]
    alone = [eq.nash(game) for game in games]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(eq.nash, games))
    for one, other in zip(alone, together):
        assert repr(one) == repr(other) == repr(pickle.loads(pickle.dumps(one)))


@pytest.mark.parametrize("cells", [0, -1, 2.5, True, "3"])
def test_bad_options_are_refused(cells):
    with pytest.raises(eq.GameError, match="SupportSubdivision"):
        eq.SupportSubdivision(cells=cells)


def test_methods_say_how_many_players_they_are_for():
    two = eq.NormalFormGame.bimatrix([[1, 0]], [[1, 0]])
    with pytest.raises(eq.GameError, match="three players or more"):
        eq.nash(two, method=eq.SupportSubdivision())
    with pytest.raises(eq.GameError, match="two players"):
        eq.nash(_random((2, 2, 2), 0), method=eq.VertexEnumeration())


@pytest.mark.parametrize("threads", [2, 3])
def test_the_answer_and_its_proof_do_not_depend_on_the_number_of_threads(threads):
    for shape, seed in (((3, 3, 3), 1), ((2, 3, 4), 0), ((2, 2, 2, 2), 2), ((1, 2, 2), 0)):
        game = _random(shape, seed)
        alone = eq.nash(game)
        together = eq.nash(game, method=eq.SupportSubdivision(threads=threads))
        assert repr(together) == repr(alone) and together.stats.steps == alone.stats.steps
        assert together.certificate().data == alone.certificate().data


def test_progress_is_told_in_order_and_ends_at_the_whole():
    for threads in (1, 2):
        told = []
        method = eq.SupportSubdivision(
            threads=threads, progress=lambda *of, told=told: told.append(of)
        )
        eq.nash(_random((2, 2, 3), 0), method=method)
        assert told == sorted(told) and told[-1] == (63, 63)


def test_an_interrupt_ends_all_threads():
    def interrupt(done, total):
        raise KeyboardInterrupt

    before = threading.active_count()
    for threads in (1, 2):
        method = eq.SupportSubdivision(threads=threads, progress=interrupt)
        with pytest.raises(KeyboardInterrupt):
            eq.nash(_random((3, 3, 3), 1), method=method)
    assert threading.active_count() == before


def test_seconds_spent_on_threads_leave_a_partial_answer():
    game = eq.NormalFormGame([np.random.default_rng(i).random((2,) * 9) for i in range(9)])
    late = eq.nash(
        game,
        method=eq.SupportSubdivision(threads=2),
        budget=eq.Budget(seconds=0.05),
        partial=True,
    )
    assert late.status is eq.Status.MAX_TIME
    assert late.claim in (eq.Claim.NONE, eq.Claim.AT_LEAST_ONE)
    assert not len(late) or eq.check(late.certificate(), game)


def test_other_bad_options_are_refused():
    for options in ({"threads": 0}, {"threads": True}, {"cells": 0}, {"progress": 3}):
        with pytest.raises(eq.GameError, match=next(iter(options))):
            eq.SupportSubdivision(**options)
