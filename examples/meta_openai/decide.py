"""Should Meta open Llama? The open-vs-closed game of July 2024, solved.

The companies and numbers are in scenario.toml (sources in calibration.csv); the economics is in
`equilibria.markets.openness`. Run it::

    python examples/meta_openai/decide.py [--json PATH] [--screen]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import equilibria as eq
from equilibria.markets.openness.analysis import decide
from equilibria.report import as_data, first_screen, full_report

HERE = Path(__file__).parent


def main(arguments: list[str] | None = None) -> int:
    """Solve the scenario and print the answer, then everything behind it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", type=Path, default=HERE / "scenario.toml")
    parser.add_argument("--json", type=Path, help="write the same as data")
    parser.add_argument("--screen", action="store_true", help="print the first screen only")
    options = parser.parse_args(arguments)
    try:
        family = eq.read_scenario(options.scenario)
        decision = decide(family)
    except eq.GameError as error:
        parser.exit(2, f"{error}\n")
    if options.screen:
        print(first_screen(decision))
    else:
        others = [
            (name, variant.note, decide(family.variant(name), briefly=True))
            for name, variant in family.variants.items()
        ]
        print(full_report(decision, others))
    if options.json:
        options.json.write_text(json.dumps(as_data(decision), indent=1), encoding="utf-8")
    assert decision.verdict, decision.verdict.reason  # nothing above stands without its proof
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
