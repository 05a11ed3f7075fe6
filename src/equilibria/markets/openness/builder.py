"""The builder: from values of parameters to the open-vs-closed game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ...decisions.balls import Arrays, Balls, Flint, as_arb
from ...decisions.family import Specification, Table, Terms, Values
from ...errors import GameError
from .arrays import payoff_tables, stays_or_leaves
from .market import OPENER_ACTIONS, RIVAL_ACTIONS, Market, Outcome
from .parameters import AFFINE, MONEY, specifications
from .payoffs import OPENER_TERMS, all_terms, final_outcome, rival_terms


@dataclass(frozen=True, slots=True)
class Firms:
    """Who plays: keys (used in parameter names) with display names.

    Attributes
    ----------
    opener, rival : tuple of (key, name)
        The two strategic firms.
    others : tuple of (key, name)
        Further rivals, which hold.
    startups : (key, name)
        The representative startup that sells access.
    """

    opener: tuple[str, str]
    rival: tuple[str, str]
    others: tuple[tuple[str, str], ...]
    startups: tuple[str, str]

    @property
    def vendors(self) -> tuple[tuple[str, str], ...]:
        """The closed vendors, startups last."""
        return (self.rival, *self.others, self.startups)

    @property
    def names(self) -> dict[str, str]:
        """Display names by key."""
        return dict((self.opener, *self.vendors))


@dataclass(frozen=True, slots=True)
class Openness:
    """Builder of the open-vs-closed game, layer A (see `market` and `payoffs`).

    The opener plays open, api or internal; the rival hold, frontier, specialise, both (frontier
    and specialise), open (its own weights) or enter (the opener's core business). All other rivals
    hold. Payoffs are in billions of dollars a year, exact.
    """

    firms: Firms

    @property
    def players(self) -> tuple[str, ...]:
        """Display names of the opener and the rival."""
        return self.firms.opener[1], self.firms.rival[1]

    @property
    def actions(self) -> tuple[tuple[str, ...], ...]:
        """Their actions."""
        return OPENER_ACTIONS, RIVAL_ACTIONS

    @property
    def specifications(self) -> Mapping[str, Specification]:
        """What is expected of each parameter."""
        keys = tuple(key for key, _ in self.firms.vendors)
        return specifications(keys, self.firms.startups[0], self.firms.rival[0])

    def market(self, values: Values) -> Market:
        """The market at these values."""
        return self._market(_fast(values))

    def outcomes(self, values: Values, *profiles: tuple[str, str]) -> tuple[Outcome, ...]:
        """The market at some profiles (opener, rival), startups' decisions included."""
        fast = _fast(values)
        market = self._market(fast)
        return tuple(final_outcome(market, fast, *profile) for profile in profiles)

    def payoffs(self, values: Values) -> tuple[Sequence[Any], ...]:
        """Payoffs only, as nested lists of Fraction."""
        fast = _fast(values)
        table = all_terms(self._market(fast), fast)
        return tuple(
            [[_total(table[a, b].terms[player]) for b in RIVAL_ACTIONS] for a in OPENER_ACTIONS]
            for player in (0, 1)
        )

    def tabulate(self, values: Values) -> Table:
        """Payoffs with their terms."""
        fast = _fast(values)
        table = all_terms(self._market(fast), fast)
        key = self.firms.rival[0]
        named = (OPENER_TERMS, rival_terms(key, f"complement_{key}" in values))
        terms = []
        for player, depends_on in enumerate(named):
            parts = {}
            for k, name in enumerate(depends_on):
                array = np.empty((len(OPENER_ACTIONS), len(RIVAL_ACTIONS)), dtype=object)
                for i, a in enumerate(OPENER_ACTIONS):
                    for j, b in enumerate(RIVAL_ACTIONS):
                        array[i, j] = _fraction(table[a, b].terms[player][k])
                parts[name] = array
            terms.append(Terms(self.players[player], MONEY, parts, depends_on))
        return Table(self.players, self.actions, tuple(terms))

    def breakpoints(self, name: str, values: Values) -> tuple[Fraction, ...] | None:
        """Where startups leave: between these points payoffs are affine in a money parameter."""
        rival = self.firms.rival[0]
        if name not in (*AFFINE, f"belief_{rival}", f"complement_{rival}"):
            return None
        if name not in ("model_share", "pool", "startup_fixed_cost"):
            return ()
        fast = _fast(values)
        market = self._market(fast)
        profits = {market.startups_profit(a, b) for a in OPENER_ACTIONS for b in RIVAL_ACTIONS}
        share, pool, cost = (fast[n] for n in ("model_share", "pool", "startup_fixed_cost"))
        if name == "startup_fixed_cost":
            return tuple(sorted(_fraction(share * pool * profit) for profit in profits))
        other = pool if name == "model_share" else share
        return tuple(sorted(_fraction(cost / (other * p)) for p in profits if p and other))

    def balls(self, values: Mapping[str, Balls]) -> tuple[Sequence[Any], ...]:
        """Payoffs as nested lists of balls, for arrays of values or of intervals.

        Nothing is known (an infinite radius) where the values make no market, or may not.
        """
        keys = tuple(key for key, _ in self.firms.vendors)
        return payoff_tables(values, keys, self.firms.rival[0], Arrays, Balls(1.0))

    def enclose(self, values: Mapping[str, Any]) -> tuple[Sequence[Any], ...]:
        """Payoffs as nested lists of python-flint's ``arb``, for one ball per parameter."""
        keys = tuple(key for key, _ in self.firms.vendors)
        return payoff_tables(values, keys, self.firms.rival[0], Flint, as_arb(1))

    def multiaffine(self, names: Sequence[str], values: Mapping[str, Balls]) -> Any:
        """Over which boxes payoffs are affine in each of some parameters, all else held.

        Money enters as a product of different parameters, so all that can bend is which startups
        stay: where each of their decisions is proved the same over the box, nothing bends.
        """
        key = self.firms.rival[0]
        if not set(names) <= {*AFFINE, f"belief_{key}", f"complement_{key}"}:
            return False
        vendors = tuple(firm for firm, _ in self.firms.vendors)
        return stays_or_leaves(values, vendors, key, Arrays, Balls(1.0))

    def _market(self, fast: Mapping[str, Any]) -> Market:
        from flint import fmpq

        keys = tuple(key for key, _ in self.firms.vendors)
        return Market(fast, keys, self.firms.rival[0], fmpq(1))


def openness(firms: Mapping[str, Mapping[str, Any]]) -> Openness:
    """Build from the ``[firms]`` table of a scenario file: key to name and role."""
    roles: dict[str, list[tuple[str, str]]] = {
        "opener": [],
        "rival": [],
        "other": [],
        "startups": [],
    }
    complaints = []
    for key, firm in firms.items():
        role, name = firm.get("role"), firm.get("name")
        if not key.isidentifier():
            complaints.append(f"firms.{key}: a key must be a plain word.")
        if role not in roles:
            complaints.append(f"firms.{key}.role: {role!r} is not one of {', '.join(roles)}.")
        elif not isinstance(name, str) or not name:
            complaints.append(f"firms.{key}.name: missing; give a display name.")
        else:
            roles[role].append((key, name))
    for role in ("opener", "rival", "startups"):
        if role in roles and len(roles[role]) != 1 and not complaints:
            complaints.append(f"firms: {len(roles[role])} with role {role!r}; give exactly one.")
    if complaints:
        raise GameError(complaints)
    [opener], [rival], [startups] = roles["opener"], roles["rival"], roles["startups"]
    return Openness(Firms(opener, rival, tuple(roles["other"]), startups))


def _fast(values: Values) -> dict[str, Any]:
    """The same values as python-flint's rationals, about ten times faster than Fraction."""
    from flint import fmpq

    return {name: fmpq(v.numerator, v.denominator) for name, v in values.items()}


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _total(terms: Sequence[Any]) -> Fraction:
    return _fraction(sum(terms[1:], start=terms[0]))
