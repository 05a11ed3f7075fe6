"""The builder: from values of parameters to the open-vs-closed game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, ClassVar

import numpy as np

from ...decisions.balls import Arrays, Balls, Flint, as_arb
from ...decisions.family import Specification, Table, Terms, Values
from ...errors import GameError
from .array_payoffs import payoff_tables
from .arrays import LimitPrices, stays_or_leaves
from .float_arrays import LimitMarkets, Plain
from .float_market import FloatMarket
from .market import OPENER_ACTIONS, RIVAL_ACTIONS, Market, Outcome
from .memory import market_at
from .nested import NestedMarkets
from .parameters import LAYERS, MONEY, affine, of_market, specifications
from .payoffs import OPENER_TERMS, AnyMarket, all_terms, final_outcome, rival_terms


@dataclass(frozen=True, slots=True)
class Firms:
    """Who plays: keys (used in parameter names) with display names.

    Attributes
    ----------
    opener : tuple of (key, name)
    rivals : tuple of (key, name)
        The strategic rivals, at least one.
    others : tuple of (key, name)
        Further rivals, which hold.
    startups : (key, name)
        The representative startup that sells access.
    """

    opener: tuple[str, str]
    rivals: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    startups: tuple[str, str]

    @property
    def rival(self) -> tuple[str, str]:
        """The first strategic rival."""
        return self.rivals[0]

    @property
    def vendors(self) -> tuple[tuple[str, str], ...]:
        """The closed vendors, startups last."""
        return (*self.rivals, *self.others, self.startups)

    @property
    def keys(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Keys of the closed vendors, and of the strategic rivals."""
        return tuple(key for key, _ in self.vendors), tuple(key for key, _ in self.rivals)

    @property
    def names(self) -> dict[str, str]:
        """Display names by key."""
        return dict((self.opener, *self.vendors))


@dataclass(frozen=True)
class Openness:
    """Builder of the open-vs-closed game: layer A (`LimitOpenness`) or B (`NestedOpenness`).

    The opener plays open, api or internal; each strategic rival hold, frontier, specialise, both
    (frontier and specialise), open (its own weights) or enter (the opener's core business). All
    other rivals hold. Payoffs are in billions of dollars a year (see `payoffs`), exact functions of
    what the layer's market gives.
    """

    firms: Firms
    layer: ClassVar[str]

    @property
    def players(self) -> tuple[str, ...]:
        """Display names of the opener and the strategic rivals."""
        return self.firms.opener[1], *(name for _, name in self.firms.rivals)

    @property
    def actions(self) -> tuple[tuple[str, ...], ...]:
        """Their actions."""
        return OPENER_ACTIONS, *(RIVAL_ACTIONS for _ in self.firms.rivals)

    @property
    def specifications(self) -> Mapping[str, Specification]:
        """What is expected of each parameter."""
        vendors, rivals = self.firms.keys
        return specifications(vendors, self.firms.startups[0], rivals, self.layer)

    def market(self, values: Values) -> AnyMarket:
        """The market at these values: the same one wherever its own parameters are the same."""
        vendors, rivals = self.firms.keys
        own = of_market(vendors, self.firms.startups[0], rivals, self.layer)
        numbers = tuple((n, values[n].numerator, values[n].denominator) for n in own)
        market: AnyMarket = market_at(self._market, (vendors, rivals), numbers)
        return market

    def outcomes(self, values: Values, *profiles: tuple[str, ...]) -> tuple[Outcome, ...]:
        """The market at some profiles, startups' decisions included.

        A profile has the opener's action, then the rivals'; rivals left out hold.
        """
        market, fast = self.market(values), _fast(values)
        return tuple(final_outcome(market, fast, p[0], p[1:]) for p in profiles)

    def payoffs(self, values: Values) -> tuple[Sequence[Any], ...]:
        """Payoffs only, as nested lists of Fraction."""
        found = [np.empty(tuple(map(len, self.actions)), dtype=object) for _ in self.players]
        table = all_terms(self.market(values), _fast(values))
        for place in np.ndindex(*found[0].shape):
            opener, *moves = (names[k] for names, k in zip(self.actions, place, strict=True))
            for array, terms in zip(found, table[opener, tuple(moves)].terms, strict=True):
                array[place] = _fraction(sum(terms[1:], terms[0]))
        return tuple(array.tolist() for array in found)

    def tabulate(self, values: Values) -> Table:
        """Payoffs with their terms."""
        table = all_terms(self.market(values), _fast(values))
        named = [
            OPENER_TERMS,
            *(rival_terms(key, f"complement_{key}" in values) for key, _ in self.firms.rivals),
        ]
        shape = tuple(map(len, self.actions))
        terms = []
        for player, depends_on in enumerate(named):
            parts = {name: np.empty(shape, dtype=object) for name in depends_on}
            for place in np.ndindex(*shape):
                opener, *moves = (names[k] for names, k in zip(self.actions, place, strict=True))
                found = table[opener, tuple(moves)].terms[player]
                for array, term in zip(parts.values(), found, strict=True):
                    array[place] = _fraction(term)
            terms.append(Terms(self.players[player], MONEY, parts, depends_on))
        return Table(self.players, self.actions, tuple(terms))

    def breakpoints(self, name: str, values: Values) -> tuple[Fraction, ...] | None:
        """Where startups leave: between these points payoffs are affine in a money parameter."""
        if name not in self._affine:
            return None
        if name not in ("model_share", "pool", "startup_fixed_cost"):
            return ()
        market, fast = self.market(values), _fast(values)
        every = product(OPENER_ACTIONS, product(("hold", "open"), repeat=len(self.firms.rivals)))
        profits = {market.startups_profit(a, moves) for a, moves in every}
        share, pool, cost = (fast[n] for n in ("model_share", "pool", "startup_fixed_cost"))
        if name == "startup_fixed_cost":
            return tuple(sorted(_fraction(share * pool * profit) for profit in profits))
        other = pool if name == "model_share" else share
        return tuple(sorted(_fraction(cost / (other * p)) for p in profits if p and other))

    @property
    def drawn(self) -> tuple[str, ...]:
        """Parameters on which the evidence of either layer depends."""
        firms = (*self.firms.keys[:1], self.firms.startups[0], self.firms.keys[1])
        either = [specifications(*firms, layer) for layer in LAYERS]
        return tuple(n for n in either[0] if n == "lag" or any(s[n].used for s in either))

    def arrays(self, values: Mapping[str, Any], layer: str | None = None) -> Any:
        """The market over arrays of floats, of this or of a given layer.

        Raises
        ------
        GameError
            For a layer that does not exist.
        """
        layer = layer or self.layer
        if layer not in LAYERS:
            raise GameError(f"layer {layer!r}: there are {', '.join(LAYERS)}.")
        if layer == "A":
            return LimitMarkets(values, *self.firms.keys, Plain, np.float64(1))
        return NestedMarkets(values, *self.firms.keys)

    @property
    def _affine(self) -> frozenset[str]:
        return affine(self.firms.keys[1])

    @staticmethod
    def _market(
        own: Mapping[str, Any], vendors: tuple[str, ...], rivals: tuple[str, ...]
    ) -> AnyMarket:
        raise NotImplementedError


class LimitOpenness(Openness):
    """Layer A: limit prices in closed form (`market`); payoffs are exact."""

    layer = "A"

    def balls(self, values: Mapping[str, Balls]) -> tuple[Sequence[Any], ...]:
        """Payoffs as nested lists of balls, for arrays of values or of intervals.

        Nothing is known (an infinite radius) where the values make no market, or may not.
        """
        return payoff_tables(LimitPrices(values, *self.firms.keys, Arrays, Balls(1.0)), values)

    def enclose(self, values: Mapping[str, Any]) -> tuple[Sequence[Any], ...]:
        """Payoffs as nested lists of python-flint's ``arb``, for one ball per parameter."""
        return payoff_tables(LimitPrices(values, *self.firms.keys, Flint, as_arb(1)), values)

    def multiaffine(self, names: Sequence[str], values: Mapping[str, Balls]) -> Any:
        """Over which boxes payoffs are affine in each of some parameters, all else held.

        Money enters as a product of different parameters, so all that can bend is which startups
        stay: where each of their decisions is proved the same over the box, nothing bends.
        """
        if not set(names) <= self._affine:
            return False
        return stays_or_leaves(LimitPrices(values, *self.firms.keys, Arrays, Balls(1.0)))

    @staticmethod
    def _market(
        own: Mapping[str, Any], vendors: tuple[str, ...], rivals: tuple[str, ...]
    ) -> AnyMarket:
        from flint import fmpq

        return Market(own, vendors, rivals, fmpq(1))


class NestedOpenness(Openness):
    """Layer B: nested logit with Bertrand prices (`nested`).

    The market's outcome is a float, solved to 1e-12; payoffs are exact functions of that float. A
    proof is about the game so returned. In money parameters payoffs are piecewise affine, as in
    layer A.
    """

    layer = "B"
    is_exact = False

    def batch(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Payoffs for arrays of values; NaN where they make no market or a price is not found."""
        with np.errstate(all="ignore"):
            return payoff_tables(NestedMarkets(values, *self.firms.keys), values)

    @staticmethod
    def _market(
        own: Mapping[str, Any], vendors: tuple[str, ...], rivals: tuple[str, ...]
    ) -> AnyMarket:
        return FloatMarket(own, vendors, rivals)


def openness(firms: Mapping[str, Mapping[str, Any]]) -> Openness:
    """Layer A from the ``[firms]`` table of a scenario file: key to name and role."""
    return LimitOpenness(_firms(firms))


def nested_openness(firms: Mapping[str, Mapping[str, Any]]) -> Openness:
    """Layer B from the same table."""
    return NestedOpenness(_firms(firms))


def _firms(firms: Mapping[str, Mapping[str, Any]]) -> Firms:
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
    for role in ("opener", "startups"):
        if len(roles[role]) != 1 and not complaints:
            complaints.append(f"firms: {len(roles[role])} with role {role!r}; give exactly one.")
    if not roles["rival"] and not complaints:
        complaints.append("firms: 0 with role 'rival'; give at least one.")
    if complaints:
        raise GameError(complaints)
    [opener], [startups] = roles["opener"], roles["startups"]
    return Firms(opener, tuple(roles["rival"]), tuple(roles["other"]), startups)


def _fast(values: Values) -> dict[str, Any]:
    """The same values as python-flint's rationals, about ten times faster than Fraction."""
    from flint import fmpq

    return {name: fmpq(v.numerator, v.denominator) for name, v in values.items()}


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))
