"""Published equilibria of three players or more: each is found, or lies in a region."""

from __future__ import annotations

from fractions import Fraction

import pytest

import equilibria as eq
from reference.n_player import CASES, UNANIMITY, unanimity


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_published_equilibria(case):
    game = eq.NormalFormGame(case["payoffs"])
    result = eq.nash(game)
    assert result.claim is eq.Claim.ALL and sum(c.index for c in result.components) == 1
    for listed in case["equilibria"]:
        if case["near"] == 0:
            exact = tuple(tuple(map(Fraction, strategy)) for strategy in listed)
            assert exact in {e.exact for e in result}
        else:
            assert any(
                all(
                    abs(p - float(q)) <= case["near"]
                    for s, t in zip(listed, e.profile.exact)
                    for p, q in zip(s, t)
                )
                for e in result
            )
    if case["all"]:
        assert len(result) == len(case["equilibria"])
    verdict = eq.check(result.certificate(), game)
    assert verdict.outcome is eq.Outcome.PROVED, verdict.reason


def test_the_irrational_one_is_enclosed():
    [e] = eq.nash(eq.NormalFormGame(CASES[4]["payoffs"]))
    assert e.exact is None and e.index == 1 and len(e.enclosure) == 3
    q, radius = e.enclosure[1][0][0], e.enclosure[1][1]
    assert 0 < radius < Fraction(1, 10**20)
    # q is the root of 12 q^2 + 13 q - 9 between 0 and 1.
    low, high = q - radius, q + radius
    assert 12 * low**2 + 13 * low - 9 < 0 < 12 * high**2 + 13 * high - 9


def test_unanimity_has_continua_and_every_pure_equilibrium():
    game = eq.NormalFormGame(unanimity())
    result = eq.nash(game, method=eq.SupportSubdivision(cells=500))
    pure = {e.support for e in result if e.is_pure}
    assert {tuple((a,) for a in place) for place in UNANIMITY["pure"]} <= pure
    if result.claim is eq.Claim.ALL:
        assert not result.regions
    else:
        assert result.claim is eq.Claim.COVER and result.regions
