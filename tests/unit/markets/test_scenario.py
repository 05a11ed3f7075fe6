"""Scenario files: what is refused, and with which key path."""

from __future__ import annotations

import csv
from fractions import Fraction

import pytest

import equilibria as eq
from support.scenario import FOLDER, PATH, family

TEXT = PATH.read_text(encoding="utf-8")


def _parameter(name: str) -> str:
    start = TEXT.index(f"[parameters.{name}]")
    return TEXT[start : TEXT.index("\n\n", start)]


def _with(tmp_path, name: str, old: str, new: str):
    block = _parameter(name)
    assert old in block
    path = tmp_path / "scenario.toml"
    path.write_text(TEXT.replace(block, block.replace(old, new, 1)), encoding="utf-8")
    return path


REFUSED = {
    "wrong unit": ("price_openai", 'unit = "USD/Mtok"', 'unit = "EUR/Mtok"', "unit: 'EUR/Mtok'"),
    "no unit": ("price_openai", 'unit = "USD/Mtok"\n', "", "unit: missing"),
    "no source mark": ("price_openai", 'basis = "derived"\n', "", "basis: missing"),
    "unknown mark": ("price_openai", 'basis = "derived"', 'basis = "known"', "basis: 'known'"),
    "no source": ("elo_open", "source = ", "note = ", "source: missing, but the value is marked"),
    "no date of knowledge": ("elo_open", "known_at = ", "note = ", "known_at: missing"),
    "negative price": ("price_openai", "low = 3.75", "low = -3.75", "low: -15/4 is negative"),
    "negative cost": ("release_cost", "default = 0.05", "default = -0.05", "default: -1/20 is neg"),
    "share above one": ("model_share", "high = 1", "high = 1.5", "high: 3/2 is a share above one"),
    "default outside its range": (
        "pool",
        "default = 5.7",
        "default = 1.5",
        "default: 3/2 is outside",
    ),
    "reversed range": (
        "pool",
        "high = 1400",
        "high = 1",
        "low: 2 is above high, 1: the range is rev",
    ),
    "text for a number": ("pool", "default = 5.7", 'default = "much"', "default: 'much'"),
    "not finite": ("pool", "default = 5.7", "default = nan", "default: "),
    "an absurd exponent": ("pool", "high = 1400", "high = 1e10000000", "high: "),
    "true for a number": ("pool", "default = 5.7", "default = true", "default: True is not a num"),
    "unknown field": ("pool", "default = 5.7", "default = 5.7\nrange = 3", "range: unknown field"),
    "no default": ("pool", "default = 5.7\n", "", "default: missing"),
    "a number for text": ("pool", 'date = "2024"', "date = 2024", "date: give text"),
}


@pytest.mark.parametrize("given", REFUSED.values(), ids=REFUSED.keys())
def test_bad_values_are_refused_with_their_key_path(given, tmp_path):
    name, old, new, words = given
    with pytest.raises(eq.GameError) as caught:
        eq.read_scenario(_with(tmp_path, name, old, new))
    assert f"parameters.{name}.{words}" in str(caught.value)


FILES = {
    "not TOML": ("schema = ", "schema ! ", "not a TOML file"),
    "another schema": ("schema = 1", "schema = 2", "schema: 2"),
    "an import path": (
        'builder = "openness"',
        'builder = "os.system"',
        "'os.system' is not one of",
    ),
    "unknown key": ("schema = 1", "schema = 1\nplan = 2", "plan: unknown key"),
    "unknown parameter": (
        "[parameters.pool]",
        "[parameters.pond]",
        "parameters.pond: this builder",
    ),
    "missing parameter": ("[parameters.pool]", "[parameters.pond]", "parameters.pool: missing"),
    "two openers": ('role = "other"', 'role = "opener"', "2|3 with role 'opener'"),
    "unknown role": ('role = "other"', 'role = "judge"', "firms.google.role: 'judge'"),
    "a firm without a name": ('name = "Google", ', "", "firms.google.name: missing"),
    "variant of nothing": (
        "elo_open = 1266",
        "elo_opn = 1266",
        "variants.llama_3_1_405b.set.elo_opn",
    ),
    "variant out of domain": (
        "host_price = 3.0 }",
        "host_price = -3.0 }",
        "host_price: -3 is negative",
    ),
    "an unknown observed player": (
        '{ meta = "open"',
        '{ mata = "open"',
        "observed.actions.mata: no",
    ),
    "an observed player without a part": (
        'openai = "both" }',
        'openai = "both", google = "hold" }',
        "observed.actions.google: no such player",
    ),
    "an unknown observed action": (
        'openai = "both" }',
        'openai = "boast" }',
        "observed.actions.openai: 'boast' is not one of hold, frontier",
    ),
    "an observed player missing": (
        'meta = "open", openai',
        "openai",
        "observed.actions.meta: missing",
    ),
    "nothing observed": ("actions = {", "action = {", "observed.actions: missing"),
    "observed without a date": ('date = "2024-09-30"\n', "", "observed.date: missing"),
    "observed on no date": ('date = "2024-09-30"', 'date = "autumn"', "observed.date: 'autumn' is"),
    "observed by nobody": (
        'source = "meta-llama/llama-models',
        'sauce = "meta-llama/llama-models',
        "observed.sauce: unknown field|observed.source: missing",
    ),
    "variant without values": ("set = {", "sot = {", "variants.llama_3_1_405b.set: missing"),
}


@pytest.mark.parametrize("given", FILES.values(), ids=FILES.keys())
def test_bad_files_are_refused(given, tmp_path):
    old, new, words = given
    assert old in TEXT
    path = tmp_path / "scenario.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(eq.GameError) as caught:
        eq.read_scenario(path)
    assert any(word in str(caught.value) for word in words.split("|")), str(caught.value)


def test_all_complaints_come_together(tmp_path):
    path = tmp_path / "scenario.toml"
    text = TEXT.replace('unit = "Elo"', 'unit = "points"').replace("default = 7.5", "default = -7")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(eq.GameError) as caught:
        eq.read_scenario(path)
    assert len(caught.value.complaints) >= 6


def test_a_callers_builder_can_be_named(tmp_path):
    path = tmp_path / "scenario.toml"
    path.write_text(TEXT.replace('builder = "openness"', 'builder = "mine"'), encoding="utf-8")
    from equilibria.markets.openness.builder import openness

    assert eq.read_scenario(path, builders={"mine": openness}).game() == family().game()


def test_numbers_are_exact():
    assert family().values()["price_sensitivity"] == Fraction("0.296")
    assert family().values()["host_price"] == Fraction(64, 100)


def test_every_sourced_row_can_be_traced():
    """Sourced values carry a date; the calibration file has a date of knowledge in every row."""
    with (FOLDER / "calibration.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 189
    for row in rows:
        assert len(row["known_at"]) == 10 and row["known_at"] <= "2026-11-23", row
        assert row["source"] and row["unit"], row
    for parameter in family().parameters.values():
        if parameter.basis == "sourced":
            assert len(parameter.known_at) == 10
        if parameter.basis == "assumed":
            assert not parameter.source


NEW_RIVAL = """
[parameters.elo_acme]
default = 1250
low = 1210
high = 1290
unit = "Elo"
basis = "assumed"

[parameters.price_acme]
default = 5
low = 2.5
high = 7.5
unit = "USD/Mtok"
basis = "assumed"

[parameters.cost_share_acme]
default = 0.25
low = 0.1
high = 0.6
unit = "share"
basis = "assumed"

[parameters.share_acme_cost_led]
default = 0.1
low = 0.05
high = 0.15
unit = "share"
basis = "assumed"

[parameters.share_acme_assurance_led]
default = 0.1
low = 0.05
high = 0.15
unit = "share"
basis = "assumed"

[parameters.belief_acme]
default = 0.5
low = 0
high = 1
unit = "probability"
basis = "assumed"
"""


def test_a_new_rival_is_a_few_lines_of_the_file(tmp_path):
    firm = 'anthropic = { name = "Anthropic", role = "other" }'
    assert firm in TEXT
    path = tmp_path / "scenario.toml"
    text = TEXT.replace(firm, f'{firm}\nacme = {{ name = "Acme", role = "other" }}')
    path.write_text(text + NEW_RIVAL, encoding="utf-8")
    changed = eq.read_scenario(path)
    assert "Acme" in dict(changed.builder.firms.vendors).values()
    assert set(changed.parameters) - set(family().parameters) == {
        "elo_acme",
        "price_acme",
        "cost_share_acme",
        "share_acme_cost_led",
        "share_acme_assurance_led",
        "belief_acme",
    }
    # The rival now shares the revenue, so the strategic one earns less of it.
    ours, theirs = changed.game().exact_payoffs()[1], family().game().exact_payoffs()[1]
    assert ours[2, 0] < theirs[2, 0]
    # Half of what it needs is refused, each missing value named.
    path.write_text(text, encoding="utf-8")
    with pytest.raises(eq.GameError, match=r"parameters.price_acme: missing"):
        eq.read_scenario(path)


def test_another_price_and_a_wider_range_need_no_code(tmp_path):
    path = _with(tmp_path, "host_price", "default = 0.64", "default = 2")
    assert eq.read_scenario(path).values()["host_price"] == 2
    assert eq.read_scenario(path).game() != family().game()
    # Where the range ends before the break-even value there is none to report; wider, there is.
    asked = eq.played_in_equilibrium("Meta", "open")
    for high, found in (("20", False), ("40", True)):
        path = _with(tmp_path, "pool", "high = 1400", f"high = {high}")
        [flip] = eq.break_even(eq.read_scenario(path), asked, ["pool"])
        assert (flip.value is not None) is found


def test_what_was_observed_is_read_by_the_key_of_the_firm(tmp_path):
    seen = family().observed
    assert dict(seen.actions) == {"Meta": "open", "OpenAI": "both"}
    assert seen.date == "2024-09-30" and "Llama 3.1 405B" in seen.source
    assert family().variant("llama_3_1_405b").observed == seen
    path = tmp_path / "scenario.toml"
    path.write_text(TEXT[: TEXT.index("[observed]")], encoding="utf-8")
    assert eq.read_scenario(path).observed is None
    # A file that promises what was known by a date may not have seen more.
    early = (FOLDER / "scenario_2024_05_08.toml").read_text(encoding="utf-8")
    old = 'date = "2024-05-08"\n\n# ---- known later'
    assert old in early
    path.write_text(early.replace(old, old.replace("05-08", "05-09")), encoding="utf-8")
    with pytest.raises(eq.GameError, match=r"observed\.date: 2024-05-09 is after 2024-05-08"):
        eq.read_scenario(path)
