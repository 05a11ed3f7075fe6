"""The open-vs-closed decision on one screen, the answer first."""

from __future__ import annotations

from fractions import Fraction
from textwrap import wrap

from .._format import number
from ..decisions.family import Family
from ..markets.openness.analysis import Decision
from ..markets.openness.layers import no_market
from ..results.status import Claim


def first_screen(decision: Decision) -> str:
    """Twenty lines of eighty columns: answer, why, what flips it, rivals, game, what is known.

    A few more where something is left out: see `remarks`.
    """
    lines = [
        *_head(decision),
        *_why(decision),
        *_flips(decision),
        *_rivals(decision),
        *_game(decision),
        *_known(decision),
        *_remarks(decision),
    ]
    return "\n".join(lines)


def remarks(family: Family) -> tuple[str, ...]:
    """What is left out of the answer to these values, and why."""
    found = []
    if why := no_market(family, "B"):
        found.append(
            f"Nested logit has no market at today's values, and all of today's answer is with "
            f"limit prices. {why[:1].upper()}{why[1:]}"
        )
    if len(family.players) > 2:
        found.append(
            f"With {len(family.players)} strategic players some parts are not worked out: who "
            "moves first, the tornado, the years to come. Over the draws only equilibria in pure "
            "strategies count."
        )
    return tuple(found)


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
        lines.append(f"{head:<9}{_gain(reason.amount)}  {reason.term} ({reason.basis})")
    rest = sum((reason.amount for reason in decision.why[4:]), Fraction(0))
    if len(decision.why) > 4:
        lines[-1] += f"; {len(decision.why) - 4} smaller {_gain(rest)}"
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
    others = [
        f"         {name} replies: {' or '.join(words.get(r, r) for r in played)}"
        for name, played in decision.others
    ]
    return [
        f"RIVALS   {rival.name} replies: {words.get(reply, reply)}",
        f"         its price ${_price(rival.price_before)} -> ${_price(rival.price_after)} per "
        f"Mtok, access profit ${rival.profit_before:.2f}bn -> ${rival.profit_after:.2f}bn",
        *others,
        f"         {startups.name}: {state[decision.startups_before]} before, "
        f"{state[decision.startups_after]} after",
    ]


def _game(decision: Decision) -> list[str]:
    count = len(decision.equilibria)
    verb = "um" if count == 1 else "a"
    pure_only = decision.equilibria.claim is not Claim.ALL
    kind, short = ("pure equilibri", "exact") if pure_only else ("equilibri", "complete and exact")
    proved = decision.verdict.outcome.name.lower()
    lines = [
        f"GAME     {count} {kind}{verb}, {proved} {short} by an independent checker"
        if decision.verdict
        else f"GAME     {count} {kind}{verb}; certificate {proved}: {decision.verdict.reason}"
    ]
    if pure_only:
        lines.append("         all pure ones; that no mixed one exists was not proved in time")
    if not decision.first:
        return [*lines, "         who moves first is worked out for two players only"]
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


def _remarks(decision: Decision) -> list[str]:
    return [
        line
        for told in remarks(decision.family)
        for line in wrap(told, 80, initial_indent="NOTE     ", subsequent_indent=" " * 9)
    ]


def _gain(value: Fraction) -> str:
    """Of USD bn a year, like the margin that it adds to."""
    near = float(value)
    return f"{'-' if near < 0 else '+'}${abs(near):.2f}bn"


def _price(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
