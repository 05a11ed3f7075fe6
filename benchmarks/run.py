"""Print the benchmark tables: ``python benchmarks/run.py [startup] [pure] [nash]``."""

from __future__ import annotations

import sys

import nash
import pure
import startup

TABLES = {"startup": startup.main, "pure": pure.main, "nash": nash.main}


def main(names: list[str]) -> int:
    """Print the named tables, or all."""
    unknown = [name for name in names if name not in TABLES]
    if unknown:
        print(f"unknown table {', '.join(unknown)}; there are {', '.join(TABLES)}")
        return 2
    for name in names or TABLES:
        TABLES[name]()
        print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
