"""Print the benchmark tables: ``python benchmarks/run.py [--watch] [startup] [pure] [nash] ...``.

The long ones take minutes and are printed only when named. With ``--watch`` as the first word,
times leave out what a busy host takes from the whole machine (`clock`).
"""

from __future__ import annotations

import os
import sys

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # before numpy is loaded: every solver on one thread

import clock  # noqa: E402
from peers import versions  # noqa: E402
from tables import (  # noqa: E402
    all_equilibria,
    batch,
    cold,
    decisions,
    enumeration,
    interrupt,
    limit,
    n_player,
    one,
    one_n_player,
    pure,
    repeated,
    startup,
    zero_sum,
)

TABLES = {
    "startup": startup.main,
    "cold": cold.main,
    "pure": pure.main,
    "nash": all_equilibria.main,
    "one": one.main,
    "one-medium": one.medium,
    "zero-sum": zero_sum.main,
    "enumeration": enumeration.main,
    "limit": limit.main,
    "check": enumeration.check,
    "repeated": repeated.main,
}
LONG = {
    "batch": batch.main,
    **{f"batch-{name}": table for name, table in batch.TABLES.items()},
    "one-large": one.large,
    "large": enumeration.large,
    "agreement": enumeration.agreement,
    "decisions": decisions.main,
    "n-player": n_player.main,
    "one-n-player": one_n_player.main,
    "n-player-whole": n_player.whole,
    "payoffsets": repeated.many,
    "interrupt": interrupt.main,
}


def main(names: list[str]) -> int:
    """Print the named tables, or all but the long ones."""
    if names[:1] == ["--watch"]:
        with clock.watching():
            return main(names[1:])
    tables = TABLES | LONG
    unknown = [name for name in names if name not in tables]
    if unknown:
        print(f"unknown table {', '.join(unknown)}; there are {', '.join(tables)}")
        return 2
    print(versions(), end="\n\n", flush=True)
    for name in names or TABLES:
        tables[name]()
        print(flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
