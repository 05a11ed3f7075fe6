"""Whatever a certificate holds, the checker answers with a verdict, and never a false proof."""

from __future__ import annotations

import copy
import json
from fractions import Fraction

import hypothesis.strategies as st
from hypothesis import given

import equilibria as eq
from support.junk import junk, places, replace
from support.strategies import bimatrix_games, games_of_several


@given(junk)
def test_junk_gets_a_verdict(document):
    assert eq.check(document if not isinstance(document, str) else {"kind": document}).outcome in (
        eq.Outcome.REFUTED,
        eq.Outcome.UNDECIDED,
    )


arithmetics = st.sampled_from(["integer", "filtered"])


def _solved(game, arithmetic):
    try:
        return eq.nash(game, method=eq.VertexEnumeration(arithmetic))
    except eq.GameError:  # payoffs beyond what a float's exponent holds
        return eq.nash(game)


@given(bimatrix_games(3), arithmetics, st.data())
def test_one_place_replaced_by_junk_gets_a_verdict(game, arithmetic, data):
    document = copy.deepcopy(dict(_solved(game, arithmetic).certificate().data))
    place = data.draw(st.sampled_from([p for p in places(document) if p]))
    replace(document, place, data.draw(junk))
    verdict = eq.check(document, game)
    if verdict.outcome is eq.Outcome.PROVED:
        # Only a change without meaning may pass: the same proof, written another way.
        fresh = json.loads(eq.nash(game).certificate().to_json())
        assert document["claim"] in ("ALL", "AT_LEAST_ONE", "ALL_PURE")
        ours = {json.dumps(e) for e in fresh["equilibria"]}
        assert len(document["equilibria"]) == len(ours)


@given(bimatrix_games(3), arithmetics, st.data())
def test_a_changed_number_never_proves_another_answer(game, arithmetic, data):
    honest = _solved(game, arithmetic)
    document = copy.deepcopy(dict(honest.certificate().data))
    proof = [p for p in places(document) if p and p[0] in ("equilibria", "bases", "components")]
    numbers = [p for p in proof if isinstance(_get(document, p), int)]
    place = data.draw(st.sampled_from(numbers))
    old = _get(document, place)
    replace(document, place, data.draw(st.integers(-5, 40).filter(lambda v: v != old)))
    verdict = eq.check(document, game)
    if verdict.outcome is eq.Outcome.PROVED:  # for instance 2/2 for 1/1
        assert set(_profiles(document)) == {e.exact for e in honest}


def _profiles(document):
    return [
        tuple(tuple(_number(p) for p in s) for s in profile) for profile in document["equilibria"]
    ]


def _get(data, place):
    for key in place:
        data = data[key]
    return data


def _number(value):
    parts = value if isinstance(value, list) else [value]
    return Fraction(*(int(v, 16) if isinstance(v, str) else v for v in parts))


@given(games_of_several(most=2), st.data())
def test_a_changed_proof_of_several_players_never_hides_an_equilibrium(game, data):
    result = eq.nash(game, method=eq.SupportSubdivision(cells=40))
    document = json.loads(result.certificate().to_json())
    original = copy.deepcopy(document)
    for _ in range(data.draw(st.integers(1, 2))):
        keys = ("supports", "zeros", "radii", "equilibria", "eliminations", "twins")
        spots = [p for p in places(document) if len(p) > 1 and p[0] in keys]
        if not spots:
            return
        place = data.draw(st.sampled_from(spots))
        value = data.draw(junk | st.integers(-3, 3) | st.just([1, 2]))
        replace(document, place, value)
    verdict = eq.check(document, game, seconds=5)
    if verdict and document["claim"] == "ALL":
        assert result.claim is eq.Claim.ALL
        shown = [_profiles(d) for d in (original, document)]
        exact = {e.exact for e in result} - {None}
        assert exact <= set(shown[1]) and len(shown[1]) >= len(shown[0])


@given(games_of_several(most=2), st.data())
def test_a_zero_of_players_that_are_not_there_is_refused(game, data):
    document = json.loads(eq.nash(game, method=_FEW).certificate().to_json())
    if not document["zeros"]:
        return
    k = data.draw(st.integers(0, len(document["zeros"]) - 1))
    only = data.draw(st.integers(-3, 9))
    document["zeros"][k][0] = only
    document["zeros"][k][2] = data.draw(st.sampled_from([0, 1, [1, 2**60]]))
    for records in document["supports"]:
        for record in records:
            if record[0] == 2 and record[2] == k:
                record[1] = only
    verdict = eq.check(document, game, seconds=5)
    assert only in range(game.num_players) or verdict.outcome is not eq.Outcome.PROVED


_FEW = eq.SupportSubdivision(cells=40)
