"""A rumoured release: who waits for it, and whether announcing one can be believed.

While the model is open, a customer whom the rival charges its old price can switch to the open
good, or wait for the release that is said to come when the lag is over. Switching lasts for the
generation (a year). Per token, staying costs the price above what the open good would allow,
``m - x``, for the wait; if the release comes, the customer has what it is worth beyond the open
good, ``(x + lead - margin)``, for the rest of the year. So it waits if it believes the rumour with
at least

    beta* = wait (m - x) / ((1 - wait) gain).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ....decisions.family import Family
from ....errors import GameError
from ..builder import LimitOpenness, Openness
from ..market import SEGMENTS, Market

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Waiter:
    """One segment's customers of the rival.

    Attributes
    ----------
    segment : str
    stay_cost : Fraction
        What staying at the old price costs over the open good, USD per million tokens.
    release_gain : Fraction
        What the rumoured model would be worth over the open good at its price.
    threshold : Fraction or None
        Least belief at which they wait; 0: they stay anyway; None: at no belief.
    """

    segment: str
    stay_cost: Fraction
    release_gain: Fraction
    threshold: Fraction | None


@dataclass(frozen=True, slots=True)
class Rumour:
    """Who waits for a rumoured release, and what announcing it is worth.

    Attributes
    ----------
    waiters : tuple of Waiter
    belief : Fraction
        Today's belief, an assumption.
    waiting : tuple of str
        The segments that wait at that belief.
    gain : Fraction
        What the rival earns by an announcement that is believed for sure, over the wait, USD bn.
    informative_from : Fraction
        Least cost of a false announcement, in USD bn, at which announcing tells anything; below it
        every rival announces, and nobody learns from it (cheap talk).
    """

    waiters: tuple[Waiter, ...]
    belief: Fraction
    waiting: tuple[str, ...]
    gain: Fraction
    informative_from: Fraction


def rumour(family: Family, **overrides: Any) -> Rumour:
    """Work out who waits for the rival's rumoured release while the model is open.

    Raises
    ------
    GameError
        For another builder, or without the parameters `lag` and `rumour_belief`.
    """
    builder = family.builder
    if not isinstance(builder, Openness) or not {"lag", "rumour_belief"} <= set(family.parameters):
        raise GameError("rumour: the family is not of the open-vs-closed builder, or lacks a "
                        "parameter 'lag' or 'rumour_belief'.")  # fmt: skip
    values = family.values(**overrides)
    market = LimitOpenness(builder.firms).market(values)
    assert isinstance(market, Market)
    key = builder.firms.rival[0]
    wait = min(values["lag"], Fraction(MONTHS)) / MONTHS
    psi, lead = values["pass_through"], _exact(market.frontier_lead)
    waiters = []
    gain = Fraction(0)
    for segment in SEGMENTS:
        margin = _exact(market.margin[key])
        room = _exact(market.worth[key, segment]) - _exact(market.open_value - market.host_price)
        priced = min(max(margin + psi * lead, Fraction(0)), max(room + lead, Fraction(0)))
        found = waiter(segment, margin, room, room + lead - priced, wait)
        waiters.append(found)
        kept = max(room, Fraction(0))  # what it would earn after cutting its price
        if found.threshold is not None and found.threshold > 0 and margin > kept:
            gain += wait * (margin - kept) * _exact(market.volume[key, segment])
    belief = values["rumour_belief"]
    gain *= values["model_share"] * values["pool"]
    return Rumour(
        waiters=tuple(waiters),
        belief=belief,
        waiting=tuple(
            w.segment for w in waiters if w.threshold is not None and belief >= w.threshold
        ),
        gain=gain,
        informative_from=gain,
    )


def waiter(
    segment: str, margin: Fraction, room: Fraction, release_gain: Fraction, wait: Fraction
) -> Waiter:
    """The least belief at which customers wait: a threshold of at most one, 0, or None."""
    cost = max(margin - room, Fraction(0))
    gain = max(release_gain, Fraction(0))
    threshold: Fraction | None
    if cost == 0:
        threshold = Fraction(0)
    elif gain == 0 or wait >= 1:
        threshold = None
    else:
        needed = wait * cost / ((1 - wait) * gain)
        threshold = needed if needed <= 1 else None
    return Waiter(segment, cost, gain, threshold)


def _exact(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))
