"""The open-vs-closed decision on a page: the answer first, then everything behind it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .._format import number
from ..markets.openness.analysis import Decision
from .repeated import repeated_section
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
        repeated_section(decision),
        findings_section(decision),
        *(_variant(*other) for other in others),
        register_section(decision.family),
    ]
    return "\n\n".join(sections)


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
