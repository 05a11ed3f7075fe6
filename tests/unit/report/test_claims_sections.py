"""The sections of claims, years and hindcast say what their data says."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import equilibria as eq
from equilibria.markets.openness.claims import Label, claims, motive
from equilibria.markets.openness.hindcast import hindcast, read_moves, spread
from equilibria.report.document import Document, Fold, Picture, Table
from equilibria.report.document_text import document_text
from equilibria.report.naming import PARAMETERS, naming
from equilibria.report.part_claims import claims as claims_section
from equilibria.report.part_hindcast import hindcast as hindcast_section
from equilibria.report.part_motive import motive as motive_section
from support.scenario import FOLDER, family


def _text(section):
    return " ".join(document_text(Document("Memo", "", (section,))).split())


def test_the_claims_page_has_every_claim_its_label_and_sweep():
    found = claims(family(), n=32, seed=2, layers="A")
    section = claims_section(found, naming(family()))
    text = _text(section)
    assert [c.key for c in found] == [f"P{k}" for k in range(1, 14)]
    for claim in found:
        assert f"{claim.key} {claim.name}: {claim.told}" in text
        assert claim.statement in text
    assert "seed 2" in text and "32 with limit prices" in text
    [table] = [b for b in section.blocks if isinstance(b, Table)]
    assert len(table.rows) == len([b for b in section.blocks if isinstance(b, Fold)]) == 13
    # No abbreviation of ours reaches the page, and another label does.
    assert "rivals_weight" not in text and "chi =" not in text and "(A)" not in text
    other = claims_section([replace(found[0], label=Label.UNMODELLED)])
    assert "not modelled" in _text(other) and "not modelled" not in text


def test_every_parameter_has_a_name_for_readers():
    words = naming(family())
    named = [words(name) for name in family().parameters]
    assert len(set(named)) == len(named) and not any("_" in n for n in named)
    assert words("price_openai") == "price of OpenAI" and words("new_thing") == "new thing"
    common = {n for n in family().parameters if n in PARAMETERS}
    assert common == set(PARAMETERS)  # none is left of an earlier model


def test_an_identified_set_that_is_a_part_of_the_ranges_is_drawn():
    found = motive(family())
    assert all("identified set in two" not in c for c in _captions(found))  # the whole square
    (x0, x1), (y0, y1) = (found.joint.ranges[n] for n in ("rivals_weight", "principle"))
    half = {("rivals_weight", "principle"): ((x0, y0), (x1, y0), (x1, y1))}
    [caption] = _captions(replace(found, pictures=half))
    assert "weight on hurting rivals, worth of openness" in caption


def _captions(found):
    game = SimpleNamespace(game=SimpleNamespace(players=("Meta", "OpenAI")))
    section = motive_section(SimpleNamespace(motive=found, family=family(), decision=game))
    return [b.caption for b in section.blocks if isinstance(b, Picture)]


def test_the_hindcast_page_tells_hits_misses_and_the_caution():
    early = eq.read_scenario(FOLDER / "scenario_2024_05_08.toml")
    found = hindcast(early, read_moves(FOLDER / "moves.csv"))
    text = _text(hindcast_section(found, early))
    assert f"the model calls {found.hits} of the {len(found.calls)} moves" in text
    assert f"nothing changes calls {found.nothing}" in text
    assert "knew the outcomes" in text and "missed" in text
    came = sum(c.model for c in found.distinct)
    assert f"each counted once, {came} of {len(found.distinct)} came true" in text
    assert "Meta goes on to play open, OpenAI hold" in text
    assert early.observed.source.split("; ")[-1] in text  # lines may break within an address
    told = spread(early, read_moves(FOLDER / "moves.csv"), n=6, seed=2)
    text = _text(hindcast_section(found, early, told))
    assert "(6 draws, seed 2; " in text and "called, share of the draws" in text
    assert f"between {min(told.hits)} and {max(told.hits)} of the 13 moves" in text
    assert "startups startups" not in text
    assert all(c.move.date in text for c in found.calls)
    late = [n for n, p in early.parameters.items() if p.known_at > found.forecast.date]
    assert late and all(naming(early)(n) in text for n in late)
