"""Sweeps: every cell there, right, and the same whoever solves it."""

from __future__ import annotations

import io
import json
import os
import threading
import zipfile
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import ExitStack
from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import equilibria as eq
from equilibria.decisions import work
from equilibria.decisions.cells import CellStatus, Settled
from equilibria.decisions.regimes import comparisons, decided, label_of_game
from equilibria.decisions.store import _canonical, digest
from support.deadly import Deadly
from support.planted import PLANTED, coordination, dilemma, parameter
from support.scenario import family

F = Fraction


def labels(result):
    return [result.regimes[k].label if k >= 0 else "" for k in result.regime.ravel()]


def alike(one, other):
    """The same strategies and payoffs in every cell, to the last bit."""
    for cell in np.ndindex(one.shape):
        for (x, p), (y, q) in zip(one.equilibria(cell), other.equilibria(cell), strict=True):
            if not (all((a == b).all() for a, b in zip(x, y)) and (p == q).all()):
                return False
    return True


def same(one, other):
    """The same answer; where both kept them, the same equilibria."""
    return (
        labels(one) == labels(other)
        and (one.counts == other.counts).all()
        and (one.cell_status == other.cell_status).all()
        and (one.settled == other.settled).all()
        and one.errors == other.errors
        and (one.keep != "all" or other.keep != "all" or alike(one, other))
    )


def exact_codes(regime, s):
    """The codes of a regime, from its labels."""
    found = []
    for support in regime.supports:
        code = place = 0
        for names, played in zip(s.actions, support):
            code |= sum(1 << (place + names.index(a)) for a in played)
            place += len(names)
        found.append(code)
    return tuple(sorted(found))


@pytest.mark.parametrize("name", PLANTED)
def test_every_cell_has_the_regime_of_its_exact_game(name):
    """On a grid that hits the ties and knife edges."""
    s, varied, _, cuts = PLANTED[name]
    p = s.parameters[varied]
    grid = sorted({p.low + (p.high - p.low) * F(k, 8) for k in range(9)} | set(cuts))
    other = next(n for n in s.parameters if n != varied)
    q = s.parameters[other]
    across = sorted({q.low, q.default, q.high})
    result = eq.sweep(s, **{varied: grid, other: across})
    assert result.status is eq.Status.FINISHED and result.solved == result.regime.size
    for i, x in enumerate(grid):
        for j, y in enumerate(across):
            game = s.game(**{varied: x, other: y})
            regime = result.regimes[result.regime[i, j]]
            assert exact_codes(regime, s) == label_of_game(game)
            found = result.equilibria((i, j))
            expected = eq.nash(game)
            assert len(found) == len(expected) == result.counts[i, j]
            for (strategies, payoffs), e in zip(found, expected):
                for mine, its in zip(strategies, e.exact):
                    assert mine == pytest.approx([float(v) for v in its], rel=1e-11)
                assert payoffs == pytest.approx(e.payoffs, rel=1e-9, abs=1e-9)


@st.composite
def tables(draw):
    m, n = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    entry = st.integers(-2, 2)
    return [
        np.array(draw(st.lists(entry, min_size=m * n, max_size=m * n))).reshape(m, n)
        for _ in (0, 1)
    ]


@given(
    tables(),
    st.lists(st.sampled_from([0.0, 0.0, 0.4, 1.0]), min_size=2, max_size=2),
    st.integers(0, 2**32),
)
@settings(max_examples=150)
def test_what_is_decided_from_balls_holds_for_all_payoffs_inside(payoffs, radii, seed):
    """Any corner or inner point of the balls has the regime of the midpoints."""
    errors = [np.full(table.shape, radius) for table, radius in zip(payoffs, radii)]
    floats = [table[None].astype(float) for table in payoffs]
    if not decided(floats, [e[None] for e in errors])[0]:
        return
    middle = label_of_game(eq.NormalFormGame(payoffs))
    rng = np.random.default_rng(seed)
    for _ in range(6):
        inside = [
            table + error * rng.choice([-1.0, 0.0, 0.5, 1.0], table.shape) * (1 - 2**-40)
            for table, error in zip(payoffs, errors)
        ]
        assert label_of_game(eq.NormalFormGame(inside)) == middle


def test_the_market_against_single_exact_games():
    s = family()
    rng = np.random.default_rng(4)
    shares, pools = np.sort(rng.uniform(0.1, 1, 5)), np.sort(rng.uniform(2, 30, 5))
    result = eq.sweep(s, model_share=shares, pool=pools, held={"spend": "3/2"})
    assert (result.settled == Settled.BOUNDS).all()
    for i, share in enumerate(shares):
        for j, pool in enumerate(pools):
            game = s.game(model_share=share, pool=pool, spend="3/2")
            regime = result.regimes[result.regime[i, j]]
            assert exact_codes(regime, s) == label_of_game(game)
    assert result.held["spend"] == F(3, 2) and "pool" not in result.held


def test_a_knife_edge_is_settled_exactly():
    s = family()
    [b] = eq.thresholds(s, "self_commoditising", eq.played_in_equilibrium("Meta", "open"))
    tiny = F(1, 10**30)
    result = eq.sweep(s, self_commoditising=[b.value - tiny, b.value, b.value + tiny])
    assert (result.settled == Settled.EXACT).all()
    for k, value in enumerate((b.value - tiny, b.value, b.value + tiny)):
        regime = result.regimes[result.regime[k]]
        assert exact_codes(regime, s) == label_of_game(s.game(self_commoditising=value))
    assert len(set(labels(result))) == 3
    rounded = eq.sweep(s, exact=False, self_commoditising=[b.value - tiny, b.value + tiny])
    assert (rounded.settled == Settled.FLOATS).all()


class Moody:
    """Fails in some cells, with an error of its own."""

    def __call__(self, t, s):
        if t == 1:
            raise ZeroDivisionError("no market at t = 1")
        if t == 2:
            return [[1]], [[1]]
        return dilemma(t, s)


def moody():
    return eq.Family.from_function(
        Moody(), [parameter("t", 3, 0, 5), parameter("s", 0, -2, 1)], exact=True
    )


def test_cells_that_fail_carry_the_error_and_the_sweep_goes_on():
    result = eq.sweep(moody(), t=[0, 1, 2, 3, 4])
    good, bad = CellStatus.SOLVED, CellStatus.FAILED
    assert result.cell_status.tolist() == [good, bad, bad, good, good]
    assert "no market at t = 1" in result.errors[1,]
    assert "one shape" in result.errors[2,]
    assert result.regime[1] == result.regime[2] == -1 and result.counts[1] == 0
    assert result.equilibria((1,)) == [] and len(result.equilibria((3,))) == result.counts[3]
    market = eq.sweep(family(), model_share=[0.5, 1.5])
    assert "share above one" in market.errors[1,] and market.solved == 1


def test_answers_do_not_depend_on_executor_workers_or_chunks():
    s = family()
    grids = {"model_share": np.linspace(0.1, 1.1, 11), "pool": np.linspace(2, 40, 7)}
    whole = eq.sweep(s, **grids)
    for chunk in (1, 10, 76):
        assert same(whole, eq.sweep(s, chunk=chunk, **grids))
    for workers in (1, 2, 4):
        with ThreadPoolExecutor(workers) as threads:
            assert same(whole, eq.sweep(s, executor=threads, chunk=13, **grids))
    for workers in (1, 2, 4):
        with ProcessPoolExecutor(workers) as processes:
            assert same(whole, eq.sweep(s, executor=processes, chunk=20, **grids))


def test_what_cannot_be_sent_to_a_process_is_named():
    s = eq.Family.from_function(lambda t: ([[t]], [[t]]), [parameter("t", 1, 0, 2)], exact=True)
    with ProcessPoolExecutor(1) as pool, pytest.raises(eq.GameError, match="top of a module"):
        eq.sweep(s, executor=pool, t=[0, 1])


GRID = {"a": [F(k, 7) for k in range(-7, 14)], "b": [-1, 0, 1]}


def planted():
    return eq.Family.from_function(
        coordination, [parameter("a", 1, -1, 2), parameter("b", 1, -1, 1)], exact=True, enclose=True
    )


class Mortal(Executor):
    """Dies after some chunks."""

    def __init__(self, lives):
        self.lives = lives

    def submit(self, function, *given):
        future = Future()
        self.lives -= 1
        if self.lives < 0:
            future.set_exception(RuntimeError("killed"))
        else:
            future.set_result(function(*given))
        return future


@pytest.mark.parametrize("keep", ["all", "regimes"])
def test_a_sweep_is_saved_and_goes_on(tmp_path, keep):
    whole = eq.sweep(planted(), **GRID)
    folder = tmp_path / "held"
    options = {"save": folder, "chunk": 10, "keep": keep}
    with pytest.raises(RuntimeError, match="3 of 7 chunks are saved.*the same call goes on"):
        eq.sweep(planted(), executor=Mortal(3), **options, **GRID)
    assert len(list(folder.glob("*.npz"))) == 3
    steps = []
    again = eq.sweep(planted(), progress=lambda *n: steps.append(n), **options, **GRID)
    assert len(steps) == 4 and steps[-1] == (63, 63)  # only what was missing
    third = eq.sweep(planted(), executor=Mortal(0), **options, **GRID)  # nothing is left to do
    assert same(again, whole) and same(third, whole)
    if keep == "regimes":
        with pytest.raises(eq.GameError, match="only regimes were kept"):
            third.equilibria((0, 0))
    with pytest.raises(RuntimeError, match="Nothing was saved"):
        eq.sweep(planted(), executor=Mortal(0), **GRID)


def test_files_that_were_changed_are_refused(tmp_path):
    folder = tmp_path / "held"
    options = {"save": folder, "chunk": 10}
    eq.sweep(planted(), **options, **GRID)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def spoilt(name, data, words):
        (folder / name).write_bytes(data)
        with pytest.raises(eq.GameError, match=words) as caught:
            eq.sweep(planted(), **options, **GRID)
        assert len(caught.value.complaints) == 1
        (folder / name).write_bytes(before[name])

    chunk, manifest = before["2.npz"], before["manifest.json"]
    spoilt("2.npz", chunk[:-9], "2.npz .*changed or cut short")
    spoilt("2.npz", chunk[:200] + b"\x01" + chunk[201:], "2.npz .*changed or cut short")
    spoilt("2.npz", before["3.npz"], "2.npz .*changed or cut short")
    spoilt("2.npz", b"", "2.npz .*changed or cut short")
    spoilt("manifest.json", manifest[:50], "manifest.json .*changed or cut short")
    spoilt("manifest.json", b"[" * 9999, "manifest.json .*changed or cut short")
    spoilt("manifest.json", b"[]", "manifest.json .*changed or cut short")
    data = json.loads(manifest)
    data["chunks"]["2"] = data["chunks"]["3"]
    spoilt("manifest.json", json.dumps(data).encode(), "manifest.json .*changed or cut short")
    (folder / "2.npz").unlink()
    with pytest.raises(eq.GameError, match="2.npz"):
        eq.sweep(planted(), **options, **GRID)


def stored(array):
    """The bytes of an npy file."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def text(words):
    return np.frombuffer(words.encode(), np.uint8)


FORGERIES = {
    "a regime that is not there": ("regime", lambda a: a + 90),
    "no regime in a solved cell": ("regime", lambda a: a * 0 - 1),
    "another type": ("regime", lambda a: a.astype(np.int64)),
    "objects": ("regime", lambda a: a.astype(object)),
    "another length": ("status", lambda a: a[:-1]),
    "an unknown status": ("status", lambda a: a + 7),
    "an unknown reason": ("settled", lambda a: a + 7),
    "other counts": ("counts", lambda a: a + 1),
    "fewer rows": ("codes", lambda a: a[1:]),
    "strategies of another game": ("strategy0", lambda a: a[:, :1]),
    "payoffs of one player": ("payoffs", lambda a: a[:, 0]),
    "supports of other actions": ("kinds", lambda _: text("[[1048576]]")),
    "supports that are no numbers": ("kinds", lambda _: text('["ab"]')),
    "deep lists": ("kinds", lambda _: text("[" * 99999)),
    "a message for no cell": ("messages", lambda _: text('{"99": "x"}')),
    "a message that is none": ("messages", lambda _: text('{"0": 1}')),
    "no messages": ("messages", lambda _: text("[]")),
}


@pytest.mark.parametrize("forgery", [*FORGERIES, "packed", "a bomb", "no array"])
def test_files_whose_hashes_fit_are_not_believed(tmp_path, forgery):
    """A stranger can hash too: one clear error, and no more memory than the file is long."""
    folder = tmp_path / "held"
    options = {"save": folder, "chunk": 10}
    eq.sweep(planted(), **options, **GRID)
    with np.load(folder / "2.npz") as held:
        files = {name: stored(array) for name, array in held.items()}
        if forgery in FORGERIES:
            name, change = FORGERIES[forgery]
            files[name] = stored(change(held[name]))
    if forgery == "a bomb":
        files["status"] = files["status"].replace(b"(10,), }     ", b"(999999999,),}")
    elif forgery == "no array":
        del files["codes"]
    kind = zipfile.ZIP_DEFLATED if forgery == "packed" else zipfile.ZIP_STORED
    with zipfile.ZipFile(folder / "2.npz", "w", kind) as held:
        for name, data in files.items():
            held.writestr(f"{name}.npy", data)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["chunks"]["2"] = digest((folder / "2.npz").read_bytes())
    manifest["digest"] = digest(_canonical(manifest["identity"], manifest["chunks"]))
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(eq.GameError, match="2.npz .*changed or cut short") as caught:
        eq.sweep(planted(), **options, **GRID)
    assert len(caught.value.complaints) == 1


def kinked(a, b):
    """`coordination`, but for a between 1/2 and 3/2."""
    if Fraction(1, 2) < Fraction(a) < Fraction(3, 2):
        a = a + 1
    return coordination(a, b)


def test_a_model_that_differs_between_the_ends_is_another(tmp_path):
    ends = [parameter("a", 1, -1, 2), parameter("b", 1, -1, 1)]
    eq.sweep(
        eq.Family.from_function(coordination, ends, exact=True), save=tmp_path / "held", **GRID
    )
    with pytest.raises(eq.GameError, match="another sweep: model"):
        eq.sweep(eq.Family.from_function(kinked, ends, exact=True), save=tmp_path / "held", **GRID)


def test_a_folder_of_another_version_is_refused_as_such(tmp_path):
    eq.sweep(planted(), save=tmp_path / "held", **GRID)
    path = tmp_path / "held" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"schema": 1}))
    with pytest.raises(eq.GameError, match="another version .format 1; this one reads and writes"):
        eq.sweep(planted(), save=tmp_path / "held", **GRID)


def test_a_folder_of_another_sweep_is_refused(tmp_path):
    eq.sweep(planted(), save=tmp_path / "held", **GRID)
    for options, words in [
        ({"a": [0, 1], "b": [0]}, "grids, cells"),
        ({**GRID, "chunk": 5}, "chunk"),
        ({**GRID, "keep": "regimes"}, "keep"),
    ]:
        with pytest.raises(eq.GameError, match=words):
            eq.sweep(planted(), save=tmp_path / "held", **options)
    other = eq.Family.from_function(
        dilemma, [parameter("t", 1, -1, 2), parameter("s", 1, -1, 1)], exact=True
    )
    with pytest.raises(eq.GameError, match="another sweep: model"):
        eq.sweep(other, save=tmp_path / "held", t=GRID["a"], s=GRID["b"])
    (tmp_path / "file").write_text("x")
    with pytest.raises(eq.GameError, match="a file is there"):
        eq.sweep(planted(), save=tmp_path / "file", **GRID)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    with pytest.raises(eq.GameError, match="not empty"):
        eq.sweep(planted(), save=tmp_path / "full", **GRID)


def test_a_budget_of_steps_stops_at_the_same_cell():
    for chunk in (4, 100):
        with pytest.raises(eq.BudgetExceeded, match="30 of 63 cells") as caught:
            eq.sweep(planted(), budget=eq.Budget(steps=30), chunk=chunk, **GRID)
        partial = caught.value.partial
        assert partial.status is eq.Status.MAX_STEPS and partial.solved == 30
        assert (partial.cell_status.ravel()[30:] == CellStatus.UNSOLVED).all()
    late = eq.sweep(planted(), budget=eq.Budget(seconds=0), partial=True, **GRID)
    assert late.status is eq.Status.MAX_TIME and late.solved == 0


def test_a_cut_chunk_is_not_saved_as_finished(tmp_path):
    options = {"save": tmp_path / "held", "chunk": 20}
    eq.sweep(planted(), budget=eq.Budget(steps=30), partial=True, **options, **GRID)
    assert not (tmp_path / "held" / "1.npz").exists()
    assert same(eq.sweep(planted(), **options, **GRID), eq.sweep(planted(), **GRID))


class Watched(Executor):
    """Two threads, and all that they were given."""

    _max_workers = 2

    def __init__(self, pool):
        self.pool, self.futures = pool, []

    def submit(self, function, *given):
        self.futures.append(self.pool.submit(function, *given))
        return self.futures[-1]


def test_an_interrupt_passes_through_and_saves_what_is_done(tmp_path, monkeypatch):
    """Six of 13 chunks are under way, and done, when it comes: to the caller, or while waiting."""
    options = {"chunk": 5, "save": tmp_path / "held"}
    with ThreadPoolExecutor(2) as pool:
        watched = Watched(pool)

        def stop(*_, **__):
            wait(watched.futures)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            eq.sweep(planted(), executor=watched, progress=stop, **options, **GRID)
        assert len(list((tmp_path / "held").glob("*.npz"))) == len(watched.futures) == 6
        monkeypatch.setattr(work, "wait", stop)
        with pytest.raises(KeyboardInterrupt):
            eq.sweep(planted(), executor=watched, **options, **GRID)
    assert len(list((tmp_path / "held").glob("*.npz"))) == len(watched.futures) == 12
    assert same(eq.sweep(planted(), **options, **GRID), eq.sweep(planted(), **GRID))


def three(p):
    """Three players who want to match; with p < 0, to differ from the first."""
    table = [[[1 if len({i, j, k}) == 1 else 0 for k in (0, 1)] for j in (0, 1)] for i in (0, 1)]
    scaled = [[[p * v for v in row] for row in page] for page in table]
    return table, table, scaled


def test_more_players_pure_equilibria_only():
    s = eq.Family.from_function(three, [parameter("p", 1, -1, 1)], exact=True, enclose=True)
    result = eq.sweep(s, p=[-1, 0, 1])
    assert result.claim is eq.Claim.ALL_PURE
    assert result.counts.tolist() == [len(eq.pure_equilibria(s.game(p=p))) for p in (-1, 0, 1)]


def test_bad_input_is_one_clear_message():
    s = planted()
    for options, words in [
        ({"c": [1]}, "c: there is no such parameter"),
        ({}, "no parameter varies"),
        ({"a": []}, "a: the grid is empty"),
        ({"a": [1, 1.0]}, "a: a value appears twice"),
        ({"a": ["x"]}, "'x' is not a value"),
        ({"a": [1], "keep": "some"}, "keep='some'"),
        ({"a": [1], "chunk": 0}, "chunk=0"),
        ({"a": [1], "held": {"a": 2}}, "a: both varied and held"),
        ({"a": [1], "executor": 3}, "executor=3"),
    ]:
        with pytest.raises(eq.GameError, match=words) as caught:
            eq.sweep(s, **options)
        assert len(caught.value.complaints) == 1
    with pytest.raises(eq.GameError, match="is not a family"):
        eq.sweep(3, a=[1])


def test_frames_and_datasets():
    pytest.importorskip("pandas")
    pytest.importorskip("xarray")
    result = eq.sweep(moody(), t=[0, 1, 3, 4], s=[-1, 0])
    frame = result.frame()
    assert len(frame) == 8 and (frame["status"] == "failed").sum() == 2
    assert frame["message"][2].startswith("ZeroDivisionError")
    tidy = result.frame(equilibria=True)
    assert len(tidy) == result.counts.sum()
    sums = tidy[["Player 1: a1", "Player 1: a2"]].sum(axis=1)
    assert np.allclose(sums, 1)
    data = result.dataset()
    assert data["regime"].dims == ("t", "s") and data["t"].attrs["units"] == "units"
    assert bool(data["every"].sel(action="Player 1: a2", t=4, s=0))
    assert not data["some"].sel(t=1).any()
    assert "no market" in data["message"].sel(t=1, s=0).item() and not data["message"][0, 0].item()
    assert data["strategy"].dims == ("equilibrium", "action", "t", "s")
    assert data["payoff"].dims == ("equilibrium", "player", "t", "s")
    for cell in np.ndindex(4, 2):
        here = data.isel(t=cell[0], s=cell[1])
        found = result.equilibria(cell)
        count = len(found)
        for k, (strategies, payoffs) in enumerate(found):
            assert (here["strategy"][k].values == np.concatenate(strategies)).all()
            assert (here["payoff"][k].values == payoffs).all()
        assert here["strategy"][count:].isnull().all() and here["payoff"][count:].isnull().all()
    again = eq.sweep(moody(), t=[0, 1, 3, 4], s=[-1, 0], chunk=3).dataset()
    assert again.equals(data)
    small = eq.sweep(moody(), t=[0, 1], keep="regimes")
    assert "strategy" not in small.dataset() and "strategy" not in result.dataset(equilibria=False)
    with pytest.raises(eq.GameError, match="only regimes were kept"):
        small.dataset(equilibria=True)


class Torn(Executor):
    """Two threads; the first chunk fails once some others are done."""

    def __init__(self, pool, others):
        self.pool, self.others, self.done = pool, others, threading.Semaphore(0)

    def submit(self, function, k, *given):
        future = self.pool.submit(self.run, function, k, *given)
        future.add_done_callback(lambda _: self.done.release())
        return future

    def run(self, function, k, *given):
        if k > 0:
            return function(k, *given)
        assert all(self.done.acquire(timeout=300) for _ in range(self.others))
        raise MemoryError("no room")


@pytest.mark.parametrize("keep", ["all", "regimes"])
def test_a_chunk_that_is_lost_costs_no_other(tmp_path, keep):
    options = {"save": tmp_path / "held", "chunk": 10, "keep": keep}
    words = "a worker was lost .MemoryError: no room.*6 of 7 chunks are saved"
    with ThreadPoolExecutor(2) as pool, pytest.raises(RuntimeError, match=words):
        eq.sweep(planted(), executor=Torn(pool, 6), **options, **GRID)
    assert {p.stem for p in (tmp_path / "held").glob("*.npz")} == set("123456")
    with ThreadPoolExecutor(2) as pool, pytest.raises(RuntimeError, match="6 of 7 chunks"):
        eq.sweep(planted(), executor=Torn(pool, 0), **options, **GRID)
    steps = []
    again = eq.sweep(planted(), progress=lambda *n: steps.append(n), **options, **GRID)
    assert steps == [(63, 63)] and same(again, eq.sweep(planted(), keep=keep, **GRID))


def check_a_death(executor, folder):
    """A worker dies in the first of six chunks, once two are saved; the others cost nothing."""
    s = eq.Family.from_function(
        Deadly(folder), [parameter("t", 3, 0, 5), parameter("s", 0, -2, 1)], exact=True
    )
    options = {"save": folder, "chunk": 1, "t": [0, 1, 2, 3, 4, 5]}
    words = "(?s)a worker was lost.*[2-5] of 6 chunks are saved"
    with pytest.raises(RuntimeError, match=words) as lost:
        eq.sweep(s, executor=executor, **options)
    saved = {path.stem for path in folder.glob("*.npz")}
    assert "0" not in saved and f"{len(saved)} of 6 chunks" in str(lost.value)
    steps = []
    again = eq.sweep(s, progress=lambda *n: steps.append(n), **options)
    assert len(steps) == 6 - len(saved) and same(again, eq.sweep(s, t=options["t"]))


def test_a_process_that_dies_costs_its_chunk_only(tmp_path):
    with ProcessPoolExecutor(2) as pool:
        check_a_death(pool, tmp_path / "held")


class Cluster:
    """As Dask's executor tells how large it is."""

    def __init__(self, cores):
        self.cores, self._client = cores, self

    def ncores(self):
        if self.cores is None:
            raise OSError("the scheduler is gone")
        return self.cores


def test_as_many_chunks_are_under_way_as_the_executor_can_use():
    with ThreadPoolExecutor(3) as pool:
        assert work.window(pool) == 8
    with ProcessPoolExecutor(5) as pool:
        assert work.window(pool) == 12
    assert work.window(Cluster({f"tcp://{k}": 4 for k in range(100)})) == 802
    here = 2 * (os.cpu_count() or 2) + 2
    assert work.window(Cluster({})) == work.window(Cluster(None)) == work.window(object()) == here


@pytest.fixture(scope="module")
def cluster():
    """A Dask cluster of two processes, in which a task that kills its worker is not tried again."""
    distributed = pytest.importorskip("distributed")
    dask = pytest.importorskip("dask")
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), ExitStack() as stack:
        try:
            cluster = stack.enter_context(
                distributed.LocalCluster(
                    n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
                )
            )
            client = stack.enter_context(distributed.Client(cluster))
            client.wait_for_workers(2, timeout=120)
        except (TimeoutError, OSError) as error:
            pytest.skip(f"no cluster came up here: {error}")
        yield client


@pytest.fixture
def dask(cluster):
    """Its executor, with both workers there (one may have been killed just now)."""
    cluster.wait_for_workers(2)
    return cluster.get_executor()


def test_a_dask_cluster_gives_the_same_answer(dask):
    grids = {"model_share": np.linspace(0.1, 1.1, 9), "pool": np.linspace(2, 40, 5)}
    assert work.window(dask) == 6
    assert same(eq.sweep(family(), **grids), eq.sweep(family(), executor=dask, chunk=7, **grids))


def test_a_dask_worker_that_dies_costs_its_chunk_only(dask, tmp_path):
    check_a_death(dask, tmp_path / "held")


def test_uncertainty_on_a_dask_cluster_gives_the_same_numbers(dask):
    s, question = PLANTED["entry"][0], ("q", eq.dominant("Player 1", "a1"))
    options = {"n": 1 << 14, "rng": 7, "threshold": question, "threshold_draws": 8}
    one, other = eq.uncertainty(s, **options), eq.uncertainty(s, executor=dask, **options)
    assert (one.regime == other.regime).all() and (one.values == other.values).all()
    assert repr((one.actions, one.probabilities, one.information, one.thresholds.found)) == repr(
        (other.actions, other.probabilities, other.information, other.thresholds.found)
    )


def test_signs_do_not_decide_larger_games():
    """Two 3 x 3 games whose every comparison has the same sign, and whose regimes differ."""
    one = [
        [[-2, -1, 7], [9, -3, -5], [-6, 6, -3]],
        [[2, 11, -3], [-4, -2, 8], [5, -4, -3]],
    ]
    other = [
        [[3, -1, 9], [5, -3, -3], [-7, 5, 3]],
        [[3, 7, -1], [-4, -3, 9], [5, -5, 2]],
    ]
    found = []
    for payoffs in (one, other):
        floats = [np.array([table], float) for table in payoffs]
        zeros = [np.zeros_like(table) for table in floats]
        assert not decided(floats, zeros)[0]
        found.append((comparisons(floats, zeros), label_of_game(eq.NormalFormGame(payoffs))))
    (signs, label), (same_signs, other_label) = found
    for mine, its in zip(signs, same_signs):
        assert all((a == b).all() for a, b in zip(mine, its))
    assert label != other_label
