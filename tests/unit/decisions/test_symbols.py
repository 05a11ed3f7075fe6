"""A promise of affine payoffs is proved on symbols, or not relied on."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import equilibria as eq
from equilibria.decisions.faces import multiaffine
from equilibria.decisions.symbols import is_multiaffine
from support.planted import PLANTED, parameter

F = Fraction
SPOT = {"t": F(1), "u": F(2, 3), "v": F(-3)}
UP = eq.best_reply("Player 1", "a1", to={"Player 2": "a1"})


def proved(function, *names):
    return is_multiaffine(lambda **given: ([[function(**given)]],), names, SPOT, (1, 1))


formulas = st.recursive(
    st.one_of(st.sampled_from("tuv"), st.fractions(-3, 3, max_denominator=5)),
    lambda inner: st.tuples(st.sampled_from("+-*/^"), inner, inner),
    max_leaves=8,
)


def work_out(formula, given):
    if isinstance(formula, str):
        return given[formula]
    if isinstance(formula, Fraction):
        return formula
    sign, left, right = formula
    a = work_out(left, given)
    if sign == "^":
        return a**2
    b = work_out(right, given)
    return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}[sign]()


@settings(max_examples=200)
@given(formulas, st.sampled_from([("t",), ("t", "u"), ("t", "u", "v")]))
def test_what_is_proved_is_affine_in_each_parameter(formula, names):
    """Exactly, between points far apart, whatever the others are."""
    if not proved(lambda **given: work_out(formula, given), *names):
        return
    for name in names:
        for others in product([F(-5), F(1, 7)], repeat=len(names) - 1):
            rest = dict(zip([n for n in names if n != name], others))
            a, b, c = (work_out(formula, {**SPOT, **rest, name: x}) for x in (F(-9), F(1), F(4)))
            assert (b - a) * 13 == (c - a) * 10


def test_formulas_by_hand():
    assert proved(lambda t, u, v: 3 * t - (u + v) / 7 + t * u, "t", "u")
    assert proved(lambda t, u, v: t / u - t / v**2 + -t, "t")
    assert proved(lambda t, u, v: np.int64(2) * t + (np.array([t, 1], object) * 2)[0], "t")
    assert proved(lambda t, u, v: 5 / (t - t + 2) + t**1 * t**0, "t")
    assert proved(lambda t, u, v: max(u, v) + t, "t")  # branches on what is held
    assert proved(lambda t, u, v: t * u * v, "t", "u", "v")


@pytest.mark.parametrize(
    "function",
    [
        lambda t, u, v: t * t,
        lambda t, u, v: (t + u) * (t - u),
        lambda t, u, v: t**2,
        lambda t, u, v: 1 / t,
        lambda t, u, v: u / (1 + t),
        lambda t, u, v: max(0, t - 2),
        lambda t, u, v: min(t, u),
        lambda t, u, v: abs(t),
        lambda t, u, v: t if t else u,
        lambda t, u, v: u if t == 1 else t,
        lambda t, u, v: {F(1): u}.get(t, v),
        lambda t, u, v: float(t),
        lambda t, u, v: t * 0.5,
        lambda t, u, v: t // 1,
        lambda t, u, v: t % 1,
        lambda t, u, v: round(t),
        lambda t, u, v: t.numerator,
        lambda t, u, v: F(str(t)),
        lambda t, u, v: 2**t,
        lambda t, u, v: np.maximum(t, 0),
        lambda t, u, v: np.float64(t),
    ],
)
def test_whatever_else_is_asked_proves_nothing(function):
    assert not proved(function, "t", "u")


def test_a_refusal_that_the_code_catches_is_kept():
    def careful(t, u, v):
        try:
            return u if t > 2 else t
        except TypeError:
            return t

    assert not proved(careful, "t")
    assert not is_multiaffine(lambda **given: ([[given["t"]]],), ("t",), SPOT, (1, 2))
    assert not is_multiaffine(lambda **given: 1 / 0, ("t",), SPOT, (1, 1))


def _one(function, *ends, **options):
    options = {"exact": True, "affine": [p.name for p in ends]} | options
    return eq.Family.from_function(function, ends, **options)


def test_a_broken_promise_is_one_error_that_names_the_values():
    def square(t, s):
        return [[t**2, s], [-1, s - 1]], [[1, 0], [1, 0]]

    squares = _one(square, parameter("t", 1, 0, 2), parameter("s", 0, -1, 1))
    words = (
        r"t: payoffs are not affine in it: at 0, 2/7 and 2 Player 1 earns 0, 4/49 and 4 at "
        r"\(a1, a1\); leave it out"
    )
    for ask in (
        lambda: eq.thresholds(squares, "t", UP),
        lambda: eq.break_even(squares, UP),
        lambda: eq.phase_map(squares, "t", "s", cells=2, depth=0),
        lambda: eq.equilibrium_gradients(squares, eq.nash(squares.game())[0]),
        lambda: eq.identified_set(squares, {"Player 1": "a1", "Player 2": "a1"}, ["t"]),
    ):
        with pytest.raises(eq.GameError, match=words):
            ask()


def test_a_kink_away_from_today_is_refused_or_bracketed():
    seen = _one(lambda t: ([[max(F(0), t - 2)], [1]], [[0], [0]]), parameter("t", 1, 0, 5))
    with pytest.raises(eq.GameError, match="t: payoffs are not affine in it"):
        eq.thresholds(seen, "t", UP)
    # A tent between two of the points that are looked at: only the proof can tell.
    tent = _one(
        lambda t: ([[max(F(0), F(1, 10) - abs(t - F(14, 3)))], [F(1, 30)]], [[0], [0]]),
        parameter("t", 1, 0, 5),
    )
    found = eq.thresholds(tent, "t", UP)
    assert [(b.before, b.after) for b in found] == [(False, True), (True, False)]
    assert found[0].lower <= F(23, 5) <= found[0].upper
    assert found[1].lower <= F(71, 15) <= found[1].upper
    assert found.method == "bisection" and not found.complete
    with pytest.raises(eq.GameError, match="t: payoffs are not known to be piecewise affine"):
        eq.thresholds(tent, "t", UP, method="closed form")
    [flip] = eq.break_even(tent, UP)
    assert flip.method == "bisection" and not flip.complete
    wide = _one(
        lambda t, s: ([[max(F(0), F(1, 10) - abs(t - F(14, 3)))], [s]], [[0], [0]]),
        parameter("t", 1, 0, 5), parameter("s", 1, F(1, 2), 1),
    )  # fmt: skip
    m = eq.phase_map(wide, "t", "s", cells=2, depth=1)
    assert m.proved_share == 0


def test_a_function_that_refuses_values_beyond_the_range_is_not_asked_for_them():
    def priced(t):
        if t < 0:
            raise eq.GameError("t is negative")
        return [[t], [1]], [[0], [0]]

    found = eq.thresholds(_one(priced, parameter("t", 0, 0, 5)), "t", UP)
    [bracket] = found
    assert bracket.lower <= 1 <= bracket.upper and not found.complete

    def plain(t):
        return [[t], [1]], [[0], [0]]

    found = eq.thresholds(_one(plain, parameter("t", 0, 0, 0)), "t", UP, low=0, high=5)
    assert found.complete and [b.value for b in found] == [1]


@pytest.mark.parametrize(
    ("name", "options"), [("dilemma", {}), ("entry", {"batch": True}), ("hyperbola", {})]
)
def test_maps_are_proved_without_balls(name, options):
    s = PLANTED[name][0]
    ends = s.parameters.values()
    alone = _one(s.builder.function, *ends, **options)
    assert not hasattr(alone.builder, "balls")
    assert multiaffine(alone, {n: ([0, 1], [1, 2]) for n in s.parameters}).tolist() == [True, True]
    m = eq.phase_map(alone, *s.parameters, cells=8, depth=6)
    assert m.proved_share >= F(99, 100)
    rng = np.random.default_rng(3)
    for k in rng.choice(np.flatnonzero(m.regime >= 0), 20):
        here = (m.low[k] + m.high[k]) / 2
        game = s.game(**dict(zip(s.parameters, here.tolist())))
        assert eq.regime().holds(game) == m.regimes[m.regime[k]]
