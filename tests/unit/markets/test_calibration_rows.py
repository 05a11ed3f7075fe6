"""What the example says and where it is from: every figure against its row of calibration.csv."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

import pytest

import equilibria as eq
from equilibria.markets.openness.hindcast import read_moves
from equilibria.markets.scenario_page import read_page
from support.scenario import FOLDER, family

with (FOLDER / "calibration.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
EARLY = eq.read_scenario(FOLDER / "scenario_2024_05_08.toml")
FILES = {"July": family(), "May": EARLY}
BLENDED = "API price blended 3:1 "
MAY, JULY, SEPTEMBER = "2024-05-20", "2024-07-22", "2024-09-05"
REVENUE = ("OpenAI revenue 2024 (expected)", "ChatGPT revenue 2024 (expected)")
SPEND = "Spend base of that 10%"
#: A bn/yr or a share from the units of the table.
SCALE = {"USD m": 1e-3, "%": 1e-2}


def row(quantity: str, date: str = "") -> dict[str, str]:
    [found] = [r for r in ROWS if r["quantity"] == quantity and r["date"].startswith(date)]
    return found


def published(r: dict[str, str]) -> float:
    """The number of a row, about and hedging signs off."""
    return float(r["value"].lstrip("~")) * SCALE.get(r["unit"], 1)


def origins(r: dict[str, str]) -> str:
    """Where a row comes from; of a blended price, where its inputs do."""
    if r["quantity"].startswith(BLENDED):
        return row(r["quantity"].replace("blended 3:1", "input"), r["date"])["source"]
    return r["source"]


@dataclass(frozen=True)
class Cited:
    """A value of a scenario with its rows; `of` makes the value of theirs, else it is theirs."""

    file: str
    name: str
    rows: tuple[tuple[str, str], ...]
    of: object = None
    digits: int = 9


def one(file, name, quantity, date=""):
    return Cited(file, name, ((quantity, date),))


CITED = [
    *(one("July", f"elo_{k}", f"Arena Elo {q}", d) for k, q, d in (
        ("open", "Llama-3-70b-Instruct", JULY), ("openai", "GPT-4o-2024-05-13", JULY),
        ("google", "Gemini-1.5-Pro-0514", JULY), ("anthropic", "Claude 3.5 Sonnet", JULY),
        ("startups", "Command R+", MAY))),
    *(one("May", f"elo_{k}", f"Arena Elo {q}", MAY) for k, q in (
        ("open", "Llama-3-70b-Instruct"), ("openai", "GPT-4-Turbo-2024-04-09"),
        ("google", "Gemini 1.5 Pro 0409"), ("anthropic", "Claude 3 Opus"),
        ("startups", "Command R+"))),
    *(one("July", name, BLENDED + q) for name, q in (
        ("price_openai", "GPT-4o (2024-05-13)"),
        ("price_google", "Gemini 1.5 Pro (<=128k), mid-2024"),
        ("price_anthropic", "Claude 3 Sonnet / 3.5 Sonnet"),
        ("price_startups", "Mistral Large 2 at launch"),
        ("host_price", "Llama 3 70B (Groq list)"))),
    *(one("May", name, BLENDED + q) for name, q in (
        ("price_openai", "GPT-4 Turbo"), ("price_anthropic", "Claude 3 Opus"),
        ("price_google", "Gemini 1.5 Pro at API launch"),
        ("price_startups", "Command R+ (Apr 2024)"), ("host_price", "Llama 3 70B (Groq list)"))),
    *(one(f, "core_profit", "Family of Apps operating income 2023") for f in FILES),
    *(one(f, "efficiency_gain", "Hypothetical efficiency gain from opening") for f in FILES),
    one("July", "open_share", "Open token share, OpenRouter"),
    one("July", "lag", "Open lag behind closed (Epoch)"),
    Cited("July", "model_share", tuple((q, "") for q in REVENUE),
          lambda v, total, chat: 1 - chat / total, 2),
    Cited("July", "cost_share_openai", (("OpenAI API gross margin June 2024", ""),),
          lambda v, margin: 1 - margin),
    Cited("July", "frontier_cost", (("Deployed-model training scale, Amodei Jun 2024", ""),),
          lambda v, cost: cost),
    Cited("May", "frontier_cost", (("GPT-4 training compute cost", ""),), lambda v, cost: cost),
    Cited("July", "access_revenue", (("OpenAI API annualised, Altman to staff", ""),),
          lambda v, api: api / revenue_share(v), 2),
    Cited("July", "pool", (*((q, "") for q in REVENUE),
                           ("OpenAI API annualised, Altman to staff", "")),
          lambda v, total, chat, api: v["access_revenue"] / v["model_share"], 1),
    Cited("July", "price_sensitivity", (("OpenAI API gross margin June 2024", ""),),
          lambda v, margin: 1 / (v["price_openai"] * margin * (1 - v["share_openai_cost_led"])), 3),
    Cited("May", "lag", ((BLENDED + "GPT-4 (0314/0613)", ""),
                         ("MMLU Llama 3 70B Instruct (5-shot)", "")), lambda v, *_: 12.0),
    *(Cited(f, "spend", ((SPEND, ""),), lambda v, *_: 100 / 10) for f in FILES),
]  # fmt: skip


def revenue_share(v) -> float:
    firms = ("openai", "google", "anthropic", "startups")
    earned = {f: v[f"price_{f}"] * v[f"share_{f}_cost_led"] for f in firms}
    return earned["openai"] / sum(earned.values())


def named(source: str, text: str) -> bool:
    """Whether a text names one of a row's origins, by site, repository or author."""
    sites = r"[\w-]+(?:\.[\w-]+)+"
    found = re.findall(rf"{sites}|[\w-]+/[\w-]+|NYT|Zuckerberg|FutureSearch", source)
    return any(word in text for word in found)


@pytest.mark.parametrize("c", CITED, ids=[f"{c.file}-{c.name}" for c in CITED])
def test_a_figure_is_that_of_its_row(c):
    p, held = FILES[c.file].parameters[c.name], [row(*pair) for pair in c.rows]
    values = {name: float(v) for name, v in FILES[c.file].values().items()}
    if c.of is None:
        assert float(p.default) == pytest.approx(published(held[0]), abs=1e-12)
    else:
        numbers = [published(r) for r in held if re.fullmatch(r"~?[\d.]+", r["value"])]
        assert float(p.default) == pytest.approx(c.of(values, *numbers), abs=0.5 * 10**-c.digits)
    units = {"%": "share", "USD m": "USD bn/yr", "USD bn": "USD bn/yr", "USD": "USD bn/yr"}
    if c.of is None:
        assert units.get(held[0]["unit"], held[0]["unit"]) == p.unit
    recalled = held[0]["verified"].startswith("recalled")
    exact = c.of is None and held[0]["verified"] == "yes"
    assert p.basis == ("assumed" if recalled else "sourced" if exact else "derived")
    if recalled:
        assert not p.source and "recalled" in p.note
        return
    assert p.known_at == max(r["known_at"] for r in held)
    if len(held) == 1 and p.date != held[0]["date"]:
        # Two releases at one price: the later one is meant. A value of the month of its row.
        assert p.date in held[0]["date"] or held[0]["date"] in p.date
    assert any(named(origins(r), p.source) for r in held), (p.source, [origins(r) for r in held])


def test_nothing_with_a_source_is_left_out():
    for name, s in FILES.items():
        cited = {c.name for c in CITED if c.file == name}
        marked = {n for n, p in s.parameters.items() if p.basis != "assumed"}
        assert marked <= cited, marked - cited
        for n, p in s.parameters.items():
            assert p.basis != "assumed" or p.note, f"{name}: {n} does not say what it rests on"


ENDS = [
    ("July", "core_profit", "Family of Apps operating income 2024", 87.11),
    ("July", "spend", "Meta capex 2024", 39.23),
    ("July", "pool", "Meta genAI revenue forecast 2035", 1400),
    ("May", "spend", "Meta capex guidance 24 Apr 2024", 40),
]


@pytest.mark.parametrize("end", ENDS)
def test_the_top_of_a_range_is_that_of_its_row(end):
    file, name, quantity, value = end
    r = row(quantity)
    assert float(r["value"].split("-")[-1]) == value == float(FILES[file].parameters[name].high)
    assert r["unit"].startswith("USD bn")
    if file == "May":
        assert r["known_at"] <= EARLY.date


def test_variants_are_their_rows():
    [(name, variant)] = family().variants.items()
    assert name == "llama_3_1_405b"
    quantities = {
        "elo_open": ("Arena Elo Llama-3.1-405b-Instruct", SEPTEMBER),
        "host_price": (BLENDED + "Llama 3.1 405B (cheapest listed)", "2024 autumn"),
    }
    held = {n: row(*quantities[n]) for n, _ in variant.set}
    assert {n: float(v) for n, v in variant.set} == {n: published(r) for n, r in held.items()}
    assert len(held) == 2 and SEPTEMBER in variant.note and "autumn 2024" in variant.note
    assert all(r["known_at"] > family().date for r in held.values()) and "after" in variant.note


BENCH = (
    ("Arena Elo Llama-3-70b-Instruct", "Arena Elo GPT-4-0314", MAY),
    ("Arena Elo Llama-3-70b-Instruct", "Arena Elo GPT-4o-2024-05-13", MAY),
    ("Arena Elo Llama-3.1-405b-Instruct", "Arena Elo ChatGPT-4o-latest 2024-08-08", SEPTEMBER),
    ("MMLU Llama 3 70B Instruct (5-shot)", "MMLU GPT-4 0314 (5-shot)", ""),
)


def test_benchmarks_are_their_rows():
    given = read_page(FOLDER / "scenario.toml").benchmarks
    for b, (opened, closed, date) in zip(given, BENCH, strict=True):
        pair = [
            next(r for r in ROWS if r["quantity"].startswith(q) and r["date"].startswith(date))
            for q in (opened, closed)
        ]
        assert [b.score_open, b.score_closed] == [float(r["value"]) for r in pair]
        assert b.unit in (pair[0]["unit"], "% of MMLU") and b.date == pair[0]["date"]
        assert all(
            any(word in r["source"] for word in re.split(r"[;,] ", b.source.replace(" table", "")))
            or "MODEL_CARD" in r["source"]
            for r in pair
        )


#: By date and kind: the price before and after, or the row of what was done.
MOVED = {
    ("2024-05-13", "openai"): ("GPT-4 Turbo", "GPT-4o (2024-05-13)"),
    ("2024-06-20", "anthropic"): ("Claude 3 Opus", "Claude 3 Sonnet / 3.5 Sonnet"),
    ("2024-08-06", "openai"): ("GPT-4o (2024-05-13)", "GPT-4o (2024-08-06)"),
    ("2024-10-31", "google"): (
        "Gemini 1.5 Pro (<=128k), mid-2024",
        "Gemini 1.5 Pro, after cut",
    ),
    ("2025-08-31", "openai"): ("GPT-4o (2024-08-06)", "GPT-5"),
}
DONE = {
    ("2024-07-23", "opens"): "MMLU Llama 3.1 405B Instruct 5-shot / CoT",
    ("2024-08-20", "specialises"): "GPT-4o fine-tuning training price",
    ("2024-08-31", "startups leave"): "Exit: Inflection licence fee / Adept / Character.AI",
    ("2024-09-30", "leads"): "API price input o1-preview",
    ("2025-08-05", "opens its weights"): "OpenAI opens gpt-oss-120b/20b",
    ("2025-08-31", "leads"): "API price input GPT-5",
    ("2026-04-08", "closes"): "Meta ships Muse Spark closed",
    ("2026-11-23", "sells access"): "API price input Meta Muse Spark 1.1 (closed API)",
}


def test_moves_are_their_rows():
    moves = read_moves(FOLDER / "moves.csv")
    for m in moves:
        if m.kind == "price falls":
            before, after = (row(BLENDED + q) for q in MOVED[m.date, m.firm])
            change = published(after) / published(before) - 1
            assert m.size == pytest.approx(change, abs=5e-5)
            for r in (before, after):
                assert f"{published(r):g}" in m.move
            origin, r = origins(after), after
        else:
            r = row(DONE[m.date, m.kind])
            assert m.size is None
            origin = r["source"]
        # A month in the table is a move by its last day.
        assert r["date"][:7] in (m.date[:7], m.date[:4]) or m.date in (
            r["known_at"],
            r["date"][-10:],
        )
        assert m.verified == (r["verified"] if r["verified"] != "derived" else "yes")
        assert any(named(origin, m.source) or part in origin for part in m.source.split(";")), m
    assert len(moves) == len(MOVED) + len(DONE)


def test_what_was_played_is_of_its_rows():
    for s in FILES.values():
        seen = s.observed
        assert set(seen.actions) == set(s.players) and len(seen.date) == 10
    assert EARLY.observed.date == EARLY.date
    for text, r in (
        (family().observed.source, row(DONE["2024-07-23", "opens"])),
        (family().observed.source, row(DONE["2024-08-20", "specialises"])),
        (family().observed.source, row("API price output o1-preview")),
        (EARLY.observed.source, row("MMLU Llama 3 70B Instruct (5-shot)")),
        (EARLY.observed.source, row("API price input GPT-4 Turbo")),
    ):
        assert named(r["source"], text) or r["source"].split(",")[0] in text
