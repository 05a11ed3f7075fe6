"""Actions that make no difference to anybody's choice: merged, told apart again, and proved."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from itertools import product
from unittest.mock import patch

import numpy as np
import pytest

import equilibria as eq
from equilibria.checker.document import read
from equilibria.checker.twins import merge
from equilibria.checker.verdict import Clock, Refuted

#: Per player, which action of the small game each action of the large one stands for.
_OF = ([0, 1, 1], [2, 0, 1, 2], [0, 1])


def _small(seed, shape=(2, 3, 2)):
    rng = np.random.default_rng(seed)
    return [rng.integers(-9, 10, shape) for _ in shape]


def _large(tables, of=_OF):
    return eq.NormalFormGame([table[np.ix_(*of)] for table in tables])


def _merged(profile):
    """Weights of the small game's actions."""
    return tuple(
        tuple(sum(p for p, a in zip(strategy, of) if a == k) for k in sorted(set(of)))
        for strategy, of in zip(profile, _OF)
    )


def _copies(profile):
    """Every profile of the large game that gives each weight to one action."""
    sides = []
    for strategy, of in zip(profile, _OF):
        used = [a for a, p in enumerate(strategy) if p]
        side = []
        for chosen in product(*([b for b, k in enumerate(of) if k == a] for a in used)):
            full = [Fraction(0)] * len(of)
            for a, b in zip(used, chosen):
                full[b] = strategy[a]
            side.append(tuple(full))
        sides.append(side)
    return set(product(*sides))


def _near(first, second):
    return all(abs(p - q) < 1e-20 for s, t in zip(first, second) for p, q in zip(s, t))


# 1, 9: irrational ones; 2: neither twin is used; 7: a polytope of the small game.
@pytest.mark.parametrize("seed", [1, 2, 7, 9, 35])
def test_the_equilibria_are_those_of_the_small_game_with_weights_shared(seed):
    small, game = eq.nash(eq.NormalFormGame(_small(seed))), _large(_small(seed))
    result = eq.nash(game)
    assert result.claim is small.claim is eq.Claim.ALL
    assert result.twins == (((1, 2),), ((0, 3),), ())
    assert len(result) == sum(len(_copies(e.profile.exact)) for e in small)
    assert {e.exact for e in result if e.exact} == {
        one for e in small if e.exact for one in _copies(e.exact)
    }
    for e in result:
        [same] = [f for f in small if _near(_merged(e.profile.exact), f.profile.exact)]
        assert (e.exact is None) == (same.exact is None)
        assert e.index == (same.index if len(_copies(same.profile.exact)) == 1 else None)
    assert sorted(c.index for c in result.components) == sorted(c.index for c in small.components)
    assert sorted(k for c in result.components for k in c.members) == list(range(len(result)))
    verdict = eq.check(result.certificate(), game)
    assert verdict.outcome is eq.Outcome.PROVED, verdict.reason


@pytest.mark.parametrize("seed", [4, 7])
def test_any_sharing_is_an_equilibrium(seed):
    result = eq.nash(_large(_small(seed)))
    rng = np.random.default_rng(0)
    large = [c for c in result.components if not c.is_point]
    assert large
    for component in large:
        for subset in component.subsets:
            profile = []
            for i in range(3):
                weights = [Fraction(int(w)) for w in rng.integers(0, 9, len(subset)) + 1]
                corners = zip(*(result[k].exact[i] for k in subset))
                mean = [sum(w * p for w, p in zip(weights, c)) / sum(weights) for c in corners]
                profile.append(mean)
            assert eq.Profile(result.game, profile).is_equilibrium


def test_a_copy_whose_first_action_is_another_one_is_enclosed_too():
    # Three actions in use, the only equilibrium irrational; of the first one there is a copy, last.
    tables = _small(2, (3, 3, 3))
    [one] = eq.nash(eq.NormalFormGame(tables))
    assert one.exact is None and len(one.support[0]) == 3
    game = _large(tables, ([0, 1, 2, 0], [0, 1, 2], [0, 1, 2]))
    result = eq.nash(game)
    assert [e.support[0] for e in result] == [(0, 1, 2), (1, 2, 3)]
    assert result[0].radius == one.radius and result[1].radius == 2 * one.radius
    assert [e.enclosure[0][1] for e in result] == [one.enclosure[0][1]] * 2
    proof = json.loads(result.certificate().to_json())
    assert eq.check(proof, game)
    proof["radii"][1] = proof["radii"][0]
    assert "twin's place" in eq.check(proof, game).reason


def test_what_counts_is_what_others_gain_not_what_they_earn():
    first, second, third = _small(4)
    of = ([0, 1, 1], [0, 1, 2], [0, 1])
    tables = [table[np.ix_(*of)] for table in (first, second, third)]
    # Another amount for the second player, whatever it does; another unit and a shift.
    tables[1][2] += np.array([3, -2])
    tables[2] = tables[2] * 3 + 1
    result, plain = eq.nash(eq.NormalFormGame(tables)), eq.nash(_large([first, second, third], of))
    assert result.twins == plain.twins == (((1, 2),), (), ())
    assert [e.exact for e in result] == [e.exact for e in plain]
    assert eq.check(result.certificate(), result.game)
    # The same own payoffs are not enough.
    tables[1][2, 0] += np.array([1, 0])
    assert eq.nash(eq.NormalFormGame(tables)).twins == ()


def test_regions_hold_what_merged_actions_stand_for():
    nothing, third = np.zeros((2, 2, 2), int), np.ones((2, 2, 2), int)
    third[:, :, 1] = [[0, 0], [0, 1]]
    game = eq.NormalFormGame([t[:, :, [0, 1, 0]] for t in (nothing, nothing, third)])
    result = eq.nash(game, method=eq.SupportSubdivision(cells=4))
    assert result.claim is eq.Claim.COVER and result.twins == ((), (), ((0, 2),))
    ends = {((1.0, 0.0, 0.0), (0.0, 0.0, 1.0)), ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 1.0, 0.0))}
    held = [r for r in result.regions if 0 in r.support[2]]
    assert held and all(2 in r.support[2] for r in held)
    assert {r.vertices[2] for r in held if r.support[2] == (0, 2)} == {min(ends, key=len)}
    assert eq.check(result.certificate(), game)


def test_too_many_copies_to_list_are_not_merged():
    game = eq.NormalFormGame(np.zeros((3, 2, 2, 2), int))
    assert eq.nash(game).twins == (((0, 1),),) * 3
    with patch("equilibria.solvers.n_player.twins._MOST", 7):
        apart = eq.nash(game, method=eq.SupportSubdivision(cells=4))
    assert apart.twins == () and apart.claim is eq.Claim.COVER and eq.check(apart.certificate())


@pytest.fixture(scope="module")
def game():
    return _large(_small(9))


@pytest.fixture(scope="module")
def proof(game):
    return json.loads(eq.nash(game).certificate().to_json())


def test_every_missing_copy_is_missed(proof, game):
    assert len(proof["equilibria"]) == 14 and eq.check(proof, game)
    for k in range(14):
        forged = copy.deepcopy(proof)
        del forged["equilibria"][k], forged["radii"][k], forged["indices"][k]
        verdict = eq.check(forged, game)
        assert verdict.outcome is eq.Outcome.REFUTED and "is missing" in verdict.reason


@pytest.mark.parametrize(
    ("twins", "because"),
    [
        ([[0, 2, 1]], "support profiles"),
        ([[0, 2, 1], [1, 3, 1]], "somebody's choice"),
        ([[0, 2, 0], [1, 3, 0]], "somebody's choice"),
        ([[0, 2, 2], [1, 3, 0]], "not there"),
        ([[0, 2, 1], [0, 2, 1]], "not there"),
        ([[0, 2, 1], [0, 1, 2]], "not there"),
        ([[3, 2, 1], [1, 3, 0]], "not there"),
        ([[0, 9, 1], [1, 3, 0]], "not there"),
    ],
)
def test_actions_that_are_no_twins_are_not_merged(proof, game, twins, because):
    verdict = eq.check(proof | {"twins": twins}, game)
    assert verdict.outcome is eq.Outcome.REFUTED and because in verdict.reason


@pytest.mark.parametrize("player", [None, 0, 1, 2])
def test_merged_actions_that_matter_to_one_player_are_noticed(proof, player):
    forged = copy.deepcopy(proof)
    if player is not None:
        forged["payoffs"][player][2 * 8 + 3] += 1
    document = read(forged)
    kept = [set(range(count)) for count in document.shape]
    if player is None:
        assert merge(document, document.subdivision, kept, Clock(5)) == [{0, 1}, {0, 1, 2}, {0, 1}]
        return
    with pytest.raises(Refuted, match="somebody's choice"):
        merge(document, document.subdivision, kept, Clock(5))


def test_what_was_found_in_a_budget_is_told_apart_too():
    game = _large(_small(9))
    part = eq.nash(game, budget=eq.Budget(steps=30), partial=True)
    assert part.claim is eq.Claim.AT_LEAST_ONE and len(part) > 1
    assert eq.check(part.certificate(), game)
