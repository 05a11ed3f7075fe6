"""Print the benchmark tables: ``python benchmarks/run.py [startup] [pure] [nash] ...``.

``large``, ``agreement`` and ``payoffsets`` take minutes and are printed only when named.
"""

from __future__ import annotations

import sys

import enumeration
import nash
import pure
import repeated
import startup

TABLES = {
    "startup": startup.main,
    "pure": pure.main,
    "nash": nash.main,
    "enumeration": enumeration.main,
    "check": enumeration.check,
    "repeated": repeated.main,
}
LONG = {
    "large": enumeration.large,
    "agreement": enumeration.agreement,
    "payoffsets": repeated.many,
}


def main(names: list[str]) -> int:
    """Print the named tables, or all."""
    tables = TABLES | LONG
    unknown = [name for name in names if name not in tables]
    if unknown:
        print(f"unknown table {', '.join(unknown)}; there are {', '.join(tables)}")
        return 2
    for name in names or TABLES:
        tables[name]()
        print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
