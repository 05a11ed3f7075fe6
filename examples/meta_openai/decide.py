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
from equilibria.markets.openness.study import FULL, QUICK, study
from equilibria.report import as_data, document_data, document_text, first_screen, memo, page

HERE = Path(__file__).parent

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
        found = study(family, effort=FULL if options.full else QUICK, seed=options.seed)
    except (eq.GameError, OSError) as error:
        parser.exit(2, f"{error}\n")
    document = memo(found, limits=LIMITS)
    data = {"memo": document_data(document), "decision": as_data(found.decision, found.detente)}
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
