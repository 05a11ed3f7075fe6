"""Punishments by sticks, one combination after the other."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import equilibria as eq
from equilibria.repeated.simple_profiles import SimpleProfile, State


def _tables(stage):
    exact, places = stage.exact_payoffs(), list(product(*map(range, stage.shape)))
    players = range(stage.num_players)
    paid = {x: [exact[i][x] for i in players] for x in places}
    best = {
        x: [max(exact[i][(*x[:i], a, *x[i + 1 :])] for a in range(stage.shape[i])) for i in players]
        for x in places
    }
    return places, players, paid, best


def one_period(stage: eq.NormalFormGame, place) -> Fraction:
    """The least discount factor over all sticks that last one period."""
    places, players, paid, best = _tables(stage)
    least = Fraction(1)
    for sticks in product(places, repeat=stage.num_players):
        needed = Fraction(0)
        for x in (place, *sticks):
            for i in players:
                gain, loss = best[x][i] - paid[x][i], paid[place][i] - paid[sticks[i]][i]
                if gain:
                    needed = max(needed, gain / loss if loss > 0 else Fraction(1))
                elif loss < 0:
                    needed = Fraction(1)
        least = min(least, needed)
    return least


def lasting(stage: eq.NormalFormGame, place, discounts) -> set[Fraction]:
    """The discount factors, of some given ones, at which sticks that last do.

    Player i's punishment is worth its best reply to the stick; whether that is subgame perfect is
    left to the values of the strategies.
    """
    places, _, paid, best = _tables(stage)
    found = set()
    for d in discounts:
        for sticks in product(places, repeat=stage.num_players):
            states, punish, fits = [State("path", place, ((0, Fraction(1)),))], [], True
            for i, x in enumerate(sticks):
                if x == place and best[place][i] == paid[place][i]:
                    punish.append(0)
                    continue
                lost, kept = paid[place][i] - paid[x][i], paid[place][i] - best[x][i]
                if kept <= 0:
                    fits = False
                    break
                again = (1 - (1 - d) * lost / kept) / d
                if not 0 <= again <= 1:
                    fits = False
                    break
                s = len(states)
                then = tuple((t, p) for t, p in ((s, again), (0, 1 - again)) if p)
                states.append(State(f"stick {i}", x, then))
                punish.append(s)
            if fits and SimpleProfile(stage, tuple(states), tuple(punish)).is_equilibrium(d):
                found.add(d)
                break
    return found
