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

#: Payoffs T > R > P > S of prisoner's dilemmas with 2R > T + S. In the last, both discount factors
#: at which tit-for-tat is on its edge are 1/2.
DILEMMAS = [
    ("10", "9", "3", "1"),
    ("5", "3", "1", "0"),
    ("7/2", "3", "1", "-1"),
    ("3", "2", "1", "0"),
]

#: From which discount factor on (tit-for-tat: at which alone) strategies of the dilemma are subgame
#: perfect. Textbook formulas (Mailath and Samuelson 2006, ch. 2; one-period penance: van Damme 1989).
#: Left out: the bounds for tit-for-tat to be a Nash equilibrium, which is not what is computed here;
#: and the two-signal dilemma of Abreu, Milgrom and Pearce, for monitoring is perfect here.
DILEMMA_FORMULAS: dict[str, Any] = {
    "grim": lambda T, R, P, S: (T - R) / (T - P),
    "optimal": lambda T, R, P, S: (T - R) / (T - P),
    "alternation": lambda T, R, P, S: (P - S) / (T - P),
    "penance": lambda T, R, P, S: max((T - R) / (R - S), (P - S) / (R - S)),
    "all that is feasible": lambda T, R, P, S: max((T - R) / (T - P), (P - S) / (R - S)),
    "tit-for-tat": lambda T, R, P, S: {(T - R) / (R - S), (P - S) / (T - P)},
}

#: Linear Cournot with a - c = 1, monopoly output split equally: n, Bertrand by reversion, Cournot by
#: reversion, by stick and carrot, the stick, its profit per firm. Worked out by hand from the
#: textbook model: 1 - 1/n (Tirole 1988, ch. 6), (n + 1)^2 / ((n + 1)^2 + 4n) (Friedman 1971), and
#: the stick of Abreu 1986 where it is at most 1 / (n - 1), so that the best reply to it still sells.
#: Prices below cost are allowed.
OLIGOPOLY: list[tuple[int, str, str, str | None, str | None, str | None]] = [
    (2, "1/2", "9/17", "9/32", "5/12", "5/72"),
    (3, "2/3", "4/7", "1/3", "1/3", "0"),
    (4, "3/4", "25/41", "25/64", "11/40", "-11/400"),
    (5, "4/5", "9/14", "9/20", "7/30", "-7/180"),
    (6, "5/6", "49/73", None, None, None),
    (7, "6/7", "16/23", None, None, None),
    (8, "7/8", "81/113", None, None, None),
    (9, "8/9", "25/34", None, None, None),
    (10, "9/10", "121/161", None, None, None),
]

#: Worst payoffs of the players: minmax of the dilemma (QuantEcon.py, test_repeated_game.py) and
#: threats of the Cournot duopoly with 15 quantities at 4/5 (QuantEcon notebooks as_py and as_jl).
DILEMMA_MINMAX = (3, 3)
COURNOT_THREATS = (0, 0)
