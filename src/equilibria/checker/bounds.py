"""Common discount factors below which a profile cannot be played for ever.

Player i follows with a threat of `v` only if ``(1 - d) * gain <= d * (g - v)``, where g is what the
profile pays and g + gain the best deviation: only from ``gain / (gain + g - v)`` on.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from .payoffs import Profile, best_payoff, mixed_payoffs, payoff
from .reading import Table
from .security import pure_minmax
from .verdict import Clock, Refuted

Place = tuple[int, ...]


def critical_by_minmax(table: Table, place: Place, clock: Clock) -> Fraction:
    """No pure-action equilibrium holds a player below its pure minmax payoff."""
    found = []
    for i in range(len(table.players)):
        paid, best = payoff(table, i, place), best_payoff(table, i, place)
        found.append(least_from(best - paid, paid - pure_minmax(table, i, clock)))
    return max(found)


def critical_by_reversion(
    table: Table, place: Place, reversion: Sequence[Profile], named: bool, clock: Clock
) -> Fraction:
    """Each player's threat is a stage equilibrium: the one named, or the pure one it fears."""
    found = []
    for i, profile in enumerate(reversion):
        clock.look()
        for j, player in enumerate(table.players):
            held, best = mixed_payoffs(table, j, profile)
            if best > held:
                raise Refuted(f"reversion: no equilibrium, {player} gains by deviating")
        threat = mixed_payoffs(table, i, profile)[0]
        if not named and threat != _worst_pure(table, i, clock):
            raise Refuted(f"reversion: not the pure equilibrium that pays {table.players[i]} least")
        paid = payoff(table, i, place)
        found.append(least_from(best_payoff(table, i, place) - paid, paid - threat))
    return max(found)


def critical_symmetric(table: Table, place: Place, clock: Clock) -> Fraction:
    """All do the same after every history, and the game looks the same to all where they do.

    With the largest payoff g(h) and the smallest c(s) of such equilibria, both from profiles that
    are themselves sustained, the three conditions below hold for some pair (h, s).
    """
    if len(set(table.shape)) != 1 or len(set(place)) != 1:
        raise Refuted("the game or the profile is not symmetric")
    players, actions = len(table.players), table.shape[0]
    paid, best = [], []
    for k in range(actions):
        at = (k,) * players
        each = {(payoff(table, i, at), best_payoff(table, i, at)) for i in range(players)}
        if len(each) != 1:
            raise Refuted("the game is not symmetric")
        [(g, c)] = each
        paid.append(g)
        best.append(c)
    k = place[0]
    if best[k] == paid[k]:
        return Fraction(0)
    least = Fraction(1)
    for s in range(actions):
        clock.look()
        needed = least_from(best[k] - paid[k], paid[k] - best[s])
        if needed < least:
            for h in range(actions):
                stake = paid[h] - best[s]
                both = max(
                    least_from(best[s] - paid[s], stake), least_from(best[h] - paid[h], stake)
                )
                least = min(least, max(needed, both))
    return least


def critical_by_transfers(table: Table, place: Place, clock: Clock) -> Fraction:
    """Even with transfers the sum of the gains must be paid for (Goldluecke and Kranz 2012)."""
    rows = []
    for at in product(*(range(k) for k in table.shape)):
        clock.look()
        best = [best_payoff(table, i, at) for i in range(len(table.players))]
        joint = sum((payoff(table, i, at) for i in range(len(best))), Fraction(0))
        rows.append((sum(best, Fraction(0)) - joint, joint, best, at))
    rows.sort(key=lambda row: row[0])
    needed = next(row[0] for row in rows if row[3] == place)
    reward, threats, least = rows[0][1], list(rows[0][2]), Fraction(1)
    for k, (need, joint, best, _) in enumerate(rows):
        reward = max(reward, joint)
        threats = [min(a, b) for a, b in zip(threats, best, strict=True)]
        # A level of need counts with all that need no more.
        if need >= needed and (k + 1 == len(rows) or rows[k + 1][0] > need):
            least = min(least, least_from(need, reward - sum(threats)))
    return least


def least_from(gain: Fraction, loss: Fraction) -> Fraction:
    """The least discount factor at which losing so much a period outweighs gaining so much once."""
    if gain <= 0:
        return Fraction(0)
    return gain / (gain + loss) if loss > 0 else Fraction(1)


def _worst_pure(table: Table, i: int, clock: Clock) -> Fraction | None:
    found = []
    for at in product(*(range(k) for k in table.shape)):
        clock.look()
        if all(payoff(table, j, at) == best_payoff(table, j, at) for j in range(len(table.shape))):
            found.append(payoff(table, i, at))
    return min(found, default=None)
