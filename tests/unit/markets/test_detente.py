"""The repeated game of the scenario: built from the same payoffs, proved, and told on the page."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import pytest

import equilibria as eq
from equilibria.markets.openness.analysis import decide
from equilibria.markets.openness.detente import detente
from equilibria.markets.openness.years import years as over_the_years
from equilibria.report import as_data, section_text
from equilibria.report.document import Picture
from equilibria.report.part_years import years
from support.scenario import family


def test_the_stage_is_a_part_of_the_scenario_s_game():
    d, game = detente(family()), family().game()
    assert d.stage.actions == (("open", "internal"), ("hold", "enter"))
    for i in range(2):
        whole, part = game.exact_payoffs()[i], d.stage.exact_payoffs()[i]
        for a, own in enumerate(d.stage.actions[0]):
            for b, other in enumerate(d.stage.actions[1]):
                at = game.action_index(0, own), game.action_index(1, other)
                assert part[a, b] == whole[at]


def test_grim_is_what_the_payoffs_say():
    d = detente(family())
    A, B = d.stage.exact_payoffs()
    assert d.outcomes == (("open", "enter"),)
    peace, breach, after = A[1, 0], A[0, 0], A[0, 1]
    assert d.grim.by_player["Meta"][0] == (breach - peace) / (breach - after)
    peace, breach, after = B[1, 0], B[1, 1], B[0, 1]
    assert d.grim.by_player["OpenAI"][0] == (breach - peace) / (breach - after)
    assert d.grim.binding == ("Meta",)
    assert d.optimal.bracket[1] <= d.grim.value
    for found in (d.optimal, d.grim):
        assert eq.check(found.certificate(), d.stage)


def test_whether_it_holds_follows_the_discount_factor():
    d = detente(family())
    assert d.discount == Fraction(9, 10) and not d.holds(d.discount)
    assert d.holds(d.high) and not d.holds(d.low)
    assert detente(family(), discount="0.98").discount == Fraction(98, 100)
    # A rival that takes more of the core business is worth more care.
    assert detente(family(), attack_share="0.03").optimal.bracket[1] < d.optimal.bracket[0]


def test_peace_is_earned_in_equilibrium_where_it_can_be_kept_up():
    least = detente(family()).optimal.bracket
    for discount, kept in (((least[0] + Fraction(9, 10)) / 2, False), ((least[1] + 1) / 2, True)):
        d = detente(family(), discount=discount)
        peace = tuple(table[1, 0] for table in d.stage.exact_payoffs())
        assert d.payoffs.contains(peace) is kept is d.holds(discount)
    # With all actions the one-year equilibrium is kept up at any discount factor.
    d, game = detente(family(), discount="1/2"), family().game()
    [e] = eq.nash(game)
    assert d.whole_payoffs.contains(tuple(e.profile.exact_payoffs))
    assert not d.whole_payoffs.contains(tuple(t.max() + 1 for t in game.exact_payoffs()))


def test_a_rival_without_an_entry_gain_needs_no_patience():
    d = detente(family(), entry_gain=0)
    assert d.optimal.by_player["OpenAI"] == (0, 0)


def test_the_whole_game_s_map_has_the_one_year_equilibrium_at_zero():
    d = detente(family())
    assert d.whole["open", "both"] == (0, 0)
    assert d.whole.stage == family().game()


def test_the_family_s_repeated_game_takes_its_own_discount_factor():
    s = family()
    assert s.repeated() == eq.RepeatedGame(s.game(), "9/10")
    assert s.repeated("1/2", pool=60).stage == s.game(pool=60)
    assert s.repeated({"Meta": "1/2", "OpenAI": "3/4"}).common is None
    with pytest.raises(eq.GameError, match="discount is 1"):
        s.repeated(1)


def test_the_page_tells_it():
    decision = decide(family(), briefly=True)
    worked_out = over_the_years(family(), "open")
    found = worked_out.detente
    [section] = years(SimpleNamespace(years=worked_out, decision=decision, family=family()))
    text = " ".join(section_text(section).split())
    assert "Meta: open, OpenAI: enter" in text and "harshest credible" in text and "binding" in text
    assert "not kept up at the discount factor 0.9 a year (assumed)" in text
    assert "if Meta or OpenAI breaks away, for ever (open, enter)" in text
    drawn = [b for b in section.blocks if isinstance(b, Picture) and "earn" in b.caption]
    assert len(drawn) == 2
    for picture, game in zip(drawn, (found.stage, family().game()), strict=True):
        assert picture.alt.count(" and ") >= game.payoffs[0].size
        assert "(internal, hold)" in picture.alt and "In equilibrium" in picture.alt
    assert "open, enter (one year)" in drawn[0].svg and "open, both (one year)" in drawn[1].svg
    data = as_data(decision, found)["repeated"]
    assert data["payoffs"]["exact"] and len(data["payoffs"]["inner"]) >= 3
    assert data["sustained"] is False
    assert eq.check(data["critical"]["optimal"]["certificate"])
    assert years(SimpleNamespace(years=None, decision=decision, family=family())) == ()
