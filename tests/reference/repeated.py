"""Repeated games from papers and tutorials with their published answers, and derived closed forms."""

from __future__ import annotations

from typing import Any

#: Payoffs of the row player; the games are symmetric.
ABREU = [[10, 3, 0], [15, 7, -4], [7, 5, -15]]

#: With transfers. Each row: discount factor, liquidity, joint payoff, threats, profile played and
#: the punishments by position; ``optimal``: the rows that are best at some discount factor.
WITH_TRANSFERS: list[dict[str, Any]] = [
    {
        "name": "Abreu's Cournot game",
        "source": "Kranz 2012, Interactively Solving Repeated Games (repgame tutorial v0.2), section 3.2, opt.mat with keep.only.opt.rows = FALSE; stage game: Abreu 1988",
        "payoffs": ABREU,
        "rows": [
            ("0", 0, 14, (7, 7), (1, 1), ((1, 1), (1, 1))),
            ("1/2", 4, 18, (7, 7), (0, 1), ((1, 1), (1, 1))),
            ("1/4", 6, 18, (0, 0), (0, 1), ((1, 2), (2, 1))),
            ("1/3", 10, 20, (0, 0), (0, 0), ((1, 2), (2, 1))),
        ],
        "optimal": [0, 2, 3],
    },
    {
        "name": "public goods, contributions 0 to 10 at cost 3/4",
        "source": "Kranz 2012, section 4.1, opt.mat of public.goods.game",
        "payoffs": [[f"{2 * (x + y) - 3 * x}/4" for y in range(11)] for x in range(11)],
        "rows": None,
        "optimal": [
            ("0", 0, 0, (0, 0), (0, 0), ((0, 0), (0, 0))),
            ("1/2", 5, 5, (0, 0), (10, 10), ((0, 0), (0, 0))),
        ],
    },
]

#: Critical discount factors: game, profile, punishment, value.
CRITICAL: list[tuple[str, Any, tuple[int, int], str, str]] = [
    ("Kranz 2012, section 3.3: grim trigger", ABREU, (0, 0), "grim", "5/8"),
    ("Kranz 2012, section 3.3: optimal", ABREU, (0, 0), "optimal", "1/3"),
    ("(T-R)/(T-P)", [[9, 1], [10, 3]], (0, 0), "grim", "1/7"),
    ("(T-R)/(T-P), equal to grim in the dilemma", [[9, 1], [10, 3]], (0, 0), "optimal", "1/7"),
    ("Axelrod's dilemma, (5-3)/(5-1)", [[3, 0], [5, 1]], (0, 0), "grim", "1/2"),
    ("cooperation from g/(1+g), g=1/2", [[2, -1], [3, 0]], (0, 0), "optimal", "1/3"),
]

#: Linear Cournot with a - c = 1, monopoly output split equally: n, Bertrand by reversion, Cournot by
#: reversion, by stick and carrot, the stick. Derived from the formulas in `equilibria.markets`.
OLIGOPOLY: list[tuple[int, str, str, str | None, str | None]] = [
    (2, "1/2", "9/17", "9/32", "5/12"),
    (3, "2/3", "4/7", "1/3", "1/3"),
    (4, "3/4", "25/41", "25/64", "11/40"),
    (5, "4/5", "9/14", "9/20", "7/30"),
    (6, "5/6", "49/73", None, None),
    (7, "6/7", "16/23", None, None),
    (8, "7/8", "81/113", None, None),
    (9, "8/9", "25/34", None, None),
    (10, "9/10", "121/161", None, None),
]
