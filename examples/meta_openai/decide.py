"""Should Meta open Llama? The open-vs-closed game of July 2024, solved.

The companies and numbers are in scenario.toml (sources in calibration.csv); the economics is in
`equilibria.markets.openness`. It prints the answer and writes the memo, as a page and as data::

    python examples/meta_openai/decide.py [--full] [--html PATH] [--json PATH] [--screen] [--text]
                                          [--scenario PATH] [--seed N]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import equilibria as eq
from equilibria.markets.openness.analysis import decide
from equilibria.markets.openness.claims import Benchmark
from equilibria.markets.openness.effort import FULL, QUICK
from equilibria.markets.openness.hindcast import hindcast, read_moves, spread
from equilibria.markets.openness.study import study
from equilibria.report import as_data, document_data, document_text, first_screen, memo, page

HERE = Path(__file__).parent

#: The open model against closed ones, on one measure at one date (rows of calibration.csv).
ARENA = "openlm.ai, LMSYS snapshot"
BENCHMARKS = (
    Benchmark("Llama 3 70B", "GPT-4 of March 2023", 1203, 1188, "Elo", "2024-05-20", ARENA),
    Benchmark("Llama 3 70B", "GPT-4o", 1203, 1287, "Elo", "2024-05-20", ARENA),
    Benchmark("Llama 3.1 405B", "ChatGPT-4o of August", 1266, 1316, "Elo", "2024-09-05", ARENA),
    Benchmark("Llama 3 70B", "GPT-4 of March 2023", 82.0, 86.4, "% of MMLU", "2024-04-18",
              "model card; openlm.ai table", tolerance=1),
)  # fmt: skip

#: What is called how on the page.
NAMES = {
    "opener": "Meta, with Llama 3",
    "rival": "OpenAI, with the GPT-4 API",
    "frontier": "GPT-5, the frontier answer",
    "specialise": "Private and customized models (safety, privacy, steerability)",
    "complement": "Meta's social and content products, the complement",
    "infrastructure": "Models as infrastructure",
    "system": "Models as the whole system",
}

#: What these data, in particular, cannot tell.
LIMITS = (
    "The price cuts of 2024 confound competition, falling costs and the open release; GPT-4o's "
    "halving came before the 405B model.",
    "Arena scores are preferences for chat, not value in use; differences between Claude and "
    "Gemini are within their noise.",
    "Two estimates of OpenAI's API revenue differ by a factor of two.",
    "Who built this knew what happened in 2025 and 2026.",
)


def main(arguments: list[str] | None = None) -> int:
    """Solve the scenario, print the answer, write the memo."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", type=Path, default=HERE / "scenario.toml")
    parser.add_argument("--full", action="store_true", help="larger samples, finer maps")
    parser.add_argument("--seed", type=int, default=1, help="of the draws")
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
        effort, draws = (FULL, 256) if options.full else (QUICK, 32)
        seen = None if family.observed is None else family.observed.actions
        found = study(
            family, effort=effort, seed=options.seed, benchmarks=BENCHMARKS, observed=seen
        )
        early = eq.read_scenario(HERE / "scenario_2024_05_08.toml")
        moves = read_moves(HERE / "moves.csv")
        past = hindcast(early, moves), early, spread(early, moves, draws, options.seed)
    except (eq.GameError, OSError) as error:
        parser.exit(2, f"{error}\n")
    document = memo(found, names=NAMES, past=past, limits=LIMITS)
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
