"""Drawings of a game hold what they are given, where a reader looks for it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from equilibria.report.drawing import WIDTH
from equilibria.report.drawing_games import Square, heat, replies, timeline


def parts(svg, tag, **wanted):
    """The elements of a kind, inside the drawing's frame."""
    root = ElementTree.fromstring(svg)
    _, _, wide, tall = map(float, root.get("viewBox").split())
    found = [e for e in root.iter(tag) if all(e.get(k) == v for k, v in wanted.items())]
    for e in found:
        for key in ("x", "x1", "x2", "cx"):
            assert 0 <= float(e.get(key, 0)) <= wide == WIDTH
        for key in ("y", "y1", "y2", "cy"):
            assert 0 <= float(e.get(key, 0)) <= tall
    return found


def test_a_heat_map_frames_equilibria_and_underlines_best_replies():
    rows = [
        ("top", [Square("3.0", "2.0", True, True, 1.0), Square("0.0", "1.0", False, False, 0.0)]),
        ("low", [Square("1.0", "0.0", False, False, 0.3), Square("2.0", "3.0", True, False, 0.6)]),
    ]
    svg = heat(rows, ["left", "right"], "darker: more")
    assert len(parts(svg, "rect", **{"class": "axis none ink"})) == 1
    assert {e.text for e in parts(svg, "text", **{"text-decoration": "underline"})} == {
        "3.0",
        "2.0",
    }
    assert len(parts(svg, "text", **{"text-decoration": "underline"})) == 3
    tints = [float(e.get("fill-opacity")) for e in parts(svg, "rect", **{"class": "f0"})]
    assert tints[0] > tints[3] > tints[2] > tints[1] > 0 and max(tints) <= 0.5
    assert {"top", "low", "left", "right", "darker: more"} <= {e.text for e in parts(svg, "text")}


@pytest.mark.parametrize("sizes", [(2, 2), (3, 6), (1, 4)])
def test_a_best_reply_graph_has_an_arrow_per_reply_and_equilibria_are_thick(sizes):
    m, n = sizes
    sides = ("A", [f"a{k}" for k in range(m)]), ("B", [f"b{k}" for k in range(n)])
    to_right, to_left = [(k, 0) for k in range(m)], [(k, m - 1) for k in range(n)]
    svg = replies(sides, (to_right, to_left))
    lines = parts(svg, "line")
    assert len(lines) == m + n == len(parts(svg, "polygon"))
    thick = [e for e in lines if e.get("stroke-width") == "4"]
    assert len(thick) == 2  # there and back: (a of the last, b0) only
    assert {e.text for e in parts(svg, "text")} >= {"A", "B", *sides[0][1], *sides[1][1]}
    heights = [float(e.get("y")) for e in parts(svg, "text") if e.text in sides[1][1]]
    assert heights == sorted(set(heights))


def test_a_timeline_runs_from_left_to_right():
    days = ["2024-03-01", "2024-11-30", "2026-01-01", "2026-12-31"]
    svg = timeline([(d, f"move {d}", k % 2 == 0) for k, d in enumerate(days)], ("yes", "no"))
    dots = [float(e.get("cx")) for e in parts(svg, "circle")]
    assert dots == sorted(dots) and len(set(dots)) == 4
    assert [e.get("class") for e in parts(svg, "circle")] == ["f2", "dot", "f2", "dot"]
    years = [e.text for e in parts(svg, "text") if e.text in ("2024", "2025", "2026", "2027")]
    assert years == ["2024", "2025", "2026"]
