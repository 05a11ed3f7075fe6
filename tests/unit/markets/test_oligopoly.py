"""Oligopoly: closed forms against stage games on grids that hold what the formulas rest on."""

from fractions import Fraction

import pytest

import equilibria as eq
from equilibria.markets.oligopoly import LinearMarket
from reference.repeated import OLIGOPOLY


@pytest.mark.parametrize(("firms", "bertrand", "cournot", "carrot", "stick", "profit"), OLIGOPOLY)
def test_closed_forms(firms, bertrand, cournot, carrot, stick, profit):
    market = LinearMarket(firms)
    assert market.price_reversion() == Fraction(bertrand)
    assert market.quantity_reversion() == Fraction(cournot)
    if carrot is None:
        assert market.stick is None
        assert market.stick_and_carrot() == Fraction((firms - 1) ** 2, (firms + 1) ** 2)
    else:
        assert market.stick_and_carrot() == Fraction(carrot)
        assert market.stick == Fraction(stick)
        stage = market.cournot([market.stick])
        assert {table.item() for table in stage.exact_payoffs()} == {Fraction(profit)}


@pytest.mark.parametrize("firms", [2, 3, 4, 5])
@pytest.mark.parametrize(("intercept", "slope", "cost"), [(1, 1, 0), (7, "1/2", "3/2")])
def test_stage_games_have_the_critical_discount_factors_of_the_formulas(
    firms, intercept, slope, cost
):
    market = LinearMarket(firms, intercept, slope, cost)
    units = Fraction(market.intercept - market.cost) / market.slope
    best_reply_to_stick = (units - (firms - 1) * market.stick) / 2
    grid = {
        market.collusive,
        market.competitive,
        market.deviation,
        market.stick,
        best_reply_to_stick,
    }
    stage = market.cournot(sorted(grid))
    keep = [str(market.collusive)] * firms
    grim = eq.critical_discount(
        stage, sustain=keep, punishment="grim", revert_to=[str(market.competitive)] * firms
    )
    assert grim.value == market.quantity_reversion()
    same = eq.critical_discount(stage, sustain=keep, punishment="symmetric")
    assert same.value == market.stick_and_carrot()
    assert eq.check(grim.certificate(), stage) and eq.check(same.certificate(), stage)


def test_from_six_firms_on_the_best_punishment_leaves_nothing():
    # Nine is a square, so that the stick is rational: q with q (9q - 1) = (8/36)**2.
    n, q, keep = 9, Fraction(4, 27), Fraction(1, 18)
    d = LinearMarket(n).stick_and_carrot()
    paid, deviating = keep * (1 - n * keep), Fraction(n + 1, 4 * n) ** 2
    assert q * (n * q - 1) == Fraction(n - 1, 4 * n) ** 2
    assert 1 - (n - 1) * q < 0  # against the stick the best reply is to produce nothing
    punished = (1 - d) * q * (1 - n * q) + d * paid
    assert punished == 0 and paid == (1 - d) * deviating + d * punished


@pytest.mark.parametrize("firms", [2, 3])
def test_prices_on_a_grid_cost_a_step_to_undercut(firms):
    market = LinearMarket(firms, 1, 1, "1/5")
    step = Fraction(1, 10)
    prices = [market.cost + k * step for k in range(5)]
    stage = market.bertrand(prices)
    top = prices[-1]

    def profit(p):
        return (1 - p) * (p - market.cost)

    found = eq.critical_discount(stage, sustain=[str(top)] * firms, punishment="grim")
    most = max(profit(p) for p in prices[:-1])
    assert found.value == 1 - profit(top) / (firms * most)
    assert found.value < market.price_reversion() or most == profit(top)
    assert eq.critical_discount(stage, sustain=[str(top)] * firms).value == found.value


def test_finer_prices_come_close_to_the_formula():
    market = LinearMarket(2)
    values = []
    for steps in (4, 8, 40):
        stage = market.bertrand([Fraction(k, 2 * steps) for k in range(steps + 1)])
        values.append(eq.critical_discount(stage, sustain=["1/2", "1/2"], punishment="grim").value)
    assert values == sorted(values) and Fraction(49, 100) < values[-1] < Fraction(1, 2)


def test_the_fifteen_point_duopoly_with_a_floor():
    # Judd, Yeltekin and Conklin 2003: price max(6 - Q, 0), unit cost 0.6, q = 6k/14.
    grid = [Fraction(6 * k, 14) for k in range(15)]
    stage = LinearMarket(2, 6, 1, "0.6", floor=True).cournot(grid)
    first, second = stage.exact_payoffs()
    assert first[1, 1] == Fraction(477, 245) and first[14, 14] == Fraction(-18, 5)
    assert (first == second.T).all()
    without = LinearMarket(2, 6, 1, "0.6").cournot(grid)
    assert without.exact_payoffs()[0][14, 14] == 6 * (6 - 12) - Fraction(18, 5)


def test_the_floor_takes_the_stick_away():
    assert LinearMarket(3, floor=True).stick_and_carrot() == Fraction(1, 3)
    assert LinearMarket(4, floor=True).stick_and_carrot() is None
    assert LinearMarket(4, 11, 1, 1, floor=True).stick_and_carrot() == Fraction(25, 64)
    assert LinearMarket(7, floor=True).stick_and_carrot() is None
    assert LinearMarket(9, 7, 1, 1, floor=True).stick_and_carrot() is None
    assert LinearMarket(9, 4, 1, 1, floor=True).stick_and_carrot() == Fraction(16, 25)


def test_one_firm_needs_no_patience():
    market = LinearMarket(1)
    assert market.price_reversion() == market.quantity_reversion() == 0
    assert market.stick_and_carrot() == 0 and market.stick is None


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ((0,), ["firms is 0"]),
        ((True,), ["firms is True"]),
        ((2, "x", None), ["intercept is 'x'", "slope is None"]),
        ((2, 1, 0), ["slope is 0"]),
        ((2, 1, 1, 1), ["cost is 1", "below the intercept"]),
        ((2, float("nan")), ["finite"]),
    ],
)
def test_bad_markets_are_refused(arguments, parts):
    with pytest.raises(eq.GameError) as error:
        LinearMarket(*arguments)
    for part in parts:
        assert part in str(error.value)


@pytest.mark.parametrize("grid", [[], [-1], [1, 1.0], ["x"]])
def test_bad_grids_are_refused(grid):
    with pytest.raises(eq.GameError, match="quantities: "):
        LinearMarket().cournot(grid)
    with pytest.raises(eq.GameError, match="prices: "):
        LinearMarket().bertrand(grid)
