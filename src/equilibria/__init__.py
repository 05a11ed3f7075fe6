"""Exact solvers for normal-form games, and decisions built on them.

Every public name is on this page; each is loaded when it is first used, so that importing the
package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

#: Module (relative to the package) that defines each public name.
_HOME = {
    # games
    "NormalFormGame": "games.normal_form",
    "Profile": "games.profile",
    "random_game": "games.generators.drawn",
    "covariant_game": "games.generators.drawn",
    "unit_vector_game": "games.generators.drawn",
    "degenerate_game": "games.generators.drawn",
    "coordination_game": "games.generators.supports",
    "sgc_game": "games.generators.supports",
    "hide_and_seek_game": "games.generators.contests",
    "blotto_game": "games.generators.contests",
    "ranking_game": "games.generators.contests",
    "tournament_game": "games.generators.contests",
    "polymatrix_game": "games.generators.networks",
    "dual_cyclic_game": "games.generators.long_paths",
    "morris_game": "games.generators.long_paths",
    "RepeatedGame": "games.repeated",
    # solving them
    "nash": "solvers.nash",
    "nash_batch": "solvers.batch",
    "LemkeHowson": "solvers.lemke_howson",
    "VertexEnumeration": "solvers.vertex_enumeration",
    "SupportSubdivision": "solvers.n_player.support_subdivision",
    "SymmetricEquilibria": "solvers.n_player.symmetric_equilibria",
    "LogitTracing": "solvers.n_player.logit_tracing",
    "Howson": "solvers.n_player.howson",
    "ZeroSum": "solvers.zero_sum",
    "pure_equilibria": "solvers.pure",
    "rationalizable": "solvers.rationalizable",
    "pure_equilibria_batch": "solvers.batch_profiles",
    "rationalizable_batch": "solvers.batch_profiles",
    "evaluate_batch": "solvers.batch_profiles",
    "quantal_response": "solvers.quantal_response",
    "fit_quantal_response": "solvers.quantal_fit",
    "minmax": "solvers.minmax",
    "maximin": "solvers.minmax",
    "Budget": "_budget",
    # repeated games
    "payoff_set": "repeated.payoff_set",
    "PayoffSet": "repeated.enclosure",
    "AlgebraicNumber": "results.algebraic",
    "Automaton": "repeated.automaton",
    "feasible_set": "repeated.feasible",
    "individually_rational": "repeated.feasible",
    "FeasibleSet": "repeated.feasible",
    "critical_discount": "repeated.critical_discount",
    "CriticalDiscount": "repeated.critical_answer",
    "critical_discount_map": "repeated.critical_map",
    "CriticalDiscountMap": "repeated.critical_map",
    "SimpleProfile": "repeated.simple_profiles",
    "with_transfers": "repeated.transfers",
    "Transfers": "repeated.transfers",
    # answers
    "Equilibrium": "results.equilibrium",
    "Equilibria": "results.equilibria",
    "Component": "results.equilibria",
    "Region": "results.region",
    "Stats": "results.equilibria",
    "NashBatch": "results.batch",
    "PureBatch": "results.batch",
    "RationalizableBatch": "results.batch",
    "ProfileBatch": "results.batch",
    "Rationalizable": "results.dominance",
    "Elimination": "results.dominance",
    "SecurityLevel": "results.security",
    "QuantalResponse": "results.quantal_response",
    "QuantalResponseFit": "results.quantal_response",
    "Status": "results.status",
    "Claim": "results.status",
    # proofs
    "Certificate": "results.certificate",
    "check": "checker.check",
    "Verdict": "checker.verdict",
    "Outcome": "checker.verdict",
    # decisions
    "Parameter": "decisions.parameter",
    "Family": "decisions.family",
    "best_reply": "decisions.statements",
    "dominant": "decisions.statements",
    "is_equilibrium": "decisions.statements",
    "played_in_equilibrium": "decisions.statements",
    "chosen_when_first": "decisions.statements",
    "number_of_equilibria": "decisions.statements",
    "regime": "decisions.statements",
    "sustainable": "decisions.sustained",
    "thresholds": "decisions.thresholds",
    "Thresholds": "decisions.thresholds",
    "equilibrium_gradients": "decisions.gradients",
    "threshold_gradients": "decisions.gradients",
    "Gradient": "decisions.gradients",
    "Bracket": "decisions.search",
    "break_even": "decisions.break_even",
    "BreakEven": "decisions.break_even",
    "sweep": "decisions.sweep",
    "Sweep": "decisions.swept",
    "Regime": "decisions.regimes",
    "phase_map": "decisions.phase_map",
    "PhaseMap": "decisions.mapped",
    "stackelberg": "solvers.stackelberg",
    "Commitment": "results.stackelberg",
    "timing": "decisions.commitment",
    "Timing": "decisions.commitment",
    "identified_set": "decisions.identified",
    "IdentifiedSet": "decisions.identified",
    "uncertainty": "decisions.uncertainty",
    "Uncertainty": "decisions.uncertain",
    "tornado": "decisions.sensitivity",
    "Tornado": "decisions.sensitivity",
    "sensitivity": "decisions.sensitivity",
    "Sensitivity": "decisions.sensitivity",
    "gain": "decisions.outputs",
    "payoff": "decisions.outputs",
    "read_scenario": "markets.scenario",
    # pictures
    "plot": "report.plots",
    # errors
    "GameError": "errors",
    "NotYetSupported": "errors",
    "BudgetExceeded": "errors",
    "InternalError": "errors",
}

__all__ = ["__version__", *_HOME]  # noqa: PLE0604 (the keys are strings)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
