"""Drawings of a game hold what they are given, where a reader looks for it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from equilibria.report.drawing import WIDTH, Area, bars, plane
from equilibria.report.drawing_curves import Step, curves, strips
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


def test_curves_go_through_their_points():
    points = [(0.0, 1.0), (0.5, 0.25), (1.0, 0.0)]
    svg = curves([("one", 0, points), ("two", 1, points[::-1])], ("across", "up"),
                 ((0.0, 1.0), (0.0, 1.0)), today=0.5)  # fmt: skip
    one, two = parts(svg, "polyline")
    assert one.get("class") == "curve l0" and two.get("class") == "curve l1"
    places = [tuple(map(float, p.split(","))) for p in one.get("points").split()]
    assert places == [tuple(map(float, p.split(","))) for p in two.get("points").split()][::-1]
    (x0, y0), (x1, y1), (x2, y2) = places
    assert x1 - x0 == x2 - x1 > 0 and y1 - y0 == pytest.approx(3 * (y2 - y1), abs=0.2)
    [today] = parts(svg, "line", **{"class": "today"})
    assert float(today.get("x1")) == x1
    assert {"one", "two", "↑ up", "→ across; dashed: today"} <= {e.text for e in parts(svg, "text")}


def test_strips_are_squares_in_time():
    rows = [("first", [Step(0, "a", "1"), Step(1, "b", "2")]), ("second", [Step(None, "c", "3")])]
    svg = strips(rows, ("now", "then"), [("blue", 0), ("orange", 1)])
    drawn = [e for e in parts(svg, "rect") if float(e.get("height")) > 20]
    assert [e.get("class") for e in drawn] == ["f0", "f1", "unknown"]
    xs = [float(e.get("x")) for e in drawn]
    assert xs[0] == xs[2] < xs[1] and float(drawn[2].get("y")) > float(drawn[0].get("y"))
    told = {e.text for e in parts(svg, "text")}
    assert {"now", "then", "first", "second", "a", "b", "c", "1", "2", "3", "blue"} <= told


def test_a_plane_names_points_and_shows_sets_without_area():
    areas = [
        Area("whole", None, (((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)),)),
        Area("line", 0, (((0.0, 0.0), (1.0, 1.0)),)),
        Area("point", 1, (((0.5, 0.5),),)),
    ]
    limits = ((-0.2, 1.2), (-0.2, 1.2))
    svg = plane(areas, ("x", "y"), limits, points=[((0.0, 0.0), "here"), ((1.0, 0.0), "there")])
    kinds = [e.get("class") for e in parts(svg, "path")]
    assert kinds == ["unknown", "f0 l0 thick", "f1 l1 thick"]
    assert len(parts(svg, "circle", **{"class": "ink"})) == 2
    named = {e.text: e for e in parts(svg, "text") if e.text in ("here", "there")}
    assert named["here"].get("text-anchor") is None and named["there"].get("text-anchor") == "end"


def test_a_long_axis_is_told_in_lines():
    told = "what the axis shows " * 8
    lines = [e.text for e in parts(bars([("row", [])], told, limits=(0, 1)), "text")]
    assert " ".join(told.split()) in " ".join(lines) and max(map(len, lines)) <= 60
