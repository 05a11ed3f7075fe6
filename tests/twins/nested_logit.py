"""Nested-logit pricing again: plain Python, one market at a time, one price at a time.

Nothing of the package's derivation is used: shares come from the text-book formulas, prices from
raising each firm's profit one price after the other by golden section.
"""

from __future__ import annotations

from math import exp, log, sqrt


def shares(utility, alpha, prices, nests, rho):
    """Shares of all products; `rho` by nest label, None where a product is not offered."""
    offered = [u is not None for u in utility]
    e = [
        exp((u - alpha * p) / (1 - rho[g])) if ok else 0.0
        for u, p, g, ok in zip(utility, prices, nests, offered)
    ]
    d = {g: sum(v for v, h in zip(e, nests) if h == g) for g in set(nests)}
    total = 1 + sum(v ** (1 - rho[g]) for g, v in d.items() if v)
    return [v / d[g] * d[g] ** (1 - rho[g]) / total if v else 0.0 for v, g in zip(e, nests)]


def profit(firm, utility, alpha, prices, costs, owners, nests, rho):
    """A firm's profit per potential customer."""
    s = shares(utility, alpha, prices, nests, rho)
    return sum((p - c) * q for p, c, q, o in zip(prices, costs, s, owners) if o == firm)


def surplus(utility, alpha, prices, nests, rho):
    """Consumers' surplus per potential customer."""
    return -log(1 - sum(shares(utility, alpha, prices, nests, rho))) / alpha


def golden(f, low, high, rounds=80):
    """Where a single-peaked function is largest."""
    r = (sqrt(5) - 1) / 2
    a, b = high - r * (high - low), low + r * (high - low)
    fa, fb = f(a), f(b)
    for _ in range(rounds):
        if fa < fb:
            low, a, fa = a, b, fb
            b = low + r * (high - low)
            fb = f(b)
        else:
            high, b, fb = b, a, fa
            a = high - r * (high - low)
            fa = f(a)
    return (low + high) / 2


def prices(utility, alpha, costs, owners, nests, rho, rounds=60, reach=20.0):
    """Equilibrium prices, to about eight digits: firms answer each other price by price."""
    p = [c if o is None else c + 1 / alpha for c, o in zip(costs, owners)]
    for _ in range(rounds):
        before = list(p)
        for j, o in enumerate(owners):
            if o is None:
                continue

            def mine(x, j=j, o=o):
                return profit(
                    o, utility, alpha, [*p[:j], x, *p[j + 1 :]], costs, owners, nests, rho
                )

            p[j] = golden(mine, costs[j], costs[j] + reach / alpha)
        if max(abs(a - b) for a, b in zip(p, before)) < 1e-9:
            break
    return p
