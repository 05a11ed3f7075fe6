"""Published equilibria of three players or more: each is found, or lies in a region."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq
from reference.n_player import AUCTION, CASES, UNANIMITY, all_pay_auction, unanimity


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
    assert (result.claim is eq.Claim.COVER) == bool(result.regions)
    # All mix as p / (1 - p) = 2^(1/3): then p^3 = 2 (1 - p)^3.
    ratio = 2 ** (1 / 3)
    mixed = [e for e in result if all(len(used) == 2 for used in e.support)]
    assert any(
        all(abs(float(s[0]) - ratio / (1 + ratio)) < 1e-14 for s in e.profile.exact) for e in mixed
    )
    verdict = eq.check(result.certificate(), game)
    assert verdict.outcome is eq.Outcome.PROVED, verdict.reason


@pytest.fixture(scope="module")
def auction():
    return eq.NormalFormGame(all_pay_auction(3, AUCTION["bids"], AUCTION["prize"]))


def _distance(first, second):
    pairs = ((float(p), q) for s, t in zip(first, second) for p, q in zip(s, t))
    return max(abs(p - q) for p, q in pairs)


def test_the_symmetric_equilibrium_of_the_auction_is_its_closed_form(auction):
    result = eq.nash(auction, method=eq.SymmetricEquilibria())
    assert result.claim is eq.Claim.ALL_SYMMETRIC and len(result) == 1
    # Every bid but the last breaks even: all others bid less with probability b / prize.
    strategy, radius = result[0].profile.exact[0], result[0].radius
    below = Fraction(0)
    for bid, p in enumerate(strategy[:-1], 1):
        below += p
        slack = 5 * bid * radius
        low, high = (below - slack) ** 2, (below + slack) ** 2
        assert low <= Fraction(bid, AUCTION["prize"]) <= high
    for accuracy, listed in AUCTION["symmetric"].items():
        assert _distance([strategy], [listed]) < accuracy
    assert eq.check(result.certificate(), auction)


def test_the_other_published_equilibrium_of_the_auction_is_near_a_regular_one(auction):
    # Of the game of the bids that it uses every equilibrium is found; this one is one of the whole.
    used = [[b for b, p in enumerate(strategy) if p] for strategy in AUCTION["asymmetric"]]
    listed = [[p for p in strategy if p] for strategy in AUCTION["asymmetric"]]
    result = eq.nash(auction.subgame(used), method=eq.SupportSubdivision(cells=1000))
    assert result.claim is eq.Claim.ALL and sum(e.index for e in result) == 1
    [near] = [e for e in result if _distance(e.profile.exact, listed) < 1e-3]
    assert near.enclosure is not None and near.index == 1
    whole = [[Fraction(0)] * AUCTION["bids"] for _ in used]
    for strategy, bids, values in zip(whole, used, near.profile.exact):
        for b, p in zip(bids, values):
            strategy[b] = p
    assert eq.Profile(auction, whole).regret < 1e-25


def test_the_auction_is_covered_and_none_of_its_published_equilibria_is_dropped(auction):
    # With one cell for each of 250,047 support profiles: what is left is as good as no support.
    result = eq.nash(auction, method=eq.SupportSubdivision(cells=1), budget=eq.Budget(steps=50_000))
    assert result.claim is eq.Claim.COVER and len(result) == 9
    published = [AUCTION["asymmetric"], *([s] * 3 for s in AUCTION["symmetric"].values())]
    open_ones = {region.support for region in result.regions}
    for profile in published:
        support = tuple(tuple(np.flatnonzero(strategy).tolist()) for strategy in profile)
        near = [e for e in result if _distance(e.profile.exact, profile) < 1e-3]
        assert near or support in open_ones
    assert len(open_ones) < 3000
