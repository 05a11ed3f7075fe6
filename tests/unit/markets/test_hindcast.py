"""The hindcast: what was known by a date, and the score."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

import equilibria as eq
from equilibria.markets.openness.forecast import KINDS, forecast, standstill
from equilibria.markets.openness.hindcast import hindcast, read_moves, spread
from support.scenario import FOLDER, family

PATH = FOLDER / "scenario_2024_05_08.toml"
MOVES = FOLDER / "moves.csv"


@cache
def early():
    return eq.read_scenario(PATH)


def test_only_what_was_known_by_then_is_used():
    late = {n for n, p in early().parameters.items() if p.known_at > "2024-05-08"}
    elo = {n for n in early().parameters if n.startswith("elo_") and n != "elo_slope"}
    assert late == elo | {"host_price"}  # the tables of the month, admitted by name
    assert all(early().parameters[n].known_at <= "2024-05-31" for n in late)


def test_no_assumption_is_a_figure_of_later():
    """What is assumed in May may not be, digit by digit, what was published after."""
    base = family().parameters
    with (FOLDER / "calibration.csv").open(encoding="utf-8") as file:
        later = [r for r in csv.DictReader(file) if r["known_at"] > "2024-05-08"]
    published = {"model_share": "0.27", "open_share": "0.2"}
    assert all(value in {r["value"] for r in later} for value in published.values())
    for name, p in early().parameters.items():
        if p.basis == "assumed" and name in base and base[name].known_at > "2024-05-08":
            assert p.default != base[name].default, name
            assert p.note, name
    for name in ("cost_share_openai", "cost_share_google", "model_share"):
        p = early().parameters[name]
        assert p.basis == "assumed" and p.default == Fraction(1, 2) and not p.known_at


def test_revenue_is_divided_by_the_share_of_revenue():
    v = early().values()
    firms = ("openai", "google", "anthropic", "startups")
    revenue = {f: v[f"price_{f}"] * v[f"share_{f}_cost_led"] for f in firms}
    part = revenue["openai"] / sum(revenue.values())
    assert float(v["access_revenue"]) == pytest.approx(1.6 / float(part), abs=0.005)
    assert v["pool"] == v["access_revenue"] / v["model_share"]
    margin = v["price_openai"] * (1 - v["cost_share_openai"])
    lerner = 1 / (margin * (1 - v["share_openai_cost_led"]))
    assert float(v["price_sensitivity"]) == pytest.approx(float(lerner), abs=0.0005)
    # Startups were there that day; what is assumed of their cost may not deny it.
    [now] = early().builder.outcomes(v, ("internal", "hold"))
    earned = float(v["access_revenue"]) * float(now.profits["startups"])
    assert now.startups_in and earned == pytest.approx(0.048, abs=0.0005)


def test_a_value_known_later_is_refused_with_its_key_path(tmp_path):
    text = PATH.read_text(encoding="utf-8")

    def refused(old, new, match):
        file = tmp_path / "changed.toml"
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(eq.GameError, match=match):
            eq.read_scenario(file)

    refused('known_at = "2023-11-06"', 'known_at = "2024-06-01"',
            r"parameters\.price_openai\.known_at: 2024-06-01 is after 2024-05-08")  # fmt: skip
    refused(
        'elo_open = "the Arena', 'elo_opener = "the Arena', r"admitted\.elo_opener: there is no"
    )
    refused('elo_google = "the same table"', 'elo_google = ""', r"admitted\.elo_google: give the")
    refused('elo_google = "the same table"', "", r"parameters\.elo_google\.known_at: 2024-05-20 is")
    refused('known_by = "2024-05-08"', 'known_by = "May"', r"known_by: 'May' is no date")
    refused('known_by = "2024-05-08"\n', "", r"admitted: there is no known_by")
    refused('known_at = "2023-11-06"', 'known_at = "autumn"', r"'autumn' is no date")
    refused("[admitted]\n", '[admitted]\nspend = "why not"\n', r"admitted\.spend: it was known by")


def test_the_forecast_is_the_game_s():
    f = forecast(early())
    game = early().game()
    for e in eq.nash(game):
        assert {game.actions[0][a] for a in e.support[0]} <= set(f.opener)
        assert {game.actions[1][b] for b in e.support[1]} <= set(f.rival)
    sold = [firm for firm, (_, after) in f.prices.items() if after is not None]
    assert 0 < len(sold) < len(f.prices) and f.prices["openai"][0] == pytest.approx(15)
    for firm, (before, after) in f.prices.items():
        if firm in sold:
            assert f.change(firm) == pytest.approx(after / before - 1) and after < before
        else:
            assert f.change(firm) is None  # no volume, no price
    assert f.change("nobody") is None


def test_nothing_changes_is_what_was_played_that_day():
    still = standstill(early())
    seen = early().observed
    assert still.opener == (seen.actions["Meta"],) == ("open",)
    assert still.rival == (seen.actions["OpenAI"],) == ("hold",)
    assert all(still.change(firm) == 0 for firm in still.prices)
    moves = read_moves(MOVES)
    called = {m.kind for m in moves if KINDS[m.kind](still, m.firm)}
    assert called == {"opens"}  # Meta goes on to open; nothing else goes on
    # Another day, another standstill: had Meta sold access, its opening would be news.
    day = replace_observed(early(), {"Meta": "api", "OpenAI": "hold"})
    called = {m.kind for m in moves if KINDS[m.kind](standstill(day), m.firm)}
    assert called == {"closes", "sells access"}
    with pytest.raises(eq.GameError, match="observed: missing"):
        standstill(replace_observed(early(), None))


def replace_observed(s, actions):
    seen = None if actions is None else replace(s.observed, actions=actions)
    return eq.Family(s.title, s.question, s.date, s.parameters, s.builder, observed=seen)


def test_the_score_counts_hits_against_nothing_changes():
    moves = read_moves(MOVES)
    assert len(moves) >= 12 and all(m.source for m in moves)
    found = hindcast(early(), moves)
    f = found.forecast
    # Counted by hand from what the forecast says.
    fallen = {k for k, (before, after) in f.prices.items() if after and after < before}
    hit = [
        m
        for m in moves
        if (m.kind == "opens" and f.opener == ("open",))
        or (m.kind == "price falls" and m.firm in fallen)
        or (m.kind == "startups leave" and f.startups_leave)
        or (m.kind == "leads" and set(f.rival) <= {"frontier", "both"})
        or (m.kind == "specialises" and set(f.rival) <= {"specialise", "both"})
    ]
    assert found.hits == len(hit) > found.nothing == 1
    assert not all(c.model for c in found.calls)  # it misses some, and says so
    assert "knew the outcomes" in found.caution
    assert [c.move.date for c in found.calls] == sorted(m.date for m in moves)
    # The other way round the score turns: an opener that does not open calls none of its openings.
    closed = replace(found.forecast, opener=("internal",))
    assert KINDS["opens"](found.forecast, "meta") and not KINDS["opens"](closed, "meta")
    assert KINDS["closes"](closed, "meta") and not KINDS["closes"](found.forecast, "meta")


def test_one_forecast_met_by_three_moves_counts_once():
    moves = read_moves(MOVES)
    cuts = tuple(m for m in moves if (m.firm, m.kind) == ("openai", "price falls"))
    assert len(cuts) == 3
    falls = hindcast(replace_observed(early(), early().observed.actions), cuts)
    assert len(falls.calls) == 3 and len(falls.distinct) == 1
    pairs = {(m.firm, m.kind) for m in moves}
    found = hindcast(early(), moves)
    assert {(c.move.firm, c.move.kind) for c in found.distinct} == pairs
    assert len(found.distinct) == len(pairs) < len(moves)


def test_the_score_moves_over_the_ranges_of_what_has_no_source():
    moves = read_moves(MOVES)
    found = spread(early(), moves, n=12, seed=4)
    assert found == spread(early(), moves, n=12, seed=4) != spread(early(), moves, n=12, seed=5)
    assert found.asked == 12 and 0 < len(found.hits) == len(found.distinct) <= 12
    assert {early().parameters[n].basis for n in found.parameters} == {"assumed"}
    assert "price_openai" not in found.parameters and "cost_share_openai" in found.parameters
    assert len(set(found.hits)) > 1  # it does move
    # Where nothing is left to assume, the spread is the score.
    sure = {
        n: replace(p, basis="sourced", source="s", known_at="2024-01-01")
        if p.basis == "assumed" and n != "principle"
        else p
        for n, p in early().parameters.items()
    }
    s = early()
    known = eq.Family(s.title, s.question, s.date, sure, s.builder, observed=s.observed)
    alone = spread(known, moves, n=3)
    assert alone.parameters == ("principle",)
    score = hindcast(early(), moves)
    assert set(alone.hits) == {score.hits}  # Meta opens already: a principle changes nothing
    assert set(alone.distinct) == {sum(c.model for c in score.distinct)}


def test_moves_before_the_date_or_of_strangers_are_refused():
    move = read_moves(MOVES)[0]
    with pytest.raises(eq.GameError, match="not after the scenario's date"):
        hindcast(early(), (replace(move, date="2024-05-08"),))
    with pytest.raises(eq.GameError, match="no such firm"):
        hindcast(early(), (replace(move, firm="acme"),))
    with pytest.raises(eq.GameError, match="not after"):
        hindcast(family(), (move,))


def test_a_bad_table_of_moves_is_refused_row_by_row(tmp_path):
    file = tmp_path / "moves.csv"
    head = MOVES.read_text(encoding="utf-8").splitlines()[0]
    file.write_text(f"{head}\nMay,openai,waits,a move,big,,yes\n", encoding="utf-8")
    with pytest.raises(eq.GameError) as caught:
        read_moves(file)
    for what in (
        "line 2, date",
        "line 2, kind",
        "line 2, source",
        "line 2, size",
    ):
        assert what in str(caught.value)
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(eq.GameError, match="give the columns"):
        read_moves(file)
