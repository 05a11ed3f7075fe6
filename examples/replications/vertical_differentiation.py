"""Two qualities, one price each: the better firm earns more, and both gain from being different.

Shaked and Sutton, Relaxing price competition through product differentiation, Review of Economic
Studies 49:3-13 (1982), in the form of Tirole, The Theory of Industrial Organization, ch. 7 (1988).
Tastes are uniform on [t, t + 1]; a customer of taste x gets x * quality - price; everybody buys.
With d the difference in quality and c the cost of both:

    p1 = c + (1 - t) d / 3,    p2 = c + (2 + t) d / 3,
    profits (1 - t)^2 d / 9 and (2 + t)^2 d / 9.

From t = 1 on there is no room for the worse firm: a natural monopoly. All exact; the equilibrium is
found by solving best replies, and tested against every price of a grid, shut-outs included.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product


def sales(t: Fraction, d: Fraction, p1: Fraction, p2: Fraction) -> tuple[Fraction, Fraction]:
    """Who buys the worse and who the better good, given that everybody buys one."""
    indifferent = (p2 - p1) / d
    worse = min(max(indifferent - t, Fraction(0)), Fraction(1))
    return worse, 1 - worse


def profits(
    t: Fraction, d: Fraction, c: Fraction, p1: Fraction, p2: Fraction
) -> tuple[Fraction, Fraction]:
    """What both firms earn."""
    q1, q2 = sales(t, d, p1, p2)
    return (p1 - c) * q1, (p2 - c) * q2


def equilibrium(t: Fraction, d: Fraction, c: Fraction) -> tuple[Fraction, Fraction]:
    """Solve ``2 p1 = c + p2 - t d`` and ``2 p2 = c + p1 + (1 + t) d``; a limit price from t = 1."""
    if t >= 1:
        return c, c + t * d  # the worse firm sells nothing even at cost
    p2 = (2 * (c + (1 + t) * d) + c - t * d) / 3
    return (c + p2 - t * d) / 2, p2


def main() -> None:
    """Print a few cases and test the published statements."""
    c = Fraction(1, 2)
    tastes = [Fraction(k, 4) for k in range(4)]
    gaps = [Fraction(1, 3), Fraction(1), Fraction(5, 2)]
    for t, d in product(tastes, gaps):
        p1, p2 = equilibrium(t, d, c)
        low, high = profits(t, d, c, p1, p2)
        for k in range(121):
            other = c + d * Fraction(k - 20, 30)
            assert profits(t, d, c, other, p2)[0] <= low
            assert profits(t, d, c, p1, other)[1] <= high
        assert (p1, p2) == (c + (1 - t) * d / 3, c + (2 + t) * d / 3)
        assert (low, high) == ((1 - t) ** 2 * d / 9, (2 + t) ** 2 * d / 9)
        assert high > low
        if d == 1:
            print(f"t = {t}: prices {p1} and {p2}, profits {low} and {high}")
    for t in tastes:  # differentiation relaxes price competition
        earned = [profits(t, d, c, *equilibrium(t, d, c)) for d in gaps]
        assert all(
            a < b for less, more in pairwise(earned) for a, b in zip(less, more, strict=True)
        )
    t, d = Fraction(5, 4), Fraction(1)
    p1, p2 = equilibrium(t, d, c)
    low, high = profits(t, d, c, p1, p2)
    for k in range(121):
        other = c + d * Fraction(k, 30)
        assert profits(t, d, c, other, p2)[0] <= low == 0
        assert profits(t, d, c, p1, other)[1] <= high
    # Shaked and Sutton: with tastes this alike, one of the two is left with nothing.
    assert sales(t, d, p1, p2) == (0, 1) and high == t * d


if __name__ == "__main__":
    main()
