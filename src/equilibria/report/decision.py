"""The open-vs-closed decision on a page: the answer first, then everything behind it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from .._format import number
from ..decisions.break_even import BreakEven
from ..decisions.thresholds import Bracket
from ..markets.openness.analysis import Decision, ThresholdRow, Vendor
from ..results.equilibria import Equilibria
from .sections import (
    dominance_trace,
    equilibria_section,
    findings_section,
    flips_section,
    payoff_table,
    register_section,
    thresholds_section,
)


def first_screen(decision: Decision) -> str:
    """Twenty lines of eighty columns: answer, why, what flips it, rivals, game, what is known."""
    lines = [
        *_head(decision),
        *_why(decision),
        *_flips(decision),
        *_rivals(decision),
        *_game(decision),
        *_known(decision),
    ]
    return "\n".join(lines)


def full_report(decision: Decision, others: Sequence[tuple[str, str, Decision]] = ()) -> str:
    """The first screen and all sections.

    Parameters
    ----------
    others : sequence of (name, note, decision)
        The same question for variants of the scenario.
    """
    sections = [
        first_screen(decision),
        payoff_table(decision),
        dominance_trace(decision),
        equilibria_section(decision),
        thresholds_section(decision),
        flips_section(decision),
        findings_section(decision),
        *(_variant(*other) for other in others),
        register_section(decision.family),
    ]
    return "\n\n".join(sections)


def as_data(decision: Decision) -> dict[str, Any]:
    """The same as plain data: JSON types only, exact numbers as text beside floats."""
    game = decision.game
    return {
        "question": decision.family.question,
        "date": decision.family.date,
        "title": decision.family.title,
        "answer": decision.answer,
        "answers": list(decision.answers),
        "margin": _amount(decision.margin),
        "unit": decision.table.terms[0].unit,
        "next_best": decision.next_best,
        "why": [
            {"term": r.term, "amount": _amount(r.amount), "basis": r.basis} for r in decision.why
        ],
        "break_even": [_break_even(b) for b in decision.flips],
        "vendors": [_vendor(v) for v in decision.vendors],
        "startups": {"before": decision.startups_before, "after": decision.startups_after},
        "players": list(game.players),
        "actions": [list(names) for names in game.actions],
        "payoffs": [[_amount(v) for v in table.flat] for table in game.exact_payoffs()],
        "terms": [
            {name: [_amount(v) for v in part.flat] for name, part in terms.parts.items()}
            for terms in decision.table.terms
        ],
        "equilibria": _equilibria(decision.equilibria),
        "verdict": {
            "outcome": decision.verdict.outcome.name,
            "reason": decision.verdict.reason,
        },
        "certificate": dict(decision.equilibria.certificate().data),
        "dominance": [
            [{"player": e.player, "action": e.action, "dominator": e.dominator} for e in leaving]
            for leaving in decision.dominance.rounds
        ],
        "moving_first": [
            {
                "leader": leader,
                "profile": [game.actions[i][a] for i, a in enumerate(place)],
                "payoffs": [_amount(v) for v in payoffs],
            }
            for leader, place, payoffs in decision.first
        ],
        "thresholds": [_threshold(row) for row in decision.thresholds],
        "formulas": [
            {
                "parameter": row.parameter,
                "self_commoditising": _amount(row.self_commoditising),
                "rival": row.rival,
                "alternative": row.alternative,
                "values": [_amount(v) for v in row.values],
            }
            for row in decision.formulas
        ],
        "claims": [
            {"claim": f.claim, "label": f.label, "evidence": list(f.evidence)}
            for f in decision.findings
        ],
        "parameters": [
            {
                "name": p.name,
                "default": _amount(p.default),
                "low": _amount(p.low),
                "high": _amount(p.high),
                "unit": p.unit,
                "basis": p.basis,
                "source": p.source,
                "date": p.date,
                "known_at": p.known_at,
                "note": p.note,
                "used": name in decision.family.used,
            }
            for name, p in decision.family.parameters.items()
        ],
    }


# ---- the first screen, block by block


def _head(decision: Decision) -> list[str]:
    family = decision.family
    moving = sum(b.value is not None for b in decision.flips)
    lines = [f"{family.question}  ({family.title}; as of {family.date})"]
    if decision.answer is None:
        played = " or ".join(decision.answers)
        lines.append(f"ANSWER   it depends on the equilibrium: {played}")
    else:
        lines.append(
            f"ANSWER   {decision.answer.upper()}: ${float(decision.margin):.2f}bn a year better "
            f"than {decision.next_best}, the next best"
        )
    lines.append(
        f"         {moving} of {len(decision.flips)} assumptions, each moved alone in its range, "
        "would flip it"
    )
    return lines


def _why(decision: Decision) -> list[str]:
    lines = []
    for k, reason in enumerate(decision.why[:4]):
        head = "WHY" if k == 0 else ""
        lines.append(f"{head:<9}{float(reason.amount):+.2f}  {reason.term} ({reason.basis})")
    rest = sum((reason.amount for reason in decision.why[4:]), Fraction(0))
    if len(decision.why) > 4:
        lines[-1] += f"; {len(decision.why) - 4} smaller {float(rest):+.2f}"
    return lines


def _flips(decision: Decision) -> list[str]:
    lines = []
    for k, flip in enumerate(decision.flips[:5]):
        head = "FLIPS" if k == 0 else ""
        today = f"today {number(float(flip.today), 6)}"
        if flip.value is None:
            told = "never in its range" if flip.complete else "not met in its range"
        else:
            way = "above" if flip.value > flip.today else "below"
            told = f"{way} {float(flip.value):.4g}"
        lines.append(f"{head:<9}{flip.parameter:<20} {told:<20} {today} {flip.unit}")
    return lines


def _rivals(decision: Decision) -> list[str]:
    rival = decision.vendors[0]
    startups = decision.vendors[-1]
    state = {True: "in", False: "out"}
    reply = " or ".join(decision.replies)
    words = {"both": "frontier model and specialising", "open": "opens its own weights"}
    return [
        f"RIVALS   {rival.name} replies: {words.get(reply, reply)}",
        f"         its price ${_price(rival.price_before)} -> ${_price(rival.price_after)} per "
        f"Mtok, access profit ${rival.profit_before:.2f}bn -> ${rival.profit_after:.2f}bn",
        f"         {startups.name}: {state[decision.startups_before]} before, "
        f"{state[decision.startups_after]} after",
    ]


def _game(decision: Decision) -> list[str]:
    count = len(decision.equilibria)
    verb = "um" if count == 1 else "a"
    proved = decision.verdict.outcome.name.lower()
    lines = [
        f"GAME     {count} equilibri{verb}, {proved} complete and exact by an independent checker"
        if decision.verdict
        else f"GAME     {count} equilibri{verb}; certificate {proved}: {decision.verdict.reason}"
    ]
    pure = {tuple(actions[0] for actions in e.support) for e in decision.equilibria if e.is_pure}
    told = []
    for leader, place, _ in decision.first:
        names = ", ".join(decision.game.actions[i][a] for i, a in enumerate(place))
        told.append(f"{leader} first: {'no change' if {place} == pure else f'({names})'}")
    lines.append("         " + "; ".join(told))
    return lines


def _known(decision: Decision) -> list[str]:
    marks = decision.marks
    late = f"; {decision.known_later} known only later" if decision.known_later else ""
    return [
        f"KNOWN    {sum(marks.values())} parameters: {marks['sourced']} sourced, "
        f"{marks['derived']} derived, {marks['assumed']} assumed{late}"
    ]


def _variant(name: str, note: str, decision: Decision) -> str:
    answer = decision.answer or " or ".join(decision.answers)
    moving = [b for b in decision.flips if b.value is not None]
    flips = ", ".join(f"{b.parameter} at {float(b.value or 0):.4g}" for b in moving)
    rival = decision.vendors[0]
    return "\n".join(
        [
            f"VARIANT {name}",
            f"  {note}",
            f"  answer {answer}, ${float(decision.margin):.2f}bn a year better than "
            f"{decision.next_best}; {rival.name} replies {' or '.join(decision.replies)}",
            f"  flips: {flips or 'none in range'}",
        ]
    )


def _price(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


# ---- plain data


def _amount(value: Fraction) -> dict[str, Any]:
    return {"exact": str(value), "float": float(value)}


def _bracket(bracket: Bracket) -> dict[str, Any]:
    return {
        "lower": _amount(bracket.lower),
        "upper": _amount(bracket.upper),
        "before": bracket.before,
        "at": bracket.at,
        "after": bracket.after,
        "complete": bracket.complete,
    }


def _break_even(flip: BreakEven) -> dict[str, Any]:
    return {
        "parameter": flip.parameter,
        "unit": flip.unit,
        "today": _amount(flip.today),
        "bracket": None if flip.bracket is None else _bracket(flip.bracket),
        "method": flip.method,
        "complete": flip.complete,
    }


def _threshold(row: ThresholdRow) -> dict[str, Any]:
    return {
        "statement": row.statement,
        "parameter": row.parameter,
        "self_commoditising": _amount(row.self_commoditising),
        "holds_today": row.holds,
        "closed_form": [_bracket(b) for b in row.closed],
        "bisection": [_bracket(b) for b in row.bisected],
    }


def _vendor(vendor: Vendor) -> dict[str, Any]:
    return {
        "name": vendor.name,
        "price_before": vendor.price_before,
        "price_after": vendor.price_after,
        "profit_before": vendor.profit_before,
        "profit_after": vendor.profit_after,
    }


def _equilibria(equilibria: Equilibria) -> list[dict[str, Any]]:
    return [
        {
            "strategies": [[str(p) for p in strategy] for strategy in e.exact],
            "payoffs": list(e.payoffs),
            "index": e.index,
            "regret": e.regret,
        }
        for e in equilibria
    ]
