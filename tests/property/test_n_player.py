"""Random games of three and four players: proofs hold, nothing is lost, units do not matter."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

import equilibria as eq
from support.strategies import games_of_several

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


@given(games_of_several(most=2), st.data())
def test_units_and_the_order_of_players_and_actions_do_not_matter(game, data):
    result = _solved(game)
    order = data.draw(st.sampled_from(list(permutations(range(game.num_players)))))
    flipped = data.draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))
    tables = []
    for i in order:
        table = game.exact_payoffs()[i]
        table = table * data.draw(st.sampled_from([1, Fraction(3, 7), 10**20]))
        table = table + data.draw(st.sampled_from([0, -5, Fraction(1, 3)]))
        for j, flip in enumerate(flipped):
            table = np.flip(table, axis=j) if flip else table
        tables.append(np.transpose(table, order))
    other = _solved(eq.NormalFormGame(tables))
    if eq.Claim.ALL is result.claim is other.claim:
        expected = [
            (
                tuple(
                    e.profile.exact[i][::-1] if flipped[i] else e.profile.exact[i] for i in order
                ),
                e.index,
                e.enclosure is None,
            )
            for e in result
        ]
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
    if three.claim is eq.Claim.ALL:
        assert {e.exact[:2] for e in three} == {e.exact for e in two}
    else:
        assert {e.exact[:2] for e in three} <= {e.exact for e in two} or three.regions
