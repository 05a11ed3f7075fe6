"""Irrational corners: polynomials, isolating intervals, and silence where nothing is proved."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq, fmpz_poly

import equilibria as eq
from equilibria.exact.elimination import System, count_roots, isolate
from equilibria.repeated import polygon
from equilibria.repeated.candidates import Bounds
from equilibria.repeated.corners import _Equations
from reference.payoff_sets import ALGEBRAIC, AS, DILEMMA, KNIFE, dilemma, kite_from

#: Inside every one of these the set is a kite with irrational corners: g, l, discount factor.
KITES = [
    (Fraction(1, 6), Fraction(1, 3), Fraction(2475, 10000)),
    (Fraction(1, 2), Fraction(2, 3), Fraction(39, 100)),
    (Fraction(1, 2), Fraction(1), Fraction(99, 200)),
    (Fraction(5, 6), Fraction(3, 2), Fraction(59, 100)),
]


def solve(game, discount):
    stage = eq.NormalFormGame.bimatrix(*game)
    return eq.payoff_set(eq.RepeatedGame(stage, discount))


def polynomial(number):
    """Coefficients, highest power first; of a Fraction p/q those of q x - p."""
    if isinstance(number, Fraction):
        return [number.denominator, -number.numerator]
    return list(reversed(number.polynomial))


def value(coefficients, x):
    return sum(c * x**k for k, c in enumerate(coefficients))


@pytest.mark.parametrize(
    ("game", "discount", "corners"),
    [pytest.param(*case[1:4], id=f"{case[0]} at {case[2]}") for case in ALGEBRAIC],
)
def test_published_sets_have_these_minimal_polynomials(game, discount, corners):
    answer = solve(game, discount)
    found = answer.exact_vertices()
    assert [tuple(map(polynomial, corner)) for corner in found] == corners
    for corner, near in zip(found, answer.vertices, strict=True):
        assert [float(c) for c in corner] == pytest.approx(near, abs=1e-8)


@pytest.mark.parametrize(("g", "l", "d"), KITES)
def test_the_kite_is_the_root_of_its_closed_form(g, l, d):  # noqa: E741
    assert kite_from(g, l) < d < l / (1 + l)
    found = solve(dilemma(g, l), d).exact_vertices()
    y = found[1][0]
    b, c = g * (1 - d), (1 - d) * l - d
    if isinstance(y, Fraction):
        assert (y - 1) ** 2 - b * (y - 1) + c == 0
        assert (y - 1) >= b / 2  # the larger root
    else:
        wanted = [1 + b + c, -2 - b, 1]  # of (x-1)^2 - b (x-1) + c, constant term first
        assert [Fraction(v, y.polynomial[-1]) for v in y.polynomial] == wanted
        assert y.interval[0] > 1 + b / 2
    assert found == ((0, 0), (y, 0), (1, 1), (0, y))


@pytest.mark.parametrize(("game", "discount"), [(case[1], case[2]) for case in ALGEBRAIC])
def test_the_corner_lies_between_inner_and_outer_and_alone_in_its_interval(game, discount):
    answer = solve(game, discount)
    irrational = 0
    for corner in answer.exact_vertices():
        boxes = []
        for c in corner:
            if isinstance(c, Fraction):
                boxes.append((c, c))
                continue
            irrational += 1
            low, high = c.interval
            assert value(c.polynomial, low) * value(c.polynomial, high) < 0
            assert count_roots(fmpz_poly(list(c.polynomial)), (_q(low), _q(high))) == 1
            assert len(fmpz_poly(list(c.polynomial)).factor()[1]) == 1
            near = c.refined(Fraction(1, 10**40))
            assert low <= near.interval[0] < near.interval[1] <= high
            assert near.interval[1] - near.interval[0] <= Fraction(1, 10**40)
            assert near.polynomial == c.polynomial
            boxes.append(near.interval)
        points = [(x, y) for x in boxes[0] for y in boxes[1]]
        assert all(_is_near(answer.outer, p) for p in points)
        # It is no point of the inner set's interior: a corner of V* cannot be.
        turns = [
            polygon.turn(answer.inner[k - 1], answer.inner[k], p)
            for p in points
            for k in range(len(answer.inner))
        ]
        assert min(turns) <= 0
    assert irrational >= 2


def _is_near(outer, point):
    """In the outer set, up to the width of what is known of the point."""
    grown = [polygon.turn(outer[k - 1], outer[k], point) for k in range(len(outer))]
    return min(grown) > -Fraction(1, 10**35)


def _q(x):
    return fmpq(x.numerator, x.denominator)


def test_units_do_not_matter():
    plain = solve(AS, "3/10").exact_vertices()
    moved = ([[3 * v - 7 for v in row] for row in AS[0]], AS[1])
    for here, there in zip(plain, solve(moved, "3/10").exact_vertices(), strict=True):
        assert there[1] == here[1] or polynomial(there[1]) == polynomial(here[1])
        assert float(there[0]) == pytest.approx(3 * float(here[0]) - 7, abs=1e-13)


def test_exact_sets_have_their_corners_and_empty_ones_none():
    answer = solve(KNIFE, "1/3")
    assert answer.exact_vertices() == answer.inner != ()
    assert solve(([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]), "1/2").exact_vertices() == ()


def test_nothing_is_said_where_nothing_is_proved():
    stage = eq.NormalFormGame.bimatrix(*DILEMMA)
    unproved = eq.payoff_set(eq.RepeatedGame(stage, "99/400"), proof=False)
    assert unproved.exact_vertices() is None
    uneven = eq.payoff_set(eq.RepeatedGame(eq.NormalFormGame.bimatrix(*AS), ("3/10", "31/100")))
    assert not uneven.exact and uneven.exact_vertices() is None


def test_coarse_bounds_tell_the_same_corners_once_they_tell_them_apart():
    rep = eq.RepeatedGame(eq.NormalFormGame.bimatrix(*DILEMMA), "99/400")
    coarse = eq.payoff_set(rep, budget=eq.Budget(seconds=None, steps=1), partial=True)
    fine = eq.payoff_set(rep)
    assert coarse.gap > 1e-3 > fine.gap
    for rough, near in zip(coarse.exact_vertices(), fine.exact_vertices(), strict=True):
        for a, b in zip(rough, near, strict=True):
            assert getattr(a, "polynomial", a) == getattr(b, "polynomial", b)


@pytest.mark.parametrize("fault", ["worst", "discount", "level"])
def test_a_fault_in_the_equations_is_noticed_by_the_bounds(monkeypatch, fault):
    answer = solve(AS, "3/10")
    assert answer.exact_vertices() is not None
    made = _Equations._made
    if fault == "worst":  # player 0's threat off by a thousandth
        honest = _Equations._worst

        def worst(self, i):
            found = honest(self, i)
            return found + self.system.number(fmpq(1, 1000)) if i == 0 else found

        monkeypatch.setattr(_Equations, "_worst", worst)
    elif fault == "discount":

        def off(self, k, way, c):
            return made(self, k, way, c) * self.system.number(fmpq(1001, 1000))

        monkeypatch.setattr(_Equations, "_made", off)
    else:  # a constraint taken to bind at another level
        honest_needed = Bounds.needed

        def needed(self, i, c):
            low, high = honest_needed(self, i, c)
            return low + 5, high + 5

        monkeypatch.setattr(Bounds, "needed", needed)
    assert answer.exact_vertices() is None


def test_roots_are_counted_and_told_apart():
    p = fmpz_poly([-2, 0, 1]) * fmpz_poly([-3, 2])  # +-sqrt 2 and 3/2
    assert count_roots(p, (fmpq(0), fmpq(2))) == 2
    assert isolate(p, (fmpq(0), fmpq(2))) is None
    assert isolate(p, (fmpq(7, 5), fmpq(29, 20))) == fmpz_poly([-2, 0, 1])
    assert isolate(p, (fmpq(3, 2), fmpq(2))) == fmpz_poly([-3, 2])
    assert isolate(p, (fmpq(5), fmpq(6))) is None


def test_unknowns_are_eliminated():
    # x = (y + 1) / 2, y = 2 / x: x^2 - x/2 - 1 = 0, and x y = 2.
    system = System(2)
    x, y, n = system.unknown(0), system.unknown(1), system.number
    rules = [(y + n(fmpq(1))) / n(fmpq(2)), n(fmpq(2)) / x]
    box = [(fmpq(1), fmpq(3, 2)), (fmpq(3, 2), fmpq(2))]
    p = system.annihilator(x, rules, box, box[0])
    assert isolate(p, box[0]) == fmpz_poly([-2, -1, 2])
    product = system.annihilator(x * y, rules, box, (fmpq(3, 2), fmpq(5, 2)))
    assert isolate(product, (fmpq(3, 2), fmpq(5, 2))) == fmpz_poly([-2, 1])


def test_algebraic_numbers_read_well_and_refuse_bad_widths():
    root = eq.AlgebraicNumber((-2, 0, 1), (Fraction(1), Fraction(2)))
    assert repr(root) == "1.414213562, root of x^2 - 2"
    assert root.degree == 2 and float(root) == 2**0.5
    negative = eq.AlgebraicNumber((-2, 0, 1), (Fraction(-2), Fraction(-1)))
    assert float(negative) == -(2**0.5)
    for width in (0, -1, "nan", "wide"):
        with pytest.raises(eq.GameError, match="width"):
            root.refined(width)
