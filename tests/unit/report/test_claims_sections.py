"""The sections of claims, motive, years and hindcast say what their data says."""

from __future__ import annotations

import equilibria as eq
from equilibria.markets.openness.claims import claims, motive
from equilibria.markets.openness.dynamics.pricing import pricing
from equilibria.markets.openness.dynamics.promise import promise
from equilibria.markets.openness.dynamics.race import race
from equilibria.markets.openness.dynamics.rumour import rumour
from equilibria.markets.openness.dynamics.waiting import BINDS, waiting
from equilibria.markets.openness.hindcast import hindcast, read_moves
from equilibria.report.document import Document
from equilibria.report.document_text import document_text
from equilibria.report.part_claims import (
    claims_section,
    hindcast_section,
    motive_section,
    years_section,
)
from support.scenario import FOLDER, family


def _text(section):
    return document_text(Document("Memo", "", (section,)))


def test_the_claims_page_has_every_claim_its_label_and_sweep():
    found = claims(family(), n=32, seed=2, layers="A")
    text = _text(claims_section(found))
    for claim in found:
        assert f"{claim.key} {claim.name}: {claim.told}" in " ".join(text.split())
    assert "seed 2" in text


def test_the_motive_page_has_the_bounds():
    text = _text(motive_section(motive(family())))
    assert "rivals_weight" in text and "Observed: Meta: open, OpenAI: both" in text


def test_the_years_page_has_every_game():
    s = family()
    waits = [waiting(s, binds=b) for b in BINDS]
    games = [pricing(s, opener=o) for o in ("internal", "open")]
    text = _text(years_section(waits, promise(s), race(s), rumour(s), games))
    for what in ("with an open maverick", "without an open maverick", "break-even lag", "binding"):
        assert what in text


def test_the_hindcast_page_tells_hits_misses_and_the_caution():
    found = hindcast(
        eq.read_scenario(FOLDER / "scenario_2024_05_08.toml"), read_moves(FOLDER / "moves.csv")
    )
    text = " ".join(_text(hindcast_section(found)).split())
    assert f"calls {found.hits} of {len(found.calls)} moves" in text
    assert "knew the outcomes" in text and "missed" in text
