"""Break-even values of the opener's choice in closed form, piece by piece.

At a fixed action of the rival, opening against an alternative k gains

    Delta(lambda) = (1-lambda) dB + m - lambda V (g + chi - mu d),

with ``dB = B_open - B_k``, ``m = a e I + R - F + nu`` plus the cost of selling access if that is
the alternative, `g` the alternative's access profit and ``d = r_k - r_open`` the fall of rivals'
profit, per dollar of closed-world access revenue. Between the points at which startups leave, it is
affine in lambda and in V, so

    lambda* = (dB + m) / (dB + V (g + chi - mu d)),
    V*      = ((1-lambda) dB + m) / (lambda (g + chi - mu d)).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ...decisions.family import Family, Values
from .builder import Openness
from .payoffs import cheapening


@dataclass(frozen=True, slots=True)
class Gain:
    """What opening gains over one alternative at one action of the rival, as a formula.

    All but `money` per the docstring of this module; money in USD bn a year.
    """

    core: Fraction  # dB
    money: Fraction  # m
    forgone: Fraction  # g + chi - mu d

    def at(self, model_share: Fraction, pool: Fraction) -> Fraction:
        """The gain, in USD bn a year."""
        return (1 - model_share) * self.core + self.money - model_share * pool * self.forgone

    def model_share(self, pool: Fraction) -> Fraction | None:
        """The share at which the gain vanishes; None where it does not depend on it."""
        slope = self.core + pool * self.forgone
        return (self.core + self.money) / slope if slope else None

    def pool(self, model_share: Fraction) -> Fraction | None:
        """The pool at which the gain vanishes; None where it does not depend on it."""
        slope = model_share * self.forgone
        return ((1 - model_share) * self.core + self.money) / slope if slope else None


def gain(builder: Openness, values: Values, alternative: str, rival: str) -> Gain:
    """The formula that holds near these values."""
    market = builder.market(values)
    opened, closed = builder.outcomes(values, ("open", rival), (alternative, rival))
    rivals = [firm for firm in market.vendors if firm != market.startups]
    fall = sum(closed.profits[f] - opened.profits[f] for f in rivals)
    core = cheapening(market, opened) - cheapening(market, closed)
    money = (
        values["efficiency_realised"] * values["efficiency_gain"] * values["spend"]
        + values["licence_revenue"]
        - values["release_cost"]
        + values["principle"]
        + (values["api_cost"] if alternative == "api" else 0)
    )
    return Gain(
        core=values["core_effect"] * values["core_profit"] * _exact(core),
        money=Fraction(money),
        forgone=_exact(closed.api_profit)
        + values["self_commoditising"]
        - values["rivals_weight"] * _exact(fall),
    )


def break_even_values(
    family: Family, name: str, alternative: str, rival: str, **held: Fraction
) -> tuple[Fraction, ...]:
    """All values of `model_share` or `pool` in range at which opening and the alternative tie.

    One formula per piece between the points at which startups leave; a root counts if it lies
    inside its own piece. A jump through zero at such a point is not a root, and not listed here.
    """
    builder = family.builder
    assert isinstance(builder, Openness)
    values = dict(family.values(**held))
    parameter = family.parameters[name]
    inner = [
        b for b in builder.breakpoints(name, values) or () if parameter.low < b < parameter.high
    ]
    solve: Callable[[Gain], Fraction | None] = (
        (lambda g: g.model_share(values["pool"]))
        if name == "model_share"
        else (lambda g: g.pool(values["model_share"]))
    )
    found = []
    for a, b in pairwise([parameter.low, *sorted(set(inner)), parameter.high]):
        root = solve(gain(builder, {**values, name: (a + b) / 2}, alternative, rival))
        if root is not None and a <= root <= b:
            found.append(root)
    return tuple(found)


def _exact(value: object) -> Fraction:
    return Fraction(int(value.p), int(value.q))  # type: ignore[attr-defined]
