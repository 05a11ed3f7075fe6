"""Games of three players or more with published or exactly known equilibria.

Payoffs are written profile by profile, last player's action fastest, or, where a file of Gambit's is
the source, first player's fastest; answers are re-entered here with their sources.
"""

from __future__ import annotations

from itertools import product
from math import sqrt
from typing import Any

import numpy as np


def by_profile(shape: tuple[int, ...], flat: list[float], fastest: str = "last") -> list[Any]:
    """One array per player from payoffs listed profile by profile."""
    order = "C" if fastest == "last" else "F"
    rows = np.array(flat, dtype=float).reshape(-1, len(shape))
    return [rows[:, i].reshape(shape, order=order) for i in range(len(shape))]


def anti_coordination(players: int, value: float) -> list[Any]:
    """Action 2 pays `value` to a player who alone takes it, else 0; action 1 pays 1."""
    payoffs = [np.zeros((2,) * players) for _ in range(players)]
    for place in product(range(2), repeat=players):
        for i in range(players):
            others = sum(place) - place[i]
            payoffs[i][place] = 1.0 if place[i] == 0 else value * (others == 0)
    return payoffs


_Q = (-13 + sqrt(601)) / 24
_P = 2 ** (-1 / 3)

#: name, source, payoffs, whether all equilibria are listed, equilibria, how near they must be.
CASES: list[dict[str, Any]] = [
    {
        "name": "nine equilibria",
        "source": "McKelvey and McLennan 1996; QuantEcon/GameTheory.jl:test/test_homotopy_continuation.jl",
        "payoffs": by_profile(
            (2, 2, 2),
            [9, 8, 12, 0, 0, 0, 0, 0, 0, 3, 4, 6, 0, 0, 0, 3, 4, 4, 9, 8, 2, 0, 0, 0],
        ),
        "all": True,
        "near": 0,
        "equilibria": [
            [["1", "0"], ["1", "0"], ["1", "0"]],
            [["0", "1"], ["0", "1"], ["1", "0"]],
            [["1", "0"], ["0", "1"], ["0", "1"]],
            [["0", "1"], ["1", "0"], ["0", "1"]],
            [["0", "1"], ["1/3", "2/3"], ["1/3", "2/3"]],
            [["1/4", "3/4"], ["1", "0"], ["1/4", "3/4"]],
            [["1/2", "1/2"], ["1/2", "1/2"], ["1", "0"]],
            [["1/4", "3/4"], ["1/2", "1/2"], ["1/3", "2/3"]],
            [["1/2", "1/2"], ["1/3", "2/3"], ["1/4", "3/4"]],
        ],
    },
    {
        "name": "nine equilibria, as Gambit ships it",
        "source": "Gambit: 2x2x2.nfg",
        "payoffs": by_profile(
            (2, 2, 2),
            [9, 8, 12, 0, 0, 0, 0, 0, 0, 9, 8, 2, 0, 0, 0, 3, 4, 6, 3, 4, 6, 0, 0, 0],
            "first",
        ),
        "all": True,
        "near": 0,
        "equilibria": [
            [["1", "0"], ["1", "0"], ["1", "0"]],
            [["1", "0"], ["0", "1"], ["0", "1"]],
            [["0", "1"], ["1", "0"], ["0", "1"]],
            [["0", "1"], ["0", "1"], ["1", "0"]],
            [["0", "1"], ["1/4", "3/4"], ["1/3", "2/3"]],
            [["1/3", "2/3"], ["1", "0"], ["1/4", "3/4"]],
            [["1/2", "1/2"], ["1/2", "1/2"], ["1", "0"]],
            [["2/5", "3/5"], ["1/2", "1/2"], ["1/3", "2/3"]],
            [["1/2", "1/2"], ["2/5", "3/5"], ["1/4", "3/4"]],
        ],
    },
    {
        "name": "a local max cut",
        "source": "Gambit: 2x2x2_nfg_from_local_max_cut_2_pure_1_mixed_eq.nfg",
        "payoffs": by_profile(
            (2, 2, 2),
            [0, 0, 0, 1, 2, -1, 2, 4, 2, -1, 2, 1, -1, 2, 1, 2, 4, 2, 1, 2, -1, 0, 0, 0],
            "first",
        ),
        "all": True,
        "near": 0,
        "equilibria": [
            [["1", "0"], ["0", "1"], ["1", "0"]],
            [["0", "1"], ["1", "0"], ["0", "1"]],
            [["1/2", "1/2"], ["1/2", "1/2"], ["1/2", "1/2"]],
        ],
    },
    {
        "name": "one rational equilibrium, totally mixed",
        "source": "van der Laan, Talman and van der Heyden 1987; Gambit: g1.nfg",
        "payoffs": by_profile(
            (2, 2, 2),
            [
                -1,
                -4,
                -4,
                -8,
                -2,
                -4,
                -8,
                -2,
                -1,
                -2,
                -1,
                -2,
                -2,
                -2,
                -8,
                -8,
                -1,
                -2,
                -5,
                -6,
                -8,
                -2,
                -3,
                -1,
            ],
            "first",
        ),
        "all": True,
        "near": 0,
        "equilibria": [[["1/5", "4/5"], ["3/7", "4/7"], ["2/3", "1/3"]]],
    },
    {
        "name": "one irrational equilibrium",
        "source": "Nau, Gomez Canovas and Hansen 2004, section 4; Gambit: sec4.nfg",
        "payoffs": by_profile(
            (2, 2, 2),
            [3, 0, 2, 0, 1, 0, 0, 2, 0, 1, 0, 0, 1, 0, 0, 0, 3, 0, 0, 1, 0, 2, 0, 3],
            "first",
        ),
        "all": True,
        "near": 1e-14,
        "equilibria": [
            [
                [(9 * _Q - 1) / (7 * _Q + 2), 1 - (9 * _Q - 1) / (7 * _Q + 2)],
                [_Q, 1 - _Q],
                [(2 - 3 * _Q) / (_Q + 1), 1 - (2 - 3 * _Q) / (_Q + 1)],
            ]
        ],
    },
    {
        "name": "anti-coordination of two, v = 2",
        "source": "McLennan and Tourky 2010; QuantEcon/QuantEcon.py:quantecon/game_theory/tests/test_mclennan_tourky.py",
        "payoffs": anti_coordination(2, 2.0),
        "all": False,
        "near": 0,
        "equilibria": [[["1/2", "1/2"]] * 2],
    },
    {
        "name": "anti-coordination of four, v = 2",
        "source": "McLennan and Tourky 2010; QuantEcon/QuantEcon.py:quantecon/game_theory/tests/test_mclennan_tourky.py",
        "payoffs": anti_coordination(4, 2.0),
        "all": False,
        "near": 1e-14,
        "equilibria": [[[_P, 1 - _P]] * 4],
    },
    {
        "name": "Cournot, three firms",
        "source": "QuantEcon/game-theory-notebooks:game_theory_py.ipynb",
        "payoffs": by_profile(
            (2, 2, 2),
            [
                300,
                300,
                300,
                250,
                250,
                375,
                250,
                375,
                250,
                200,
                300,
                300,
                375,
                250,
                250,
                300,
                200,
                300,
                300,
                300,
                200,
                225,
                225,
                225,
            ],
        ),
        "all": True,
        "near": 0,
        "equilibria": [[["0", "1"]] * 3],
    },
]

#: An all-pay auction: everyone pays the own bid, and who alone bids most wins the prize. The first
#: two lists are for accuracies of 1e-3 and 1e-4; the last was reached from another start.
AUCTION: dict[str, Any] = {
    "source": "McLennan and Tourky 2010; QuantEcon/game-theory-notebooks:game_theory_py.ipynb",
    "bids": 6,
    "prize": 16,
    "symmetric": {
        1e-3: [0.24986561, 0.10338418, 0.07959071, 0.06705212, 0.05909946, 0.44100792],
        1e-4: [0.2500157, 0.1035519, 0.07944073, 0.06699354, 0.05902238, 0.44097575],
    },
    "asymmetric": [
        [0.86582198, 0, 0.06955033, 0, 0.06462769, 0],
        [0.86582198, 0, 0.06955033, 0, 0.06462769, 0],
        [0, 0.14389389, 0, 0.12286532, 0, 0.73324079],
    ],
}


def all_pay_auction(players: int, bids: int, prize: int) -> list[Any]:
    """Bids from 0 up; a tie wins nothing."""
    place = np.indices((bids,) * players)
    return [
        prize * (place[i] > np.delete(place, i, axis=0).max(axis=0)) - place[i]
        for i in range(players)
    ]


#: The unanimity game of four players: pays 1 or 2 to all who agree, else nothing.
UNANIMITY = {
    "source": "QuantEcon/QuantEcon.py:quantecon/game_theory/tests/test_pure_nash.py",
    "shape": (2, 2, 2, 2),
    "pure": [
        (0, 0, 0, 0), (0, 0, 1, 1), (0, 1, 0, 1), (0, 1, 1, 0),
        (1, 0, 0, 1), (1, 0, 1, 0), (1, 1, 0, 0), (1, 1, 1, 1),
    ],
}  # fmt: skip


def unanimity() -> list[Any]:
    """Payoffs of the unanimity game."""
    payoffs = np.zeros((2, 2, 2, 2), dtype=int)
    payoffs[0, 0, 0, 0], payoffs[1, 1, 1, 1] = 1, 2
    return [payoffs] * 4
