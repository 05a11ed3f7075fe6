"""Whatever a certificate holds, the checker answers with a verdict, and never a false proof."""

from __future__ import annotations

import copy
import json
from fractions import Fraction

import hypothesis.strategies as st
from hypothesis import given

import equilibria as eq
from support.junk import junk, places, replace
from support.strategies import bimatrix_games


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
        found = {
            tuple(tuple(_number(p) for p in s) for s in profile)
            for profile in document["equilibria"]
        }
        assert found == {e.exact for e in honest}


def _get(data, place):
    for key in place:
        data = data[key]
    return data


def _number(value):
    return Fraction(*value) if isinstance(value, list) else Fraction(value)
