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
    ax = eq.plot(m)
    words = texts(ax.figure)
    assert len(words) == len(m.regimes) + 1 and words[-1].startswith("undecided (")
    assert ax.get_xlabel() == "p (units)" and ax.get_xlim() == (0, 1)
    boxes = sum(len(c.get_paths()) for c in ax.collections)
    assert boxes == len(m.low)  # every box is drawn once
    saved(ax.figure, tmp_path / "map.png")


def test_a_tornado_shows_the_largest_and_counts_the_rest(tmp_path):
    t = eq.tornado(family(), eq.gain("Meta", "open"), ["pool", "spend", "principle", "model_share"],
                   ranges={"model_share": (0, 2)})  # fmt: skip
    ax = eq.plot(t, most=3)
    assert "1 smaller swings not shown" in ax.get_title(loc="left")
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names[-1].startswith(t.bars[0].parameter)
    saved(ax.figure, tmp_path / "tornado.png")
    with pytest.raises(eq.GameError, match="most=0"):
        eq.plot(t, most=0)


def test_a_path_has_a_dot_for_every_equilibrium(tmp_path):
    s = PLANTED["coordination"][0]
    result = eq.sweep(s, a=[F(k, 4) for k in range(-4, 9)])
    ax = eq.plot(result, player="Player 1")
    dots = [len(c.get_offsets()) for c in ax.collections]
    assert dots == [result.counts.sum()] * 2
    saved(ax.figure, tmp_path / "path.png")
    refused = eq.sweep(family(), model_share=[0.5, 1.5])
    assert texts(eq.plot(refused).figure)[-1] == "no answer here"
    with pytest.raises(eq.GameError, match="varies 2 parameters"):
        eq.plot(eq.sweep(s, a=[1], b=[1]))
    with pytest.raises(eq.GameError, match="player 'Ann'"):
        eq.plot(result, player="Ann")


def test_probabilities_and_identified_sets(tmp_path):
    found = eq.uncertainty(PLANTED["entry"][0], n=64, rng=1)
    ax = eq.plot(found)
    assert "64 draws of 2 parameters, 0 refused" in ax.get_title(loc="left")
    assert len(ax.patches) == 2 * len(found.actions)
    saved(ax.figure, tmp_path / "bars.png")
    identified = eq.identified_set(
        family(), {"Meta": "open", "OpenAI": "both"}, ["self_commoditising", "efficiency_realised"]
    )
    saved(eq.plot(identified).figure, tmp_path / "set.png")
    with pytest.raises(eq.GameError, match="two of self_commoditising, efficiency_realised"):
        eq.plot(identified, parameters=["self_commoditising"])
    assert "matplotlib.pyplot" not in sys.modules


def test_pictures_share_a_figure_and_refuse_options_that_they_lack():
    from matplotlib.figure import Figure

    left, right = Figure().subplots(1, 2)
    s = PLANTED["coordination"][0]
    m = eq.phase_map(s, "a", "b", cells=4, depth=2)
    assert eq.plot(m, left) is left and left.get_legend() is not None
    assert eq.plot(eq.sweep(s, a=[0, 1]), ax=right) is right
    assert not left.figure.legends
    with pytest.raises(eq.GameError, match="PhaseMap has no option player; it has none"):
        eq.plot(m, player="Player 1")
    with pytest.raises(eq.GameError, match="Sweep has no option most; it has player"):
        eq.plot(eq.sweep(s, a=[0, 1]), most=3)


def test_every_result_that_has_a_picture_is_a_public_one():
    from equilibria.report.plots import _DRAWN

    for home in _DRAWN:
        module, _, name = home.rpartition(".")
        assert eq._HOME[name] == module
