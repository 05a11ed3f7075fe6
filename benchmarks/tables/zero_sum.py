"""Constant-sum games: exact strategies beside scipy's linear programming in floats."""

from __future__ import annotations

from statistics import median

import clock
import equilibria as eq
from check import is_proved, regret
from peers import solve_all
from problems import fresh, zero_sum
from report import short, show, times

#: Seconds for one game, and games up to which size the checker is run.
LIMIT, CHECKED = 120.0, 100


def main(sizes: tuple[int, ...] = (10, 100, 500), count: int = 3) -> None:
    """Print the time of a game, ours exact."""
    eq.nash(fresh(zero_sum(5, 0, as_floats=True)), method=eq.ZeroSum())  # loads HiGHS
    rows = []
    for size in sizes:
        for as_floats in (False, True):
            games = [zero_sum(size, seed, as_floats=as_floats) for seed in range(count)]
            ours, right, checks = [], 0, []
            for tables in games:
                game = fresh(tables)
                start = clock.now()
                result = eq.nash(game, find="one", method=eq.ZeroSum())
                ours.append(clock.now() - start)
                right += regret(game, result[0].exact) == 0
                if size <= CHECKED:
                    start = clock.now()
                    right -= not is_proved(result, game)
                    checks.append(clock.now() - start)
            answers = solve_all("scipy linprog", games, LIMIT)
            theirs = median(a.seconds for a in answers)
            regrets = [
                regret(fresh(tables), answer.profiles[0])
                for tables, answer in zip(games, answers, strict=True)
                if answer.profiles
            ]
            worst = f"{max(regrets):.1g}" if regrets else answers[0].trouble
            rows.append(
                [f"{size}x{size}", "floats" if as_floats else "integers", short(median(ours)),
                 f"{right}/{count}", short(median(checks)) if checks else "not run",
                 short(theirs), worst, times(theirs, median(ours))]
            )  # fmt: skip
    show(
        "Constant-sum games: ours exact (regret 0); scipy's linprog (HiGHS, floats) solves two "
        f"programs;\nmedian of {count}",
        ["game", "payoffs", "ours", "exact", "certificate and check", "linprog",
         "its worst regret", "time theirs/ours"],
        rows,
    )  # fmt: skip
