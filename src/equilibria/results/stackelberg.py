"""What a leader's commitment is worth."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Commitment:
    """An optimal commitment of one of two players.

    Attributes
    ----------
    leader, follower : str
    kind : {'pure', 'mixed'}
        What the leader may commit to.
    ties : {'strong', 'weak'}
        How the follower breaks ties: best, or worst, for the leader.
    strategy : mapping from action to Fraction
        The commitment; where it is not `attained`, the limit of commitments.
    replies : tuple of str
        What the follower plays: the reply that counts, among those it is indifferent between.
    payoff : Fraction
        What the leader earns, exact; where not attained, what it comes as near to as it likes.
    follower_payoff : Fraction
    attained : bool
        Whether some commitment earns the payoff. With weak ties the best mixture may not exist:
        the leader stays a little away from the strategy shown.
    """

    leader: str
    follower: str
    kind: str
    ties: str
    strategy: dict[str, Fraction]
    replies: tuple[str, ...]
    payoff: Fraction
    follower_payoff: Fraction
    attained: bool
