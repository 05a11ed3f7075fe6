"""Facts with values as thresholds; derivatives against finite differences and by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

import equilibria as eq
from support.planted import PLANTED, coordination, parameter, pennies
from support.scenario import family

F = Fraction


@pytest.mark.parametrize("name", PLANTED)
def test_every_planted_threshold_is_found(name):
    s, varied, statement, truths = PLANTED[name]
    if s.builder.breakpoints(varied, s.values()) is not None:
        found = eq.thresholds(s, varied, statement)
        assert [b.value for b in found] == truths and found.complete
        assert found.held == {n: p.default for n, p in s.parameters.items() if n != varied}
    p = s.parameters[varied]
    width = F(1, 10**10)
    scanned = eq.thresholds(s, varied, statement, method="bisection", width=width)
    assert len(scanned) == len(truths) and not scanned.complete
    for bracket, truth in zip(scanned, truths):
        assert bracket.lower <= truth <= bracket.upper
        assert bracket.upper - bracket.lower <= (p.high - p.low) * width
        for end, expected in ((bracket.lower, bracket.before), (bracket.upper, bracket.after)):
            assert statement.holds(s.game(**{varied: end})) == expected


def test_the_number_of_equilibria_and_the_regime_change_where_they_should():
    s = PLANTED["coordination"][0]
    found = eq.thresholds(s, "a", eq.number_of_equilibria())
    [b] = found
    assert found.complete and (b.value, b.before, b.after) == (0, 1, 3)
    assert b.at == len(eq.nash(s.game(a=0)))
    [b] = eq.thresholds(s, "a", eq.regime())
    assert b.before.label == "Player 1: a2, Player 2: a2" and len(b.after) == 3
    tie = eq.thresholds(PLANTED["line"][0], "p", eq.number_of_equilibria())
    assert [(b.value, b.before, b.at, b.after) for b in tie] == [(F(1, 3), 1, 2, 1)]


def shifting(t):
    """Three by three; a mixed equilibrium over all actions while -1 < t < 1, none pure."""
    A = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]
    A = [[A[i][j] + (t if i == j == 0 else 0) for j in range(3)] for i in range(3)]
    return A, [[-A[i][j] for j in range(3)] for i in range(3)]


def test_where_signs_do_not_decide_nothing_is_promised():
    s = eq.Family.from_function(
        shifting, [parameter("t", 0, F(-7, 3), F(7, 3))], exact=True, affine=["t"]
    )
    found = eq.thresholds(s, "t", eq.regime())
    assert not found.complete and all(not b.complete for b in found)
    for b in found:
        if not b.exact:
            assert eq.regime().holds(s.game(t=b.lower)) == b.before
            assert eq.regime().holds(s.game(t=b.upper)) == b.after
    [b] = eq.break_even(s, eq.number_of_equilibria(), ["t"])
    assert not b.complete and b.held == {}


def test_break_even_says_what_was_held():
    [b] = eq.break_even(family(), eq.dominant("Meta", "internal"), ["principle"], pool=3)
    assert b.held["pool"] == 3 and "principle" not in b.held


def test_the_mixed_equilibrium_of_coordination_by_hand():
    # y1 = b / (a + b): d/da = -b / (a + b)^2, d/db = a / (a + b)^2; payoff ab / (a + b).
    a, b = F(1, 3), F(1)
    s = PLANTED["coordination"][0]
    mixed = next(e for e in eq.nash(s.game()) if not e.is_pure)
    da, db = eq.equilibrium_gradients(s, mixed)
    assert da.exact and da.parameter == "a" and da.held == {"b": 1}
    for gradient, slope in ((da, -b / (a + b) ** 2), (db, a / (a + b) ** 2)):
        assert gradient.strategies == ((slope, -slope), (slope, -slope))
    assert da.payoffs == (b**2 / (a + b) ** 2,) * 2


def curved(t, u):
    """Payoffs that are not affine in t."""
    return [[t * t + 1, u], [2, t * 3]], [[u, 2 * t], [t * t * t, u - 1]]


@pytest.mark.parametrize("affine", [(), ("u",)])
def test_gradients_against_finite_differences(affine):
    s = eq.Family.from_function(
        curved, [parameter("t", 2, 0, 4), parameter("u", 1, 0, 4)], exact=True, affine=affine
    )
    checked = 0
    for e in eq.nash(s.game()):
        for gradient in eq.equilibrium_gradients(s, e):
            assert gradient.exact == (gradient.parameter in affine)
            here, step = s.values()[gradient.parameter], F(1, 10**6)
            ends = []
            for value in (here - step, here + step):
                near = eq.nash(s.game(**{gradient.parameter: value}))
                [same] = [o for o in near if o.support == e.support]
                ends.append(same)
            for i in range(2):
                for k in range(2):
                    slope = (ends[1].exact[i][k] - ends[0].exact[i][k]) / (2 * step)
                    assert float(gradient.strategies[i][k]) == pytest.approx(float(slope), abs=1e-6)
                    checked += 1
                paid = [o.profile.exact_payoffs[i] for o in ends]
                slope = (paid[1] - paid[0]) / (2 * step)
                assert float(gradient.payoffs[i]) == pytest.approx(float(slope), abs=1e-6)
    assert checked


def test_a_threshold_of_the_market_moves_as_its_gradient_says():
    s = family()
    statement = eq.played_in_equilibrium("Meta", "open")
    [b] = eq.thresholds(s, "self_commoditising", statement)
    names = ["release_cost", "principle", "pool", "elo_open"]
    slopes = eq.threshold_gradients(s, statement, b, names)
    for name in names:
        here, step = s.values()[name], F(1, 1000) if name == "elo_open" else F(1, 10**5)
        points = [max(F(0), here - step), here + step]
        ends = [
            eq.thresholds(s, "self_commoditising", statement, **{name: x})[0].value for x in points
        ]
        slope = (ends[1] - ends[0]) / (points[1] - points[0])
        assert float(slopes[name]) == pytest.approx(float(slope), rel=1e-3)


def test_what_has_no_derivative_is_refused():
    s = PLANTED["coordination"][0]
    [pure, *_] = eq.nash(s.game())
    with pytest.raises(eq.GameError, match="no equilibrium of the family"):
        eq.equilibrium_gradients(s, next(e for e in eq.nash(s.game()) if not e.is_pure), a=1)
    with pytest.raises(eq.GameError, match="no such parameter"):
        eq.equilibrium_gradients(s, pure, ["z"])
    ends = [parameter("a", 0, -1, 2), parameter("b", 1, 0, 1)]
    tied = eq.Family.from_function(coordination, ends, exact=True)
    e = next(e for e in eq.nash(tied.game()) if e.index is None)
    with pytest.raises(eq.GameError, match="regular"):
        eq.equilibrium_gradients(tied, e)
    loose = eq.Family.from_function(pennies, [parameter("p", 1, -1, 2), parameter("q", 1, 0, 1)],
                                    exact=True)  # fmt: skip
    statement = eq.best_reply("Player 1", "a1", to={"Player 2": "a1"})
    [bracket] = eq.thresholds(loose, "p", statement, low=F(-1), high=F(9, 7))
    with pytest.raises(eq.GameError, match="known exactly"):
        eq.threshold_gradients(loose, statement, bracket)
