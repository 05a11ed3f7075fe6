"""Print the benchmark tables: ``python benchmarks/run.py [startup|pure|nash] [--repeats N]``."""

from __future__ import annotations

import argparse
import importlib
import platform
import sys

TABLES = ("startup", "pure", "nash")


def main() -> None:
    """Read the command line and print one table or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", nargs="?", choices=TABLES, help="default: all")
    parser.add_argument("--repeats", type=int, help="runs per median; default: the table's own")
    chosen = parser.parse_args()
    if chosen.repeats is not None and chosen.repeats < 1:
        parser.error("--repeats must be at least 1")
    options = {} if chosen.repeats is None else {"repeats": chosen.repeats}
    print(f"Python {platform.python_version()}, {sys.platform}, {platform.machine()}")
    for name in (chosen.table,) if chosen.table else TABLES:
        # A table's modules load only when it is asked for: start-up is measured from outside.
        importlib.import_module(name).run(**options)


if __name__ == "__main__":
    main()
