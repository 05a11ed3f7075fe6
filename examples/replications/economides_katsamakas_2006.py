"""An open-source platform may leave its applications with more than a whole proprietary industry.

Economides and Katsamakas, Two-sided competition of proprietary vs. open source technology
platforms, Management Science 52(7):1057-1071 (2006). Stated there: a proprietary platform's price
may lie below its marginal cost; the application sector on an open-source platform may earn more
than platform and applications of a proprietary industry together.

The linear form is a reconstruction, and so are the numbers: users buy a platform (0) at p0 and an
application (1) at p1, which are complements:

    q0 = a0 - b0 p0 - d p1,    q1 = a1 - b1 p1 - d p0,    no costs.

Proprietary: the platform sets the fee s per application sold, then both set prices at once, the
platform for p0 q0 + s q1, the application's maker for (p1 - s) q1. Open: p0 = s = 0. All exact.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Linear(NamedTuple):
    """The linear demand system."""

    a0: Fraction
    a1: Fraction
    b0: Fraction
    b1: Fraction
    d: Fraction


class Industry(NamedTuple):
    """Prices, sales and profits."""

    fee: Fraction
    p0: Fraction
    p1: Fraction
    q0: Fraction
    q1: Fraction
    platform: Fraction
    application: Fraction


def industry(m: Linear, fee: Fraction, p0: Fraction, p1: Fraction) -> Industry:
    """What everybody sells and earns at given prices."""
    q0, q1 = m.a0 - m.b0 * p0 - m.d * p1, m.a1 - m.b1 * p1 - m.d * p0
    return Industry(fee, p0, p1, q0, q1, p0 * q0 + fee * q1, (p1 - fee) * q1)


def after_fee(m: Linear, fee: Fraction) -> Industry:
    """Both first-order conditions, solved by Cramer's rule."""
    # 2 b0 p0 + d p1 = a0 - d fee;   d p0 + 2 b1 p1 = a1 + b1 fee
    determinant = 4 * m.b0 * m.b1 - m.d**2
    right0, right1 = m.a0 - m.d * fee, m.a1 + m.b1 * fee
    p0 = (2 * m.b1 * right0 - m.d * right1) / determinant
    p1 = (2 * m.b0 * right1 - m.d * right0) / determinant
    return industry(m, fee, p0, p1)


def proprietary(m: Linear) -> Industry:
    """The fee that is best for the platform: its profit is a quadratic, met at three points."""
    low, middle, high = (after_fee(m, Fraction(s)).platform for s in (-1, 0, 1))
    curvature = low - 2 * middle + high
    assert curvature < 0, "the platform's profit is not concave in the fee"
    return after_fee(m, (low - high) / (2 * curvature))


def open_source(m: Linear) -> Industry:
    """Platform and access are free, and the application's maker is a monopolist."""
    return industry(m, Fraction(0), Fraction(0), m.a1 / (2 * m.b1))


def main() -> None:
    """Print both industries where the statements hold, and where the second one fails."""
    strong = Linear(*map(Fraction, ("0.3", "1", "2", "0.5", "0.3")))
    closed, opened = proprietary(strong), open_source(strong)
    print("platform's own-price effect 2, the application's 1/2:")
    print(f"  proprietary: fee {float(closed.fee):.3f}, p0 {float(closed.p0):.3f}, ", end="")
    print(f"profits {float(closed.platform):.3f} + {float(closed.application):.3f}")
    print(f"  open source: profit of applications {float(opened.application):.3f}")
    for step in (Fraction(-1, 100), Fraction(1, 100)):  # nobody gains by another price or fee
        p0, p1, fee = closed.p0, closed.p1, closed.fee
        assert industry(strong, fee, p0 + step, p1).platform < closed.platform
        assert industry(strong, fee, p0, p1 + step).application < closed.application
        assert after_fee(strong, fee + step).platform < closed.platform
    assert min(closed.q0, closed.q1, closed.p1 - closed.fee, opened.q1) > 0
    assert opened.application == strong.a1**2 / (4 * strong.b1) == Fraction(1, 2)
    # Published: below marginal cost, and open applications earn more than the whole industry.
    assert closed.p0 < 0
    assert opened.application > closed.platform + closed.application
    # With the effects the other way round it is the proprietary industry that earns more.
    weak = Linear(*map(Fraction, ("1", "0.3", "0.5", "2", "0.3")))
    closed, opened = proprietary(weak), open_source(weak)
    assert opened.application < closed.platform + closed.application


if __name__ == "__main__":
    main()
