"""The hindcast: what was known by a date, and the score."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

import equilibria as eq
from equilibria.markets.openness.hindcast import KINDS, forecast, hindcast, read_moves
from support.scenario import FOLDER, family

PATH = FOLDER / "scenario_2024_05_08.toml"
MOVES = FOLDER / "moves.csv"


@cache
def early():
    return eq.read_scenario(PATH)


def test_only_what_was_known_by_then_is_used():
    text = PATH.read_text(encoding="utf-8")
    assert 'known_by = "2024-05-08"' in text
    late = [n for n, p in early().parameters.items() if p.known_at > "2024-05-08"]
    assert late and all(n.startswith("elo_") for n in late)
    for name in late:
        assert early().parameters[name].known_at == "2024-05-20"
        assert f"{name} = " in text[text.index("[admitted]\n") :]
    assert early().parameters["open_share"].basis == "assumed"  # the later measurement is not used


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
    refused("[admitted]\n", '[admitted]\npool = "why not"\n', r"admitted\.pool: it was known by")


def test_the_forecast_is_the_game_s():
    f = forecast(early())
    game = early().game()
    for e in eq.nash(game):
        assert {game.actions[0][a] for a in e.support[0]} <= set(f.opener)
        assert {game.actions[1][b] for b in e.support[1]} <= set(f.rival)
    before, after = f.prices["openai"]
    assert before == pytest.approx(15) and f.change("openai") == pytest.approx(after / before - 1)
    assert f.change("nobody") is None


def test_the_score_counts_hits_against_nothing_changes():
    moves = read_moves(MOVES)
    assert len(moves) >= 12 and all(m.source for m in moves)
    found = hindcast(early(), moves)
    assert found.hits == sum(c.model for c in found.calls) <= len(moves)
    assert found.nothing == sum(m.continues for m in moves)
    assert found.hits > found.nothing
    assert not all(c.model for c in found.calls)  # it misses some, and says so
    assert "knew the outcomes" in found.caution
    assert [c.move.date for c in found.calls] == sorted(m.date for m in moves)
    # The other way round the score turns: an opener that does not open calls none of its openings.
    closed = replace(found.forecast, opener=("internal",))
    opening = next(m for m in moves if m.kind == "opens")
    assert KINDS["opens"](found.forecast, opening) and not KINDS["opens"](closed, opening)
    assert KINDS["closes"](closed, opening) and not KINDS["closes"](found.forecast, opening)


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
    file.write_text(f"{head}\nMay,openai,waits,a move,big,perhaps,,yes\n", encoding="utf-8")
    with pytest.raises(eq.GameError) as caught:
        read_moves(file)
    for what in (
        "line 2, date",
        "line 2, kind",
        "line 2, continues",
        "line 2, source",
        "line 2, size",
    ):
        assert what in str(caught.value)
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(eq.GameError, match="give the columns"):
        read_moves(file)
