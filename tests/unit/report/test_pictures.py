"""Pictures show what the results hold, and touch no global state."""

from __future__ import annotations

import sys
from fractions import Fraction

import pytest

import equilibria as eq
from support.planted import PLANTED
from support.scenario import family

pytest.importorskip("matplotlib")
F = Fraction


def texts(figure):
    [legend] = figure.legends
    return [text.get_text() for text in legend.get_texts()]


def saved(figure, path):
    figure.savefig(path, dpi=60)
    assert path.stat().st_size > 2000


def test_a_phase_map_names_its_regimes_and_what_is_open(tmp_path):
    m = eq.phase_map(PLANTED["corner"][0], "p", "q", depth=3)
    figure = eq.plot_phase_map(m)
    words = texts(figure)
    assert len(words) == len(m.regimes) + 1 and words[-1].startswith("undecided (")
    axes = figure.axes[0]
    assert axes.get_xlabel() == "p (units)" and axes.get_xlim() == (0, 1)
    boxes = sum(len(c.get_paths()) for c in axes.collections)
    assert boxes == len(m.low)  # every box is drawn once
    saved(figure, tmp_path / "map.png")


def test_a_tornado_shows_the_largest_and_counts_the_rest(tmp_path):
    t = eq.tornado(family(), eq.gain("Meta", "open"), ["pool", "spend", "principle", "model_share"],
                   ranges={"model_share": (0, 2)})  # fmt: skip
    figure = eq.plot_tornado(t, most=3)
    axes = figure.axes[0]
    assert "1 smaller swings not shown" in axes.get_title(loc="left")
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names[-1].startswith(t.bars[0].parameter)
    saved(figure, tmp_path / "tornado.png")
    with pytest.raises(eq.GameError, match="most=0"):
        eq.plot_tornado(t, most=0)


def test_a_path_has_a_dot_for_every_equilibrium(tmp_path):
    s = PLANTED["coordination"][0]
    result = eq.sweep(s, a=[F(k, 4) for k in range(-4, 9)])
    figure = eq.plot_path(result, "Player 1")
    dots = [len(c.get_offsets()) for c in figure.axes[0].collections]
    assert dots == [result.counts.sum()] * 2
    saved(figure, tmp_path / "path.png")
    refused = eq.sweep(family(), model_share=[0.5, 1.5])
    assert texts(eq.plot_path(refused, "Meta"))[-1] == "no answer here"
    with pytest.raises(eq.GameError, match="varies 2 parameters"):
        eq.plot_path(eq.sweep(s, a=[1], b=[1]), "Player 1")
    with pytest.raises(eq.GameError, match="player 'Ann'"):
        eq.plot_path(result, "Ann")


def test_probabilities_and_identified_sets(tmp_path):
    found = eq.uncertainty(PLANTED["entry"][0], n=64, rng=1)
    figure = eq.plot_probabilities(found)
    assert "64 draws of 2 parameters, 0 refused" in figure.axes[0].get_title(loc="left")
    assert len(figure.axes[0].patches) == 2 * len(found.actions)
    saved(figure, tmp_path / "bars.png")
    identified = eq.identified_set(
        family(), {"Meta": "open", "OpenAI": "both"}, ["self_commoditising", "efficiency_realised"]
    )
    saved(
        eq.plot_identified(identified, "self_commoditising", "efficiency_realised"),
        tmp_path / "set.png",
    )
    assert "matplotlib.pyplot" not in sys.modules
