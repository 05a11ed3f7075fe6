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

import numpy as np
import pytest

import equilibria as eq
from equilibria.markets.openness.analysis import decide
from equilibria.markets.openness.builder import NestedOpenness
from equilibria.markets.openness.claims import bench
from equilibria.markets.openness.effort import Effort
from equilibria.markets.openness.hindcast import hindcast, read_moves, spread
from equilibria.markets.openness.study import study
from equilibria.report import (
    as_data,
    document_data,
    document_text,
    first_screen,
    memo,
    page,
    part_forms,
    part_motive,
    part_summary,
    part_thresholds,
    part_years,
)
from equilibria.report.document import Fold, Paragraph, Picture, Table
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
    return study(family(), effort=TINY, seed=3, observed=family().observed.actions)


@cache
def _memo():
    early = eq.read_scenario(FOLDER / "scenario_2024_05_08.toml")
    moves = read_moves(FOLDER / "moves.csv")
    past = hindcast(early, moves), early, spread(early, moves, n=8, seed=3)
    names = {"complement": "The social products"}
    return memo(_study(), names=names, past=past, limits=("The data end in 2024.",))


def test_the_memo_holds_every_section_and_parameter():
    document = _memo()
    anchors = [s.anchor for s in document.sections]
    assert anchors == [
        "memo", "cast", "payoffs", "equilibria", "thresholds", "maps", "tornado", "draws",
        "claims", "forms", "timing", "waiting", "path", "years", "market", "entry", "motive",
        "hindcast", "variants", "limits", "register",
    ]  # fmt: skip
    text = document_text(document)
    for word in ("seed 3", "Llama 3.1 405B", "The data end in 2024.", "P1 ", "P13", "± "):
        assert word in text
    assert all(name in text for name in family().parameters)
    # A new section needs nothing else; without a past there is no hindcast.
    added = memo(_study(), more=(replace(document.sections[1], anchor="x"),))
    assert "hindcast" not in [s.anchor for s in added.sections]
    assert "x" in [s.anchor for s in added.sections]


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
    # Counted by hand, draw by draw: the first ones of both forms are the same.
    swept = bench(family(), TINY.claim_draws, 3, other=TINY.claim_draws_b)
    one, other = (e.dominant[: TINY.claim_draws_b] for e in swept.draws.values())
    solved = np.logical_and.reduce([e.solved[: TINY.claim_draws_b] for e in swept.draws.values()])
    counts = _study().forms.agreement["P3"]
    pairs = list(zip(one[solved].tolist(), other[solved].tolist(), strict=True))
    kinds = ((True, True), (True, False), (False, True), (False, False))
    assert counts == tuple(pairs.count(kind) for kind in kinds)
    assert _study().forms.solved == len(pairs) > 0 and counts[0] < len(pairs)


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


#: What a number may be followed by, or stand under, to have a unit.
UNIT = re.compile(
    r"USD|\$|Mtok|share|per year|a year|per token|Elo|%|probabilit|months|firms|weight|multiple"
    r"|points|draws|moves|discount factor|± |correlation|parameters|date|chance"
)
NUMBER = re.compile(r"(?<![\w.-])[-+]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?(?![\w-])")


def test_no_number_in_a_table_is_without_its_unit():
    bare = []
    for section in _memo().sections:
        for table in _tables(section.blocks):
            if "unit" in table.columns or UNIT.search(table.caption):
                continue
            for row in table.rows:
                for column, cell in zip(table.columns[1:], row[1:], strict=True):
                    text = cell.text if hasattr(cell, "text") else cell
                    if NUMBER.search(text) and not UNIT.search(f"{row[0]} {column} {text}"):
                        bare.append((section.anchor, table.caption, column, text))
    assert not bare
    # In each of these places a number did stand alone, and now has its unit beside it.
    text = document_text(_memo())
    assert re.search(r"at 24\.\d+ USD bn/yr exactly", " ".join(text.split()))
    [thresholds] = [s for s in _memo().sections if s.anchor == "thresholds"]
    ties = [t for t in _tables(thresholds.blocks) if "opening ties" in t.caption]
    assert len(ties) == 2 and all(UNIT.search(t.caption) for t in ties)
    [variants] = [s for s in _memo().sections if s.anchor == "variants"]
    [table] = _tables(variants.blocks)
    assert all(UNIT.search(row[-1]) or row[-1] == "none in range" for row in table.rows)
    why = [line for line in first_screen(_decision()).splitlines() if "(assumed)" in line]
    assert why and all(re.search(r"[+-]\$\d+\.\d\dbn  ", line) for line in why)


def _tables(blocks):
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Fold):
            yield from _tables(block.blocks)


def test_the_two_margins_are_told_apart():
    [section] = [s for s in _memo().sections if s.anchor == "tornado"]
    told = section.blocks[0].text
    d, gain = _decision(), _study().gain
    assert f"${float(d.margin):.2f}bn" in told and f"${float(gain.today):.2f}bn" in told
    assert float(d.margin) != float(gain.today) and "commits first" in told
    assert "committing first" in gain.output


def test_a_picture_that_shows_nothing_is_a_sentence():
    flat = (
        (0, Fraction(-4, 3), Fraction(-4, 3)),
        (Fraction(1, 2), Fraction(-4, 3), Fraction(-4, 3)),
        (1, Fraction(-4, 3), Fraction(-4, 3)),
    )
    block = part_years._by_hazard(flat, "USD bn")
    assert isinstance(block, Paragraph) and "-1.33 USD bn whatever the chance" in block.text
    block = part_years._by_hazard((*flat[:2], (1, Fraction(2), Fraction(2))), "USD bn")
    assert isinstance(block, Picture) and block.alt.endswith("2.00 at 1, USD bn.")
    for section in _memo().sections:
        for block in section.blocks:
            if isinstance(block, Picture):
                assert "startups startups" not in block.alt
                assert "yes: 100.0 %" not in block.alt
                assert "100 % of the cells" not in block.alt
    # The map over one cell of either kind keeps its picture; over one kind only it is told.
    f = _study().forms
    for played, kind in ((np.ones_like(f.open_played), Paragraph), (None, Picture)):
        mixed = np.ones_like(f.open_played)
        mixed[0, 0] = 0
        shown = replace(f, open_played=mixed if played is None else played)
        assert isinstance(part_forms._map(shown, "across", "up", _study()), kind)
    everywhere = [m for m in _study().maps if len(m.regimes) == 1 and m.proved_share == 1]
    for found in _study().maps:
        block = part_thresholds._map(_study(), found)
        assert isinstance(block, Paragraph if found in everywhere else Picture)


def test_the_motive_is_of_what_was_observed():
    assert dict(_study().motive.profile) == dict(family().observed.actions)
    [section] = [s for s in _memo().sections if s.anchor == "motive"]
    told = section.blocks[0].text
    assert "Observed: (Meta: open, OpenAI: both), as of 2024-09-30" in told
    assert family().observed.source in told
    unseen = replace(_decision(), family=_moved())
    assert unseen.family.observed is None
    plain = part_motive.motive(replace(_study(), decision=unseen)).blocks[0].text
    assert "suppose the model's own answer" in plain


def test_the_quick_run_says_what_it_leaves_out():
    [summary] = [s for s in _memo().sections if s.anchor == "memo"]
    assert "left out are how every assumption moves the pool" in summary.blocks[-1].text
    full = replace(_study(), effort=replace(TINY, name="full"))
    assert "left out" not in part_summary.summary(full).blocks[-1].text


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


def test_another_price_and_a_wider_range_go_through_to_the_page(tmp_path):
    """Another price and a wider range in the file, nothing else: the page says the new numbers."""
    text = (FOLDER / "scenario.toml").read_text(encoding="utf-8")
    price, wide = "default = 7.5\nlow = 3.75", "default = 5.7\nlow = 2\nhigh = 1400"
    assert price in text and wide in text
    text = text.replace(price, "default = 8.375\nlow = 3.75")
    path = tmp_path / "changed.toml"
    path.write_text(text.replace(wide, wide.replace("1400", "2750")), encoding="utf-8")
    html, data = tmp_path / "memo.html", tmp_path / "memo.json"
    done = _run("--scenario", str(path), "--html", str(html), "--json", str(data))
    assert done.returncode == 0, done.stderr
    assert "its price $8.38 ->" in done.stdout or "its price $8.37 ->" in done.stdout
    held = json.loads(data.read_text(encoding="utf-8"))["decision"]
    changed = eq.read_scenario(path)
    assert Fraction(held["margin"]["exact"]) == decide(changed, briefly=True).margin
    assert Fraction(held["margin"]["exact"]) != _decision().margin
    [pool] = [p for p in held["parameters"] if p["name"] == "pool"]
    assert pool["high"]["float"] == 2750
    page = html.read_text(encoding="utf-8")
    assert "8.375" in page and "2 to 2750" in page and "2 to 1400" not in page


def test_the_example_refuses_a_bad_scenario_in_one_line(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("schema = 3", encoding="utf-8")
    done = _run("--scenario", str(path))
    assert done.returncode == 2 and "schema: 3" in done.stderr and "Traceback" not in done.stderr


def test_every_option_is_in_the_documents_and_the_other_way_round():
    options = set(re.findall(r'add_argument\("(--\w+)"', (FOLDER / "decide.py").read_text()))
    told = (FOLDER.parents[1] / "docs" / "memo.md").read_text(encoding="utf-8")
    assert options == set(re.findall(r"`(--\w+)", told)) and len(options) == 8


def test_the_screen_alone():
    done = _run("--screen")
    assert done.returncode == 0 and done.stdout == GOLDEN.read_text(encoding="utf-8")


def test_decide_is_for_its_builder():
    with pytest.raises(eq.GameError, match="open-vs-closed"):
        decide(eq.Family("t", "q", "2024-01-01", {}, object()))
