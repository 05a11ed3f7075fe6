"""The discount factor from which a profile can be played for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from .._budget import Budget
from .._format import number
from ..errors import GameError
from ..games.normal_form import NormalFormGame, require_game
from ..games.profile import Profile
from ..results.certificate import Certificate, document, rational
from ..results.equilibrium import Equilibrium
from ..results.status import Claim
from ..solvers.nash import nash as all_equilibria
from .deviations import Place, deviations, ratio
from .punishments import (
    Sustained,
    grim,
    pure_profile,
    require_symmetric,
    symmetric,
    worst_pure_equilibria,
)
from .simple_profiles import SimpleProfile, read_place
from .sticks import lasting_sticks, one_period_sticks
from .transfers import with_transfers

PUNISHMENTS = ("optimal", "grim", "symmetric")
_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class CriticalDiscount:
    """From which common discount factor on a profile can be played in every period.

    Attributes
    ----------
    stage : NormalFormGame
    sustain : tuple of int
        The profile, by action index.
    punishment : {'optimal', 'grim', 'symmetric'}
    bracket : pair of Fraction
        No discount factor below the first sustains the profile, every one from the second on does.
        Equal where the critical value is known exactly; 1 in second place: none was proved to.
    ends : tuple of pairs of Fraction
        The same for each player's own constraint, under the same punishments; `by_player` has
        them by label.
    status : {'always', 'exact', 'bracketed', 'open', 'never'}
        'always': an equilibrium of the stage game, bracket (0, 0). 'never': proved that no
        discount factor below 1 does, bracket (1, 1). 'open': none was found that does.
    strategy : SimpleProfile or None
        Strategies that sustain the profile at the second end of the bracket.
    lower : str
        What proves the first end: 'grim', 'symmetric', 'minmax', 'transfers', or 'none' at 0.
    reversion : tuple of Profile or None
        Per player, the stage equilibrium that grim punishment reverts to.
    claim : Claim
        BRACKET.
    """

    stage: NormalFormGame
    sustain: Place
    punishment: str
    bracket: tuple[Fraction, Fraction]
    ends: tuple[tuple[Fraction, Fraction], ...]
    strategy: SimpleProfile | None
    lower: str
    reversion: tuple[Profile, ...] | None = None
    named: bool = field(default=False, repr=False)
    claim: Claim = Claim.BRACKET

    @property
    def status(self) -> str:
        """Which kind of answer it is."""
        least, most = self.bracket
        if least == most:
            return {_ZERO: "always", _ONE: "never"}.get(least, "exact")
        return "open" if most == 1 else "bracketed"

    @property
    def value(self) -> Fraction | None:
        """The critical discount factor where it is known exactly (1: never), else None."""
        return self.bracket[0] if self.bracket[0] == self.bracket[1] else None

    @property
    def by_player(self) -> Mapping[str, tuple[Fraction, Fraction]]:
        """Per player the least discount factor at which its own constraint holds, as a bracket."""
        return MappingProxyType(dict(zip(self.stage.players, self.ends, strict=True)))

    @property
    def binding(self) -> tuple[str, ...]:
        """The players whose constraint is the last to hold; several where the brackets overlap."""
        if self.status == "always":
            return ()
        last = max(least for least, _ in self.by_player.values())
        return tuple(p for p, (_, most) in self.by_player.items() if most >= last and most > 0)

    @property
    def profile(self) -> tuple[str, ...]:
        """The profile, by label."""
        pairs = zip(self.stage.actions, self.sustain, strict=True)
        return tuple(names[a] for names, a in pairs)

    def certificate(self) -> Certificate:
        """Write down what proves both ends, for `equilibria.check`."""
        data = document("critical discount", self.stage)
        data["punishment"] = self.punishment
        data["sustain"] = list(self.sustain)
        data["lower"], data["upper"] = (rational(end) for end in self.bracket)
        data["proof"] = self.lower
        if self.reversion is not None:
            data["reversion"] = [
                [[rational(p) for p in s] for s in r.exact] for r in self.reversion
            ]
            data["named"] = self.named
        if self.strategy is not None:
            data["states"] = [
                {
                    "play": [[rational(p) for p in s] for s in state.play.exact]
                    if isinstance(state.play, Profile)
                    else list(state.play),
                    "then": [[t, rational(p)] for t, p in state.then],
                }
                for state in self.strategy.states
            ]
            data["punish"] = list(self.strategy.punish)
        return Certificate(data)

    def __repr__(self) -> str:
        least, most = self.bracket
        found = {
            "always": "always: an equilibrium of the stage game",
            "never": "never",
            "exact": f"from {number(least)} on",
            "bracketed": f"between {number(least)} and {number(most)}",
            "open": f"not below {number(least)}; no discount factor was proved to",
        }[self.status]
        lines = [f"CriticalDiscount of ({', '.join(self.profile)}), {self.punishment}: {found}"]
        if self.status != "always":
            each = "; ".join(
                f"{p} {number(a) if a == b else f'{number(a)} to {number(b)}'}"
                for p, (a, b) in self.by_player.items()
            )
            lines.append(f"  by player: {each}; binding: {', '.join(self.binding)}")
        if self.reversion is not None:
            told = {
                f"{p}: {repr(r)[8:-1]}"
                for p, r in zip(self.stage.players, self.reversion, strict=True)
            }
            lines += [f"  reverts after a deviation of {line}" for line in sorted(told)]
        return "\n".join(lines)


def critical_discount(
    stage: NormalFormGame,
    *,
    sustain: Any,
    punishment: str = "optimal",
    revert_to: Any = "pure",
    budget: Budget | None = None,
) -> CriticalDiscount:
    """Find the least common discount factor at which a pure profile can be played in every period.

    Parameters
    ----------
    stage : NormalFormGame
        Any number of players; monitoring is perfect, with a public randomization device.
    sustain : mapping from player to action, or sequence of actions
    punishment : {'optimal', 'grim', 'symmetric'}
        'optimal': any pure-action subgame-perfect punishment (Abreu 1988). 'grim': back to an
        equilibrium of the stage game for ever. 'symmetric': strongly symmetric equilibria, all
        players do the same after every history (stick and carrot); the game must be symmetric.
    revert_to : 'pure', 'mixed', a profile, or mapping from player to profile
        Only for 'grim'. 'pure': for each player the pure equilibrium that pays it least. 'mixed'
        (two players): the extreme equilibrium that does. Otherwise the equilibrium named.
    budget : Budget, optional
        Default: 60 seconds.

    Returns
    -------
    CriticalDiscount
        With public randomization and a common discount factor the profile can be sustained from
        the critical value on and nowhere below.

    Raises
    ------
    GameError
        For an unknown profile, punishment or equilibrium; a game that is not symmetric; or a game
        without a pure equilibrium to revert to.
    BudgetExceeded

    Notes
    -----
    Grim and symmetric punishments have closed forms, exact for any number of players. An optimal
    one is bracketed: from below by the minmax payoffs and by what transfers could do (Goldluecke
    and Kranz 2012), from above by the best of grim, symmetric and one-period punishments; where the
    two meet the answer is exact. Thread-safe.

    Examples
    --------
    >>> import equilibria as eq
    >>> A = [[10, 3, 0], [15, 7, -4], [7, 5, -15]]  # Abreu 1988
    >>> B = [list(column) for column in zip(*A)]
    >>> cournot = eq.NormalFormGame.bimatrix(A, B, actions=[["L", "M", "H"]] * 2)
    >>> eq.critical_discount(cournot, sustain=["L", "L"])
    CriticalDiscount of (L, L), optimal: from 1/3 on
      by player: Player 1 1/3; Player 2 1/3; binding: Player 1, Player 2
    >>> eq.critical_discount(cournot, sustain=["L", "L"], punishment="grim")
    CriticalDiscount of (L, L), grim: from 5/8 on
      by player: Player 1 5/8; Player 2 5/8; binding: Player 1, Player 2
      reverts after a deviation of Player 1: Player 1: M; Player 2: M
      reverts after a deviation of Player 2: Player 1: M; Player 2: M
    """
    require_game(stage, "critical_discount")
    _check_kind(punishment)
    place = read_place(stage, sustain)
    if punishment == "grim":
        reversion, named = _read_reversion(stage, revert_to, budget)
        return _closed(stage, place, "grim", grim(stage, place, reversion), reversion, named)
    if punishment == "symmetric":
        require_symmetric(stage)
        return _closed(stage, place, "symmetric", symmetric(stage, place))
    return _optimal(stage, place)


def _check_kind(punishment: str) -> None:
    if punishment not in PUNISHMENTS:
        raise GameError(
            f"critical_discount: punishment={punishment!r}; give one of {', '.join(PUNISHMENTS)}."
        )


def _closed(
    stage: NormalFormGame,
    place: Place,
    punishment: str,
    found: Sustained,
    reversion: tuple[Profile, ...] | None = None,
    named: bool = False,
) -> CriticalDiscount:
    return CriticalDiscount(
        stage,
        place,
        punishment,
        (found.discount, found.discount),
        tuple((d, d) for d in found.by_player),
        found.strategy,
        punishment if found.discount else "none",
        reversion,
        named,
    )


# ---- optimal punishments


def _optimal(stage: NormalFormGame, place: Place) -> CriticalDiscount:
    tables = deviations(stage)
    payoffs, _, gains = tables.at(place)
    best = min(_sufficient(stage, place), key=lambda s: s.discount)
    least = [
        ratio(gain, payoff - worst)
        for payoff, gain, worst in zip(payoffs, gains, tables.minmax(), strict=True)
    ]
    lower, proof = max(least), "minmax"
    by_transfers = with_transfers(stage).critical_discount(place)
    if by_transfers > lower:
        lower, proof = by_transfers, "transfers"
    most = [min(s.by_player[i] for s in _sufficient(stage, place)) for i in range(len(gains))]
    return CriticalDiscount(
        stage,
        place,
        "optimal",
        (lower, best.discount),
        tuple(zip(least, most, strict=True)),
        best.strategy,
        proof if lower else "none",
    )


def _sufficient(stage: NormalFormGame, place: Place) -> list[Sustained]:
    """Ways to sustain a profile that have a closed form."""
    found = [one_period_sticks(stage, place), lasting_sticks(stage, place)]
    worst = worst_pure_equilibria(stage)
    if worst is not None:
        found.append(grim(stage, place, [pure_profile(stage, at) for at in worst]))
    if len(set(place)) == 1:
        try:
            require_symmetric(stage)
        except GameError:
            return found
        found.append(symmetric(stage, place))
    return found


# ---- the equilibrium that grim punishment reverts to


def _read_reversion(
    stage: NormalFormGame, given: Any, budget: Budget | None
) -> tuple[tuple[Profile, ...], bool]:
    """Per player the equilibrium to revert to, and whether the caller named it."""
    if isinstance(given, str) and given == "pure":
        worst = worst_pure_equilibria(stage)
        if worst is None:
            raise GameError(
                "critical_discount: the stage game has no pure equilibrium to revert to; give "
                "revert_to='mixed' (two players), an equilibrium, or punishment='optimal'."
            )
        return tuple(pure_profile(stage, at) for at in worst), False
    if isinstance(given, str) and given == "mixed":
        profiles = [e.profile for e in all_equilibria(stage, budget=budget)]
        worst_mixed = [
            min(profiles, key=lambda p: p.exact_payoffs[i]) for i in range(stage.num_players)
        ]
        return tuple(worst_mixed), True
    if isinstance(given, Mapping) and set(given) == set(stage.players):
        each = [given[player] for player in stage.players]
        if all(isinstance(e, (Equilibrium, Profile)) for e in each):
            return tuple(_equilibrium(stage, e) for e in each), True
    return (_equilibrium(stage, given),) * stage.num_players, True


def _equilibrium(stage: NormalFormGame, given: Any) -> Profile:
    if isinstance(given, Equilibrium):
        given = given.profile
    profile = given if isinstance(given, Profile) else stage.profile(given)
    if profile.game != stage:
        raise GameError("revert_to: the equilibrium is of another game.")
    if not profile.is_equilibrium:
        raise GameError(
            f"revert_to: {profile!r} is no equilibrium of the stage game (regret "
            f"{profile.regret:.3g}); players would not go through with it."
        )
    return profile
