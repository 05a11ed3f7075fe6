"""Games whose players can change places: the same answer as without noticing it, with less work."""

from itertools import permutations, product
from unittest.mock import patch

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import equilibria as eq
from equilibria.solvers.n_player.symmetry import Symmetry


def _symmetric(players, actions, draw):
    """Payoffs depend on the own action and on how many others choose each; `draw` makes them."""
    known = {}

    def earned(own, others):
        key = own, tuple(sorted(others))
        if key not in known:
            known[key] = draw()
        return known[key]

    tables = np.zeros((players, *[actions] * players), dtype=object)
    for place in product(range(actions), repeat=players):
        for i in range(players):
            tables[(i, *place)] = earned(place[i], place[:i] + place[i + 1 :])
    return eq.NormalFormGame(list(tables))


def _drawn(players, actions, seed, span=50):
    rng = np.random.default_rng(seed)
    return _symmetric(players, actions, lambda: int(rng.integers(-span, span + 1)))


def _without(game, **options):
    """The answer without looking for symmetry."""
    with patch("equilibria.solvers.n_player.symmetry._can_change", return_value=False):
        return eq.nash(game, **options)


def _shown(answer):
    listed = {(e.profile.exact, e.index, e.radius) for e in answer if e.enclosure is None}
    balls = sorted((e.support, e.index) for e in answer if e.enclosure is not None)
    components = sorted((len(c.members), c.index or 0) for c in answer.components)
    return answer.claim, listed, balls, components, len(answer.regions)


def _holds(answer, profile):
    """Whether an answer lists a profile, or one of its regions has it."""
    point = [np.array(s) for s in profile.probabilities]
    listed = ([np.array(s) for s in e.profile.probabilities] for e in answer)
    if any(
        all(np.allclose(p, q, atol=1e-9) for p, q in zip(point, e, strict=True)) for e in listed
    ):
        return True
    used = tuple(tuple(np.flatnonzero(p).tolist()) for p in point)
    return any(r.support == used and all(map(_inside, r.vertices, point)) for r in answer.regions)


def _inside(simplex, point):
    corners = np.array(simplex).T
    shares = np.linalg.lstsq(corners, point, rcond=None)[0]
    return np.allclose(corners @ shares, point, atol=1e-9) and shares.min() > -1e-9


@pytest.mark.parametrize(
    ("players", "actions", "seed"), [(3, 2, 1), (3, 3, 1), (4, 2, 4), (5, 2, 1), (3, 3, 4)]
)
def test_the_answer_is_the_same_with_less_work(players, actions, seed):
    game = _drawn(players, actions, seed)
    quick, slow = eq.nash(game), _without(game)
    assert _shown(quick) == _shown(slow)
    assert quick.claim is eq.Claim.ALL and sum(e.index for e in quick) == 1
    assert eq.check(quick.certificate(), game)
    assert quick.stats.steps < slow.stats.steps
    assert len(quick.certificate().data["supports"]) == len(slow.certificate().data["supports"])


@given(st.integers(3, 4), st.integers(1, 3), st.data())
@settings(max_examples=25)
def test_ties_and_continua_are_carried_over(players, actions, data):
    actions = min(actions, 2) if players == 4 else actions
    values = st.integers(0, data.draw(st.sampled_from([1, 2, 9])))
    game = _symmetric(players, actions, lambda: data.draw(values))
    method = eq.SupportSubdivision(cells=64)
    quick, slow = eq.nash(game, method=method), _without(game, method=method)
    if quick.claim is slow.claim is eq.Claim.ALL:
        assert _shown(quick) == _shown(slow)
    # Cells are cut in another order on the other side of a symmetry, and at most 64 of them, so
    # what stays open may differ; what one search settles lies in what the other returns.
    for one, other in [(quick, slow), (slow, quick)]:
        assert all(_holds(other, e.profile) for e in one)
    assert eq.check(quick.certificate(), game)
    exact = {e.profile.exact for e in quick if e.enclosure is None}
    assert exact == {
        tuple(p[i] for i in order) for p in exact for order in permutations(range(players))
    }


def test_two_of_three_players_can_change_places():
    rng = np.random.default_rng(5)
    first = rng.integers(-9, 10, (2, 3, 3))
    first += first.swapaxes(1, 2)
    second = rng.integers(-9, 10, (2, 3, 3))
    game = eq.NormalFormGame([first, second, second.swapaxes(1, 2)])
    assert Symmetry(game.exact_payoffs()).classes == [[0], [1, 2]]
    quick, slow = eq.nash(game), _without(game)
    assert _shown(quick) == _shown(slow) and quick.stats.steps < slow.stats.steps
    assert eq.check(quick.certificate(), game)


def test_scaled_payoffs_are_symmetric_still_and_a_change_of_one_payoff_is_not():
    tables = [np.array(t) for t in _drawn(3, 3, 1).exact_payoffs()]
    tables[1] = tables[1] * 7 + 3
    game = eq.NormalFormGame(tables)
    assert eq.nash(game).stats.steps < _without(game).stats.steps
    tables[1][0, 1, 1] += 1
    assert not any(len(c) == 3 for c in Symmetry(tables).classes)


def test_players_another_tells_apart_cannot_change_places():
    """The first two are alike to each other, and the third is paid by what the first one does."""
    rng = np.random.default_rng(6)
    first = rng.integers(-9, 10, (2, 2, 2))
    tables = [first, first.swapaxes(0, 1), rng.integers(-9, 10, (2, 2, 2))]
    assert Symmetry(tables).classes == [[0], [1], [2]]
    game = eq.NormalFormGame(tables)
    assert _shown(eq.nash(game)) == _shown(_without(game))
    tables[2] = tables[2] + tables[2].swapaxes(0, 1)
    assert Symmetry(tables).classes == [[0, 1], [2]]


def test_every_arrangement_is_met_once():
    symmetry = Symmetry(_drawn(4, 2, 1).exact_payoffs())
    assert symmetry.classes == [[0, 1, 2, 3]]
    numbers = [n for first, end in symmetry.runs for n in range(first, end)]
    met = []
    for number in numbers:
        digits = [number // 27 % 3, number // 9 % 3, number // 3 % 3, number % 3]
        met.append(tuple(digits))
        met += [tuple(digits[k] for k in order) for order in symmetry.rearrangements(digits)]
    assert sorted(met) == sorted(product(range(3), repeat=4))


def test_threads_and_budgets_are_as_without_symmetry():
    game = _drawn(3, 3, 1)
    alone = eq.nash(game)
    together = eq.nash(game, method=eq.SupportSubdivision(threads=2))
    assert together.certificate().data == alone.certificate().data
    few = eq.nash(game, budget=eq.Budget(steps=40), partial=True)
    assert few.status is eq.Status.MAX_STEPS and few.stats.steps == 40
    assert {e.profile.exact for e in few} <= {e.profile.exact for e in alone}
