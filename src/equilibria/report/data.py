"""The open-vs-closed decision as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..decisions.break_even import BreakEven
from ..decisions.search import Bracket
from ..markets.openness.analysis import Decision, Vendor
from ..markets.openness.claims import Claim, Part
from ..markets.openness.detente import Detente
from ..markets.openness.two_ways import ThresholdRow
from ..results.equilibria import Equilibria


def as_data(
    decision: Decision, detente: Detente | None = None, claims: Sequence[Claim] = ()
) -> dict[str, Any]:
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
        "repeated": None if detente is None else _detente(detente),
        "claims": [
            {
                "claim": c.key,
                "name": c.name,
                "statement": c.statement,
                "label": c.told,
                "parts": [_part(p) for p in c.parts],
                "figures": [{"name": f.name, "value": f.value, "unit": f.unit} for f in c.figures],
                "note": c.note,
                "seed": c.sweep.seed,
                "draws": dict(c.sweep.asked),
                "answered": dict(c.sweep.answered),
            }
            for c in claims
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


def _part(part: Part) -> dict[str, Any]:
    share = part.share
    return {
        "statement": part.statement,
        "layer": part.layer,
        "today": part.today,
        "share": None if share is None else {"value": share.value, "error": share.error},
        "draws": part.draws,
        "counted": part.counted,
        "by_form": part.by_form,
        "against": None if part.against is None else dict(part.against),
    }


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
            "strategies": [[str(p) for p in strategy] for strategy in e.profile.exact],
            "payoffs": list(e.payoffs),
            "index": e.index,
            "regret": e.regret,
        }
        for e in equilibria
    ]


def _detente(d: Detente) -> dict[str, Any]:
    return {
        "players": list(d.stage.players),
        "single_year": [list(names) for names in d.outcomes],
        "discount": str(d.discount),
        "sustained": d.holds(d.discount),
        "payoffs": {
            "inner": [[str(v) for v in corner] for corner in d.payoffs.inner],
            "outer": [[str(v) for v in corner] for corner in d.payoffs.outer],
            "exact": d.payoffs.inner == d.payoffs.outer,
        },
        "critical": {
            name: None
            if found is None
            else {
                "status": found.status,
                "bracket": [str(end) for end in found.bracket],
                "by_player": {p: [str(e) for e in ends] for p, ends in found.by_player.items()},
                "binding": list(found.binding),
                "certificate": dict(found.certificate().data),
            }
            for name, found in (("optimal", d.optimal), ("grim", d.grim))
        },
    }
