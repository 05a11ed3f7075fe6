"""Pictures: each result has one, it shows what the result holds, and nothing else is touched."""

import subprocess
import sys

import pytest

import equilibria as eq

pytest.importorskip("matplotlib")

A = [[10, 3, 0], [15, 7, -4], [7, 5, -15]]
STAGE = eq.NormalFormGame.bimatrix(
    A, [list(c) for c in zip(*A)], players=["Ann", "Bob"], actions=[["L", "M", "H"]] * 2
)
DILEMMA = eq.NormalFormGame.bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
PENNIES = eq.NormalFormGame.bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
CODE = eq.critical_discount(STAGE, sustain=["L", "L"])

RESULTS = {
    "feasible": eq.feasible_set(STAGE),
    "rational": eq.individually_rational(STAGE),
    "empty rational": eq.individually_rational(PENNIES),
    "polygon": eq.payoff_set(eq.RepeatedGame(STAGE, "3/10")),
    "segment": eq.payoff_set(eq.RepeatedGame(DILEMMA, "1/5")),
    "point": eq.payoff_set(eq.RepeatedGame(DILEMMA, "1/10")),
    "empty": eq.payoff_set(eq.RepeatedGame(PENNIES, "1/2")),
    "unequal": eq.payoff_set(eq.RepeatedGame(DILEMMA, ["1/2", "9/10"])),
    "punishments": CODE,
    "mixed reversion": eq.critical_discount(
        STAGE, sustain=["L", "L"], punishment="grim", revert_to="mixed"
    ),
    "never": eq.critical_discount(PENNIES, sustain=[0, 0]),
    "path": CODE.strategy,
    "automaton": eq.payoff_set(eq.RepeatedGame(STAGE, "3/10")).strategy_for((5, 5)),
    "map": eq.critical_discount_map(STAGE),
    "transfers": eq.with_transfers(STAGE),
    "no transfers": eq.with_transfers(PENNIES),
}


@pytest.mark.parametrize("name", RESULTS)
def test_each_result_has_a_picture(name, tmp_path):
    ax = eq.plot(RESULTS[name])
    assert ax.get_title(loc="left")
    assert ax.get_xlabel() and ax.get_ylabel()
    ax.figure.savefig(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes()[:4] == b"\x89PNG"


def test_the_inner_set_is_drawn_where_it_is():
    ax = eq.plot(RESULTS["polygon"])
    corners = {(float(x), float(y)) for x, y in RESULTS["polygon"].inner}
    drawn = [set(map(tuple, patch.get_xy())) for patch in ax.patches]
    assert corners in drawn
    labels = ax.get_legend_handles_labels()[1]
    assert any("inner set" in text for text in labels) and any("outer" in t for t in labels)


def test_a_path_shows_the_punishment():
    ax = eq.plot(CODE.strategy, periods=6, deviations={2: "Ann"}, rng=0)
    ann = next(line for line in ax.lines if line.get_label() == "Ann")
    assert list(ann.get_ydata()[:4]) == [10, 10, 10, -4]
    assert any("Ann has deviated" in text.get_text() for text in ax.texts)


def test_an_automaton_s_path_shows_what_was_played():
    machine = RESULTS["automaton"]
    ax = eq.plot(machine, periods=5, rng=3, deviations={1: {"Ann": "M"}})
    ann = next(line for line in ax.lines if line.get_label() == "Ann")
    path = machine.simulate(5, rng=3, deviations={1: {"Ann": "M"}})
    assert list(ann.get_ydata()[:5]) == path.payoffs[:, 0].tolist()
    assert any("Ann has deviated" in text.get_text() for text in ax.texts)


def test_steps_of_transfers_are_those_of_the_table():
    ax = eq.plot(RESULTS["transfers"])
    flat = [line.get_xydata().tolist() for line in ax.lines if line.get_color() == "#0b0b0b"]
    assert [[0.0, 14.0], [0.25, 14.0]] in flat and [[1 / 3, 20.0], [1.0, 20.0]] in flat


def test_it_draws_where_it_is_told():
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    assert eq.plot(RESULTS["map"], ax) is ax


def test_a_game_of_three_has_no_plane():
    three = eq.NormalFormGame([[[[1]]], [[[1]]], [[[1]]]])
    with pytest.raises(eq.GameError, match="3 players; a plane has room for two"):
        eq.plot(eq.critical_discount_map(three))
    with pytest.raises(eq.GameError, match="3 players"):
        eq.plot(eq.critical_discount(three, sustain=[0, 0, 0]))
    assert eq.plot(eq.with_transfers(three)).get_title(loc="left") == "With transfers"


def test_what_has_no_picture_is_refused():
    with pytest.raises(eq.GameError, match="no picture of a NormalFormGame"):
        eq.plot(STAGE)


def test_no_window_system_and_no_state_of_pyplot():
    code = (
        "import sys, equilibria as eq; g = eq.NormalFormGame.bimatrix([[1, 0]], [[0, 1]]);"
        "eq.plot(eq.feasible_set(g)); assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_matplotlib_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r"pip install 'equilibria\[plot\]'"):
        eq.plot(RESULTS["feasible"])
