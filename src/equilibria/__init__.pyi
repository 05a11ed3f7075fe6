from ._budget import Budget as Budget
from .checker.check import check as check
from .checker.verdict import Outcome as Outcome
from .checker.verdict import Verdict as Verdict
from .errors import BudgetExceeded as BudgetExceeded
from .errors import GameError as GameError
from .errors import InternalError as InternalError
from .errors import NotYetSupported as NotYetSupported
from .games.normal_form import NormalFormGame as NormalFormGame
from .games.profile import Profile as Profile
from .results.certificate import Certificate as Certificate
from .results.dominance import Elimination as Elimination
from .results.dominance import Rationalizable as Rationalizable
from .results.equilibria import Component as Component
from .results.equilibria import Equilibria as Equilibria
from .results.equilibria import Stats as Stats
from .results.equilibrium import Equilibrium as Equilibrium
from .results.status import Claim as Claim
from .results.status import Status as Status
from .solvers.nash import nash as nash
from .solvers.pure import pure_equilibria as pure_equilibria
from .solvers.rationalizable import rationalizable as rationalizable
from .solvers.vertex_enumeration import VertexEnumeration as VertexEnumeration

__version__: str
