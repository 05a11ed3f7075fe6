"""The section on the years to come: whether opener and rival can leave each other alone."""

from __future__ import annotations

from typing import Any

from .._format import number, table
from ..markets.openness.analysis import Decision
from ..markets.openness.detente import Detente, detente


def repeated_section(decision: Decision) -> str:
    """Critical discount factors of (internal, hold), per player, and of every profile."""
    d = detente(decision.family)
    opener, rival = d.stage.players
    single = "; ".join(", ".join(names) for names in d.outcomes) or "no pure equilibrium"
    basis = decision.family.parameters["discount"].basis
    said = {True: "kept up", False: "not kept up", None: "not decided"}
    ends = [f"{said[d.holds(end)]} at {number(end)}" for end in (d.low, d.high)]
    lines = [
        f"REPEATED ({opener} open or internal, {rival} hold or enter, year after year)",
        f"  in a single year: {single}",
        "  discount factors from which (internal, hold) can be kept up:",
        *table([["punishment", opener, rival, "both", "binding"], *_rows(d)], indent="    "),
        f"  today's discount factor {number(d.discount)} ({basis}): {said[d.holds(d.discount)]}",
        f"  at the ends of its range: {', '.join(ends)}",
        f"  any profile, all actions, harshest credible threat ({opener} by {rival}):",
    ]
    shown = repr(d.whole).splitlines()[1:]
    return "\n".join([*lines, *(f"  {line}" for line in shown)])


def detente_data(decision: Decision) -> dict[str, Any]:
    """The same as plain data."""
    d = detente(decision.family)
    return {
        "players": list(d.stage.players),
        "single_year": [list(names) for names in d.outcomes],
        "discount": str(d.discount),
        "sustained": d.holds(d.discount),
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


def _rows(d: Detente) -> list[list[str]]:
    found = [("harshest credible", d.optimal)]
    if d.grim is not None:
        found.append(("single year's outcome", d.grim))
    return [
        [
            name,
            *(_ends(*ends) for ends in c.by_player.values()),
            _ends(*c.bracket),
            ", ".join(c.binding) or "none",
        ]
        for name, c in found
    ]


def _ends(least: Any, most: Any) -> str:
    if least == most:
        return "never" if least == 1 else f"{float(least):.4f}"
    return f"{float(least):.4f} to {'?' if most == 1 else f'{float(most):.4f}'}"
