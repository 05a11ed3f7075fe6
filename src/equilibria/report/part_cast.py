"""Who and what is in the question: firms, customers, products, and both readings of a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..markets.openness.claims import Claim
from ..markets.openness.ends import End
from ..markets.openness.study import Study
from .document import Section, Table
from .naming import DOING, REPLIES
from .wording import amount, figure, money, percent

#: Terms of the opener's payoff through which its core business gains.
CORE = ("core gains from cheap access", "efficiency from the community")


def cast(study: Study, names: Mapping[str, str]) -> Section:
    """One row for each of them: how it enters, and what the run says of it.

    Parameters
    ----------
    study : Study
    names : mapping from role to name
        Roles are 'opener', 'rival', 'frontier', 'specialise', 'complement', 'infrastructure' and
        'system'; those left out get a plain name.
    """
    d = study.decision
    firms: Any = study.family.builder
    opener, rival = d.game.players[:2]
    values = study.family.values()
    claims = {c.key: c for c in study.claims}
    ours = " or ".join(d.answers)
    rows = [
        (
            names.get("opener", opener),
            "chooses: open its model, sell access, or keep it internal",
            f"plays {ours}, {money(d.margin)} better than {DOING.get(d.next_best, d.next_best)}",
        ),
        (
            names.get("rival", rival),
            "chooses its answer; sells access at a price",
            f"{' or '.join(REPLIES.get(r, r) for r in d.replies)}; {_vendor(study, 0)}",
        ),
        (
            names.get("frontier", "A frontier model"),
            f"a lead of {figure(values['frontier_elo'])} Elo for a generation, at a cost of "
            f"{figure(values['frontier_cost'])} USD bn",
            _restores(study, "restoring_elo", "Elo") + _pays(study),
        ),
        (
            names.get("specialise", "Private and customized models"),
            f"a premium of {figure(values['specialise_wedge'])} USD/Mtok with assurance-led "
            f"customers, at {money(values['specialise_cost'])}",
            _restores(study, "restoring_wedge", "USD/Mtok")
            + f"; more worth when the model is open: {_told(claims['P8'])}",
        ),
        *(
            (name, "sells access, holds its course", _vendor(study, k))
            if name not in dict(d.others)
            else (
                name,
                "chooses its answer; sells access at a price",
                f"{' or '.join(REPLIES.get(r, r) for r in dict(d.others)[name])}; "
                f"{_vendor(study, k)}",
            )
            for k, (key, name) in enumerate(firms.firms.vendors)
            if key in dict(firms.firms.others) or key in dict(firms.firms.rivals[1:])
        ),
        (
            d.vendors[-1].name,
            f"stay while access profit covers {figure(values['startup_fixed_cost'])} USD bn a year",
            f"{_state(d.startups_before)} before, {_state(d.startups_after)} after",
        ),
        (
            "Customers",
            "cost-led and assurance-led; buy from a vendor, use the open model, or do without",
            "better off by "
            + _both(study, lambda e: f"{money(e.surplus_change[0])}")
            + " when it opens; on the open model: "
            + _both(study, lambda e: f"{percent(e.open_share[0])} of tokens"),
        ),
        (
            "Hosts of the open model",
            f"price takers at {figure(values['host_price'])} USD/Mtok, enter freely",
            "take in " + _both(study, lambda e: f"{money(e.hosted_revenue[0])}"),
        ),
        (
            names.get("complement", f"The core business of {opener}"),
            f"earns {money(values['core_profit'])}; gains as access gets cheap and as the "
            "community improves the model",
            _core(study),
        ),
        (
            names.get("infrastructure", "Models as infrastructure"),
            "the model layer's share of the value pool goes to zero",
            f"{_end(study.ends[0])}; open is then best whatever the rival does: "
            f"{_told(claims['P3'])}",
        ),
        (
            names.get("system", "Models as the whole system"),
            f"the model layer's share jumps to {figure(study.ends[1].share)} (now "
            f"{figure(values['model_share'])})",
            _end(study.ends[1]) + _flip(study),
        ),
    ]
    return Section(
        "cast",
        "Who and what is in the question",
        (
            Table(
                "How each enters the model, and what this run says of it",
                ("who or what", "in the model", "result today"),
                tuple(rows),
                note="Two figures are of two forms of demand: limit prices / nested logit.",
            ),
        ),
    )


def _vendor(study: Study, k: int) -> str:
    v = study.decision.vendors[k]
    before, after = (
        "no price" if p is None else f"${p:.2f}" for p in (v.price_before, v.price_after)
    )
    return (
        f"price {before} to {after} per million tokens, access profit "
        f"{amount(v.profit_before, 2)} to {amount(v.profit_after, 2)} USD bn a year"
    )


def _both(study: Study, told: Any) -> str:
    """A figure with limit prices, then with nested logit; without those that have no market."""
    there = [layer for layer in ("A", "B") if layer not in study.forms.refused]
    return " / ".join(dict.fromkeys(told(study.forms.today[layer]) for layer in there))


def _restores(study: Study, name: str, unit: str) -> str:
    def told(evidence: Any) -> str:
        value = float(getattr(evidence, name)[0])
        if value == 0:
            return "no lead"
        return f"{value:.3g} {unit}" if value < float("inf") else "no such lead"

    return f"to win back what opening took it needs {_both(study, told)}"


def _pays(study: Study) -> str:
    if study.years is None:
        return ""
    runner = study.years.race.runners[0]
    lag = runner.break_even_lag
    needed = "never within a year" if lag is None else f"from {float(lag):.2g} months of lead"
    return f"; pays {needed} (followers now take {figure(runner.lag)})"


def _told(claim: Claim) -> str:
    return claim.told


def _state(there: bool) -> str:
    return "in the market" if there else "gone"


def _core(study: Study) -> str:
    found = {r.term: r.amount for r in study.decision.why}
    told = [f"{term} {float(found[term]):+.2f}" for term in CORE if term in found]
    return f"of the margin, USD bn a year: {', '.join(told) or 'nothing'}"


def _end(end: End) -> str:
    return f"plays {' or '.join(end.answer.opener)}, {float(end.answer.gain):+.2f} USD bn a year"


def _flip(study: Study) -> str:
    pool = study.ends[1].pool
    unit = study.family.parameters["pool"].unit
    now = figure(study.family.values()["pool"])
    if pool is None:
        return "; no size of the pool in range changes that"
    return f"; the answer changes where the pool reaches {figure(pool)} {unit} (now {now})"
