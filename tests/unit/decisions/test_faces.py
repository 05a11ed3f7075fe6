"""A builder's faces are one function: exact values lie in every ball, whichever makes it."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import equilibria as eq
from equilibria.decisions import Family, Specification
from equilibria.decisions.balls import Arrays, Balls, Flint, Undecided, as_arb, interval, precision
from equilibria.decisions.cells import Settled
from equilibria.decisions.faces import boxes, multiaffine
from support.planted import PLANTED, dilemma, parameter
from support.scenario import family

F = Fraction
VARIED = [n for n in family().used if family().parameters[n].low < family().parameters[n].high]

numbers = st.one_of(
    st.integers(-20, 20).map(F),
    st.fractions(-10, 10, max_denominator=1000),
    st.floats(-1e6, 1e6).map(F),
    st.sampled_from([F(0), F(1, 10**300), F(10**200), F(1, 3), F(2) ** -1060]),
)
OPERATIONS = ["+", "-", "*", "/", "max", "min", "where", "**"]


def _apply(operation, x, y, z, ops):
    if operation == "/":
        return x / y
    if operation == "max":
        return ops.maximum(x, y)
    if operation == "min":
        return ops.minimum(x, y)
    if operation == "where":
        return ops.where(x, y, z)
    if operation == "**":
        return x**3
    return {"+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y}[operation]()


class Exactly:
    """The choices in exact arithmetic."""

    maximum, minimum = staticmethod(max), staticmethod(min)

    @staticmethod
    def where(sign, yes, no):
        return yes if sign >= 0 else no


@settings(max_examples=200)
@given(st.lists(st.tuples(numbers, numbers), min_size=3, max_size=3), st.data())
def test_every_ball_holds_what_it_stands_for(pairs, data):
    """A random formula over random intervals, at a random point of each, in all arithmetics."""
    pairs = [tuple(sorted(pair)) for pair in pairs]
    weights = [data.draw(st.sampled_from([F(0), F(1, 3), F(1)])) for _ in pairs]
    points = [low + (high - low) * w for (low, high), w in zip(pairs, weights)]
    with precision(96), np.errstate(all="ignore"):
        balls = [Balls.between([low], [high]) for low, high in pairs]
        arbs = [interval(low, high) for low, high in pairs]
        for _ in range(4):
            operation = data.draw(st.sampled_from(OPERATIONS))
            picks = [data.draw(st.integers(0, len(points) - 1)) for _ in range(3)]
            if operation == "/" and points[picks[1]] == 0:
                continue
            if any(abs(points[k]) > F(10) ** 90 for k in picks):
                continue  # a float holds up to 10**308
            points.append(_apply(operation, *(points[k] for k in picks), Exactly))
            balls.append(_apply(operation, *(balls[k] for k in picks), Arrays))
            arbs.append(_apply(operation, *(arbs[k] for k in picks), Flint))
            ball, point = balls[-1], points[-1]
            mid, rad = float(ball.mid.ravel()[0]), float(ball.rad.ravel()[0])
            assert not np.isfinite([mid, rad]).all() or abs(point - F(mid)) <= F(rad), operation
            assert not arbs[-1].is_finite() or as_arb(point).overlaps(arbs[-1])


def test_signs_say_what_is_proved():
    ball = Balls([1.0, -1.0, 0.0, 0.5, np.nan], [0.5, 0.5, 0.0, 0.5, 0.0])
    assert ball.signs().tolist() == [1, -1, 0, 2, 2]
    assert Arrays.is_zero(ball).mid.tolist() == [0.0, 0.0, 1.0, 0.5, 0.5]


def holds_thinly(ball, value):
    """Whether a ball made of points is finite, holds the exact value, and is hardly wider."""
    if not ball.is_finite() or not ball.overlaps(as_arb(value)):
        return False
    digits, power = map(int, ball.rad().man_exp())
    return digits * F(2) ** power <= (abs(value) + 1) / 2**60


@st.composite
def points(draw):
    names = draw(st.lists(st.sampled_from(VARIED), unique=True, min_size=1, max_size=10))
    found = {}
    for name in names:
        p = family().parameters[name]
        found[name] = [p.low + (p.high - p.low) * F(draw(st.integers(0, 16)), 16) for _ in range(3)]
    return found


@given(points())
@settings(max_examples=8)
def test_the_faces_of_the_market_agree(columns):
    s = family()
    found = s.batch(columns)
    known = found.is_known
    for k in range(3):
        here = {name: column[k] for name, column in columns.items()}
        try:
            game = s.game(**here)
        except eq.GameError:
            assert not known[k]
            continue
        enclosed = s.enclose({name: (value, value) for name, value in here.items()})
        for i, table in enumerate(game.exact_payoffs()):
            for place in np.ndindex(3, 6):
                if known[k]:
                    assert holds_thinly(enclosed[i][place], table[place])
                    error = abs(table[place] - F(float(found.payoffs[i][(k, *place)])))
                    assert error <= F(float(found.errors[i][(k, *place)])) < F(1, 10**7)


@given(points(), st.integers(0, 4))
@settings(max_examples=8)
def test_a_box_holds_the_payoffs_at_its_points(columns, part):
    s = family()
    box = {name: (min(column), max(column)) for name, column in columns.items()}
    here = {name: low + (high - low) * F(part, 4) for name, (low, high) in box.items()}
    found = boxes(s, {name: ([low], [high]) for name, (low, high) in box.items()})
    try:
        game = s.game(**here)
    except eq.GameError:
        assert not found.is_known[0]
        return
    enclosed = s.enclose(box)
    for i, table in enumerate(game.exact_payoffs()):
        for place in np.ndindex(3, 6):
            ball = enclosed[i][place]
            assert not ball.is_finite() or ball.overlaps(as_arb(table[place]))
            if found.is_known[0]:
                assert ball.is_finite()
                error = abs(table[place] - F(float(found.payoffs[i][(0, *place)])))
                assert error <= F(float(found.errors[i][(0, *place)]))


@pytest.mark.parametrize("name", PLANTED)
def test_the_faces_of_a_function_agree(name):
    s, varied, *_ = PLANTED[name]
    p = s.parameters[varied]
    column = [p.low, p.default, p.high]
    found = s.batch({varied: column})
    for k, value in enumerate(column):
        enclosed = s.enclose({varied: (value, value)})
        for i, table in enumerate(s.game(**{varied: value}).exact_payoffs()):
            for place in np.ndindex(*s.shape):
                error = abs(table[place] - F(float(found.payoffs[i][(k, *place)])))
                assert error <= F(float(found.errors[i][(k, *place)]))
                assert holds_thinly(enclosed[i][place], table[place])


def test_values_that_make_no_market_are_not_known():
    s = family()
    found = s.batch({"model_share": [0.5, 1.5, -0.1, 1.0]})
    assert found.is_known.tolist() == [True, False, False, True]
    assert not s.batch({"host_price": [7.0]}).is_known[0]  # opening makes nothing cheaper
    assert not s.batch({"share_openai_cost_led": [0.9]}).is_known[0]  # shares above one


def test_a_function_without_exact_arithmetic_says_so():
    loose = eq.Family.from_function(dilemma, _parameters())
    assert not loose.is_exact
    assert loose.game(t="1/3").exact_payoffs()[0][1, 0] == F(1 / 3)
    strict = eq.Family.from_function(dilemma, _parameters(), exact=True)
    assert strict.is_exact
    assert strict.game(t="1/3").exact_payoffs()[0][1, 0] == F(1, 3)
    assert pickle.loads(pickle.dumps(strict)).game() == strict.game()


def _parameters():
    return [parameter("t", 2, 0, 5), parameter("s", 0, -2, 1)]


def test_functions_that_break_their_promises_are_refused():
    def branches(t, s):
        return [[1 if t > 1 else 0]], [[s]]

    def squares(t, s):
        return [[t * t]], [[s]]

    def grows(t, s):
        return ([[0] * int(1 + t)],) * 2

    sides = eq.Family.from_function(branches, _parameters(), exact=True, enclose=True)
    with pytest.raises(Undecided, match="branches"):
        sides.batch({"t": [0.5]})
    with pytest.raises(Undecided, match="branches"):
        sides.enclose({"t": (0, 2)})
    moving = eq.Family.from_function(grows, _parameters(), exact=True)
    with pytest.raises(eq.GameError, match=r"shape \(1, 2\), not \(1, 3\)"):
        moving.game(t=1)
    for options, words in [
        ({"enclose": True}, "needs exact=True"),
        ({"affine": ["t"]}, "floats are affine only up to"),
        ({"exact": True, "affine": ["x"]}, "x: there is no such parameter"),
    ]:
        with pytest.raises(eq.GameError, match=words):
            eq.Family.from_function(squares, _parameters(), **options)
    with pytest.raises(eq.GameError, match="t: appears twice"):
        eq.Family.from_function(squares, _parameters() * 2)
    with pytest.raises(eq.GameError, match="no enclosure"):
        eq.Family.from_function(dilemma, _parameters()).enclose({"t": (0, 1)})
    with pytest.raises(eq.GameError, match="reversed"):
        family().enclose({"pool": (3, 2)})


def test_floats_are_no_exact_payoffs():
    def tenth(t, s):
        return [[t * 0.1, 0]], [[s, s]]

    with pytest.raises(eq.GameError, match="returned floats although exact=True"):
        eq.Family.from_function(tenth, _parameters(), exact=True)
    assert not eq.Family.from_function(tenth, _parameters()).is_exact


def test_arrays_that_fail_are_asked_one_by_one():
    def moody(t, s):
        if np.any(t == 1):
            raise ZeroDivisionError("not at one")
        return [[t, s]], [[s + t, 0]]

    s = eq.Family.from_function(moody, _parameters(), batch=True)
    assert s.batch({"t": [0.5, 2.0]}).errors is None
    found = s.batch({"t": [0.5, 1.0, 2.0]})
    assert found.is_known.tolist() == [True, False, True]
    assert found.payoffs[0][2].tolist() == [[2.0, 0.0]]
    result = eq.sweep(s, t=[0.5, 1.0, 2.0])
    assert "not at one" in result.errors[1,] and result.solved == 2
    short = eq.Family.from_function(moody, _parameters(), batch=lambda t, s: ([[t, s]],))
    with pytest.raises(eq.GameError, match="1 payoff tables for 2 players"):
        short.batch({"t": [0.5]})
    flat = eq.Family.from_function(moody, _parameters(), batch=lambda t, s: (np.zeros((1, 3)),) * 2)
    with pytest.raises(eq.GameError, match=r"shape \(1, 3\), not \(1, 1, 2\)"):
        flat.batch({"t": [0.5]})


def test_a_value_that_arrays_refuse_is_the_error_of_its_cell():
    def picky(t, s):
        if np.any(np.asarray(t) == 1):
            raise eq.GameError("no market at one")
        return [[t, s]], [[s + t, 0]]

    s = eq.Family.from_function(picky, _parameters(), batch=True)
    whole = [0.5, 1.0, 2.0, 3.0, 1.5]
    assert s.batch({"t": whole}).is_known.tolist() == [True, False, True, True, True]
    result = eq.sweep(s, t=whole)
    assert list(result.errors) == [(1,)] and "no market at one" in result.errors[1,]
    with pytest.raises(eq.GameError, match="no such parameter"):
        s.batch({"x": [1.0]})


def exactly_half(t, s):
    """Exact, but arrays fail at one."""
    if isinstance(t, np.ndarray) and (t == 1).any():
        raise ZeroDivisionError
    return [[t, 0], [0, s]], [[t, 0], [0, s]]


def test_what_a_regime_rests_on_does_not_depend_on_chunks_or_failures():
    ends = [parameter("t", 2, -1, 5), parameter("s", 1, -2, 3)]
    s = eq.Family.from_function(exactly_half, ends, exact=True, batch=True)
    grid = [0.5, 1.0, 2.0, 0.0, F(1, 10**20), 3.0]
    whole = eq.sweep(s, t=grid)
    # Where arrays fail, and where floats without bounds are near a tie, the exact face is asked.
    floats, exact = Settled.FLOATS, Settled.EXACT
    assert whole.settled.tolist() == [floats, exact, floats, exact, exact, floats]
    assert whole.counts.tolist() == [len(eq.nash(s.game(t=t))) for t in grid]
    for chunk in (1, 2, 5):
        assert (eq.sweep(s, chunk=chunk, t=grid).settled == whole.settled).all()
    rounded = eq.sweep(s, exact=False, t=grid)
    assert (rounded.settled == floats).all()


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        (lambda t: ([[t, 0], [0, 0]], [[t, 0]]), r"Player 2: .* lists of 1 where the shape"),
        (lambda t: ([[t, 0, 0], [0, 0, 0]],) * 2, r"Player 1: .* lists of 2 x 3 where the shape"),
        (lambda t: ([[t, 0], [0, 0], [0, 0]],) * 2, "lists of 3 where the shape"),
        (lambda t: ([[t, 0], [0]],) * 2, "lists of 2 x 1 or 2 where the shape"),
        (lambda t: (5, 5), "lists of 0 where the shape"),
        (lambda t: None, "no payoff tables for 2 players"),
        (lambda t: ([[t, 0], [0, [1, 2, 3]]],) * 2, r"at \(1, 1\): .* shape \(3,\) for 2 games"),
    ],
)
def test_tables_of_another_shape_are_refused_by_name(tables, words):
    def square(t):
        return [[t, 0], [0, 0]], [[t, 0], [0, 0]]

    s = eq.Family.from_function(square, [parameter("t", 1, 0, 2)], batch=tables)
    with pytest.raises(eq.GameError, match=words):
        s.batch({"t": [0.5, 1.0]})


@dataclass(frozen=True)
class Shapes:
    """Two by two, or so it says."""

    tables: Any

    players = ("Row", "Column")
    actions = (("up", "down"), ("left", "right"))
    specifications = {"t": Specification("units")}

    def payoffs(self, values):
        return self.tables

    def breakpoints(self, name, values):
        return None


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        (([[1, 2]], [[1, 2], [3, 4]]), r"Row: the builder returned shape \(1, 2\), not \(2, 2\)"),
        (([[1, 2, 3]] * 2, [[1, 2], [3, 4]]), r"Row: .* shape \(2, 3\)"),
        (([[1, 2], [3, 4]], [[1, 2], [3]]), r"Column: .* shape \(2,\)"),
        (([[1, 2], [3, 4]],), "1 payoff tables for 2 players"),
    ],
)
def test_a_builder_that_breaks_its_own_shape_is_named(tables, words):
    s = Family("shapes", "", "", {"t": parameter("t", 1, 0, 2)}, Shapes(tables))
    with pytest.raises(eq.GameError, match=words):
        s.game()
    assert not s.batch({"t": [1, 2]}).is_known.any()
    result = eq.sweep(s, t=[1, 2])
    assert result.solved == 0 and "builder returned" in result.errors[0,]


def test_bad_columns_are_refused():
    s = family()
    for columns, words in [
        ({"pol": [1]}, "did you mean pool"),
        ({"pool": [1, 2], "spend": [1]}, "different lengths"),
        ({"pool": [float("nan")]}, "not finite"),
        ({"pool": [[1]]}, "flat"),
        ({}, "no parameter varies"),
    ]:
        with pytest.raises(eq.GameError, match=words):
            s.batch(columns)
    with pytest.raises(eq.GameError, match="both varied and held"):
        s.batch({"pool": [1]}, pool=2)


def test_what_underflows_stays_inside():
    small = F(1, 10**200)
    ball = Balls.exactly([small]) * Balls.exactly([small])
    assert abs(small**2 - F(float(ball.mid[0]))) <= F(float(ball.rad[0]))
    ratio = Balls.exactly([small]) / Balls.exactly([1 / small])
    assert abs(small**2 - F(float(ratio.mid[0]))) <= F(float(ratio.rad[0]))
    zero = Balls.exactly([F(0)]) * Balls.exactly([small])
    assert zero.signs().tolist() == [0]  # exactly zero stays exactly zero


def test_who_leads_in_quality_is_the_same_in_all_faces():
    """Below, level with, and above others, with and without the frontier."""
    s = family()
    elos = [F(1200), F(1251), F(1252), F(1261), F(1272), F(1287)]
    found = s.batch({"elo_openai": elos}, frontier_elo=20, elo_open=1266)
    for k, elo in enumerate(elos):
        game = s.game(elo_openai=elo, frontier_elo=20, elo_open=1266)
        enclosed = s.enclose({"elo_openai": (elo, elo)}, frontier_elo=20, elo_open=1266)
        for place in np.ndindex(3, 6):
            exact = game.exact_payoffs()[1][place]
            error = abs(exact - F(float(found.payoffs[1][(k, *place)])))
            assert error <= F(float(found.errors[1][(k, *place)]))
            assert holds_thinly(enclosed[1][place], exact)


def test_payoffs_are_affine_over_a_box_only_where_no_startup_decides():
    s = family()
    [first, *_] = s.builder.breakpoints("pool", s.values())
    boxes_of = {
        "pool": ([first - 1, first - F(1, 2)], [first + 1, first - F(1, 4)]),
        "model_share": ([F(27, 100)] * 2, [F(27, 100) + F(1, 1000)] * 2),
    }
    assert multiaffine(s, boxes_of).tolist() == [False, True]
    assert multiaffine(s, {"elo_open": ([1200], [1201])}).tolist() == [False]
