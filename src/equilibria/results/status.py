"""Why a method stopped, and what its answer promises."""

from __future__ import annotations

from enum import Enum


class Status(Enum):
    """Why a method stopped; `advice` says what to do about it."""

    FINISHED = "finished"
    MAX_STEPS = "the budget of steps was spent"
    MAX_TIME = "the budget of seconds was spent"
    UNDECIDED = "the bounds did not meet as closely as asked"
    ROUNDING = "floats have too few digits for the accuracy promised"

    @property
    def advice(self) -> str:
        """What to do next."""
        return _ADVICE[self]


_ADVICE = {
    Status.FINISHED: "Nothing to do: the claim was earned.",
    Status.MAX_STEPS: "Raise Budget(steps=...), or take what was found with partial=True.",
    Status.MAX_TIME: "Raise Budget(seconds=...), or take what was found with partial=True.",
    Status.UNDECIDED: "The question is nearer to a knife edge than this method tells apart; what "
    "is returned is proved all the same.",
    Status.ROUNDING: "Use milder parameters, or take what was found with partial=True.",
}


class Claim(Enum):
    """What is promised of the set that was returned."""

    #: Every equilibrium: all extreme ones, and the components they span.
    ALL = "every equilibrium"
    #: Every equilibrium in pure strategies; there may be none.
    ALL_PURE = "every equilibrium in pure strategies"
    #: Everything returned is an equilibrium; there may be others.
    AT_LEAST_ONE = "each is an equilibrium, others may exist"
    #: Every equilibrium lies in what is returned; not every part need hold one.
    COVER = "every equilibrium lies inside"
    #: Every equilibrium in which all players, who can change places, play the same strategy.
    ALL_SYMMETRIC = "every symmetric equilibrium"
    #: Each of those lies in what is returned; not every part need hold one.
    COVER_SYMMETRIC = "every symmetric equilibrium lies inside"
    #: One number, exact.
    VALUE = "the value, exactly"
    #: A number lies between two ends, each of them proved.
    BRACKET = "the value lies in the bracket"
    #: A set lies between an inner and an outer one, each of them proved.
    SANDWICH = "the set lies between the inner and the outer one"
    #: Nothing was found in the budget, or no proof was asked for.
    NONE = "nothing is claimed"
