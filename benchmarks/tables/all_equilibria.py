"""All equilibria of small games beside the other Python libraries."""

from __future__ import annotations

from collections import Counter
from statistics import median

import clock
import equilibria as eq
from check import is_proved, same_set
from peers import PEERS, solve_all
from problems import Tables, fresh, integers
from report import short, show

#: Seconds after which a peer's run on one game is stopped.
LIMIT = 10.0

_PEERS = [name for name in PEERS if "enum" in name]


def main(count: int = 10) -> None:
    """Print the time of a game, and games right and wrong."""
    rows = []
    for below in (100, 2):
        for size in (2, 3, 4, 5, 6, 7):
            games = [integers(size, seed, below) for seed in range(count)]
            rows += _ours(f"{size}x{size}, payoffs 0..{below - 1}", games, size <= 5)
    show(
        f"All extreme equilibria: median time of a game, over {count} random integer games; a set "
        "is right if it is\nthe proved one (floats within 1e-9). Support enumeration does not "
        "promise the extreme equilibria of degenerate games.",
        ["games", "solver", "time", "right", "wrong", "none came", "note"],
        rows,
    )


def _ours(kind: str, games: list[Tables], with_peers: bool) -> list[list[object]]:
    times, checks, proved, results = [], [], 0, []
    for tables in games:
        start = clock.now()
        result = eq.nash(fresh(tables))
        times.append(clock.now() - start)
        start = clock.now()
        proved += is_proved(result, fresh(tables))
        checks.append(clock.now() - start)
        results.append(result)
    note = f"certificate and its check {short(median(checks))}"
    rows: list[list[object]] = [
        [kind, "equilibria", short(median(times)), proved, len(games) - proved, 0, note]
    ]
    for name in _PEERS if with_peers else ():  # some need seconds a game beyond
        answers = solve_all(name, games, LIMIT)
        came = [(a, r) for a, r in zip(answers, results, strict=True) if a.profiles is not None]
        right = sum(same_set(answer.profiles or [], result) for answer, result in came)
        trouble = Counter(a.trouble.split(":")[0] for a in answers if a.trouble)
        if not came and len(trouble) == 1 and "absent" in answers[0].trouble:
            rows.append([kind, name, "", "", "", "", answers[0].trouble])
            continue
        rows.append(
            [kind, name, short(median(a.seconds for a in answers)), right, len(came) - right,
             len(games) - len(came), ", ".join(trouble)]
        )  # fmt: skip
    return rows
