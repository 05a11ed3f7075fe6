"""Pure equilibria, dominance and the value of profiles, for many games of any number of players.

A row of `M` is a game: the payoffs of all players one after another, each in the order of the
profiles. Profile e has action ``digits[e, i]`` of player i, and ``e + strides[i]`` the next one;
player i's actions begin at ``offsets[i]`` where actions of all players stand in a row.
"""

from __future__ import annotations

from .._jit import kernel

_U = 2.0**-53


@kernel
def not_finite(M):
    """The place of a game that is not finite, or -1."""
    for g in range(M.shape[0]):
        total = 0.0
        for e in range(M.shape[1]):
            total += M[g, e] * 0.0
        if total != 0.0:  # a nan is
            return g
    return -1


@kernel
def stable(M, digits, strides, counts, found):
    """Mark the profiles from which no player gains by moving alone; exact."""
    profiles, players = digits.shape
    for g in range(M.shape[0]):
        for e in range(profiles):
            found[g, e] = True
        for i in range(players):
            base, step = i * profiles, strides[i]
            for e in range(profiles):
                if digits[e, i] == 0:
                    most = M[g, base + e]
                    for a in range(1, counts[i]):
                        most = max(most, M[g, base + e + a * step])
                    for a in range(counts[i]):
                        found[g, e + a * step] &= M[g, base + e + a * step] == most


@kernel
def eliminate(M, digits, strides, counts, offsets, alive, open_):
    """Eliminate actions that another action strictly dominates, until none is left; exact.

    `open_` marks the games in which a mixture may dominate a survivor: one of three or more that is
    not a best reply to any profile of survivors.
    """
    profiles, players = digits.shape
    for g in range(M.shape[0]):
        open_[g] = False
        for a in range(alive.shape[1]):
            alive[g, a] = True
        changed = True
        while changed:
            changed = False
            for i in range(players):
                base, step, own = i * profiles, strides[i], offsets[i]
                for a in range(counts[i]):
                    for b in range(counts[i]):
                        if a == b or not (alive[g, own + a] and alive[g, own + b]):
                            continue
                        worse = True
                        for e in range(profiles):
                            if digits[e, i] != 0:
                                continue
                            held = True
                            for j in range(players):
                                held &= j == i or alive[g, offsets[j] + digits[e, j]]
                            if held and not (M[g, base + e + a * step] < M[g, base + e + b * step]):
                                worse = False
                                break
                        if worse:
                            alive[g, own + a] = False
                            changed = True
        for i in range(players):
            base, step, own = i * profiles, strides[i], offsets[i]
            left = 0
            for a in range(counts[i]):
                left += alive[g, own + a]
            if left < 3:
                continue
            for a in range(counts[i]):
                if not alive[g, own + a]:
                    continue
                best_somewhere = False
                for e in range(profiles):
                    if digits[e, i] != 0:
                        continue
                    best = True
                    for j in range(players):
                        best &= j == i or alive[g, offsets[j] + digits[e, j]]
                    for b in range(counts[i]):
                        best &= not (
                            alive[g, own + b]
                            and M[g, base + e + b * step] > M[g, base + e + a * step]
                        )
                    best_somewhere |= best
                open_[g] |= not best_somewhere


@kernel
def evaluate(M, S, digits, counts, offsets, earned, payoffs, regrets, best, doubtful):
    """What every action earns against a profile of strategies, who gains how much by moving.

    Row g of `S` holds the strategies, which need not add to 1 exactly. Each is divided by its sum,
    so a probability of player i is off by less than ``(counts[i] + 1) u`` of itself, and a product
    of payoff and probabilities by less than ``(K + 2 N) u``, K actions of N players in all. A sum
    over E profiles adds ``E u``; so an action's payoff is off by at most ``(E + K + 2 N + 2) u``
    times the largest payoff in size. Actions that are further apart than twice that, with room for
    the rounding of these lines, are told apart; otherwise the game is in doubt. It is in doubt too
    where payoffs or products are too large or too small for that. Against pure strategies nothing
    is rounded, and nothing is in doubt.
    """
    profiles, players = digits.shape
    actions = S.shape[1]
    for g in range(M.shape[0]):
        doubtful[g] = False
        for i in range(players):
            total = 0.0
            for a in range(counts[i]):
                total += S[g, offsets[i] + a]
            for a in range(counts[i]):
                S[g, offsets[i] + a] /= total
        for a in range(actions):
            earned[g, a] = 0.0
        for i in range(players):
            base, own = i * profiles, offsets[i]
            largest = 0.0
            for e in range(profiles):
                weight = M[g, base + e]
                largest = max(largest, abs(weight))
                for j in range(players):
                    if j != i:
                        weight *= S[g, offsets[j] + digits[e, j]]
                earned[g, own + digits[e, i]] += weight
            bound = 2.5 * (profiles + actions + 2 * players + 2) * _U * largest
            exact = True
            for j in range(players):
                for a in range(counts[j]):
                    p = S[g, offsets[j] + a]
                    exact &= j == i or p * (1.0 - p) == 0.0
            if exact:
                bound = 0.0
            bad = not (bound == 0.0 or (largest > 1e-200 and largest < 1e300))
            most, value = earned[g, own], 0.0
            for a in range(counts[i]):
                most = max(most, earned[g, own + a])
                value += earned[g, own + a] * S[g, own + a]
            held = True
            for a in range(counts[i]):
                gap = most - earned[g, own + a]
                best[g, own + a] = gap <= bound
                # A single action within the bound of the best is the best; two are too close.
                held &= best[g, own + a] or S[g, own + a] == 0.0
            close = 0
            for a in range(counts[i]):
                close += best[g, own + a]
            bad |= close > 1 and bound > 0.0
            payoffs[g, i] = value
            regrets[g, i] = 0.0 if held else max(most - value, 0.0)
            doubtful[g] |= bad
