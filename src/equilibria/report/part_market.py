"""The market: prices and profits before and after, startups and hosts."""

from __future__ import annotations

from ..markets.openness.study import Study
from .document import Cell, Paragraph, Picture, Section, Table
from .drawing import Bar, bars
from .wording import amount, figure, percent


def prices(study: Study) -> Section:
    """Each vendor before (opener internal, rival holds) and at the equilibrium."""
    d = study.decision

    def price(value: float | None) -> str:
        return "none" if value is None else amount(value, 2)

    drawn = [
        (
            v.name,
            [
                Bar(0, p, k, f"${p:.2f}")
                for k, p in enumerate((v.price_before, v.price_after))
                if p is not None
            ],
        )
        for v in d.vendors
    ]
    told = "; ".join(
        f"{v.name} {price(v.price_before)} to {price(v.price_after)}" for v in d.vendors
    )
    return Section(
        "market",
        "Prices and profits",
        (
            Picture(
                "Price per million tokens, before and after",
                f"Prices in USD/Mtok: {told}.",
                bars(
                    drawn,
                    "USD per million tokens",
                    legend=(
                        ("before: model internal, rival holds", 0),
                        ("after: at the equilibrium", 1),
                    ),
                ),
            ),
            Table(
                "Mean price, USD/Mtok, and access profit, USD bn a year",
                ("vendor", "price before", "price after", "profit before", "profit after"),
                tuple(
                    (
                        v.name,
                        price(v.price_before),
                        price(v.price_after),
                        amount(v.profit_before),
                        amount(v.profit_after),
                    )
                    for v in d.vendors
                ),
                note="Before: the opener keeps its model internal and the rival holds. After: the "
                "equilibrium. None: no volume. Profit before fixed cost.",
            ),
        ),
    )


def startups(study: Study) -> Section:
    """Who stays and who leaves, and the fixed cost at which that changes."""
    cost = study.family.values()["startup_fixed_cost"]
    name = study.decision.vendors[-1].name
    rivals = list(dict.fromkeys(s.rival for s in study.startups))
    openers = list(dict.fromkeys(s.opener for s in study.startups))
    held = {(s.opener, s.rival): s for s in study.startups}
    profits: list[tuple[str | Cell, ...]] = []
    for b in rivals:
        cells: list[str | Cell] = [b]
        for a in openers:
            text = amount(held[a, b].profit)
            cells.append(text if held[a, b].stay else Cell(text))
        profits.append(tuple(cells))
    shares = tuple((b, *(percent(held[a, b].open_share) for a in openers)) for b in rivals)
    return Section(
        "entry",
        "Entry and exit",
        (
            Paragraph(
                f"{name} stay while their profit covers a fixed cost, now {figure(cost)} USD bn a "
                "year: the profit in the table is the fixed cost at which they would leave. "
                "Hosts of open models are price takers with free entry; what they serve shows as "
                "the share of tokens on the open model."
            ),
            Table(
                f"Profit of {name} if they stay, USD bn a year",
                ("rival", *openers),
                tuple(profits),
                note="A star: below the fixed cost, they leave.",
            ),
            Table("Share of all tokens on the open model", ("rival", *openers), shares),
        ),
    )
