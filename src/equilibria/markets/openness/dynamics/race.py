"""The race to the frontier: rent times lag against the cost of a release, and who holds back.

A generation lasts a year. A firm that releases a frontier model earns its rent (access profit
beyond holding, and the value of leading to it) for as many months as followers need to catch up,
and pays the cost of the release. Two closed rivals play it every year: both may hold, and save the
cost, if neither gains enough by going first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ....decisions.family import Family
from ....errors import GameError
from ....games.normal_form import NormalFormGame
from ....repeated.critical_answer import CriticalDiscount
from ....repeated.critical_discount import critical_discount
from ....repeated.transfers import with_transfers
from ....solvers.pure import pure_equilibria
from ..builder import Firms, Openness

ACTIONS = ("hold", "frontier")
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Runner:
    """What a frontier release is worth to one firm.

    Attributes
    ----------
    name : str
    rent : Fraction
        Per year, when it alone releases, in USD bn; the cost not deducted.
    cost : Fraction
        Of a release, in USD bn.
    lag : Fraction
        Months for which the rent lasts.
    """

    name: str
    rent: Fraction
    cost: Fraction
    lag: Fraction

    @property
    def pays(self) -> bool:
        """Whether a release pays, nobody else releasing."""
        return self.rent * _share(self.lag) > self.cost

    @property
    def break_even_lag(self) -> Fraction | None:
        """Months for which the rent must last; None if more than a generation would be needed."""
        if self.cost == 0:
            return Fraction(0)
        months = MONTHS * self.cost / self.rent if self.rent > 0 else None
        return months if months is not None and months <= MONTHS else None

    @property
    def most_cost(self) -> Fraction:
        """The largest cost at which a release still breaks even."""
        return max(Fraction(0), self.rent * _share(self.lag))


@dataclass(frozen=True, slots=True, eq=False)
class Race:
    """Two closed rivals' race against an open or an internal model.

    Attributes
    ----------
    opener : str
        The opener's action, held fixed.
    runners : tuple of Runner
    stage : NormalFormGame
        Each holds or releases; gains over both holding, in USD bn a generation.
    outcomes : tuple of tuple of str
        Pure equilibria of one generation.
    restraint : CriticalDiscount
        Of (hold, hold), under the harshest credible threat.
    racing : CriticalDiscount
        Of (frontier, frontier).
    restraint_with_transfers : Fraction
        Of (hold, hold) if the firms could pay one another; 1: never.
    """

    opener: str
    runners: tuple[Runner, Runner]
    stage: NormalFormGame
    outcomes: tuple[tuple[str, ...], ...]
    restraint: CriticalDiscount
    racing: CriticalDiscount
    restraint_with_transfers: Fraction


def race(
    family: Family, *, against: str | None = None, opener: str = "open", **overrides: Any
) -> Race:
    """Work out the race between the rival and another closed vendor.

    Parameters
    ----------
    family : Family
        Of the open-vs-closed builder, with a parameter `lag`.
    against : str, optional
        Key of the other firm; default: the first of the others.
    opener : {'open', 'api', 'internal'}
        What the opener does meanwhile.
    **overrides
        Values of parameters.

    Raises
    ------
    GameError
        For another builder, no other firm, or an unknown one.

    Notes
    -----
    Access profits come from layer A, each firm's own lead counted against the market as it is: in
    an open world the open good caps both, so that neither's rent depends on the other's release.
    Only the value of leading does: shared on a tie, gone behind a better model.
    """
    builder = family.builder
    if not isinstance(builder, Openness) or "lag" not in family.parameters:
        raise GameError("race: the family is not of the open-vs-closed builder, or has no "
                        "parameter 'lag'.")  # fmt: skip
    others = [key for key, _ in (*builder.firms.rivals[1:], *builder.firms.others)]
    other = against if against is not None else (others[0] if others else None)
    if other not in others:
        raise GameError(f"race: against={against!r}; give one of {', '.join(others) or 'none'}.")
    if opener not in builder.actions[0]:
        raise GameError(f"race: opener={opener!r}; give one of {', '.join(builder.actions[0])}.")
    values = family.values(**overrides)
    keys = (builder.firms.rival[0], other)
    access = [_access(_as_rival(builder, key), values, opener) for key in keys]
    names = builder.firms.names
    lasting = _share(values["lag"])
    cost = values["frontier_cost"]

    def worth(k: int, released: tuple[bool, bool]) -> Fraction:
        """Of one generation to firm k, over both holding."""
        gained = access[k] * lasting if released[k] else Fraction(0)
        lead = _lead(values, builder, keys, k, released)
        lead -= _lead(values, builder, keys, k, (False, False))
        gained += values[f"belief_{keys[k]}"] * values["lead_value"] * lead * lasting
        return gained - (cost if released[k] else 0)

    tables = [[[worth(k, (bool(a), bool(b))) for b in (0, 1)] for a in (0, 1)] for k in (0, 1)]
    stage = NormalFormGame.bimatrix(
        tables[0], tables[1], players=[names[k] for k in keys], actions=[list(ACTIONS)] * 2
    )
    runners = []
    for k in (0, 1):
        alone = (k == 0, k == 1)
        rent = (worth(k, alone) + cost) / lasting if lasting else access[k]
        runners.append(Runner(names[keys[k]], rent, cost, values["lag"]))
    return Race(
        opener=opener,
        runners=(runners[0], runners[1]),
        stage=stage,
        outcomes=tuple(
            tuple(n[a[0]] for n, a in zip(stage.actions, e.support, strict=True))
            for e in pure_equilibria(stage)
        ),
        restraint=critical_discount(stage, sustain=["hold", "hold"]),
        racing=critical_discount(stage, sustain=["frontier", "frontier"]),
        restraint_with_transfers=with_transfers(stage).critical_discount(["hold", "hold"]),
    )


def _share(lag: Fraction) -> Fraction:
    """The part of a generation for which a lead lasts."""
    return min(lag, Fraction(MONTHS)) / MONTHS


def _as_rival(builder: Openness, key: str) -> Openness:
    """The same market with another firm as the one that leads."""
    firms = builder.firms
    every = (*firms.rivals, *firms.others)
    chosen = next(f for f in every if f[0] == key)
    rest = tuple(f for f in every if f[0] != key)
    return type(builder)(Firms(firms.opener, (chosen,), rest, firms.startups))


def _access(builder: Openness, values: Mapping[str, Fraction], opener: str) -> Fraction:
    """What a lead adds to a firm's access profit in a year, in USD bn."""
    key = builder.firms.rival[0]
    leading, holding = builder.outcomes(values, (opener, "frontier"), (opener, "hold"))
    gained = leading.profits[key] - holding.profits[key]
    exact = Fraction(int(gained.p), int(gained.q))
    return values["model_share"] * values["pool"] * exact


def _lead(
    values: Mapping[str, Fraction],
    builder: Openness,
    keys: tuple[str, str],
    k: int,
    released: tuple[bool, ...],
) -> Fraction:
    """Firm k's share of leading in quality, among rivals and opener."""
    firms = [key for key, _ in (*builder.firms.rivals, *builder.firms.others)]
    elo = {key: values[f"elo_{key}"] for key in firms}
    for key, does in zip(keys, released, strict=True):
        elo[key] += values["frontier_elo"] if does else 0
    every = [*elo.values(), values["elo_open"]]
    best = max(every)
    return Fraction(1, every.count(best)) if elo[keys[k]] == best else Fraction(0)
