"""Random games of three and four players: proofs hold, nothing is lost, units do not matter."""

from __future__ import annotations

from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
from hypothesis import Phase, given, settings

import equilibria as eq
from equilibria.solvers.n_player.exact import IntegerPayoffs
from equilibria.solvers.n_player.pairwise import gains_by_opponent
from equilibria.solvers.n_player.symmetry import Symmetry
from support.strategies import games_of_several
from twins.subdivision import holds

_METHOD = eq.SupportSubdivision(cells=300)


def _solved(game):
    return eq.nash(game, method=_METHOD)


@given(games_of_several())
def test_every_claim_is_proved_again_by_the_checker(game):
    result = _solved(game)
    verdict = eq.check(result.certificate(), game)
    assert verdict.outcome is eq.Outcome.PROVED, verdict.reason
    for e in result:
        assert e.profile.is_equilibrium if e.enclosure is None else e.regret < 1e-9
    if result.claim is eq.Claim.ALL:
        assert len(result) and not result.regions
        if all(c.index is not None for c in result.components):
            assert sum(c.index for c in result.components) == 1
    else:
        assert result.claim is eq.Claim.COVER and result.regions


@given(games_of_several())
def test_every_pure_equilibrium_is_listed(game):
    found = {e.exact for e in _solved(game)}
    assert {e.exact for e in eq.pure_equilibria(game)} <= found


@given(games_of_several(), st.data())
def test_units_and_names_change_nothing(game, data):
    """Not even what stays open: payoffs are the same whole numbers before anything else."""
    tables = [
        table * data.draw(st.sampled_from([1, Fraction(3, 7), 10**20]))
        + data.draw(st.sampled_from([0, -5, Fraction(1, 3)]))
        for table in game.exact_payoffs()
    ]
    names = [f"P{i}" for i in range(game.num_players)]
    actions = [[f"{i}.{a}" for a in range(k)] for i, k in enumerate(game.shape)]
    one, other = _solved(game), _solved(eq.NormalFormGame(tables, names, actions))
    assert _without_names(one) == _without_names(other)
    keys = ("eliminations", "supports", "zeros", "radii", "indices", "equilibria", "claim")
    documents = [r.certificate().data for r in (one, other)]
    assert all(documents[0][key] == documents[1][key] for key in keys)


def _without_names(result):
    listed = [(e.profile.exact, e.index, e.enclosure) for e in result]
    regions = [(r.support, r.vertices, r.regret) for r in result.regions]
    return result.claim, listed, result.components, regions, result.stats.steps


@given(games_of_several(most=2), st.data())
def test_the_order_of_players_and_actions_does_not_matter(game, data):
    result = _solved(game)
    order = data.draw(st.permutations(range(game.num_players)))
    flipped = data.draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))

    def turned(exact):
        return tuple(exact[i][::-1] if flipped[i] else exact[i] for i in order)

    def back(exact):
        places = (exact[order.index(i)] for i in range(len(order)))
        return tuple(s[::-1] if flip else s for s, flip in zip(places, flipped))

    tables = []
    for i in order:
        table = game.exact_payoffs()[i]
        for j, flip in enumerate(flipped):
            table = np.flip(table, axis=j) if flip else table
        tables.append(np.transpose(table, order))
    other = _solved(eq.NormalFormGame(tables))
    # Cells are cut elsewhere, so what is open may differ; what one lists, the other has too.
    for one, another, where in ((result, other, turned), (other, result, back)):
        for e in one:
            if e.enclosure is None:
                assert holds(another, where(e.exact)), e
    if eq.Claim.ALL is result.claim is other.claim:
        expected = [(turned(e.profile.exact), e.index, e.enclosure is None) for e in result]
        assert len(other) == len(expected)
        for e in other:
            assert any(
                e.index == index
                and (e.enclosure is None) == exact
                and all(
                    abs(p - q) <= (0 if exact else Fraction(1, 10**9))
                    for s, t in zip(profile, e.profile.exact)
                    for p, q in zip(s, t)
                )
                for profile, index, exact in expected
            )


@given(st.data())
def test_a_third_player_with_one_action_changes_nothing(data):
    entries = st.lists(st.integers(-3, 3), min_size=6, max_size=6)
    A, B = (np.array(data.draw(entries)).reshape(2, 3) for _ in range(2))
    three = _solved(eq.NormalFormGame([A[:, :, None], B[:, :, None], A[:, :, None] * 0]))
    two = eq.nash(eq.NormalFormGame.bimatrix(A, B))
    assert all(holds(three, (*e.exact, (Fraction(1),))) for e in two)
    assert all(e.profile.is_equilibrium for e in three)
    if three.claim is eq.Claim.ALL:
        assert {e.exact[:2] for e in three} == {e.exact for e in two}


def test_all_sorts_of_games_are_drawn():
    """Else the tests above would be about less than they say."""
    met = set()

    @settings(max_examples=100, derandomize=True, database=None, phases=[Phase.generate])
    @given(games_of_several())
    def draw(game):
        result = _solved(game)
        met.add(result.claim)
        met.add(("eliminated", bool(result.eliminations)))
        alike = Symmetry(IntegerPayoffs(game).tables).classes
        met.add(("players alike", len(alike) < game.num_players))
        met.add(("pairwise", gains_by_opponent(game) is not None))
        met.add((game.num_players, "one action" if min(game.shape) == 1 else "choices"))
        met.add(("segments", any(not c.is_point for c in result.components)))

    draw()
    assert {eq.Claim.ALL, eq.Claim.COVER} <= met
    for what in ("eliminated", "players alike", "pairwise", "segments"):
        assert {(what, False), (what, True)} <= met, what
    assert {(n, how) for n in (3, 4) for how in ("one action", "choices")} <= met
