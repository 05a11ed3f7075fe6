"""All over the years in one record: detente, waiting, path, promise, race, rumour, prices."""

from __future__ import annotations

from dataclasses import dataclass

from ...decisions.family import Family
from .detente import Detente, detente
from .dynamics.path import Path, paths
from .dynamics.pricing import WORLDS, Pricing, pricing
from .dynamics.promise import Promise, promise
from .dynamics.race import Race, race
from .dynamics.rumour import Rumour, rumour
from .dynamics.waiting import BINDS, Waiting, waiting
from .layers import no_market


@dataclass(frozen=True, slots=True, eq=False)
class Years:
    """The repeated side of a family, as each module says it.

    Attributes
    ----------
    detente : Detente
    waits : tuple of Waiting
        A release that binds for one generation, and for good.
    paths : tuple of Path
        The equilibrium, generation after generation, as the pool grows.
    promise : Promise
    race : Race
        The opener playing its answer.
    rumour : Rumour
    prices : tuple of Pricing
        Without and with an open maverick; none where layer B has no market.
    unpriced : str
        Why there are none.
    """

    detente: Detente
    waits: tuple[Waiting, ...]
    paths: tuple[Path, ...]
    promise: Promise
    race: Race
    rumour: Rumour
    prices: tuple[Pricing, ...]
    unpriced: str = ""


def years(family: Family, opener: str) -> Years | None:
    """Work it out, the opener's action in the race given; None without a discount factor.

    Raises
    ------
    GameError
        For another builder, or more than two players.
    """
    if "discount" not in family.parameters:
        return None
    prices: tuple[Pricing, ...] = ()
    if not (unpriced := no_market(family, "B")):
        prices = tuple(pricing(family, opener=world) for world in WORLDS)
    return Years(
        detente=detente(family),
        waits=tuple(waiting(family, binds=binds) for binds in BINDS),
        paths=paths(family),
        promise=promise(family),
        race=race(family, opener=opener),
        rumour=rumour(family),
        prices=prices,
        unpriced=unpriced,
    )
