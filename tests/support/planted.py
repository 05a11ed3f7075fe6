"""Families whose regimes and thresholds are known in closed form."""

from __future__ import annotations

from fractions import Fraction
from math import log

import equilibria as eq


def parameter(name, default, low, high):
    return eq.Parameter(name, default, low, high, "units", "assumed")


def _family(function, *parameters, **options):
    options = {"exact": True, "enclose": True} | options
    affine = options.pop("affine", tuple(p.name for p in parameters))
    return eq.Family.from_function(function, parameters, affine=affine, **options)


def dilemma(t, s):
    """Defecting pays t against 3; the sucker gets s against 1."""
    return [[3, s], [t, 1]], [[3, t], [s, 1]]


def coordination(a, b):
    """Three equilibria while both stay positive."""
    return [[a, 0], [0, b]], [[a, 0], [0, b]]


def corner(p, q):
    """Both players' first actions pay only above 0.99: a region of one part in ten thousand."""
    edge = Fraction(99, 100)
    return [[p - edge, p - edge], [0, 0]], [[q - edge, 0], [q - edge, 0]]


def line(p, q):
    """A tie along p = q, on which every mixture is an equilibrium."""
    return [[p], [q]], [[0], [0]]


def parabola(p, q):
    """Row's first action is best between two crossings in p, at 1 and 3 (q does nothing)."""
    return [[(p - 1) * (3 - p)], [0 * q]], [[0], [0]]


def nothing(p, q):
    """Nothing ever changes."""
    return [[p + 2, p + 2], [p, p]], [[q, q - 1], [q, q - 1]]


def pennies(p, q):
    """One mixed equilibrium while p and q are positive."""
    return [[p, -p], [-p, p]], [[-q, q], [q, -q]]


def hyperbola(p, q):
    """Row's first action is best above p q = 1."""
    return [[p * q], [1]], [[0], [0]]


def entry(p, q):
    """Two firms enter or stay out: profit p alone, q together, 0 outside."""
    return [[q, p], [0, 0]], [[q, 0], [p, 0]]


def cournot(a, c):
    """Two quantities each (1 or 2) at price a less both, cost c a piece."""

    def profit(x, y):
        return x * (a - x - y - c)

    row = [[profit(x, y) for y in (1, 2)] for x in (1, 2)]
    return row, [[row[j][i] for j in (0, 1)] for i in (0, 1)]


def glimpse(p, q):
    """Row's first action is best within a thousandth of p = 1/3: less than a step of a scan."""
    return [[Fraction(1, 10**6) - (p - Fraction(1, 3)) ** 2], [0 * q]], [[0], [0]]


def hidden(p, q):
    """Coordination beside a third action each that is always dominated."""
    rows = [[p, 0, 0], [0, q, 0], [-5, -5, -5]]
    return rows, [[rows[j][i] for j in range(3)] for i in range(3)]


F = Fraction

#: Name -> family, parameter, statement, the thresholds known in closed form (others held).
PLANTED = {
    "dilemma": (
        _family(dilemma, parameter("t", 2, 0, 5), parameter("s", 0, -2, F(1, 2))),
        "t",
        eq.dominant("Player 1", "a2"),
        [F(3)],
    ),
    "coordination": (
        _family(coordination, parameter("a", F(1, 3), -1, 2), parameter("b", 1, -1, 1)),
        "a",
        eq.is_equilibrium({"Player 1": "a1", "Player 2": "a1"}),
        [F(0)],
    ),
    "corner": (
        _family(corner, parameter("p", F(1, 2), 0, 1), parameter("q", 1, 0, 1)),
        "p",
        eq.is_equilibrium({"Player 1": "a1", "Player 2": "a1"}),
        [F(99, 100)],
    ),
    "line": (
        _family(line, parameter("p", F(2, 7), 0, 1), parameter("q", F(1, 3), 0, 1)),
        "p",
        eq.played_in_equilibrium("Player 1", "a1"),
        [F(1, 3)],
    ),
    "parabola": (
        _family(parabola, parameter("p", 2, 0, F(22, 7)), parameter("q", 0, 0, 1), affine=("q",)),
        "p",
        eq.played_in_equilibrium("Player 1", "a1"),
        [F(1), F(3)],
    ),
    "nothing": (
        _family(nothing, parameter("p", 1, 0, 7), parameter("q", 1, 0, 1)),
        "p",
        eq.dominant("Player 1", "a1"),
        [],
    ),
    "pennies": (
        _family(pennies, parameter("p", 1, -1, 2), parameter("q", 1, F(1, 2), 1)),
        "p",
        eq.best_reply("Player 1", "a1", to={"Player 2": "a1"}),
        [F(0)],
    ),
    "hyperbola": (
        _family(hyperbola, parameter("p", 1, F(1, 10), 5), parameter("q", F(3, 7), F(1, 10), 5)),
        "p",
        eq.is_equilibrium({"Player 1": "a1", "Player 2": "a1"}),
        [F(7, 3)],
    ),
    "entry": (
        _family(entry, parameter("p", 2, 1, 4), parameter("q", F(-1, 3), -2, 1)),
        "q",
        eq.is_equilibrium({"Player 1": "a1", "Player 2": "a1"}),
        [F(0)],
    ),
    "cournot": (
        _family(cournot, parameter("a", 5, 3, 9), parameter("c", 1, 0, 2)),
        "a",
        eq.dominant("Player 1", "a2"),
        # Two against two: 2 (a - 5) > a - 4, beyond a = 6, is the harder of the two.
        [F(6)],
    ),
    "hidden": (
        _family(hidden, parameter("p", 1, -2, 4), parameter("q", 2, 1, 4)),
        "p",
        eq.is_equilibrium({"Player 1": "a1", "Player 2": "a1"}),
        [F(0)],
    ),
}  # fmt: skip

#: What the statements of `PLANTED` say before, at and after each threshold.
TURNS = {
    "dilemma": [(False, False, True)],  # dominance is strict
    "coordination": [(False, True, True)],
    "corner": [(False, True, True)],
    "line": [(False, True, True)],
    "parabola": [(False, True, True), (True, True, False)],
    "nothing": [],
    "pennies": [(False, True, True)],
    "hyperbola": [(False, True, True)],
    "entry": [(False, True, True)],
    "cournot": [(False, False, True)],
    "hidden": [(False, True, True)],
}

GLIMPSE = _family(glimpse, parameter("p", F(1, 2), 0, 1), parameter("q", 0, 0, 1), affine=("q",))

_APART, _MATCH = ("1,2", "2,1", "12,12"), ("1,1", "2,2", "12,12")

#: Name -> regimes (the actions that each equilibrium mixes, by number) -> share of the rectangle
#: of the parameters' ranges, worked out by hand.
REGIMES = {
    "dilemma": {_MATCH: F(3, 5), ("2,2",): F(2, 5)},  # t below and above 3
    "coordination": {  # the signs of a and b
        _MATCH: F(1, 3), ("1,1",): F(1, 3), ("2,2",): F(1, 6), _APART: F(1, 6),
    },
    "corner": {
        ("1,1",): F(1, 10**4), ("1,2",): F(99, 10**4), ("2,1",): F(99, 10**4),
        ("2,2",): F(99**2, 10**4),
    },
    "line": {("1,1",): F(1, 2), ("2,1",): F(1, 2)},
    "parabola": {("1,1",): F(7, 11), ("2,1",): F(4, 11)},
    "nothing": {("1,1",): F(1)},
    "pennies": {("12,12",): F(2, 3), _APART: F(1, 3)},
    # Below p q = 1: p up to 1/5 whatever q, then q between 1/10 and 1/p.
    "hyperbola": {
        ("2,1",): (0.01 + log(25)) / 4.9**2, ("1,1",): 1 - (0.01 + log(25)) / 4.9**2,
    },
    "entry": {("1,1",): F(1, 3), _APART: F(2, 3)},
    # One each while a - c < 4, two each beyond 5; between, whoever sells one faces two.
    "cournot": {("1,1",): F(1, 3), _APART: F(1, 6), ("2,2",): F(1, 2)},
    "hidden": {_MATCH: F(2, 3), ("2,2",): F(1, 3)},
}  # fmt: skip


def by_number(regime):
    """A regime as the keys of `REGIMES` write it."""
    return frozenset(
        ",".join("".join(action[1:] for action in played) for played in support)
        for support in regime.supports
    )


def check_regimes(m, expected):
    """A map proves every planted regime and no other, with areas within what is undecided."""
    proved = {by_number(m.regimes[k]): m.share(k) for k in set(m.regime.tolist()) if k >= 0}
    assert proved.keys() == {frozenset(regime) for regime in expected}
    for regime, share in expected.items():
        least = proved[frozenset(regime)]
        assert least <= share <= least + 1 - m.proved_share, (regime, least, share)
    assert sum(expected.values()) == 1
