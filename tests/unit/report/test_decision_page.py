"""The decision: golden first screen, the memo's sections, data, and the example's command line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import equilibria as eq
from equilibria.markets.openness.analysis import decide
from equilibria.markets.openness.builder import NestedOpenness
from equilibria.markets.openness.effort import QUICK, Effort
from equilibria.markets.openness.hindcast import hindcast, read_moves
from equilibria.markets.openness.study import study
from equilibria.report import as_data, document_data, document_text, first_screen, memo, page
from support.scenario import FOLDER, family

GOLDEN = Path(__file__).parents[2] / "golden" / "first_screen.txt"


@cache
def _decision():
    return decide(family())


def test_the_first_screen_is_as_recorded():
    """Set REGENERATE=1 to record it anew, and read the difference before committing it."""
    screen = first_screen(_decision()) + "\n"
    if os.environ.get("REGENERATE"):
        GOLDEN.write_text(screen, encoding="utf-8")
    assert screen == GOLDEN.read_text(encoding="utf-8")


def test_the_first_screen_fits_and_answers_first():
    lines = first_screen(_decision()).splitlines()
    assert len(lines) <= 20 and max(map(len, lines)) <= 80
    heads = [line.split()[0] for line in lines[1:] if not line.startswith(" ")]
    assert heads == ["ANSWER", "WHY", "FLIPS", "RIVALS", "GAME", "KNOWN"]


def test_the_answer_comes_out_of_the_solved_game():
    d = _decision()
    game = family().game()
    [e] = eq.nash(game)
    assert e["Meta"][d.answer] == 1 and d.verdict
    earned = e.profile.action_payoffs("Meta")
    others = [v for a, v in zip(game.actions[0], earned, strict=True) if a != d.answer]
    assert d.margin == earned[game.action_index("Meta", d.answer)] - max(others)
    assert sum((r.amount for r in d.why), Fraction(0)) == d.margin


def test_another_scenario_has_another_answer():
    closed = decide(_moved(pool=60), briefly=True)
    assert closed.answer == "api" and "ANSWER   API" in first_screen(closed)
    assert sum((r.amount for r in closed.why), Fraction(0)) == closed.margin > 0


def test_the_margin_is_the_least_over_all_equilibria():
    # A cost of specialising at which OpenAI is indifferent between frontier and both.
    s = family()
    theirs = s.game().exact_payoffs()[1]
    cost = s.values()["specialise_cost"] + theirs[0, 3] - theirs[0, 1]
    d = decide(_moved(specialise_cost=cost), briefly=True)
    assert d.replies == ("frontier", "both") and len(d.equilibria) == 2 and d.answer == "open"
    ours = d.game.exact_payoffs()[0]
    margins = [ours[0, j] - max(ours[1, j], ours[2, j]) for j in (1, 3)]
    assert d.margin == min(margins) < max(margins)
    assert sum((r.amount for r in d.why), Fraction(0)) == d.margin
    assert "replies: frontier or both" in first_screen(d)


def test_equilibria_that_disagree_are_said_to():
    d = _decision()
    mixed = eq.NormalFormGame.bimatrix([[1, 0], [0, 1], [0, 0]], [[0, 1], [1, 0], [0, 0]])
    told = first_screen(replace(d, answer=None, answers=("open", "api"), equilibria=eq.nash(mixed)))
    assert "it depends on the equilibrium: open or api" in told


def test_break_even_values_are_where_the_answer_flips():
    s, d = family(), _decision()
    step = Fraction(1, 10**6)
    flips = [b for b in d.flips if b.value is not None]
    assert len(flips) == 5
    for b in flips:
        for value, holds in (
            (b.value * (1 - step), b.bracket.before),
            (b.value * (1 + step), b.bracket.after),
        ):
            assert d.statement.holds(s.game(**{b.parameter: value})) is holds
    for b in d.flips:
        if b.value is None:
            for end in (b.low, b.high):
                assert d.statement.holds(s.game(**{b.parameter: end})) is b.holds


#: The least that has every section.
TINY = Effort("quick", 1 << 7, 8, 1 << 6, 1 << 4, 3, 1, 1 << 9, 6, swings=True)


@cache
def _study():
    return study(family(), effort=TINY, seed=3)


@cache
def _memo():
    early = eq.read_scenario(FOLDER / "scenario_2024_05_08.toml")
    past = hindcast(early, read_moves(FOLDER / "moves.csv")), early
    names = {"complement": "The social products"}
    return memo(_study(), names=names, past=past, limits=("The data end in 2024.",))


def test_the_memo_holds_every_section_and_parameter():
    document = _memo()
    anchors = [s.anchor for s in document.sections]
    assert anchors == [
        "memo", "cast", "payoffs", "equilibria", "thresholds", "maps", "tornado", "draws",
        "claims", "forms", "timing", "waiting", "years", "market", "entry", "motive", "hindcast",
        "variants", "limits", "register",
    ]  # fmt: skip
    text = document_text(document)
    for word in ("seed 3", "llama 3 1 405b", "The data end in 2024.", "P1 ", "P13", "± "):
        assert word in text
    assert all(name in text for name in family().parameters)
    # A new section needs nothing else; without a past there is no hindcast.
    added = memo(_study(), more=(replace(document.sections[1], anchor="x"),))
    assert "hindcast" not in [s.anchor for s in added.sections]
    assert "x" in [s.anchor for s in added.sections] and QUICK.draws > TINY.draws


def test_everybody_in_the_question_is_on_the_page_with_today_s_numbers():
    [cast] = [s for s in _memo().sections if s.anchor == "cast"]
    rows = {row[0]: row[2] for row in cast.blocks[0].rows}
    assert list(rows) == [
        "Meta", "OpenAI", "A frontier model", "Private and customized models", "Google",
        "Anthropic", "API startups", "Customers", "Hosts of the open model", "The social products",
        "Models as infrastructure", "Models as the whole system",
    ]  # fmt: skip
    d, s = _decision(), family()
    assert f"{float(d.margin):.2f}bn" in rows["Meta"]
    assert f"{d.vendors[0].price_after:.2f}" in rows["OpenAI"]
    for k, share in (("Models as infrastructure", 0), ("Models as the whole system", "7/10")):
        game = s.game(model_share=share)
        [e] = eq.nash(game)
        earned = e.profile.action_payoffs("Meta")
        assert f"plays {next(a for a in game.actions[0] if e['Meta'][a])}" in rows[k]
        assert f"{float(earned[0] - max(earned[1:])):+.2f}" in rows[k]
    [pool] = eq.thresholds(s, "pool", d.statement, model_share="7/10")
    assert f"{float(pool.value):.4g} USD bn/yr" in rows["Models as the whole system"]


def test_the_page_says_what_each_form_of_demand_says():
    [forms] = [s for s in _memo().sections if s.anchor == "forms"]
    table = forms.blocks[1]
    assert [row[0] for row in table.rows] == ["limit prices", "nested logit"]
    b = eq.Family(
        "t", "q", "2024-07-22", family().parameters, NestedOpenness(family().builder.firms)
    )
    [e] = eq.nash(b.game())
    assert table.rows[1][1] == "open" and e["Meta"]["open"] == 1
    assert _study().forms.worst < 1e-9  # the calibration gives its targets back
    counts = _study().forms.agreement["P3"]
    assert sum(counts) == _study().forms.solved > 0


def test_the_memo_is_the_same_as_page_text_and_data():
    document = _memo()
    html, data = page(document), json.loads(json.dumps(document_data(document)))
    assert [s["title"] for s in data["sections"]] == [s.title for s in document.sections]
    assert all(f'id="{s.anchor}"' in html for s in document.sections)
    assert html.count("<svg") == html.count('role="img"') >= 5
    assert "http://" not in html.replace("http://www.w3.org", "") and "<script" not in html


def test_the_data_say_the_same_and_carry_the_proof():
    data = json.loads(json.dumps(as_data(_decision(), None, _study().claims)))
    assert [c["claim"] for c in data["claims"]] == [f"P{k}" for k in range(1, 14)]
    assert data["answer"] == _decision().answer
    assert Fraction(data["margin"]["exact"]) == _decision().margin
    assert eq.check(data["certificate"], family().game()).outcome is eq.Outcome.PROVED
    assert len(data["parameters"]) == len(family().parameters)
    assert [len(t) for t in data["payoffs"]] == [18, 18]


def _moved(**values):
    s = family()
    changed = {
        name: replace(p, default=values[name]) if name in values else p
        for name, p in s.parameters.items()
    }
    return eq.Family(s.title, s.question, s.date, changed, s.builder)


def _run(*arguments):
    command = [sys.executable, str(FOLDER / "decide.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_example_runs_and_writes_data(tmp_path):
    page, data = tmp_path / "memo.html", tmp_path / "memo.json"
    done = _run("--html", str(page), "--json", str(data))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(GOLDEN.read_text(encoding="utf-8").rstrip("\n"))
    held = json.loads(data.read_text(encoding="utf-8"))
    assert held["decision"]["answer"] == "open" and held["memo"]["sections"]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_example_refuses_a_bad_scenario_in_one_line(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("schema = 3", encoding="utf-8")
    done = _run("--scenario", str(path))
    assert done.returncode == 2 and "schema: 3" in done.stderr and "Traceback" not in done.stderr


def test_every_option_is_in_the_documents_and_the_other_way_round():
    options = set(re.findall(r'add_argument\("(--\w+)"', (FOLDER / "decide.py").read_text()))
    told = (FOLDER.parents[1] / "docs" / "memo.md").read_text(encoding="utf-8")
    assert options == set(re.findall(r"`(--\w+)", told)) and len(options) == 7


def test_the_screen_alone():
    done = _run("--screen")
    assert done.returncode == 0 and done.stdout == GOLDEN.read_text(encoding="utf-8")


def test_decide_is_for_its_builder():
    with pytest.raises(eq.GameError, match="open-vs-closed"):
        decide(eq.Family("t", "q", "2024-01-01", {}, object()))
