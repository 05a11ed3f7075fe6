"""What the model says at a family's values, and what it would be to say that nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ...decisions.family import Family
from ...errors import GameError
from ...solvers.nash import nash
from .builder import Openness
from .solving import played


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the model says at its values: over all equilibria, nothing selected.

    Attributes
    ----------
    date : str
        Of the scenario.
    opener, rival : tuple of str
        Actions played in every equilibrium with positive probability, and only those.
    prices : mapping from firm to (before, after)
        Mean prices in USD/Mtok: model internal and rivals holding, and at the equilibrium; None
        without volume.
    startups_leave : bool
    """

    date: str
    opener: tuple[str, ...]
    rival: tuple[str, ...]
    prices: Mapping[str, tuple[float | None, float | None]]
    startups_leave: bool

    def change(self, firm: str) -> float | None:
        """The relative change of a firm's price; None where there is no price."""
        before, after = self.prices.get(firm, (None, None))
        return None if before is None or after is None else after / before - 1


def _plays(action: str) -> Callable[[Forecast, str], bool]:
    return lambda f, firm: f.opener == (action,)


def _answers(*actions: str) -> Callable[[Forecast, str], bool]:
    return lambda f, firm: bool(f.rival) and set(f.rival) <= set(actions)


def _price_falls(f: Forecast, firm: str) -> bool:
    change = f.change(firm)
    return change is not None and change < 0


#: What a kind of move, made by a firm, asks of the forecast.
KINDS: Mapping[str, Callable[[Forecast, str], bool]] = MappingProxyType(
    {
        "opens": _plays("open"),
        "sells access": _plays("api"),
        "keeps internal": _plays("internal"),
        "closes": lambda f, firm: bool(f.opener) and "open" not in f.opener,
        "leads": _answers("frontier", "both"),
        "specialises": _answers("specialise", "both"),
        "opens its weights": _answers("open"),
        "price falls": _price_falls,
        "startups leave": lambda f, firm: f.startups_leave,
    }
)


def forecast(family: Family, **overrides: Any) -> Forecast:
    """What the model says at a family's values, with some replaced.

    Raises
    ------
    GameError
        For another builder, or more than two players.
    """
    builder = family.builder
    if not isinstance(builder, Openness) or len(family.players) != 2:
        raise GameError("forecast: give a family of the open-vs-closed builder with two players.")
    found = nash(family.game(**overrides))
    opener, rival = (
        family.actions[i][max(range(len(s)), key=s.__getitem__)]
        for i, s in enumerate(found[0].profile.exact)
    )
    before, after = builder.outcomes(
        family.values(**overrides), ("internal", "hold"), (opener, rival)
    )

    def price(value: object) -> float | None:
        return None if value is None else float(value)  # type: ignore[arg-type]

    return Forecast(
        date=family.date,
        opener=played(found, 0),
        rival=played(found, 1),
        prices={k: (price(before.prices[k]), price(after.prices[k])) for k in before.prices},
        startups_leave=before.startups_in and not after.startups_in,
    )


def standstill(family: Family) -> Forecast:
    """That nothing changes: everybody goes on doing what was observed, at the prices of the day.

    Raises
    ------
    GameError
        If the family does not say what was observed.
    """
    builder, observed = family.builder, family.observed
    if not isinstance(builder, Openness) or observed is None:
        raise GameError("observed: missing; to say that nothing changes, give what was played.")
    opener, rival = (observed.actions[player] for player in family.players[:2])
    values = family.values()
    prices = {key: float(values[f"price_{key}"]) for key, _ in builder.firms.vendors}
    return Forecast(
        date=family.date,
        opener=(opener,),
        rival=(rival,),
        prices={key: (price, price) for key, price in prices.items()},
        startups_leave=False,
    )
