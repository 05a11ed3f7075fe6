"""Published answers, one by one."""

from __future__ import annotations

from fractions import Fraction

import pytest

import equilibria as eq
from reference.games import COUNTED, WITH_COMPONENTS
from reference.literature import CASES


def _profile(listed: list[list[str]]) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(map(Fraction, strategy)) for strategy in listed)


def _solved(case: dict) -> eq.Equilibria:
    game = eq.NormalFormGame.bimatrix(case["A"], case["B"])
    result = eq.nash(game)
    verdict = eq.check(result.certificate(), game)
    assert verdict.outcome is eq.Outcome.PROVED, verdict.reason
    assert sum(component.index for component in result.components) == 1
    return result


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_equilibria_of_the_literature(case):
    result = _solved(case)
    assert len(result) == case["count"]
    if case["equilibria"] is not None:
        assert {e.exact for e in result} == {_profile(e) for e in case["equilibria"]}


@pytest.mark.parametrize("case", WITH_COMPONENTS, ids=[c["name"] for c in WITH_COMPONENTS])
def test_components(case):
    result = _solved(case)
    found = {frozenset(result[k].exact for k in c.members) for c in result.components}
    assert found == {frozenset(map(_profile, members)) for members in case["components"]}


@pytest.mark.parametrize("case", COUNTED, ids=[case["name"] for case in COUNTED])
def test_counts_by_lrsnash(case):
    assert len(_solved(case)) == case["count"]
