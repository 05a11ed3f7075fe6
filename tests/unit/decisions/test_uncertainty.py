"""Uncertainty against plain loops and against what can be worked out by hand."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

import equilibria as eq
from equilibria.decisions.draws import Estimate
from equilibria.decisions.faces import PayoffBatch
from equilibria.decisions.outputs import when_first
from equilibria.decisions.regimes import label_of_game
from equilibria.decisions.statements import answer_to
from support.planted import PLANTED, entry, parameter
from support.scenario import family

F = Fraction


def bet(x, y):
    """Safe pays 1, risky 2 + x; y does nothing. The other player has no choice."""
    return [[1 + 0 * x], [2 + x]], [[0 * y], [0]]


def bets():
    ends = [parameter("x", 0, -3, 1), parameter("y", 0, 0, 1)]
    return eq.Family.from_function(bet, ends, exact=True, enclose=True, affine=["x", "y"])


def near(estimate, truth, more=0.0):
    assert abs(estimate.value - truth) <= 5 * estimate.error + more, (estimate, truth)


def test_everything_about_a_bet_by_hand():
    # x uniform on [-3, 1]: risky beats safe iff x > -1, with probability 1/2. Mean of risky: 1.
    found = eq.uncertainty(bets(), n=1 << 13, rng=1, threshold=("x", eq.dominant("Player 1", "a2")))
    risky, safe = found.action("Player 1", "a2"), found.action("Player 1", "a1")
    for row in (risky, safe):
        near(row.every, 0.5)
        near(row.some, 0.5)
        near(row.best, 0.5)
        near(row.value, 1.0, 1e-6)
        near(row.regret, 0.5, 1e-6)  # the mean of max(0, u) for u uniform on [-2, 2]
        assert 1.99 < row.worst_regret <= 2 and 0 <= row.worst_error < 0.01
    # The largest regrets of a replicate are those at its largest and its smallest x.
    x = found.draws.columns["x"].reshape(8, -1)
    share = np.mean(x.max(axis=1) + 1 <= -1 - x.min(axis=1))
    assert (safe.minimax.value, risky.minimax.value) == (share, 1 - share)
    near(found.perfect_information, 0.5, 1e-3)
    # Bins of a sixteenth: the sign of x + 1 is known in every one of them.
    near(found.information["x"], 0.5, 1e-3)
    assert abs(found.information["y"].value) < 0.05
    assert [row.parameter for row in found.separation()] == ["x", "y"]
    clear, dim = (row.distance for row in found.separation())
    assert clear > 0.9 and dim < 0.2
    t = found.thresholds
    assert t.complete and all(values == (-1,) for values in t.found)
    assert t.none == Estimate(0.0, 1 / 64) and t.quantiles[0.5] == Estimate(-1.0, 0.0)


def hedge(x):
    """Two bets against each other, the first a quarter better, and nothing."""
    return [[x + F(1, 4)], [-x], [0 * x]], [[0], [0], [0]]


def test_least_regret_at_worst_is_not_what_does_best():
    # x uniform on [-1, 1]. Nothing is best in no draw, for one bet always pays more; but its regret
    # is at most 5/4 (at x = 1), that of the bets 7/4 (at x = -1) and 9/4 (at x = 1).
    s = eq.Family.from_function(
        hedge, [parameter("x", 0, -1, 1)], exact=True, enclose=True, affine=["x"]
    )
    found = eq.uncertainty(s, n=1 << 12, rng=1)
    first, second, nothing = (found.action("Player 1", f"a{k}") for k in (1, 2, 3))
    assert nothing.best.value == 0 and found.best_on_average == "a1"
    assert found.minimax_regret == "a3"
    for row, worst, mean in ((first, 7, 49), (second, 9, 81), (nothing, 5, 81)):
        assert worst / 4 - 0.02 < row.worst_regret <= worst / 4
        near(row.regret, mean / 128, 1e-6)
        assert row.minimax == Estimate(float(row is nothing), 1 / 8)


def level(x, y):
    """Safe pays y, risky x."""
    return [[y], [x]], [[0], [0]]


def test_the_distribution_of_a_threshold_that_varies():
    # Risky is dominant beyond x = y. y is uniform on [-2, 2] and x runs over [0, 2]: no threshold
    # in half of the draws, uniform on [0, 2] in the others.
    ends = [parameter("x", 1, 0, 2), parameter("y", 1, -2, 2)]
    s = eq.Family.from_function(level, ends, exact=True, enclose=True, affine=["x", "y"])
    question = ("x", eq.dominant("Player 1", "a2"))
    t = eq.uncertainty(s, n=1 << 10, rng=1, threshold=question, threshold_draws=256).thresholds
    assert t.complete and len(t.found) == 256
    near(t.none, 0.5, 1e-6)
    assert t.none.error < 0.05
    for share, estimate in t.quantiles.items():
        assert 0 < estimate.error < 0.1
        near(estimate, 2 * share)


def test_a_plain_loop_agrees_on_the_same_draws():
    s = family()
    found = eq.uncertainty(s, n=64, replicates=4, rng=3, method="latin")
    for k in range(64):
        here = {name: column[k] for name, column in found.draws.columns.items()}
        try:
            game = s.game(**here)
        except eq.GameError:
            assert not found.valid[k] and k in found.messages
            continue
        regime = found.regimes[found.regime[k]]
        assert eq.regime().holds(game) == regime
        assert len(label_of_game(game)) == len(regime)
        for a, action in enumerate(s.actions[0]):
            exact = eq.stackelberg(game, kind="pure", ties="weak") if a == 0 else None
            best = eq.chosen_when_first("Meta", action).holds(game)
            assert (found.values[k, a] == found.values[k].max()) == best
            if exact is not None:
                assert found.values[k].max() == pytest.approx(float(exact.payoff), rel=1e-9)


def test_an_independent_plain_loop_agrees_within_sampling_error():
    s = PLANTED["coordination"][0]
    found = eq.uncertainty(s, n=1 << 12, rng=5)
    rng = np.random.default_rng(6)
    count, met = 4000, {"every": 0, "some": 0}
    for _ in range(count):
        a, b = rng.uniform(-1, 2), rng.uniform(-1, 1)
        # (a1, a1) is the only equilibrium iff a > 0 > b; it is one iff a > 0.
        met["some"] += a > 0 or (a < 0 and b < 0)
        met["every"] += a > 0 > b
    row = found.action("Player 1", "a1")
    loop = {k: v / count for k, v in met.items()}
    error = (0.25 / count) ** 0.5
    # Both negative: off the diagonal, so a1 is played by one of the two.
    assert abs(row.some.value - loop["some"]) < 5 * (row.some.error + error)
    assert abs(row.every.value - loop["every"]) < 5 * (row.every.error + error)


def test_a_plain_loop_over_the_market_agrees_within_sampling_error():
    """Its own draws, exact games, and every equilibrium of each looked at."""
    s = family()
    found = eq.uncertainty(s, n=1 << 11, rng=5)
    ends = {n: (float(s.parameters[n].low), float(s.parameters[n].high))
            for n in found.draws.columns}  # fmt: skip
    rng, count, valid = np.random.default_rng(6), 150, 0
    met = {(a, every): 0 for a in s.actions[0] for every in (True, False)}
    for _ in range(count):
        try:
            game = s.game(**{n: rng.uniform(*e) for n, e in ends.items()})
        except eq.GameError:
            continue
        valid += 1
        played = [[a for a in s.actions[0] if e["Meta"][a] > 0] for e in eq.nash(game)]
        for a, every in met:
            met[a, every] += (all if every else any)(a in support for support in played)
    assert valid > count / 2
    for (a, every), times in met.items():
        row = found.action("Meta", a)
        ours, share = row.every if every else row.some, times / valid
        error = np.hypot(ours.error, np.sqrt(max(share * (1 - share), 1 / valid) / valid))
        assert abs(share - ours.value) < 4.5 * error, (a, every, share, ours)


def test_the_same_seed_gives_the_same_numbers_on_any_executor():
    def numbers(**options):
        u = eq.uncertainty(PLANTED["entry"][0], n=1 << 14, rng=7, threshold_draws=8,
                           threshold=("q", eq.dominant("Player 1", "a1")), **options)  # fmt: skip
        return repr((u.actions, u.probabilities, u.information, u.thresholds.found))

    plain = numbers()
    for workers in (1, 2, 4):
        with ThreadPoolExecutor(workers) as pool:
            assert numbers(executor=pool) == plain
    for workers in (1, 2, 4):
        with ProcessPoolExecutor(workers) as pool:
            assert numbers(executor=pool) == plain
    other = eq.uncertainty(PLANTED["entry"][0], n=1 << 14, rng=8)
    assert repr(other.actions) not in plain


def test_distributions_and_held_values():
    stats = pytest.importorskip("scipy.stats")
    u = eq.uncertainty(
        bets(), n=1024, rng=1, parameters=["x"], distributions={"x": stats.norm(-1, 1)}, y=1
    )
    near(u.action("Player 1", "a2").every, 0.5)
    assert list(u.draws.columns) == ["x"] and u.held == {"y": 1}
    u = eq.uncertainty(bets(), n=1024, rng=1, distributions={"x": (0, 1)})
    row = u.action("Player 1", "a2")
    assert row.every == Estimate(1.0, 1 / 1024) and u.perfect_information.value == 0
    assert u.minimax_regret == u.best_on_average == "a2"


def test_today_s_answer_stands_beside_the_draws():
    # Today x = 0: risky pays 2 against 1. Over [-3, -2] it never does.
    found = eq.uncertainty(bets(), n=64, rng=1, distributions={"x": (-3, -2)})
    assert found.today.best == ("a2",) and found.today.says("Player 1", "a2") == "every, best"
    assert found.today.says("Player 1", "a1") == "none"
    first, second, third, why = found.remarks
    assert "a1 is played in no equilibrium today" in first and "in every one" in first
    assert "a2 is played in every equilibrium today" in second and "a2 is best today" in third
    assert "log-uniform" in why
    lines = str(found).splitlines()
    assert lines[1].split()[:2] == ["action", "today"] and "every, best" in lines[3]
    assert lines[-1].startswith("Note: ")
    agrees = eq.uncertainty(bets(), n=64, rng=1, distributions={"x": (0, 1)})
    assert agrees.remarks == () and "Note" not in str(agrees)
    refused = eq.uncertainty(family(), n=64, rng=1, distributions={"model_share": (0, 1)})
    assert refused.today is not None and refused.today.decides == "Meta"


def test_a_log_uniform_range():
    found = eq.uncertainty(
        eq.Family.from_function(
            bet, [parameter("x", 1, "1/10", 1000), parameter("y", 0, 0, 1)], exact=True
        ),
        n=256, rng=1, distributions={"x": "log-uniform"},
    )  # fmt: skip
    column = found.draws.columns["x"]
    assert column.min() >= 0.1 and column.max() <= 1000
    assert np.abs(np.quantile(np.log10(column), [0.25, 0.5, 0.75]) - [0, 1, 2]).max() < 0.05
    for name in ("log-uniform", "normal"):  # the range of x reaches below 0
        with pytest.raises(eq.GameError, match="'log-uniform' \\(for a range above 0\\)"):
            eq.uncertainty(bets(), n=64, distributions={"x": name})


def three(p, q):
    """Three players."""
    table = [[[p, q], [q, p]], [[q, p], [p, q]]]
    return table, table, table


def test_three_players_and_draws_that_are_refused():
    s = eq.Family.from_function(
        three, [parameter("p", 1, 0, 2), parameter("q", 1, 0, 2)], exact=True, enclose=True
    )
    u = eq.uncertainty(s, n=64, rng=1)
    assert u.claim is eq.Claim.ALL_PURE and u.decides is None and u.values is None
    assert u.action("Player 1", "a1").best is None and u.minimax_regret is None
    u = eq.uncertainty(family(), n=256, rng=1, distributions={"model_share": ("1/2", "3/2")})
    assert 0 < u.valid.sum() < 256 and (u.regime[~u.valid] == -1).all()
    assert any("share above one" in text for text in u.messages.values())


def test_bad_questions_are_refused():
    s = bets()
    for options, words in [
        ({"n": 1000}, "powers of two"),
        ({"n": 1001}, "multiple of replicates=8"),
        ({"n": 16, "replicates": 1}, "replicates=1"),
        ({"method": "random"}, "method='random'"),
        ({"parameters": ["z"]}, "z: there is no such parameter"),
        ({"parameters": ["x"], "x": 1}, "both varied and held"),
        ({"distributions": {"x": (1, 0)}}, "reversed"),
        ({"distributions": {"x": 3}}, "scipy.stats"),
        ({"x": 1, "y": 1}, "no parameter varies"),
        ({"player": "Ann"}, "player 'Ann'"),
        ({"n": 64, "threshold": ("z", eq.dominant("Player 1", "a1"))}, "no such parameter"),
    ]:
        with pytest.raises(eq.GameError, match=words):
            eq.uncertainty(s, **options)
    with pytest.raises(eq.BudgetExceeded, match="part of a sample"):
        eq.uncertainty(s, n=64, budget=eq.Budget(steps=10))


def test_a_tornado_by_hand():
    s = PLANTED["entry"][0]
    t = eq.tornado(s, eq.payoff("Player 1", {"Player 1": "a1", "Player 2": "a1"}))
    assert t.today == F(-1, 3) and [b.parameter for b in t.bars] == ["q", "p"]
    assert (t.bars[0].at_low, t.bars[0].at_high) == (-2, 1) and t.bars[0].swing(t.today) == 3
    assert t.bars[1].swing(t.today) == 0 and t.held["p"] == 2
    market = eq.tornado(family(), eq.gain("Meta", "open"), ["pool", "model_share"],
                        ranges={"model_share": (0, 2)})  # fmt: skip
    bar = next(b for b in market.bars if b.parameter == "model_share")
    assert bar.at_high is None and bar.at_low is not None  # a share above one makes no market
    for wrong, words in [(3, "no output"), (eq.gain("Player 1", "z"), "the actions are")]:
        with pytest.raises(eq.GameError, match=words):
            eq.tornado(s, wrong)
    with pytest.raises(eq.GameError, match="reversed"):
        eq.tornado(s, eq.gain("Player 1", "a1"), ranges={"p": (2, 1)})


def ishigami_like(x, y, z):
    """Additive in x and y with variances 4 : 1; z does nothing."""
    return [[2 * x + y], [0 * z]], [[0], [0]]


def test_sobol_indices_by_hand():
    ends = [parameter(n, 0, -1, 1) for n in "xyz"]
    s = eq.Family.from_function(ishigami_like, ends, exact=True, enclose=True)
    one = {"Player 1": "a1", "Player 2": "a1"}
    output = eq.payoff("Player 1", one)
    found = eq.sensitivity(s, output, n=1024, rng=1)
    assert found.names == ("x", "y", "z")
    for indices, width in ((found.S1, found.S1_conf), (found.ST, found.ST_conf)):
        assert np.abs(indices - [0.8, 0.2, 0.0]).max() < 0.05 and (width < 0.2).all()
    assert found.to_salib() == {
        "num_vars": 3,
        "names": ["x", "y", "z"],
        "bounds": [[-1.0, 1.0]] * 3,
    }
    again = eq.sensitivity(s, output, n=1024, rng=1)
    assert (again.ST == found.ST).all()
    with pytest.raises(eq.GameError, match="power of two"):
        eq.sensitivity(s, output, n=1000)
    with pytest.raises(eq.GameError, match="does not vary"):
        eq.sensitivity(s, eq.payoff("Player 2", one), n=64)
    with pytest.raises(eq.GameError, match="only z varies"):
        eq.sensitivity(s, output, n=64, parameters=["z"])
    share = {"parameters": ["model_share", "pool"], "distributions": {"model_share": (0, 2)}}
    with pytest.raises(eq.GameError, match="the model refuses"):
        eq.sensitivity(family(), eq.gain("Meta", "open"), n=64, rng=1, **share)


def test_outputs_of_many_games_are_those_of_each():
    s = family()
    columns = {"pool": [3.0, 7.0, 20.0], "elo_open": [1200.0, 1266.0, 1290.0]}
    payoffs = s.batch(columns).payoffs
    for output in (
        eq.gain("Meta", "open"),
        eq.gain("OpenAI", "both"),
        eq.payoff("OpenAI", {"Meta": "api", "OpenAI": "enter"}),
    ):
        many = output.of_many(payoffs, s)
        for k in range(3):
            one = output.of(s.game(**{n: c[k] for n, c in columns.items()}))
            assert many[k] == pytest.approx(float(one), rel=1e-9)
        assert output.describe()


def test_frames():
    pytest.importorskip("pandas")
    u = eq.uncertainty(bets(), n=64, rng=1)
    assert list(u.frame().columns[:2]) == ["x", "y"] and len(u.frame()) == 64
    assert entry(1, 2)[0][0] == [2, 1]


@given(st.lists(st.integers(-1, 1), min_size=12, max_size=12), st.integers(0, 1))
def test_values_of_commitments_break_ties_against_the_leader(entries, leader):
    tables = [np.array(entries[6 * i : 6 * i + 6], float).reshape(1, 2, 3) for i in (0, 1)]
    found, sure = when_first(PayoffBatch(tuple(tables), tuple(0 * t for t in tables)), leader)
    game = eq.NormalFormGame([t[0] for t in tables])
    exact = game.payoffs[leader]
    assert sure[0]
    assert found[0].tolist() == [
        exact[answer_to(game, leader, a)] for a in range(game.shape[leader])
    ]
    blurred = PayoffBatch(tuple(tables), tuple(0 * t + 0.1 for t in tables))
    _, sure = when_first(blurred, leader)
    theirs = tables[1 - leader][0] if leader == 0 else tables[1 - leader][0].T
    alone = all((row == row.max()).sum() == 1 for row in theirs)
    assert sure[0] == alone
