"""One equilibrium: ours exact and certified, beside libraries that answer in floats."""

from __future__ import annotations

from statistics import median

import clock
import equilibria as eq
from check import CLOSE, is_proved, regret
from peers import Answer, solve_all
from problems import Tables, covariant, floats, fresh, integers
from report import short, show, times

#: Seconds for one small game, and for one large game, ours and theirs.
LIMIT, LARGE_LIMIT = 2.0, 20.0

#: Small games up to this size are given to the checker too; beyond, regret exactly 0 must do.
_CHECKED = 100


def main(size: int = 5, count: int = 200) -> None:
    """Print microseconds a game at 5x5, integer payoffs and floats apart."""
    rows: list[list[object]] = []
    for kind, games in (
        ("integers 0..99", [integers(size, seed) for seed in range(count)]),
        ("floats in [0, 1)", [floats(size, seed) for seed in range(count)]),
    ):
        for arithmetic in ("auto", "filtered"):
            rows.append(_ours(kind, games, arithmetic))
        rational = ["pygambit lcp, rationals"] if kind.startswith("integers") else []
        for name in (
            "nashpy lemke_howson", "quantecon lemke_howson", "pygambit lcp, floats", *rational
        ):  # fmt: skip
            rows.append(_theirs(kind, name, games, solve_all(name, games, LIMIT)))
    show(
        f"One equilibrium, {size}x{size}: median time of a game over {count} random games, game "
        "object included\n(in brackets: without it). Ours are right only with regret exactly 0 and "
        f"a certificate that is proved, a\npeer's if its exact regret is at most {CLOSE:g} of the "
        "payoff range",
        ["payoffs", "solver", "time", "right", "wrong", "none came", "note"],
        rows,
    )


def _ours(kind: str, games: list[Tables], arithmetic: str) -> list[object]:
    method = eq.LemkeHowson(arithmetic=arithmetic)
    eq.nash(fresh(games[0]), method=method)  # compiled
    whole, alone, right = [], [], 0
    for tables in games:
        start = clock.now()
        game = fresh(tables)
        built = clock.now()
        result = eq.nash(game, find="one", method=method)
        end = clock.now()
        whole.append(end - start)
        alone.append(end - built)
        right += regret(game, result[0].exact) == 0 and is_proved(result, fresh(tables))
    note = f"exact ({short(median(alone))})"
    name = "equilibria" + (" (floats find)" if arithmetic == "filtered" else "")
    return [kind, name, short(median(whole)), right, len(games) - right, 0, note]


def _theirs(
    kind: str, name: str, games: list[Tables], answers: list[Answer]
) -> list[object]:  # fmt: skip
    regrets = [
        regret(fresh(tables), answer.profiles[0])
        for tables, answer in zip(games, answers, strict=True)
        if answer.profiles
    ]
    trouble = {a.trouble.split(":")[0] for a in answers if a.trouble}
    if not regrets:
        return [kind, name, "", "", "", len(games), ", ".join(sorted(trouble))]
    right = sum(value <= CLOSE for value in regrets)
    note = [f"worst regret {max(regrets):.1g}", *sorted(trouble)]
    seconds = short(median(a.seconds for a in answers))
    return [kind, name, seconds, right, len(regrets) - right, len(games) - len(regrets),
            ", ".join(note)]  # fmt: skip


def medium() -> None:
    """Print single games of 100 and 300 square."""
    _large((100, 300))


def large() -> None:
    """Print single games of 1000 square."""
    _large((1000,))


def _large(sizes: tuple[int, ...]) -> None:
    peer = "quantecon lemke_howson"
    eq.nash(fresh(integers(70, 0)), find="one")  # compiled
    rows = []
    for size in sizes:
        for kind, tables in (
            ("random, integers", integers(size, 0, 10**6)),
            ("random, floats", floats(size, 0)),
            ("covariant -0.5, integers", covariant(size, -0.5, 0, as_floats=False)),
            ("covariant -0.5, floats", covariant(size, -0.5, 0, as_floats=True)),
            ("covariant -0.9, integers", covariant(size, -0.9, 0, as_floats=False)),
            ("covariant -0.9, floats", covariant(size, -0.9, 0, as_floats=True)),
        ):
            game = fresh(tables)
            start = clock.now()
            result = eq.nash(game, find="one", budget=eq.Budget(seconds=LARGE_LIMIT), partial=True)
            ours = clock.now() - start
            [answer] = solve_all(peer, [tables], LARGE_LIMIT)
            theirs = answer.trouble
            if answer.profiles:
                theirs = f"{short(answer.seconds)}, regret {regret(game, answer.profiles[0]):.1g}"
            rows.append(
                [f"{size}x{size}", kind, short(ours), _outcome(game, result), result.stats.steps,
                 theirs, times(answer.seconds, ours) if answer.profiles else ""]
            )  # fmt: skip
    show(
        f"One equilibrium of a large game, {LARGE_LIMIT:g} s each, beside {peer} (capped paths)",
        ["game", "payoffs", "ours", "what came", "pivots", "theirs", "time theirs/ours"],
        rows,
    )


def _outcome(game: eq.NormalFormGame, result: eq.Equilibria) -> str:
    if result.equilibria:
        exact = regret(game, result[0].exact) == 0
        small = max(game.shape) <= _CHECKED
        proved = is_proved(result, game) if small else exact
        support = "+".join(str(len(s)) for s in result[0].support)
        how = "proved" if small else "regret 0"
        return f"{how}, support {support}" if exact and proved else "WRONG"
    near = "" if result.nearest is None else f", regret {regret(game, result.nearest.exact):.2g}"
    return f"{result.status.name}{near}"
