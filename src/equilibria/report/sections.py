"""The sections below the first screen."""

from __future__ import annotations

import textwrap
from fractions import Fraction

from .._format import number, table
from ..decisions.family import Family
from ..decisions.search import Bracket
from ..games.normal_form import NormalFormGame
from ..markets.openness.analysis import Decision


def payoff_table(decision: Decision) -> str:
    """Both players' payoffs by profile; a star marks a best reply."""
    game = decision.game
    unit = decision.table.terms[0].unit
    lines = [f"PAYOFFS ({', '.join(game.players)}; {unit}; * marks a best reply)"]
    lines += table(_payoff_rows(game))
    for terms in decision.table.terms:
        lines.append(f"  {terms.player}, term by term, at each equilibrium in pure strategies:")
        for e in decision.equilibria:
            if e.is_pure:
                place = tuple(actions[0] for actions in e.support)
                parts = [(n, part[place]) for n, part in terms.parts.items() if part[place]]
                told = "; ".join(f"{n} {float(v):+.3f}" for n, v in parts)
                lines += textwrap.wrap(told, 92, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines)


def dominance_trace(decision: Decision) -> str:
    """Which actions leave, round by round, with the least margin."""
    lines = ["DOMINANCE (strict, by single actions)"]
    for k, leaving in enumerate(decision.dominance.rounds, 1):
        lines += [
            f"  round {k}: {e.player} drops {e.action}, always worse than {e.dominator} "
            f"by at least {float(e.margin):.4f}"
            for e in leaving
        ]
    kept = "; ".join(f"{p}: {', '.join(a)}" for p, a in decision.dominance.survivors.items())
    return "\n".join([*lines, f"  left: {kept}"])


def equilibria_section(decision: Decision) -> str:
    """Each equilibrium with its payoffs, regret and index, and the certificate's verdict."""
    lines = [f"EQUILIBRIA (claim {decision.equilibria.claim.name})"]
    for k, e in enumerate(decision.equilibria):
        payoffs = ", ".join(
            f"{p} {v:.4f}" for p, v in zip(decision.game.players, e.payoffs, strict=True)
        )
        lines.append(f"  {k}: {repr(e.profile)[8:-1]}")
        lines.append(f"     payoffs {payoffs}; regret {number(e.regret)}; index {e.index}")
    lines.append(f"  certificate: {decision.verdict}")
    for leader, place, earned in decision.first:
        names = ", ".join(decision.game.actions[i][a] for i, a in enumerate(place))
        told = ", ".join(
            f"{p} {float(v):.4f}" for p, v in zip(decision.game.players, earned, strict=True)
        )
        lines.append(f"  {leader} moving first: ({names}); {told}")
    return "\n".join(lines)


def thresholds_section(decision: Decision) -> str:
    """Three thresholds, in closed form and by bisection, and the formulas piece by piece."""
    lines = ["THRESHOLDS (all else at today's values; chi = self_commoditising)"]
    for row in decision.thresholds:
        lines.append(f"  {row.parameter}, chi = {number(row.self_commoditising)}: {row.statement}")
        lines.append(f"    closed form  {_changes(row.closed, row.holds)}")
        lines.append(f"    bisection    {_changes(row.bisected, row.holds)}")
    lines.append("  by formula: where open ties with an alternative at a fixed reply of the rival")
    for formula in decision.formulas:
        values = ", ".join(f"{float(v):.6g}" for v in formula.values) or "no threshold"
        lines.append(
            f"    {formula.parameter}, chi = {number(formula.self_commoditising)}, "
            f"{formula.rival}, against {formula.alternative}: {values}"
        )
    return "\n".join(lines)


def flips_section(decision: Decision) -> str:
    """Every break-even value."""
    lines = [
        f"BREAK-EVEN VALUES (each parameter alone; statement: {decision.statement.describe()})"
    ]
    rows = [["parameter", "today", "break-even", "range", "method"]]
    for flip in decision.flips:
        none = "never" if flip.complete else "none met"
        rows.append(
            [
                flip.parameter,
                number(float(flip.today)),
                none if flip.value is None else f"{float(flip.value):.6g}",
                f"[{float(flip.low):g}, {float(flip.high):g}] {flip.unit}",
                flip.method,
            ]
        )
    lines += table(rows)
    lines.append("  'never' is proved; 'none met' comes from a scan, which can overlook a pair.")
    return "\n".join(lines)


def findings_section(decision: Decision) -> str:
    """What this layer says of the article's claims."""
    lines = ["CLAIMS (layer A: limit prices)"]
    for finding in decision.findings:
        lines.append(f"  {finding.claim}: {finding.label}")
        for evidence in finding.evidence:
            lines += textwrap.wrap(
                evidence, 92, initial_indent="    - ", subsequent_indent="      "
            )
    return "\n".join(lines)


#: Parameters that only the section on the years to come uses.
OVER_THE_YEARS = ("discount",)


def register_section(family: Family) -> str:
    """Every assumption with its source."""
    lines = ["ASSUMPTIONS (name = value [low, high] unit; mark; known since; source; note)"]
    for name, p in family.parameters.items():
        used = "" if name in (*family.used, *OVER_THE_YEARS) else " (not used by this layer)"
        span = f"[{float(p.low):g}, {float(p.high):g}]"
        known = f"; known {p.known_at}" if p.known_at else ""
        told = "; ".join(text for text in (p.source, p.note) if text)
        text = f"{name} = {float(p.default):g} {span} {p.unit}; {p.basis}{known}"
        text += f"; {told}{used}" if told else used
        lines += textwrap.wrap(text, 94, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines)


def _payoff_rows(game: NormalFormGame) -> list[list[str]]:
    first, second = game.exact_payoffs()
    rows = [["", *game.actions[1]]]
    for a, action in enumerate(game.actions[0]):
        cells = []
        for b in range(game.shape[1]):
            x, y = first[a, b], second[a, b]
            cells.append(f"{_mark(x, max(first[:, b]))}, {_mark(y, max(second[a]))}")
        rows.append([action, *cells])
    return rows


def _mark(value: Fraction, best: Fraction) -> str:
    return f"{float(value):.3f}" + ("*" if value == best else " ")


def _changes(brackets: tuple[Bracket, ...], holds: bool) -> str:
    if not brackets:
        return f"{_words(holds)} over the whole range"
    told = []
    for b in brackets:
        where = (
            f"at {float(b.value):.6g} exactly"
            if b.exact
            else f"between {float(b.lower):.7g} and {float(b.upper):.7g}"
        )
        told.append(f"{_words(b.before)} -> {_words(b.after)} {where}")
    return "; ".join(told)


def _words(truth: bool | None) -> str:
    return {True: "true", False: "false", None: "no market"}[truth]
