"""The words that a scenario gives its page: read, or refused with the key path."""

from __future__ import annotations

import pytest

import equilibria as eq
from equilibria.markets.scenario_page import read_page
from support.scenario import FOLDER, PATH


def test_the_scenario_that_ships_names_everybody():
    page = read_page(PATH)
    assert len(page.names) == 7 and len(page.limits) == 4 and len(page.benchmarks) == 4
    last = page.benchmarks[-1]
    assert (last.score_open, last.tolerance, last.holds) == (82.0, 1.0, False)


def test_without_words_there_are_none(tmp_path):
    page = read_page(FOLDER / "scenario_2024_05_08.toml")
    assert (page.names, page.limits, page.benchmarks) == ({}, (), ())


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('rival = "OpenAI, with', 'rivals = "OpenAI, with', "page.names.rivals"),
        ('opener = "Meta, with Llama 3"', "opener = 3", "page.names.opener"),
        ("score_open = 82.0", 'score_open = "82"', "page.benchmarks[3].score_open"),
        ("score_open = 82.0", "score_open = nan", "page.benchmarks[3].score_open"),
        ("score_open = 82.0\n", "", "page.benchmarks[3].score_open"),
        ("tolerance = 1", "margin = 1", "page.benchmarks[3].margin"),
        ('unit = "% of MMLU"', "unit = 5", "page.benchmarks[3].unit"),
        ("limits = [", "limit = [", "page.limit"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, old, new, key):
    text = PATH.read_text(encoding="utf-8")
    start, table = text.split("[page]\n")
    assert table.count(old) == 1
    path = tmp_path / "scenario.toml"
    path.write_text(f"{start}[page]\n{table.replace(old, new)}", encoding="utf-8")
    with pytest.raises(eq.GameError) as caught:
        read_page(path)
    assert any(line.startswith(key) for line in caught.value.complaints)
    eq.read_scenario(path)  # the numbers are as they were
