"""What is known of the discount factor from which a profile can be played for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from .._format import number
from ..games.normal_form import NormalFormGame
from ..games.profile import Profile
from ..results.certificate import Certificate, document, rational
from ..results.status import Claim
from .deviations import Place
from .simple_profiles import SimpleProfile

if TYPE_CHECKING:
    from .payoff_set import PayoffSet

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
        What proves the first end: 'grim', 'symmetric', 'minmax', 'rational', 'transfers',
        'payoff set', or 'none' at 0.
    reversion : tuple of Profile or None
        Per player, the stage equilibrium that grim punishment reverts to.
    below : PayoffSet or None
        The payoff set at the first end, where that proves it.
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
    below: PayoffSet | None = field(default=None, repr=False)
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
        if self.below is not None:
            data["discounts"] = [rational(self.bracket[0])] * 2
            data["outer"] = self.below.certificate().data["outer"]
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
            "bracketed": f"from {between(least, most)} on",
            "open": f"not below {number(least)}; no discount factor was proved to",
        }[self.status]
        lines = [f"CriticalDiscount of ({', '.join(self.profile)}), {self.punishment}: {found}"]
        if self.status != "always":
            each = "; ".join(f"{p} {between(*ends)}" for p, ends in self.by_player.items())
            lines.append(f"  by player: {each}; binding: {', '.join(self.binding)}")
        if self.reversion is not None:
            told = {
                f"{p}: {repr(r)[8:-1]}"
                for p, r in zip(self.stage.players, self.reversion, strict=True)
            }
            lines += [f"  reverts after a deviation of {line}" for line in sorted(told)]
        return "\n".join(lines)


def between(least: Fraction, most: Fraction) -> str:
    """A bracket in words, told apart where six digits do not."""
    if least == most:
        return number(most)
    left, right = number(least), number(most)
    if left != right:
        return f"{left} to {right}"
    return f"{right} less at most {float(most - least):.1g}"
