"""Certificates of minmax payoffs and critical discount factors in the hands of strangers."""

from __future__ import annotations

import copy

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

import equilibria as eq
from support.junk import junk, places, replace
from support.strategies import bimatrix_games


@st.composite
def certificates(draw):
    stage = draw(bimatrix_games(3))
    place = tuple(draw(st.integers(0, k - 1)) for k in stage.shape)
    kinds = ["optimal", "security"] + ["grim"] * (len(eq.pure_equilibria(stage)) > 0)
    kind = draw(st.sampled_from(kinds))
    if kind == "security":
        asked = draw(st.sampled_from(["pure", "mixed", "correlated"]))
        return stage, eq.minmax(stage, 0, kind=asked).certificate()
    found = eq.critical_discount(stage, sustain=place, punishment=kind, width=1)
    return stage, found.certificate()


@given(certificates(), st.data())
def test_one_place_replaced_by_junk_gets_a_verdict(case, data):
    stage, certificate = case
    document = copy.deepcopy(dict(certificate.data))
    place = data.draw(st.sampled_from([p for p in places(document) if p]))
    replace(document, place, data.draw(junk))
    assert eq.check(document, stage).outcome in eq.Outcome


@given(certificates(), st.data())
def test_no_end_of_a_bracket_can_be_moved_past_the_truth(case, data):
    stage, certificate = case
    if certificate.data["kind"] != "critical discount":
        return
    place = certificate.data["sustain"]
    kind = certificate.data["punishment"]
    found = eq.critical_discount(stage, sustain=place, punishment=kind, width=1)
    moved = data.draw(st.fractions(0, 1, max_denominator=50))
    written = [moved.numerator, moved.denominator]
    if moved > found.bracket[1]:
        assert not eq.check({**certificate.data, "lower": written, "upper": 1}, stage)
    if moved < found.bracket[0]:
        assert not eq.check({**certificate.data, "lower": 0, "proof": "none", "upper": written})


def test_junk_in_a_chain_of_sets_gets_a_verdict():
    rng = np.random.default_rng(7)
    stage = eq.NormalFormGame.bimatrix(*rng.integers(-9, 10, (2, 3, 3)))
    for place in np.ndindex(stage.shape):
        found = eq.critical_discount(stage, sustain=place)
        document = dict(found.certificate().data)
        proof = [p for p in places(document) if p[:1] in (("outer",), ("states",), ("punish",))]
        for where in proof[:: 1 + len(proof) // 40]:
            for value in (None, -1, [], {}, "x", 10**30):
                forged = copy.deepcopy(document)
                replace(forged, where, value)
                assert eq.check(forged, stage).outcome in eq.Outcome
