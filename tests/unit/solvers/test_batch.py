"""Batches: input of every kind, budgets, progress, interrupts, and what an answer offers."""

from __future__ import annotations

import pickle
import sys
import types

import numpy as np
import pytest

import equilibria as eq
from equilibria.solvers import batch_exact, batch_run
from support.batches import exact_game, one_of_the_game, same_as_single

RNG = np.random.default_rng(11)
A3, B3 = RNG.integers(-5, 6, (2, 40, 3, 3))
WIDE = 2**53


@pytest.mark.parametrize(
    "dtype",
    ["i1", "i2", "i4", "i8", "u1", "u4", "u8", "f2", "f4", "f8", ">f8", "<i2", "longdouble"],
)
@pytest.mark.parametrize("find", ["all", "one"])
def test_any_float_or_integer_type(dtype, find):
    A, B = (A3 + 5).astype(dtype), (B3 + 5).astype(dtype)
    plain = eq.nash_batch(A3 + 5, B3 + 5, find=find)
    answer = eq.nash_batch(A, B, find=find)
    assert np.array_equal(answer.x, plain.x) and np.array_equal(answer.y, plain.y)
    assert np.array_equal(answer.payoffs, plain.payoffs)


def test_truth_values_are_numbers():
    A, B = A3 > 0, B3 > 1
    answer = eq.nash_batch(A, B)
    for k in range(len(A)):
        assert same_as_single(answer, k, eq.NormalFormGame.bimatrix(1 * A[k], 1 * B[k]))


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 3), (1, 3)])
@pytest.mark.parametrize("dtype", [np.int64, np.uint64])
def test_integers_that_no_float_holds_are_not_rounded(shape, dtype):
    base = 2**63 if dtype == np.uint64 else WIDE
    steps = RNG.integers(-2, 3, (2, 30, *shape))
    A, B = (steps.astype(object) + base + 2).astype(dtype)
    assert (A.astype(float) != A.astype(object)).any()
    answer, one = eq.nash_batch(A, B), eq.nash_batch(A, B, find="one")
    pure = eq.pure_equilibria_batch([A, B])
    left = eq.rationalizable_batch([A, B])
    uniform = [np.full((30, k), 1.0 / k) for k in shape]
    value = eq.evaluate_batch([A, B], uniform)
    for k in range(len(A)):
        game = exact_game(A, B, k)
        assert same_as_single(answer, k, game) and one_of_the_game(one, k, game)
        places = [tuple(a[0] for a in e.support) for e in eq.pure_equilibria(game)]
        assert list(map(tuple, pure.actions[pure.rows(k)].tolist())) == places
        for i, kept in enumerate(eq.rationalizable(game).actions):
            assert tuple(np.flatnonzero(left.survivors[i][k])) == kept
        profile = game.profile([s[k].tolist() for s in uniform])
        for i in (0, 1):
            assert tuple(np.flatnonzero(value.best_responses[i][k])) == profile.best_responses(i)


def test_a_single_profile_keeps_its_wide_payoff():
    answer = eq.nash_batch([[[2**62 + 1]]], [[[3]]])
    assert answer.payoffs.tolist() == [[float(2**62), 3.0]] and answer.counts.tolist() == [1]


def test_long_doubles_beyond_floats():
    if np.finfo(np.longdouble).eps == np.finfo(float).eps:
        return  # there are none on this machine
    A = np.array([[[1, 1], [1, 1]]], np.longdouble)
    A[0, 0, 0] += np.finfo(np.longdouble).eps
    answer = eq.nash_batch(A, [[[1, 0], [0, 1]]])
    rounded = eq.nash_batch(A.astype(float), [[[1, 0], [0, 1]]])
    assert len(answer) != len(rounded)
    exact = eq.nash(eq.NormalFormGame.bimatrix(A[0], [[1, 0], [0, 1]]))
    assert answer.counts[0] == len(exact)
    for shape in ((1, 1, 1), (1, 2, 2), (1, 3, 3)):
        huge = np.full(shape, np.longdouble(10) ** 400)
        with pytest.raises(eq.GameError, match="Player 1 in game 0 at profile"):
            eq.nash_batch(huge, np.zeros(shape))


@pytest.mark.parametrize("find", ["all", "one"])
@pytest.mark.parametrize(
    "values",
    [
        [1e308, -1e308, 1.7e308, -1.7e308],
        [5e-324, 0.0, 1e-323, 2e-320],
        [1e300, 1e-300, 0.0, -1e300],
        [1e16, 1e16 + 2, 1e16 + 4, 1e16 - 2],
        [1.0, 1.0 + 2**-52, 1.0 - 2**-53, 1.0],
        [1e-310, 1.0, 1e150, -1e-160],
    ],
)
@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 3)])
def test_extreme_payoffs_end_in_doubt_not_in_error(values, shape, find):
    rng = np.random.default_rng(5)
    A, B = rng.choice(values, (2, 40, *shape))
    answer = eq.nash_batch(A, B, find=find)
    for k in range(len(A)):
        game = exact_game(A, B, k)
        if find == "all":
            assert same_as_single(answer, k, game)
        else:
            assert one_of_the_game(answer, k, game)


def test_layouts_and_read_only_input():
    plain = eq.nash_batch(A3, B3)
    turned = np.asfortranarray(A3.astype(float))
    sliced = np.zeros((80, 3, 6))
    sliced[::2, :, ::2] = B3
    frozen = A3.astype(float)
    frozen.flags.writeable = False
    for A, B in ((turned, sliced[::2, :, ::2]), (frozen, B3[::-1][::-1])):
        for find in ("all", "one"):
            answer = eq.nash_batch(A, B, find=find)
            assert np.array_equal(answer.x, eq.nash_batch(A3, B3, find=find).x)
    assert np.array_equal(plain.x, eq.nash_batch(A3.tolist(), B3.tolist()).x)
    assert frozen.tolist() == A3.tolist()


@pytest.mark.parametrize("find", ["all", "one"])
@pytest.mark.parametrize("shape", [(2, 2), (3, 4), (8, 8)])
def test_an_empty_batch(shape, find):
    answer = eq.nash_batch(np.zeros((0, *shape)), np.zeros((0, *shape)), find=find)
    assert len(answer) == answer.batch == 0 and answer.x.shape == (0, shape[0])
    assert answer.status is eq.Status.FINISHED and answer.starts.tolist() == [0]


@pytest.mark.parametrize("find", ["all", "one"])
@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (9, 9), (1, 1)])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_named(shape, value, find):
    A, B = RNG.random((2, 5, *shape))
    i, j = shape[0] - 1, 0
    B[3, i, j] = value
    with pytest.raises(eq.GameError) as caught:
        eq.nash_batch(A, B, find=find)
    assert caught.value.complaints == (
        f"payoffs of Player 2 in game 3 at profile ({i}, {j}) is {value}: give a finite number.",
    )
    with pytest.raises(eq.GameError, match=r"Player 2 in game 3 at profile"):
        eq.pure_equilibria_batch([A, B])


@pytest.mark.parametrize(
    ("A", "B", "words"),
    [
        (np.zeros((2, 3)), np.zeros((2, 3)), r"A has shape \(2, 3\) with 2 axes.*A\[None\]"),
        (np.zeros((2, 3, 3)), np.zeros((2, 3, 4)), r"B has shape \(2, 3, 4\), A \(2, 3, 3\)"),
        (np.zeros((2, 0, 3)), np.zeros((2, 0, 3)), "Player 1 has no action"),
        ([[["a"]]], [[[1]]], "type <U1"),
        ([[[1 + 1j]]], [[[1]]], "type complex128"),
        ([[[2**70]]], [[[1]]], "type object"),
        ([[[1, 2]], [[1]]], [[[1]]], "different shapes"),
        (np.ma.masked_array(np.zeros((1, 1, 1)), [[[True]]]), [[[1]]], "masked"),
    ],
)
def test_input_that_means_nothing(A, B, words):
    with pytest.raises(eq.GameError, match=words):
        eq.nash_batch(A, B)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"find": "some"}, "'all' or 'one'"),
        ({"threads": 0}, "threads=0"),
        ({"threads": True}, "threads=True"),
        ({"progress": 3}, "progress=3"),
        ({"out": 3}, "out is int"),
    ],
)
def test_options_that_mean_nothing(options, words):
    with pytest.raises(eq.GameError, match=words):
        eq.nash_batch(A3, B3, **options)


# ---- budgets, progress, interrupts


@pytest.mark.parametrize("find", ["all", "one"])
@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (8, 8)])
def test_a_budget_of_steps_ends_after_that_many_games(find, shape):
    A, B = RNG.integers(-2, 3, (2, 9, *shape))
    with pytest.raises(eq.BudgetExceeded, match="4 of 9 games solved") as caught:
        eq.nash_batch(A, B, find=find, budget=eq.Budget(steps=4))
    for part in (
        caught.value.partial,
        eq.nash_batch(A, B, find=find, budget=eq.Budget(steps=4), partial=True),
    ):
        assert part.status is eq.Status.MAX_STEPS
        assert part.solved.tolist() == [True] * 4 + [False] * 5
        assert np.array_equal(part.x, eq.nash_batch(A[:4], B[:4], find=find).x)
    assert eq.nash_batch(A, B, find=find, budget=eq.Budget(steps=9)).solved.all()


@pytest.mark.parametrize("find", ["all", "one"])
def test_no_time_at_all(find):
    with pytest.raises(eq.BudgetExceeded, match="0 of 40 games solved") as caught:
        eq.nash_batch(A3, B3, find=find, budget=eq.Budget(seconds=0))
    part = caught.value.partial
    assert len(part) == 0 and not part.solved.any() and part.status is eq.Status.MAX_TIME
    with pytest.raises(eq.BudgetExceeded):
        eq.pure_equilibria_batch([A3, B3], budget=eq.Budget(seconds=0))
    with pytest.raises(eq.BudgetExceeded):
        eq.rationalizable_batch([A3, B3], budget=eq.Budget(seconds=0))


@pytest.mark.parametrize("find", ["all", "one"])
def test_doubtful_games_without_time_are_not_claimed(find, monkeypatch):
    """Time is over after the second doubtful game."""
    A, B = np.zeros((2, 6, 3, 3))
    A[[1, 4]], B[[1, 4]] = RNG.random((2, 2, 3, 3))
    settled = []

    def solve(name):
        honest = getattr(batch_exact, name)

        def until(A, B, game, budget):
            settled.append(game)
            return honest(A, B, game, budget) if len(settled) < 3 else None

        return until

    for name in ("every_equilibrium", "one_equilibrium"):
        monkeypatch.setattr(batch_run, name, solve(name))
    part = eq.nash_batch(A, B, find=find, partial=True)
    assert part.solved.tolist() == [True, True, True, False, True, False]
    assert part.status is eq.Status.MAX_TIME
    assert set(part.game.tolist()) == {0, 1, 2, 4} and part.counts[[3, 5]].tolist() == [0, 0]
    for k in (0, 1, 2, 4):
        game = exact_game(A, B, k)
        assert (same_as_single if find == "all" else one_of_the_game)(part, k, game)


@pytest.mark.parametrize("threads", [1, 2])
def test_progress_is_told_in_the_callers_thread(threads, capsys):
    seen = []
    eq.nash_batch(A3, B3, progress=lambda *done: seen.append(done), threads=threads)
    eq.pure_equilibria_batch([A3, B3], progress=lambda *done: seen.append(done), threads=threads)
    assert seen == [(40, 40), (40, 40)]
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("threads", [1, 2])
def test_an_interrupt_ends_the_work(threads):
    def stop(done, total):
        raise KeyboardInterrupt

    A, B = RNG.random((2, 300_000, 2, 2))
    with pytest.raises(KeyboardInterrupt):
        eq.nash_batch(A, B, progress=stop, threads=threads)


# ---- what an answer offers


def test_rows_games_and_frames(monkeypatch):
    answer = eq.nash_batch(A3, B3)
    assert answer.starts.tolist() == [0, *np.cumsum(answer.counts).tolist()]
    assert len(answer) == answer.starts[-1] and answer.batch == 40
    for k in (0, 7, -1):
        part = answer.of(k)
        assert part.batch == 1 and set(part.game.tolist()) == {k % 40}
        assert np.array_equal(part.x, answer.x[answer.rows(k)])
        assert len(part) == part.counts[0] == answer.counts[k]
        assert same_as_single(answer, k % 40, exact_game(A3, B3, k))
    with pytest.raises(IndexError, match="game 40 of 40"):
        answer.of(40)
    with pytest.raises(IndexError):
        eq.pure_equilibria_batch([A3, B3]).rows(40)
    with pytest.raises(AttributeError):
        answer.x = None
    again = pickle.loads(pickle.dumps(answer))
    assert repr(again) == repr(answer) and np.array_equal(again.x, answer.x)
    pandas = types.SimpleNamespace(DataFrame=dict)
    monkeypatch.setitem(sys.modules, "pandas", pandas)
    frame = answer.frame()
    assert list(frame) == [
        "game", "x0", "x1", "x2", "y0", "y1", "y2", "payoff0", "payoff1", "doubtful",
    ]  # fmt: skip
    assert frame["y2"].tolist() == answer.y[:, 2].tolist()
    assert list(eq.pure_equilibria_batch([A3, B3]).frame()) == ["game", "action0", "action1"]
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="data"):
        answer.frame()


@pytest.mark.parametrize("find", ["all", "one"])
def test_memory_is_used_again_where_it_suffices(find):
    first = eq.nash_batch(A3, B3, find=find)
    x = first.x if first.x.base is None else first.x.base
    fresh = eq.nash_batch(A3[:20], B3[:20], find=find)
    again = eq.nash_batch(A3[:20], B3[:20], find=find, out=first)
    assert np.shares_memory(again.x, x) and again.x.tolist() == fresh.x.tolist()
    assert again.counts.tolist() == fresh.counts.tolist()
    small = eq.nash_batch(A3[:1], B3[:1], find=find)
    larger = eq.nash_batch(A3, B3, find=find, out=small)
    assert larger.x.tolist() == eq.nash_batch(A3, B3, find=find).x.tolist()
    other = eq.nash_batch(A3[:, :2], B3[:, :2], find=find, out=larger)
    assert other.x.tolist() == eq.nash_batch(A3[:, :2], B3[:, :2], find=find).x.tolist()


def test_large_shapes_take_the_single_path():
    A, B = RNG.integers(-9, 10, (2, 3, 7, 7))
    answer = eq.nash_batch(A, B)
    assert answer.doubtful.all() and answer.claim is eq.Claim.ALL
    assert all(same_as_single(answer, k, exact_game(A, B, k)) for k in range(3))


def test_only_what_is_in_doubt_is_solved_exactly():
    rng = np.random.default_rng(1)
    for shape in ((2, 2), (3, 3), (5, 6)):
        A, B = rng.random((2, 400, *shape))
        assert not eq.nash_batch(A, B).doubtful.any()
        assert not eq.nash_batch(A, B, find="one").doubtful.any()
    # A tie in a row that is dominated leaves nothing in doubt.
    A, B = [[[3, 3], [2, 2], [0, 1]]], [[[0, 1], [5, 5], [2, 2]]]
    answer = eq.nash_batch(A, B)
    assert not answer.doubtful.any() and answer.x.tolist() == [[1, 0, 0]]


def test_equilibria_with_close_probabilities_come_in_exact_order():
    """Coordination: the first row is played half the time with the second, and with the third."""
    A, B = np.eye(3)[None], np.array([[[3, 0, 0], [0, 3, 0], [0, 0, 3.0]]])
    answer = eq.nash_batch(A, B)
    assert answer.counts.tolist() == [7] and answer.doubtful.all()
    assert same_as_single(answer, 0, exact_game(A, B, 0))


# ---- any number of players


@pytest.mark.parametrize("shape", [(3,), (2, 2), (3, 4), (2, 3, 2), (2, 2, 2, 2)])
@pytest.mark.parametrize("span", [1, 3, 50])
def test_profiles_of_any_number_of_players(shape, span):
    rng = np.random.default_rng(span)
    payoffs = [rng.integers(-span, span + 1, (25, *shape)) for _ in shape]
    mixed = [rng.dirichlet(np.ones(k), 25) for k in shape]
    for player, strategies in enumerate(mixed):
        strategies[: 5 + player] = np.eye(shape[player])[rng.integers(0, shape[player], 5 + player)]
    pure = eq.pure_equilibria_batch(payoffs)
    left, alone = eq.rationalizable_batch(payoffs), eq.rationalizable_batch(payoffs, mixed=False)
    value = eq.evaluate_batch(payoffs, mixed)
    for k in range(25):
        game = eq.NormalFormGame([table[k] for table in payoffs])
        places = [tuple(a[0] for a in e.support) for e in eq.pure_equilibria(game)]
        assert list(map(tuple, pure.actions[pure.rows(k)].tolist())) == places
        for result, dominators in ((left, True), (alone, False)):
            single = eq.rationalizable(game, mixed=dominators)
            assert single.actions == tuple(
                tuple(np.flatnonzero(kept[k])) for kept in result.survivors
            )
            assert result.is_solved[k] == single.is_solved
        profile = game.profile([strategies[k].tolist() for strategies in mixed])
        assert value.payoffs[k] == pytest.approx(profile.payoffs, abs=1e-12 * span)
        assert value.regrets[k] == pytest.approx(
            [float(r) for r in profile.exact_regrets], abs=1e-12 * span
        )
        assert value.is_equilibrium[k] == profile.is_equilibrium
        for i in range(len(shape)):
            assert tuple(np.flatnonzero(value.best_responses[i][k])) == profile.best_responses(i)
            assert value.action_payoffs[i][k] == pytest.approx(
                [float(v) for v in profile.action_payoffs(i)], abs=1e-12 * span
            )


def test_ties_of_best_responses_are_exact():
    """Matching pennies: at the equilibrium everything is best, an ulp away it is not."""
    A = np.array([[[1.0, -1.0], [-1.0, 1.0]]] * 2)
    y = [[0.5, 0.5], [0.5 + 2**-53, 0.5 - 2**-53]]
    value = eq.evaluate_batch([A, -A], [[[0.5, 0.5]] * 2, y])
    assert value.best_responses[0].tolist() == [[True, True], [True, False]]
    assert value.doubtful.all() and value.is_equilibrium.tolist() == [True, False]
    assert value.regrets[1, 0] == 2.0**-52


@pytest.mark.parametrize(
    ("strategies", "words"),
    [
        ([[[0.5, 0.5]]], "1 strategies for 2 players"),
        ([[[0.5, 0.5]], [[1.0]]], r"Player 2 have shape \(1, 1\)"),
        ([[[0.5, 0.6]], [[0.5, 0.5]]], r"Player 1 in game 0 is \[0.5, 0.6\]"),
        ([[[1.5, -0.5]], [[0.5, 0.5]]], "at least 0"),
        ([[[np.nan, 1]], [[0.5, 0.5]]], "Player 1 in game 0"),
        ([[["a", "b"]], [[0.5, 0.5]]], "strategies of Player 1"),
    ],
)
def test_strategies_that_mean_nothing(strategies, words):
    with pytest.raises(eq.GameError, match=words):
        eq.evaluate_batch([np.zeros((1, 2, 2))] * 2, strategies)


@pytest.mark.parametrize("solve", [eq.pure_equilibria_batch, eq.rationalizable_batch])
def test_payoffs_that_mean_nothing(solve):
    for payoffs, words in ((3, "payoffs is 3"), ([], "empty"), ([np.zeros((2, 3))] * 2, "axes")):
        with pytest.raises(eq.GameError, match=f"{solve.__name__}.*{words}"):
            solve(payoffs)
    with pytest.raises(eq.BudgetExceeded, match="2 of 40") as caught:
        solve([A3, B3], budget=eq.Budget(steps=2))
    assert caught.value.partial.solved.sum() == 2
    part = solve([A3, B3], budget=eq.Budget(steps=2), partial=True)
    assert repr(part) == repr(caught.value.partial)
