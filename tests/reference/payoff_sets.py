"""Payoff sets of repeated games that were published, or derived in closed form.

All are for pure-action subgame-perfect equilibria, perfect monitoring, public randomization.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt, sqrt
from typing import Any

DILEMMA = ([[9, 1], [10, 3]], [[9, 10], [1, 3]])
ABREU = ([[10, 3, 0], [15, 7, -4], [7, 5, -15]], [[10, 15, 7], [3, 7, 5], [0, -4, -15]])
AS = ([[16, 3, 0], [21, 10, -1], [9, 5, -5]], [[9, 13, 3], [1, 4, 0], [0, -4, -15]])
KNIFE = ([[2, -1], [3, 0]], [[2, 3], [-1, 0]])
BATTLE = ([[0, 3], [1, 0]], [[0, 1], [3, 0]])
CHICKEN = ([[6, 2], [7, 0]], [[6, 7], [2, 0]])
COORDINATION = ([[2, 0], [0, 1]], [[2, 0], [0, 1]])
AXELROD = ([[3, 0], [5, 1]], [[3, 5], [0, 1]])
PENNIES = ([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])

_QE = "QuantEcon.py, test_repeated_game.py"
_EXACT = "exact iteration of the set operator from above, and self-generation checked by hand"

#: Game, discount factor, corners (text: exact), where from.
CASES: list[tuple[str, Any, str, list[tuple[Any, Any]], str]] = [
    ("dilemma", DILEMMA, "1/10", [("3", "3")], _EXACT),
    ("dilemma", DILEMMA, "1/8", [("3", "3")], _EXACT),
    ("dilemma, knife edge", DILEMMA, "1/7", [("3", "3"), ("9", "9")], _EXACT),
    ("dilemma", DILEMMA, "3/20", [("3", "3"), ("9", "9")], _EXACT),
    ("dilemma", DILEMMA, "1/5", [("3", "3"), ("9", "9")], _EXACT),
    ("dilemma", DILEMMA, "6/25", [("3", "3"), ("9", "9")], _EXACT),
    *(
        ("dilemma", DILEMMA, d, [("3", "3"), ("39/4", "3"), ("9", "9"), ("3", "39/4")], where)
        for d, where in (
            ("1/4", "threshold l/(1+l); " + _EXACT),
            ("3/10", _EXACT),
            ("2/5", _EXACT),
            ("3/4", "GameTheory.jl, test_repeated_game.jl"),
            ("9/10", _QE),
            ("99/100", _EXACT),
            ("999/1000", _EXACT),
        )
    ),
    (
        "dilemma, kite",
        DILEMMA,
        "99/400",
        # The larger root of 400 x^2 - 7501 x + 35157.
        [(3, 3), (9.523097071812821654, 3), (9, 9), (3, 9.523097071812821654)],
        "S. Jin's notebook on the algorithm of Abreu and Sannikov: 9.5231; root computed",
    ),
    (
        "Abreu and Sannikov's example",
        AS,
        "3/10",
        # Roots of 3495 x^3 - 79764 x^2 + 201281 x - 130490 and of
        # 6250 y^3 - 136300 y^2 + 847497 y - 1146894, among others.
        [
            (1.125682395504878556852725, 2.8),
            (7.337704718651463567055817, 0),
            (7.863089638136199674682939, 0),
            (19.79179769736359992770732, 2.8),
            (15.56308963813619967468294, 9.1),
            (7.337704718651463567055817, 10.98262527910676231873606),
        ],
        "Abreu and Sannikov 2014, p. 322; " + _QE + " to 7 digits; roots computed",
    ),
    (
        "Abreu's Cournot game",
        ABREU,
        "3/10",
        [
            ("0", "49/10"),
            ("49/10", "0"),
            ("61/10", "0"),
            ("131/10", "49/10"),
            ("49/10", "131/10"),
            ("0", "61/10"),
        ],
        "stage game: Abreu 1988; " + _EXACT,
    ),
    (
        "Abreu's Cournot game, knife edge",
        ABREU,
        "1/3",
        [
            ("0", "14/3"),
            ("14/3", "0"),
            ("50/7", "0"),
            ("290/21", "14/3"),
            ("10", "10"),
            ("14/3", "290/21"),
            ("0", "50/7"),
        ],
        "stage game: Abreu 1988; " + _EXACT,
    ),
    (
        "dilemma on the knife edge that plain floats fall off",
        KNIFE,
        "1/3",
        [("0", "0"), ("8/3", "0"), ("2", "2"), ("0", "8/3")],
        _EXACT,
    ),
    ("battle of the sexes", BATTLE, "1/2", [("1", "1"), ("3", "1"), ("1", "3")], _EXACT),
    ("chicken", CHICKEN, "1/5", [("2", "7"), ("7", "2"), ("6", "6")], _EXACT),
    *(
        ("chicken", CHICKEN, d, [("2", "2"), ("7", "2"), ("6", "6"), ("2", "7")], _EXACT)
        for d in ("1/2", "9/10")
    ),
    *(
        ("coordination", COORDINATION, d, [("1", "1"), ("2", "2")], _EXACT)
        for d in ("1/4", "1/2", "9/10")
    ),
    *(
        (
            "Axelrod's dilemma",
            AXELROD,
            d,
            [("1", "1"), ("13/3", "1"), ("3", "3"), ("1", "13/3")],
            _EXACT,
        )
        for d in ("1/2", "3/4", "9/10")
    ),
    *(("matching pennies", PENNIES, d, [], _EXACT) for d in ("1/2", "9/10")),
]

#: Game, discount factor, per corner and coordinate its minimal polynomial, highest power first; two
#: coefficients: rational. Counter-clockwise from the leftmost.
ALGEBRAIC: list[tuple[str, Any, str, list[tuple[list[int], list[int]]], str]] = [
    (
        "dilemma, kite",
        DILEMMA,
        "99/400",
        [
            ([1, -3], [1, -3]),
            ([400, -7501, 35157], [1, -3]),
            ([1, -9], [1, -9]),
            ([1, -3], [400, -7501, 35157]),
        ],
        "the larger root of y^2 - g(1-d)y + (1-d)l - d in the units of the game",
    ),
    (
        "Abreu and Sannikov's example",
        AS,
        "3/10",
        [
            ([3495, -79764, 201281, -130490], [5, -14]),
            ([116500, -3244140, 28896303, -83388202], [1, 0]),
            ([466000, -21513400, 256818110, -915800279], [1, 0]),
            ([104850, -6751550, 144091371, -1020017871], [5, -14]),
            ([46600, -3227800, 67101189, -438157359], [10, -91]),
            (
                [116500, -3244140, 28896303, -83388202],
                [6250, -136300, 847497, -1146894],
            ),
        ],
        "Abreu and Sannikov 2014, p. 322; the first and last polynomial by elimination by hand, the "
        "others by the lines that join the corners to the stage payoffs",
    ),
    (
        "Abreu and Sannikov's example",
        AS,
        "2/5",
        [
            ([40, -3573, 1535], [5, -12]),
            ([100, -4773, 25652], [1, 0]),
            ([20, -203], [1, 0]),
            ([8, -161], [5, -12]),
            ([1, -16], [1, -9]),
            ([100, -4773, 25652], [325, -4277, 4440]),
        ],
        "Abreu and Sannikov 2014, p. 19 of the working paper: .43169727, 6.17267888, 12.02379111, "
        "whose last digits are wrong",
    ),
]

#: Cournot duopoly, a = 6, c = 3/5, 15 quantities 6k/14, discount factor 4/5.
#: With prices that stay at 0 at least: Judd, Yeltekin and Conklin 2003, Abreu and Sannikov 2014
#: p. 326; values as in the abSan package's examples.
COURNOT_FLOOR = [
    ("0", "0"),
    ("235964/47775", "0"),
    ("312134/47775", "144/1225"),
    ("25348/3675", "234/1225"),
    ("8534/1225", "351/1225"),
    ("8424/1225", "486/1225"),
    ("486/1225", "8424/1225"),
    ("351/1225", "8534/1225"),
    ("234/1225", "25348/3675"),
    ("144/1225", "312134/47775"),
    ("0", "235964/47775"),
]
#: With prices that may fall below 0: QuantEcon notebooks as_py and as_jl, recomputed there.
COURNOT = [
    (6.966530612244902, 0.2865306122448972),
    (6.876734693877556, 0.39673469387755017),
    (0.39673469387755017, 6.876734693877556),
    (0.2865306122448972, 6.966530612244902),
    (0.19102040816326454, 6.897414965986398),
    (0.11755102040816245, 6.533417059131347),
    (0.058775510204080755, 5.654463631606487),
    (0.0, 4.653270538984826),
    (0.0, 0.19102040816326538),
    (0.022040816326529544, 0.11755102040816201),
    (0.058775510204081005, 0.058775510204081005),
    (0.11755102040816201, 0.022040816326529544),
    (0.19102040816326538, 0.0),
    (4.653270538984826, 0.0),
    (5.654463631606487, 0.058775510204080755),
    (6.533417059131347, 0.11755102040816245),
    (6.897414965986398, 0.19102040816326454),
]


#: Known sets on both sides of a knife edge: game, the edge, corners below it, corners from it on.
EDGES: list[tuple[str, Any, str, list[tuple[str, str]] | None, list[tuple[str, str]]]] = [
    ("dilemma, cooperation", DILEMMA, "1/7", [("3", "3")], [("3", "3"), ("9", "9")]),
    (
        "dilemma that collapses",
        KNIFE,
        "1/3",
        [("0", "0")],
        [("0", "0"), ("8/3", "0"), ("2", "2"), ("0", "8/3")],
    ),
    # Below it the kite, whose corners are irrational: see `dilemma_kite`.
    (
        "dilemma, all that is feasible",
        DILEMMA,
        "1/4",
        None,
        [("3", "3"), ("39/4", "3"), ("9", "9"), ("3", "39/4")],
    ),
]


def cournot(actions: int, *, floor: bool, top: int = 6, cost: Fraction = Fraction(3, 5)) -> Any:
    """Payoff matrices of the duopoly, exact."""
    q = [Fraction(top * k, actions - 1) for k in range(actions)]

    def profit(mine: Fraction, other: Fraction) -> Fraction:
        price = top - mine - other
        return ((max(price, Fraction(0)) if floor else price) - cost) * mine

    return [[profit(x, y) for y in q] for x in q], [[profit(y, x) for y in q] for x in q]


def dilemma(g: Fraction, l: Fraction) -> Any:  # noqa: E741 (the literature's names)
    """Payoffs 1 for both cooperating, 1 + g and -l where one defects, 0."""
    return [[1, -l], [1 + g, 0]], [[1, 1 + g], [-l, 0]]


def kite_from(g: Fraction, l: Fraction) -> float:  # noqa: E741
    """The discount factor from which the kite exists, to float accuracy."""
    return 1 - 2 * (float(1 + l) - sqrt(float((1 + l) ** 2 - g**2))) / float(g**2)


def dilemma_set(g: Fraction, l: Fraction, d: Fraction) -> list[tuple[Any, Any]]:  # noqa: E741
    """Corners in closed form (Stahl 1991's problem), for 1 + g - l < 2 (below 0 only if l > g).

    Which regime holds is decided exactly; only the kite's corner is a float.
    """
    cooperation, full = g / (1 + g), max(g, l) / (1 + max(g, l))
    if d >= full:
        v = (1 + g + l) / (1 + l)
        return [(0, 0), (v, 0), (1, 1), (0, v)]
    if l < g:
        s = 1 + g - l
        return [(0, 0), (s, 0), (0, s)] if d >= l / (1 + g) else [(0, 0)]
    if d < cooperation:
        return [(0, 0)]
    # The kite exists where y^2 - g(1-d)y + (1-d)l - d has real roots and the larger one is
    # positive and adds something: 1 + y > 1.
    b, c = g * (1 - d), (1 - d) * l - d
    if b * b - 4 * c < 0:
        return [(0, 0), (1, 1)]
    y = (float(b) + sqrt(float(b * b - 4 * c))) / 2
    return [(0, 0), (1 + y, 0), (1, 1), (0, 1 + y)]


def dilemma_kite(d: Fraction) -> tuple[Fraction, Fraction]:
    """Where the kite of `DILEMMA` ends on its axes, between two fractions 1e-30 apart.

    DILEMMA is 3 + 6 u in the units of `dilemma`, with g = 1/6 and l = 1/3.
    """
    b, c = (1 - d) / 6, (1 - d) / 3 - d
    scale = 10**30
    inside = b * b - 4 * c
    root = isqrt(inside.numerator * scale**2 // inside.denominator)
    low, high = (3 + 6 * (1 + (b + Fraction(r, scale)) / 2) for r in (root, root + 1))
    return low, high
