"""What an answer is: frozen data with a status, a claim and what is needed to prove it."""

from .certificate import Certificate
from .dominance import Elimination, Rationalizable
from .equilibria import Component, Equilibria, Stats
from .equilibrium import Equilibrium
from .region import Region
from .status import Claim, Status

__all__ = [
    "Certificate",
    "Claim",
    "Component",
    "Elimination",
    "Equilibria",
    "Equilibrium",
    "Rationalizable",
    "Region",
    "Stats",
    "Status",
]
