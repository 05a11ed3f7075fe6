"""Certificates of three players or more: what is false in them is refused."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest

import equilibria as eq
from twins.subdivision import is_excluded


def _random(shape, seed, span=50):
    rng = np.random.default_rng(seed)
    return eq.NormalFormGame([rng.integers(-span, span + 1, shape) for _ in shape])


@pytest.fixture(scope="module")
def game():
    return _random((3, 3, 3), 1)


@pytest.fixture(scope="module")
def proof(game):
    return json.loads(eq.nash(game).certificate().to_json())


def _first(proof, kind):
    return next(
        (k, n)
        for k, records in enumerate(proof["supports"])
        for n, record in enumerate(records)
        if record[0] == kind
    )


def _refused(proof, game, because):
    verdict = eq.check(proof, game)
    assert verdict.outcome is eq.Outcome.REFUTED and because in verdict.reason, verdict.reason


def test_the_certificate_is_proved_from_a_file(proof, game, tmp_path):
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(proof))
    verdict = eq.check(path, game)
    assert verdict.outcome is eq.Outcome.PROVED and "13 profiles" in verdict.reason
    assert "cells checked" in verdict.reason


def test_a_removed_equilibrium_is_missed(proof, game):
    for k in range(len(proof["equilibria"])):
        forged = copy.deepcopy(proof)
        del forged["equilibria"][k], forged["radii"][k]
        _refused(forged, game, "an equilibrium is missing")


def test_all_is_refused_where_a_cell_is_open():
    nothing = np.zeros((2, 2, 2), dtype=int)
    third = np.ones((2, 2, 2), dtype=int)
    third[:, :, 1] = [[0, 0], [0, 1]]
    game = eq.NormalFormGame([nothing, nothing, third])
    result = eq.nash(game, method=eq.SupportSubdivision(cells=8))
    assert result.claim is eq.Claim.COVER
    proof = json.loads(result.certificate().to_json())
    assert eq.check(proof, game) and "open cells" in eq.check(proof, game).reason
    _refused(proof | {"claim": "ALL"}, game, "cells are open")


def test_an_enclosed_profile_is_none_where_an_unused_action_is_as_good():
    game = _random((3, 2, 2), 14)
    document = json.loads(eq.nash(game).certificate().to_json()) | {"claim": "AT_LEAST_ONE"}
    [k] = [k for k, r in enumerate(document["radii"]) if r]
    for key in ("equilibria", "radii", "indices"):
        document[key] = [None if key == "indices" else document[key][k]]
    assert eq.check(document)
    [unused] = [a for a, p in enumerate(document["equilibria"][0][0]) if p == 0]
    used = (unused + 1) % 3
    table = document["payoffs"][0]
    better = [max(v, w) for v, w in zip(table[4 * unused :], table[4 * used : 4 * used + 4])]
    for row, proved in ((table[4 * used : 4 * used + 4], True), (better, False)):
        table[4 * unused : 4 * unused + 4] = row  # its twin, or at least as good as another
        verdict = eq.check(document)
        assert bool(verdict) is proved and (proved or "may hold no" in verdict.reason)


def test_an_open_cell_cannot_hide_an_equilibrium(proof, game):
    forged = copy.deepcopy(proof)
    k, n = _first(forged, 2)
    forged["supports"][k][n] = [3]
    _refused(forged, game, "cells are open")


@pytest.mark.parametrize("change", ["negated", "empty", "zero", "shifted", "unused"])
def test_a_false_reason_is_refused(proof, game, change):
    forged = copy.deepcopy(proof)
    k, n = _first(forged, 0)
    kind, *c = forged["supports"][k][n]
    changed = {
        "negated": [-v for v in c],
        "empty": [],
        "zero": [0] * len(c),
        "shifted": [v + 1 for v in c],
        "unused": [-1, 1, *[0] * (len(c) - 2)],
    }[change]
    forged["supports"][k][n] = [kind, *changed]
    if change == "unused":  # action 1 alone is in use for player 1 in no support before this
        k = next(k for k in range(len(forged["supports"])) if k // 49 == 1)
        forged = copy.deepcopy(proof)
        forged["supports"][k] = [[0, *changed]]
    _refused(forged, game, "combination")


def test_a_reason_for_another_cell_is_refused(proof, game):
    # An excluded cell's reason in place of a split, or of a settled one.
    excluded = _first(proof, 0)
    for kind in (1, 2):
        forged = copy.deepcopy(proof)
        k, n = _first(forged, kind)
        forged["supports"][k][n] = forged["supports"][excluded[0]][excluded[1]]
        assert eq.check(forged, game).outcome is eq.Outcome.REFUTED


def test_a_missing_cell_is_missed(proof, game):
    forged = copy.deepcopy(proof)
    k, _ = _first(forged, 1)
    del forged["supports"][k][-1]
    _refused(forged, game, "a cell is missing")
    forged = copy.deepcopy(proof)
    del forged["supports"][17]
    _refused(forged, game, "support profiles")
    forged = copy.deepcopy(proof)
    forged["supports"][17] = []
    _refused(forged, game, "a cell is missing")
    forged = copy.deepcopy(proof)
    forged["supports"][17].append([3])
    _refused(forged, game, "more happens")


@pytest.mark.parametrize(
    "where", [[1, 9, 0, 1], [1, 0, 1, 1], [1, 0, -1, 0], [1, 0, 0, 9], [7], []]
)
def test_what_cannot_happen_to_a_cell_is_refused(proof, game, where):
    forged = copy.deepcopy(proof)
    k, n = _first(forged, 1)
    forged["supports"][k][n] = where
    assert eq.check(forged, game).outcome is eq.Outcome.REFUTED


def test_a_moved_or_widened_zero_is_refused(proof, game):
    k = next(k for k, zero in enumerate(proof["zeros"]) if zero[2] != 0)
    forged = copy.deepcopy(proof)
    point = forged["zeros"][k][1]
    mixed = next(s for s in point if len(s) > 1)
    mixed[0], mixed[1] = mixed[1], mixed[0]
    assert eq.check(forged, game).outcome is eq.Outcome.REFUTED
    forged = copy.deepcopy(proof)
    forged["zeros"][k][2] = [1, 2]
    _refused(forged, game, "")
    forged = copy.deepcopy(proof)
    forged["zeros"][k][2] = 0
    _refused(forged, game, "does not solve")


def test_a_ball_without_an_equilibrium_is_refused(proof, game):
    k = next(k for k, radius in enumerate(proof["radii"]) if radius != 0)
    forged = copy.deepcopy(proof)
    forged["radii"][k] = 0
    _refused(forged, game, "no equilibrium")
    forged = copy.deepcopy(proof)
    forged["radii"][k] = [1, 2]
    _refused(forged, game, "ball")
    forged = copy.deepcopy(proof)
    mixed = next(s for s in forged["equilibria"][k] if sum(p != 0 for p in s) > 1)
    used = [a for a, p in enumerate(mixed) if p]
    mixed[used[0]], mixed[used[1]] = mixed[used[1]], mixed[used[0]]
    _refused(forged, game, "ball")


def test_an_action_that_is_not_dominated_cannot_be_eliminated(game, proof):
    small = game.subgame([[0, 1], [0, 1, 2], [0, 1, 2]])
    forged = json.loads(eq.nash(small).certificate().to_json())
    whole = {key: proof[key] for key in ("payoffs", "actions", "players")}
    forged |= whole | {"eliminations": [[0, 2, [[0, 1]]]]}
    forged["equilibria"] = [[[*p[0], 0], p[1], p[2]] for p in forged["equilibria"]]
    assert eq.check(forged, game).outcome is eq.Outcome.REFUTED
    forged = copy.deepcopy(proof)
    forged["eliminations"] = [[0, 2, [[0, 1]]]]
    _refused(forged, game, "not strictly dominated")
    for entry in ([0, 7, [[0, 1]]], [0, 2, [[2, 1]]], [0, 2, [[0, [1, 2]]]], [0, 2, []]):
        forged["eliminations"] = [entry]
        _refused(forged, game, "eliminated")


def _eliminating(tables, steps):
    """The proof for what is left of a game if actions go, whether they may or not."""
    game = eq.NormalFormGame(tables)
    gone = {(i, a) for i, a, _ in steps}
    kept = [[a for a in range(k) if (i, a) not in gone] for i, k in enumerate(game.shape)]
    proof = json.loads(eq.nash(game.subgame(kept)).certificate().to_json())
    assert not proof["eliminations"] and proof["claim"] == "ALL"
    data = json.loads(eq.nash(game).certificate().to_json())
    whole = {key: data[key] for key in ("payoffs", "actions", "players")}
    proof["equilibria"] = [
        [[s[k.index(a)] if a in k else 0 for a in range(n)] for s, k, n in zip(e, kept, game.shape)]
        for e in proof["equilibria"]
    ]
    return eq.check(proof | whole | {"eliminations": steps}, game)


HALF = [1, 2]


@pytest.mark.parametrize(
    ("row", "steps", "proved"),
    [
        ([0, 0, 0, 0], [[0, 2, [[0, HALF], [1, HALF]]]], True),
        ([1, 1, 1, 1], [[0, 2, [[0, HALF], [1, HALF]]]], False),  # as good as the mixture
        ([1, 0, 0, 0], [[0, 2, [[0, HALF], [1, HALF]]]], False),  # against one profile only
        ([0, 0, 0, 1], [[0, 2, [[0, HALF], [1, HALF]]]], False),
        ([1, 1, 1, 1], [[0, 2, [[0, 1], [1, 1]]]], False),  # more than all of it
        ([1, 1, 1, 1], [[0, 2, [[0, HALF], [1, HALF], [0, HALF]]]], False),
        ([3, -3, 3, -3], [[0, 2, [[0, 2], [1, -1]]]], False),  # and less than nothing
        ([0, 0, 0, 0], [[0, 2, [[0, HALF], [2, HALF]]]], False),  # by itself
    ],
)
def test_an_action_goes_only_if_a_mixture_is_better_against_everything(row, steps, proved):
    """The first action earns 2 or 0, the second the other, as one of the others plays."""
    first = np.array([[[2, 0], [2, 0]], [[0, 2], [0, 2]], np.reshape(row, (2, 2))])
    second = np.array([[[2, 0], [0, 1]]] * 3)
    third = np.array([[[0, 1], [1, 0]], [[1, 0], [0, 1]], [[0, 5], [5, 0]]])
    verdict = _eliminating([first, second, third], steps)
    expected = eq.Outcome.PROVED if proved else eq.Outcome.REFUTED
    assert verdict.outcome is expected, verdict.reason
    assert proved or "eliminated" in verdict.reason


def test_a_vertex_of_a_polytope_cannot_be_left_out():
    first = [[[2, 2], [0, 0]], [[0, 0], [1, 1]]]
    third = [[[1, 1], [0, 2]], [[0, 2], [0, 2]]]
    game = eq.NormalFormGame([first, first, third])
    proof = json.loads(eq.nash(game).certificate().to_json())
    for k in range(len(proof["equilibria"])):
        forged = copy.deepcopy(proof)
        del forged["equilibria"][k], forged["radii"][k]
        _refused(forged, game, "an equilibrium is missing")


def test_another_game_is_refused(proof):
    _refused(proof, _random((3, 3, 3), 2), "another game")
    forged = copy.deepcopy(proof)
    forged["payoffs"][0][5] += 40
    assert eq.check(forged).outcome is eq.Outcome.REFUTED


def test_every_small_change_is_refused_or_harmless(proof, game):
    """Numbers of the proof, one at a time; harmless are reasons that are true, by definition."""
    rng = np.random.default_rng(1)
    refused = harmless = 0
    for _ in range(40):
        forged = copy.deepcopy(proof)
        k = int(rng.integers(len(forged["supports"])))
        records = forged["supports"][k]
        n = int(rng.integers(len(records)))
        place, by = int(rng.integers(len(records[n]))), int(rng.choice([-1, 1, 5]))
        records[n][place] += by
        if (
            records[n][0] == 0 and place and rng.random() < 0.7
        ):  # from an action to the player's next
            records[n][(place - 1) // 3 * 3 + place % 3 + 1] -= by
        if eq.check(forged, game).outcome is eq.Outcome.REFUTED:
            refused += 1
            continue
        assert records[n][0] == 0 and is_excluded(game, forged, k, n), (k, n, records[n])
        harmless += 1
    assert refused > 25 and harmless > 0


def test_time_is_limited(proof, game):
    assert eq.check(proof, game, seconds=0).outcome is eq.Outcome.UNDECIDED


def test_false_indices_are_refused(proof, game):
    assert set(proof["indices"]) == {1, -1} and sum(proof["indices"]) == 1
    for k, index in enumerate(proof["indices"]):
        forged = proof | {"indices": [-v if m == k else v for m, v in enumerate(proof["indices"])]}
        _refused(forged, game, f"profile {k}: its index is not {-index}")
    _refused(proof | {"indices": proof["indices"][1:]}, game, "not one per equilibrium")
    _refused(proof | {"indices": "none"}, game, "not a list")
    assert eq.check(proof | {"indices": [None] * len(proof["indices"])}, game)
    assert eq.check({k: v for k, v in proof.items() if k != "indices"}, game)


def test_an_index_is_refused_where_an_unused_action_is_a_best_reply():
    first = [[[2, 2], [0, 0]], [[0, 0], [1, 1]]]
    third = [[[1, 1], [0, 2]], [[0, 2], [0, 2]]]
    game = eq.NormalFormGame([first, first, third])
    proof = json.loads(eq.nash(game).certificate().to_json())
    assert eq.check(proof, game) and None in proof["indices"]
    _refused(proof | {"indices": [1] * len(proof["indices"])}, game, "unused action")
