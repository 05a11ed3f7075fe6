"""The decision worked out: what a strategist's first page needs, as plain frozen data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...checker.check import check
from ...checker.verdict import Verdict
from ...decisions.break_even import BreakEven, break_even
from ...decisions.family import Family, Table, Values
from ...decisions.ordinal import Place
from ...decisions.statements import Statement, answer_to, played_in_equilibrium
from ...errors import GameError
from ...games.normal_form import NormalFormGame
from ...results.dominance import Rationalizable
from ...results.equilibria import Equilibria
from ...solvers.rationalizable import rationalizable
from .builder import Openness
from .market import Outcome
from .solving import every_or_pure, lead, played
from .two_ways import FormulaRow, ThresholdRow, formula_rows, threshold_rows

Outcomes = tuple[Outcome, Outcome]


@dataclass(frozen=True, slots=True)
class Reason:
    """One term's part in the margin of the answer over the next best action."""

    term: str
    amount: Fraction
    basis: str


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor before (opener internal, rival holds) and after (at the equilibrium)."""

    name: str
    price_before: float | None
    price_after: float | None
    profit_before: float
    profit_after: float


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """The opener's decision, solved.

    Attributes
    ----------
    answer : str or None
        The opener's action if it is the same, for sure, in every equilibrium; else None.
    answers : tuple of str
        Every action that the opener plays in some equilibrium.
    margin : Fraction
        What the answer earns over the next best action against the rival's equilibrium strategy,
        in USD bn a year; the least over all equilibria. 0 without an answer.
    next_best : str
    why : tuple of Reason
        The terms of that margin, largest first; they add to it exactly.
    flips : tuple of BreakEven
        For every parameter that matters: how far it may move, nearest first.
    equilibria : Equilibria
        Every equilibrium; among more than two players every one in pure strategies where the engine
        does not prove more: its `claim` says which.
    replies : tuple of str
        Every action that the first rival plays in some equilibrium.
    others : tuple of (player, tuple of str)
        The same of each further strategic rival.
    first : tuple of (player, profile)
        What happens when either player moves first, with both payoffs; of two players only.
    """

    family: Family
    game: NormalFormGame
    table: Table
    equilibria: Equilibria
    verdict: Verdict
    dominance: Rationalizable
    answer: str | None
    answers: tuple[str, ...]
    margin: Fraction
    next_best: str
    why: tuple[Reason, ...]
    statement: Statement
    flips: tuple[BreakEven, ...]
    replies: tuple[str, ...]
    others: tuple[tuple[str, tuple[str, ...]], ...]
    vendors: tuple[Vendor, ...]
    startups_before: bool
    startups_after: bool
    first: tuple[tuple[str, Place, tuple[Fraction, ...]], ...]
    thresholds: tuple[ThresholdRow, ...]
    formulas: tuple[FormulaRow, ...]
    marks: Counter[str]
    known_later: int


def decide(family: Family, *, briefly: bool = False) -> Decision:
    """Solve the open-vs-closed game of a family, and what its answer hangs on.

    With `briefly`, break-even values are those with a closed form, and thresholds and formulas are
    left empty.

    Raises
    ------
    GameError
        If the family has another builder; or, among more than two players, no equilibrium in pure
        strategies was found and the engine did not prove the others.
    """
    builder = family.builder
    if not isinstance(builder, Openness):
        raise GameError("decide: the family is not of the open-vs-closed builder.")
    game, table = family.game(), family.table()
    equilibria = every_or_pure(game)
    if not len(equilibria):
        raise GameError("decide: no equilibrium in pure strategies, and no proof of the others.")
    opener = builder.players[0]
    actions = [played(equilibria, i) for i in range(game.num_players)]
    answers = actions[0]
    answer = answers[0] if len(answers) == 1 else None
    chosen = answer or answers[0]
    margin, next_best, why = _margin(family, table, equilibria, chosen)
    statement = played_in_equilibrium(opener, chosen)
    two = game.num_players == 2
    first = tuple((game.players[i], *_first(game, i)) for i in (0, 1)) if two else ()
    before, after = _before_and_after(builder, family.values(), equilibria)
    return Decision(
        family=family,
        game=game,
        table=table,
        equilibria=equilibria,
        verdict=check(equilibria.certificate(), game),
        dominance=rationalizable(game),
        answer=answer,
        answers=answers,
        margin=margin if answer else Fraction(0),
        next_best=next_best,
        why=why,
        statement=statement,
        flips=break_even(family, statement, _affine(family) if briefly else None),
        replies=actions[1],
        others=tuple(zip(game.players[2:], actions[2:], strict=True)),
        vendors=_vendors(builder, family.values(), before, after),
        startups_before=before.startups_in,
        startups_after=after.startups_in,
        first=first,
        thresholds=() if briefly else threshold_rows(family, opener, chosen),
        formulas=() if briefly else formula_rows(family),
        marks=Counter(p.basis for p in family.parameters.values()),
        known_later=sum(p.known_at > family.date for p in family.parameters.values()),
    )


def weakest_basis(family: Family, names: tuple[str, ...]) -> str:
    """What a term rests on: the weakest of its parameters' marks."""
    bases = {family.parameters[name].basis for name in names if name in family.parameters}
    return next((b for b in ("assumed", "derived", "sourced") if b in bases), "assumed")


def _margin(
    family: Family, table: Table, equilibria: Equilibria, action: str
) -> tuple[Fraction, str, tuple[Reason, ...]]:
    """The least margin over the equilibria, the runner-up there, and the terms of the margin."""
    names = equilibria.game.actions[0]
    a = names.index(action)
    found = []
    for e in equilibria:
        found.append((*lead(e, a), e.profile.exact[1:]))
    margin, b, against = min(found)
    terms = table.terms[0]
    reasons = [
        Reason(
            term if part[a].any() else f"{term} of {names[b]}",
            _expected(part[a] - part[b], against),
            weakest_basis(family, terms.depends_on[term]),
        )
        for term, part in terms.parts.items()
    ]
    ordered = sorted((r for r in reasons if r.amount), key=lambda r: -abs(r.amount))
    return margin, names[b], tuple(ordered)


def _expected(table: Any, strategies: tuple[tuple[Fraction, ...], ...]) -> Fraction:
    """The mean of a table over the mixed strategies of its axes."""
    for strategy in strategies:
        table = sum((p * table[j] for j, p in enumerate(strategy) if p), table[0] * 0)
    return Fraction(table)


def _first(game: NormalFormGame, leader: int) -> tuple[Place, tuple[Fraction, ...]]:
    payoffs = game.exact_payoffs()
    places = [answer_to(game, leader, a) for a in range(game.shape[leader])]
    best = max(places, key=lambda place: payoffs[leader][place])
    return best, tuple(p[best] for p in payoffs)


def _before_and_after(builder: Openness, values: Values, equilibria: Equilibria) -> Outcomes:
    """The market at the reference, and at the likeliest profile of the first equilibrium."""
    moves = tuple(
        names[max(range(len(s)), key=s.__getitem__)]
        for names, s in zip(equilibria.game.actions, equilibria[0].profile.exact, strict=True)
    )
    before, after = builder.outcomes(values, ("internal", "hold"), moves)
    return before, after


def _vendors(
    builder: Openness, values: Values, before: Outcome, after: Outcome
) -> tuple[Vendor, ...]:
    revenue = float(values["model_share"] * values["pool"])

    def price(value: object) -> float | None:
        return None if value is None else float(value)  # type: ignore[arg-type]

    return tuple(
        Vendor(
            name,
            price(before.prices[key]),
            price(after.prices[key]),
            revenue * float(before.profits[key]),
            revenue * float(after.profits[key]),
        )
        for key, name in builder.firms.vendors
    )


def _affine(family: Family) -> tuple[str, ...]:
    values = family.values()
    return tuple(n for n in family.used if family.builder.breakpoints(n, values) is not None)
