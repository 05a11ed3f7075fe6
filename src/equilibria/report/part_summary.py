"""The memo itself: question, answer, why, what flips it, how sure, on one page."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ..decisions.break_even import BreakEven
from ..markets.openness.analysis import Decision
from ..markets.openness.study import Study
from .document import Block, Facts, Paragraph, Section, Table
from .naming import DOING, REPLIES, naming
from .wording import distance, figure, money, percent


def summary(study: Study) -> Section:
    """One page for who decides."""
    d = study.decision
    return Section(
        "memo",
        "The memo",
        (
            Paragraph(_answer(study), "lead"),
            Facts(
                (
                    ("Why", _why(d)),
                    ("What flips it", _flips(d)),
                    ("Rivals", _rivals(d)),
                    ("Timing", _timing(study)),
                    ("Confidence", _confidence(study)),
                    ("What it rests on", _basis(d)),
                )
            ),
            *_nearest(d),
            Paragraph(_run(study), "note"),
        ),
    )


def _answer(study: Study) -> str:
    d = study.decision
    if d.answer is None:
        return f"It depends on the equilibrium: {' or '.join(d.answers)}."
    other = DOING.get(d.next_best, d.next_best)
    told = (
        f"{d.answer.capitalize()}: {money(d.margin)} better than {other}, the next best, against "
        "the rival's best reply."
    )
    found = moving(d)
    if found and (value := found[0].value) is not None:
        p = found[0]
        way = "above" if value > p.today else "below"
        told += (
            f" That holds at today's values; it turns where the {naming(d.family)(p.parameter)} is "
            f"{way} {figure(value, 3)} {p.unit} (now {figure(p.today, 3)})."
        )
    row = study.uncertainty.action(d.game.players[0], d.answer)
    if row.best is not None:
        told += (
            f" Over all ranges of all assumptions it is the best first move in "
            f"{percent(row.best.value)} of the draws."
        )
    return told


def _why(d: Decision) -> str:
    theirs = f" of {d.next_best}"
    told = [
        f"{r.term.removesuffix(theirs)}{_of(d) if r.term.endswith(theirs) else ''} "
        f"{float(r.amount):+.2f} ({r.basis})"
        for r in d.why[:4]
    ]
    rest = sum((r.amount for r in d.why[4:]), Fraction(0))
    if len(d.why) > 4:
        told.append(f"{len(d.why) - 4} smaller terms {float(rest):+.2f}")
    return f"In USD bn a year, against {DOING.get(d.next_best, d.next_best)}: {'; '.join(told)}."


def _of(d: Decision) -> str:
    """That a term is the next best action's."""
    return f" of {DOING.get(d.next_best, d.next_best)}"


def moving(d: Decision) -> list[BreakEven]:
    """The break-even values inside their ranges, nearest first."""
    return [flip for flip in d.flips if flip.value is not None]


def _flips(d: Decision) -> str:
    found = moving(d)
    if not found:
        return f"None of {len(d.flips)} assumptions alone, over its whole range."
    first = found[0]
    assert first.value is not None
    way = "above" if first.value > first.today else "below"
    return (
        f"{len(found)} of {len(d.flips)} assumptions would, each moved alone in its range; the "
        f"nearest is the {naming(d.family)(first.parameter)} {way} {figure(first.value, 3)} "
        f"{first.unit}, now {figure(first.today, 3)}."
    )


def _rivals(d: Decision) -> str:
    rival, startups = d.vendors[0], d.vendors[-1]
    replies = " or ".join(REPLIES.get(r, r) for r in d.replies)
    before, after = (
        "-" if p is None else f"${p:.2f}" for p in (rival.price_before, rival.price_after)
    )
    state = {True: "in the market", False: "gone"}
    return (
        f"{rival.name} {replies}. Its price goes from {before} to {after} per million tokens, its "
        f"access profit from {money(rival.profit_before)} to {money(rival.profit_after)}. "
        f"{startups.name}: {state[d.startups_before]} before, {state[d.startups_after]} after."
        + "".join(
            f" {name} {' or '.join(REPLIES.get(r, r) for r in played)}."
            for name, played in d.others
        )
    )


def _timing(study: Study) -> str:
    t = study.timing
    if t is None:
        return f"Not worked out: {study.missing['timing']}."
    told = []
    for leader, (least, most) in zip(t.first, t.worth_of_first, strict=True):
        ours = leader.leader == study.family.players[0]
        action = " or ".join(
            f"plays {a}" if ours else REPLIES.get(a, a) for a, p in leader.strategy.items() if p
        )
        worth = (
            "worth nothing"
            if least == most == 0
            else f"worth {money(least)}"
            if least == most
            else f"worth {money(least)} to {money(most)}"
        )
        told.append(f"moving first, {leader.leader} {action}: {worth} over moving at once")
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}."


def _confidence(study: Study) -> str:
    d, u = study.decision, study.uncertainty
    chosen = d.answer or d.answers[0]
    row = u.action(d.game.players[0], chosen)
    told = (
        f"With every assumption drawn at random from its range ({len(u.valid):,} draws), {chosen} "
        f"is played in every equilibrium in {percent(row.every.value)} of them"
    )
    if row.best is not None and row.worst_regret is not None:
        told += (
            f" and is the best first move in {percent(row.best.value)}; the worst regret met is "
            f"{money(row.worst_regret)}{_where_worst(study, chosen)}"
        )
        told += _this_side(study, chosen)
    proof = (
        "The equilibria of the base case are proved complete by an independent checker."
        if d.verdict
        else "The proof of the base case did not go through."
    )
    least = (
        ""
        if u.minimax_regret is None
        else f" The least worst regret has {DOING.get(u.minimax_regret, u.minimax_regret)}."
    )
    return f"{told}.{least} {proof} Proof is about the model; the ranges are ours."


def _where_worst(study: Study, chosen: str) -> str:
    """The value, in the draw of the worst regret, of the assumption that flips the answer first."""
    u, found = study.uncertainty, moving(study.decision)
    if u.values is None or not found or found[0].parameter not in u.draws.columns:
        return ""
    name = found[0].parameter
    regret = u.values.max(axis=1) - u.values[:, u.family.actions[0].index(chosen)]
    k = int(np.where(u.valid, regret, -np.inf).argmax())
    value = figure(u.draws.columns[name][k], 3)
    return f", in a draw where the {naming(study.family)(name)} is {value} {found[0].unit}"


def _this_side(study: Study, chosen: str) -> str:
    """The same among the draws on this side of the nearest value that flips the answer."""
    u, found = study.uncertainty, moving(study.decision)
    if u.values is None or not found or found[0].parameter not in u.draws.columns:
        return ""
    p = found[0]
    assert p.value is not None
    column, limit = u.draws.columns[p.parameter], float(p.value)
    here = (column < limit if p.value > p.today else column > limit) & u.valid
    if not here.any():
        return ""
    a = u.family.actions[0].index(chosen)
    best = u.values[here].argmax(axis=1) == a
    side = "below" if p.value > p.today else "above"
    return (
        f". Where the {naming(study.family)(p.parameter)} stays {side} {figure(p.value, 3)} "
        f"{p.unit} ({percent(here.mean())} of the draws) it is the best first move in "
        f"{percent(best.mean())}"
    )


def _basis(d: Decision) -> str:
    marks = d.marks
    late = f" {d.known_later} became public only after {d.family.date}." if d.known_later else ""
    return (
        f"{sum(marks.values())} parameters: {marks['sourced']} sourced, {marks['derived']} "
        f"derived, {marks['assumed']} assumed, without a source.{late}"
    )


def _nearest(d: Decision) -> tuple[Block, ...]:
    words, rows = naming(d.family), []
    for flip in moving(d)[:6]:
        assert flip.value is not None
        p = d.family.parameters[flip.parameter]
        rows.append(
            (
                f"{words(flip.parameter)}, {flip.unit}",
                figure(flip.today, 3),
                figure(flip.value, 3),
                distance(flip.today, flip.value),
                p.basis,
            )
        )
    if not rows:
        return ()
    columns = ("assumption", "now", "flips at", "change", "mark")
    return (Table("What would change the answer, each alone", columns, tuple(rows)),)


def _run(study: Study) -> str:
    from .. import __version__

    e = study.effort
    size = (
        f"{e.claim_draws:,} draws behind the claims with limit prices and {e.claim_draws_b:,} with "
        "nested logit. "
    )
    size += (
        "A quick run: small samples and coarse maps, and left out are how every assumption moves "
        "the pool at which the answer changes, how that pool spreads over the draws, and the "
        "gradients of the thresholds; the full run (--full) has all of it."
        if e.name == "quick"
        else "A full run."
    )
    return (
        f"{study.family.title}; as of {study.family.date}. equilibria {__version__}, seed "
        f"{study.seed}, {study.effort.draws:,} draws. {size}"
    )
