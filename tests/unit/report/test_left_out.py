"""A memo goes on without what today's values do not give, and says so."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product

import pytest

import equilibria as eq
from equilibria.markets.openness import study as studies
from equilibria.markets.openness.analysis import decide
from equilibria.markets.openness.effort import Effort
from equilibria.markets.openness.study import study
from equilibria.report import document_text, first_screen, memo
from equilibria.results.status import Claim
from support.scenario import PATH

SMALL = Effort("small", 64, 0, 128, 64, 2, 0, 1 << 6, 4, swings=False)

#: What is replaced in the scenario, by the case.
CASES = {
    "dear": {
        "[parameters.price_openai]\ndefault = 7.5": "[parameters.price_openai]\ndefault = 9.125"
    },
    "never": {
        "[parameters.price_openai]\ndefault = 7.5": "[parameters.price_openai]\ndefault = 11"
    },
    "three": {
        'name = "Google", role = "other"': 'name = "Google", role = "rival"',
        'openai = "both" }': 'openai = "both", google = "hold" }',
    },
}

#: With three players, what keeps its range.
VARIED = (
    "model_share", "pool", "self_commoditising", "efficiency_realised", "rivals_weight",
    "principle", "core_effect", "nest_correlation", "wedge_assurance_led", "frontier_cost",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    @cache
    def make(case):
        text = PATH.read_text(encoding="utf-8")
        for old, new in CASES[case].items():
            assert text.count(old) == 1
            text = text.replace(old, new)
        path = tmp_path_factory.mktemp("scenarios") / f"{case}.toml"
        path.write_text(text, encoding="utf-8")
        family = eq.read_scenario(path)
        family = replace(family, variants={})
        if case == "never":
            held = {
                name: replace(p, low=p.default, high=p.default)
                if name.startswith(("price_", "cost_", "share_", "nest_", "open_", "host_"))
                else p
                for name, p in family.parameters.items()
            }
            family = replace(family, parameters=held)
        if case == "three":  # six times as many profiles: what does not vary takes no time
            held = {
                name: p if name in VARIED else replace(p, low=p.default, high=p.default)
                for name, p in family.parameters.items()
            }
            family = replace(family, parameters=held)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(studies, "MAPS", studies.MAPS[:1])
            found = study(family, effort=SMALL, seed=1, observed=family.observed.actions)
        return found, memo(found)

    return make


def _told(document, anchor):
    [section] = [s for s in document.sections if s.anchor == anchor]
    return document_text(type(document)(document.title, document.subtitle, (section,)))


def test_without_a_market_of_layer_b_layer_a_goes_on(made):
    found, document = made("dear")
    assert set(found.forms.answers) == {"A"} and set(found.forms.refused) == {"B"}
    assert found.years.prices == () and found.years.detente.optimal.status
    assert found.decision.answer == "open" and len(found.claims) == 13
    why = "startups -0.1168 USD/Mtok"
    screen = " ".join(first_screen(found.decision).split())
    assert "Nested logit has no market at today's values" in screen and why in screen
    for anchor in ("memo", "forms", "years"):
        assert why in " ".join(_told(document, anchor).split()), anchor
    # Over the draws, layer B has its markets.
    assert any(p.layer == "B" and p.draws for c in found.claims for p in c.parts)
    assert "nan" not in document_text(document).lower().split()


def test_with_no_market_of_layer_b_anywhere_labels_rest_on_layer_a(made):
    found, document = made("never")
    assert found.claims[0].sweep.answered == {"A": 128, "B": 0}
    for claim in found.claims:
        assert {p.layer for p in claim.parts if p.counted} <= {"A", "data"}
    assert len(found.shares) == 1 and found.forms.solved == 0
    told = " ".join(document_text(document).split())
    assert "64 with nested logit (0 make a market)" in told
    assert "No map over nested logit: nest_correlation without a range" in told
    assert "nan" not in told.lower().split()


def test_with_three_players_the_memo_says_what_is_for_two(made):
    found, document = made("three")
    d = found.decision
    assert d.game.players == ("Meta", "OpenAI", "Google")
    assert d.equilibria.claim is Claim.ALL and d.verdict
    # By hand: the profiles from which nobody gains by deviating.
    payoffs = d.game.exact_payoffs()
    stable = []
    for place in product(*map(range, d.game.shape)):
        rows = [
            payoffs[i][tuple(slice(None) if j == i else a for j, a in enumerate(place))]
            for i in range(3)
        ]
        if all(row[a] == max(row) for row, a in zip(rows, place, strict=True)):
            stable.append(tuple(d.game.actions[i][a] for i, a in enumerate(place)))
    assert stable == [(d.answer, d.replies[0], d.others[0][1][0])]
    assert d.others[0][0] == "Google"
    # The terms of the margin add to it, against both rivals' replies.
    opened, other = (
        payoffs[0][(d.game.actions[0].index(a), *(n.index(r) for n, r in zip(
            d.game.actions[1:], stable[0][1:], strict=True)))]
        for a in (d.answer, d.next_best)
    )  # fmt: skip
    assert d.margin == opened - other == sum(r.amount for r in d.why)
    assert set(found.missing) == {"gain", "timing", "years"}
    for anchor in ("tornado", "timing", "years"):
        assert "here are 3" in _told(document, anchor)
    screen = first_screen(d)
    assert f"Google replies: {d.others[0][1][0]}" in screen and "With 3 strategic players" in screen
    assert max(map(len, screen.splitlines())) <= 80
    told = _told(document, "payoffs")
    assert all(f"{p}'s payoff term by term" in told for p in d.game.players)


def test_without_proof_of_all_the_pure_ones_are_named_so(made, monkeypatch):
    from equilibria.markets.openness import analysis

    found, _ = made("three")
    monkeypatch.setattr(analysis, "every_or_pure", eq.pure_equilibria)
    d = decide(found.family, briefly=True)
    assert d.equilibria.claim is Claim.ALL_PURE and d.answer == "open" and d.verdict
    assert "1 pure equilibrium" in first_screen(d) and "no mixed one" in first_screen(d)
