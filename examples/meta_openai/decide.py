"""Should Meta open Llama? The open-vs-closed game of July 2024, solved.

The companies, numbers and words are in scenario.toml (sources in calibration.csv); the economics is
in `equilibria.markets.openness`. It prints the answer and writes the memo, as a page and as data::

    python examples/meta_openai/decide.py [--full] [--html PATH] [--json PATH] [--screen] [--text]
                                          [--scenario PATH] [--seed N] [--draws N]
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import equilibria as eq
from equilibria.markets.openness.analysis import decide
from equilibria.markets.openness.effort import FULL, QUICK
from equilibria.markets.openness.hindcast import hindcast, read_moves, spread
from equilibria.markets.openness.study import study
from equilibria.markets.scenario_page import read_page
from equilibria.report import as_data, document_data, document_text, first_screen, memo, page

HERE = Path(__file__).parent


def main(arguments: list[str] | None = None) -> int:
    """Solve the scenario, print the answer, write the memo."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", type=Path, default=HERE / "scenario.toml")
    parser.add_argument("--full", action="store_true", help="larger samples, finer maps")
    parser.add_argument("--seed", type=int, default=1, help="of the draws")
    parser.add_argument("--draws", type=int, help="behind every claim, with either form of demand")
    parser.add_argument("--html", type=Path, default=Path("memo.html"), help="the page")
    parser.add_argument("--json", type=Path, default=Path("memo.json"), help="the same as data")
    parser.add_argument("--text", action="store_true", help="print the whole memo")
    parser.add_argument("--screen", action="store_true", help="print the first screen only")
    options = parser.parse_args(arguments)
    try:
        family = eq.read_scenario(options.scenario)
        if options.screen:
            print(first_screen(decide(family)))
            return 0
        words = read_page(options.scenario)
        effort, draws = (FULL, 256) if options.full else (QUICK, 32)
        if options.draws is not None:
            effort = replace(effort, claim_draws=options.draws, claim_draws_b=options.draws)
        seen = None if family.observed is None else family.observed.actions
        found = study(
            family, effort=effort, seed=options.seed, benchmarks=words.benchmarks, observed=seen
        )
        early = eq.read_scenario(HERE / "scenario_2024_05_08.toml")
        moves = read_moves(HERE / "moves.csv")
        past = hindcast(early, moves), early, spread(early, moves, draws, options.seed)
    except (eq.GameError, OSError) as error:
        parser.exit(2, f"{error}\n")
    document = memo(found, names=words.names, past=past, limits=words.limits)
    detente = None if found.years is None else found.years.detente
    decision = as_data(found.decision, detente, found.claims)
    data = {"memo": document_data(document), "decision": decision}
    options.html.write_text(page(document), encoding="utf-8")
    options.json.write_text(json.dumps(data, indent=1), encoding="utf-8")
    print(first_screen(found.decision))
    print(f"MEMO     {options.html} and {options.json} ({found.effort.name} run)")
    if options.text:
        print(f"\n{document_text(document)}")
    assert found.decision.verdict, found.decision.verdict.reason  # nothing stands without its proof
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
