"""The game: payoffs and where they come from, equilibria, dominance, who moves first."""

from __future__ import annotations

import numpy as np

from .._format import number
from ..games.normal_form import NormalFormGame
from ..markets.openness.claims import Label
from ..markets.openness.study import Study
from .document import Block, Cell, Facts, Fold, Heading, Items, Paragraph, Picture, Section, Table
from .drawing_games import Square, heat, replies
from .naming import ACTIONS, REPLIES, naming
from .part_register import ELSEWHERE
from .wording import amount, listing, profile


def payoffs(study: Study) -> Section:
    """Both players' payoffs, drawn and in tables, and the terms behind them."""
    d = study.decision
    opener, rival = d.game.players[:2]
    blocks: list[Block] = [
        Facts(
            (
                (opener, "; ".join(f"{a}: {ACTIONS.get(a, a)}" for a in d.game.actions[0])),
                (rival, "; ".join(f"{a}: {REPLIES.get(a, a)}" for a in d.game.actions[1])),
            )
        ),
    ]
    unit = d.table.terms[0].unit
    row_names, column_names = d.game.actions
    blocks += _pictures(d.game, unit)
    tables: list[Block] = [
        Paragraph(
            "A star marks a player's best reply to what the other does; a profile starred in both "
            "tables is an equilibrium in pure strategies."
        )
    ]
    for i, table in enumerate(d.game.exact_payoffs()):
        best = table.max(axis=i)
        rows = []
        for a, name in enumerate(row_names):
            cells: list[str | Cell] = [name]
            for b in range(len(column_names)):
                text = amount(table[a, b])
                starred = table[a, b] == best[b if i == 0 else a]
                cells.append(Cell(text) if starred else text)
            rows.append(tuple(cells))
        head = f"{d.game.players[0]} down, {d.game.players[1]} across"
        tables.append(
            Table(f"Payoffs of {d.game.players[i]}, {unit}", (head, *column_names), tuple(rows))
        )
    blocks.append(Fold("The same in two tables", tuple(tables)))
    blocks.append(Heading("Why: the terms"))
    blocks += _terms(study)
    return Section("payoffs", "Payoffs", tuple(blocks))


def _pictures(game: NormalFormGame, unit: str) -> list[Block]:
    """Payoffs as a heat map, and best replies as a graph."""
    mine, theirs = game.exact_payoffs()
    (opener, rival), (rows, columns) = game.players, game.actions
    low, high = mine.min(), mine.max()
    best = mine == mine.max(axis=0), theirs == theirs.max(axis=1, keepdims=True)
    cells = [
        [
            Square(
                amount(mine[a, b]), amount(theirs[a, b]), bool(best[0][a, b]), bool(best[1][a, b]),
                float((mine[a, b] - low) / (high - low)) if high > low else 0.0,
            )
            for b in range(len(columns))
        ]
        for a in range(len(rows))
    ]  # fmt: skip
    stable = [(a, b) for a, b in np.argwhere(best[0] & best[1]).tolist()]
    where = listing([profile(game.players, [rows[a], columns[b]]) for a, b in stable])
    top, a, b = max((mine[p], *p) for p in np.ndindex(mine.shape))
    after = [
        [(a, b) for a, b in np.argwhere(best[1]).tolist()],
        [(b, a) for a, b in np.argwhere(best[0]).tolist()],
    ]
    told = [
        f"{rival} answers {rows[a]} with {listing([columns[b] for x, b in after[0] if x == a])}"
        for a in range(len(rows))
    ] + [
        f"{opener} answers {columns[b]} with {listing([rows[a] for x, a in after[1] if x == b])}"
        for b in range(len(columns))
    ]
    equilibrium = f"Equilibria in pure strategies: {where}." if stable else "None is stable."
    return [
        Picture(
            f"Payoffs of {opener} (above) and {rival} (below), {unit}",
            f"{opener} earns most, {amount(top)} {unit}, at "
            f"{profile(game.players, [rows[a], columns[b]])}. {equilibrium}",
            heat(
                list(zip(rows, cells, strict=True)),
                columns,
                f"darker: more for {opener}; underlined: best reply; framed: equilibrium",
            ),
        ),
        Picture(
            "Who answers what: best replies",
            f"{'; '.join(told)}. {equilibrium}",
            replies(((opener, rows), (rival, columns)), (after[0], after[1])),
        ),
    ]


def _terms(study: Study) -> list[Block]:
    """Each player's terms, its own actions side by side, the other at its equilibrium action."""
    d = study.decision
    blocks: list[Block] = []
    place = [max(range(len(s)), key=s.__getitem__) for s in d.equilibria[0].profile.exact]
    for i, terms in enumerate(d.table.terms):
        other = d.game.players[1 - i]
        action = d.game.actions[1 - i][place[1 - i]]
        rows: list[tuple[str | Cell, ...]] = []
        for name, part in terms.parts.items():
            held = np.take(part, place[1 - i], axis=1 - i)
            if any(held):
                basis = _basis(study, terms.depends_on[name])
                rows.append((name, *(amount(v) for v in held), basis))
        total = np.take(terms.total, place[1 - i], axis=1 - i)
        best = max(total)
        sums = (Cell(amount(v)) if v == best else amount(v) for v in total)
        rows.append(("total", *sums, ""))
        blocks.append(
            Table(
                f"{terms.player}'s payoff term by term when {other} plays {action}, {terms.unit}",
                ("term", *d.game.actions[i], "rests on"),
                tuple(rows),
                note="Terms that are zero throughout are left out.",
            )
        )
    return blocks


def _basis(study: Study, names: tuple[str, ...]) -> str:
    words, marks = naming(study.family), dict[str, list[str]]()
    for name in names:
        if name in study.family.parameters:
            marks.setdefault(study.family.parameters[name].basis, []).append(words(name))
    return "; ".join(f"{basis}: {listing(held)}" for basis, held in marks.items())


#: What is promised of the list of equilibria.
_CLAIMS = {"ALL": "All equilibria (claim ALL: none is missing)"}


def equilibria(study: Study) -> Section:
    """Every equilibrium with the check of it, and what dominance leaves."""
    d = study.decision
    rows = []
    for k, e in enumerate(d.equilibria, 1):
        strategies = "; ".join(
            f"{p}: " + " + ".join(
                f"{'' if q == 1 else f'{number(q)} '}{a}"
                for a, q in zip(names, strategy, strict=True)
                if q
            )
            for p, names, strategy in zip(
                d.game.players, d.game.actions, e.profile.exact, strict=True
            )
        )  # fmt: skip
        earned = (amount(v) for v in e.payoffs)
        rows.append((str(k), strategies, *earned, number(e.regret), f"{e.index}"))
    shown = Table(
        f"{_CLAIMS.get(d.equilibria.claim.name, d.equilibria.claim.name)}, payoffs in "
        f"{d.table.terms[0].unit}",
        ("no.", "strategies", *d.game.players, "regret", "index"),
        tuple(rows),
        note="Regret is what the best deviation would gain: the residual of the solution, here "
        "exact. Index +1 or -1 for a regular equilibrium; all indices add to +1.",
    )
    rounds = [
        f"Round {k}: {e.player} drops {e.action}, always worse than {e.dominator} by at least "
        f"{amount(e.margin, 4)} {d.table.terms[0].unit}."
        for k, leaving in enumerate(d.dominance.rounds, 1)
        for e in leaving
    ]
    left = "; ".join(f"{p}: {', '.join(a)}" for p, a in d.dominance.survivors.items())
    return Section(
        "equilibria",
        "Equilibria",
        (
            Paragraph(f"An independent checker on the certificate: {d.verdict}."),
            shown,
            Heading("What dominance alone decides"),
            Items((*rounds, f"Left: {left}.")),
        ),
    )


def timing(study: Study) -> Section:
    """At once, and with either side first."""
    d, t = study.decision, study.timing
    assert t is not None
    rows: list[tuple[str | Cell, ...]] = []
    spans = [
        amount(low) if low == high else f"{amount(low)} to {amount(high)}"
        for low, high in t.simultaneous
    ]
    together = " or ".join(
        profile(d.game.players, [names[s[0]] for names, s in zip(d.game.actions, e.support)])  # noqa: B905
        if e.is_pure
        else "a mixed equilibrium"
        for e in d.equilibria
    )
    rows.append(("both at once", together, *spans, "-"))
    for i, (leader, place, earned) in enumerate(d.first):
        low, high = t.worth_of_first[i]
        worth = amount(low) if low == high else f"{amount(low)} to {amount(high)}"
        actions = [d.game.actions[k][a] for k, a in enumerate(place)]
        rows.append(
            (f"{leader} first", profile(d.game.players, actions), *map(amount, earned), worth)
        )
    return Section(
        "timing",
        "Who moves first",
        (
            Table(
                f"Payoffs by order of moves, {t.unit}",
                ("order", "what is played", *d.game.players, "worth of leading"),
                tuple(rows),
                note="A follower that is indifferent does what is worst for the leader.",
            ),
        ),
    )


def known(study: Study) -> Section:
    """What this cannot tell you: the general part; a scenario's own limits are added to it."""
    family = study.family
    words = naming(family)
    unsourced = [p for p in family.parameters.values() if p.basis == "assumed"]
    unused = [words(n) for n in family.parameters if n not in family.used and n not in ELSEWHERE]
    open_claims = [
        f"{c.key} {c.name}" for c in study.claims if c.label in (Label.UNTESTABLE, Label.UNMODELLED)
    ]
    facts = [
        (
            "No source",
            f"{len(unsourced)} of {len(family.parameters)} values are assumptions, marked in the "
            "register: no data behind them, only the range swept.",
        ),
        ("Not testable", f"{listing(open_claims) or 'No claim'}: no observation decides."),
        ("Not varied together", "Break-even values and the tornado move one assumption at a time; "
         "the draws move all, but independently."),
        ("Ranges", "Probabilities are shares of the stated ranges, drawn evenly (wide ranges in "
         "logarithms). They are not forecasts."),
        ("Who decides", f"{' and '.join(family.players)} choose; every other firm holds its "
         "course. Customers do not act strategically."),
        ("Form of demand", "Two forms were tried, limit prices and nested logit; where they "
         "disagree the claims say so. Others were not tried."),
    ]  # fmt: skip
    if unused:
        facts.append(("Not used here", f"No part of this uses {listing(unused)}."))
    return Section("limits", "What this cannot tell you", (Facts(tuple(facts)),))
