"""With transfers: the published tables, the definition at single discount factors, invariance."""

from fractions import Fraction
from itertools import product

import hypothesis.strategies as st
import pytest
from hypothesis import given

import equilibria as eq
from reference.repeated import ABREU, WITH_TRANSFERS
from support.strategies import bimatrix_games, games


def symmetric(A):
    return eq.NormalFormGame.bimatrix(A, [list(column) for column in zip(*A)])


def row(published):
    discount, liquidity, joint, threats, play, punishments = published
    return (Fraction(discount), liquidity, joint, threats, play, punishments)


def shown(r):
    return (r.discount, r.liquidity, r.joint, r.threats, r.play, r.punishments)


@pytest.mark.parametrize("case", WITH_TRANSFERS, ids=lambda c: c["name"])
def test_published_tables(case):
    found = eq.with_transfers(symmetric(case["payoffs"]))
    if case["rows"] is None:
        assert list(map(shown, found.rows)) == list(map(row, case["optimal"]))
    else:
        assert list(map(shown, found.steps)) == list(map(row, case["rows"]))
        assert found.rows == tuple(found.steps[k] for k in case["optimal"])


def by_definition(stage, d):
    """Shrink what is at stake until it is what can be played with it, at one discount factor."""
    tables, players = stage.exact_payoffs(), range(stage.num_players)
    rows = []
    for at in product(*map(range, stage.shape)):
        best = [
            max(tables[i][(*at[:i], a, *at[i + 1 :])] for a in range(stage.shape[i]))
            for i in players
        ]
        paid = [tables[i][at] for i in players]
        rows.append((sum(best) - sum(paid), sum(paid), best))
    usable = rows
    while usable:
        joint = max(r[1] for r in usable)
        threats = tuple(min(r[2][i] for r in usable) for i in players)
        kept = [r for r in usable if (1 - d) * r[0] <= d * (joint - sum(threats))]
        if kept == usable:
            return joint, threats
        usable = kept
    return None


@given(games(players=3), st.fractions(0, "29/30", max_denominator=30))
def test_each_row_is_the_largest_fixed_point(stage, d):
    held = eq.with_transfers(stage).at(d)
    assert (None if held is None else (held.joint, held.threats)) == by_definition(stage, d)


@given(games(players=3))
def test_rows_rise_and_hold_from_where_they_begin(stage):
    found = eq.with_transfers(stage)
    for earlier, later in zip(found.rows, found.rows[1:]):
        assert earlier.discount < later.discount < 1
        assert earlier.joint <= later.joint
        assert all(a >= b for a, b in zip(earlier.threats, later.threats))
    for r in found.rows:
        assert found.at(r.discount) == r
        if r.discount:
            before = found.at(r.discount * Fraction(999_999, 1_000_000))
            assert before != r


@given(games(players=3), st.data())
def test_a_profile_is_paid_for_from_its_critical_discount_on(stage, data):
    at = tuple(data.draw(st.integers(0, k - 1)) for k in stage.shape)
    found = eq.with_transfers(stage)
    critical = found.critical_discount(at)
    tables = stage.exact_payoffs()
    need = sum(
        max(table[(*at[:i], a, *at[i + 1 :])] for a in range(stage.shape[i])) - table[at]
        for i, table in enumerate(tables)
    )

    def paid_for(d):
        held = found.at(d)
        return held is not None and (1 - d) * need <= d * (held.joint - sum(held.threats))

    for k in range(20):
        d = Fraction(k, 20)
        assert paid_for(d) == (d >= critical)
    if critical < 1:
        assert paid_for(critical)


@given(games(players=2), st.fractions("1/9", 9), st.fractions(-9, 9))
def test_units_do_not_matter(stage, factor, shift):
    moved = eq.NormalFormGame([t * factor + shift for t in stage.exact_payoffs()])
    before, after = eq.with_transfers(stage), eq.with_transfers(moved)
    assert [r.discount for r in before.rows] == [r.discount for r in after.rows]


def test_no_equilibrium_below_the_first_row():
    pennies = eq.NormalFormGame.bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    found = eq.with_transfers(pennies)
    assert found.rows == () and found.at("9/10") is None
    assert found.critical_discount([0, 0]) == 1
    assert "from discount" in repr(found)


def test_bad_questions_are_refused():
    found = eq.with_transfers(symmetric(ABREU))
    with pytest.raises(eq.GameError, match="discount is 1"):
        found.at(1)
    with pytest.raises(eq.GameError, match="one action for each of the 2"):
        found.critical_discount("a1")
    with pytest.raises(eq.GameError, match="action 'x'"):
        found.critical_discount(["a1", "x"])
    with pytest.raises(eq.GameError, match="not a game"):
        eq.with_transfers(3)


@given(bimatrix_games(3), st.fractions("1/10", "9/10", max_denominator=10))
def test_what_is_possible_without_transfers_is_possible_with_them(stage, d):
    budget = eq.Budget(steps=60)
    inner = eq.payoff_set(eq.RepeatedGame(stage, d), budget=budget, partial=True).inner
    held = eq.with_transfers(stage).at(d)
    assert held is not None or not inner
    for point in inner:
        assert sum(point) <= held.joint
        assert all(u >= v for u, v in zip(point, held.threats))
