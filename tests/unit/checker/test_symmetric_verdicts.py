"""Certificates of all symmetric equilibria: what is false in them is refused."""

from __future__ import annotations

import copy
import json
from itertools import product

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

import equilibria as eq
from support.junk import junk, places, replace


def _game(players, actions, seed, span=50):
    rng, known = np.random.default_rng(seed), {}
    tables = np.zeros((players, *[actions] * players), dtype=object)
    for place in product(range(actions), repeat=players):
        for i, own in enumerate(place):
            key = own, tuple(sorted((*place[:i], *place[i + 1 :])))
            tables[(i, *place)] = known.setdefault(key, int(rng.integers(-span, span + 1)))
    return eq.NormalFormGame(list(tables))


def _proof(game, **options):
    result = eq.nash(game, method=eq.SymmetricEquilibria(**options))
    return json.loads(result.certificate().to_json())


@pytest.fixture(scope="module")
def game():
    return _game(3, 3, 3)


@pytest.fixture(scope="module")
def proof(game):
    return _proof(game)


def _first(proof, kind, support=-1):
    records = proof["supports"][support]
    return next(n for n, record in enumerate(records) if record[0] == kind)


def _refused(proof, because, game=None):
    verdict = eq.check(proof, game)
    assert verdict.outcome is eq.Outcome.REFUTED and because in verdict.reason, verdict


@pytest.mark.parametrize(("players", "actions"), [(2, 4), (3, 2), (4, 3), (6, 2), (5, 3)])
def test_what_the_solver_says_is_proved(players, actions):
    for seed in range(2):
        game = _game(players, actions, seed)
        document = _proof(game)
        assert document["claim"] == "ALL_SYMMETRIC" and any(i for i in document["indices"])
        verdict = eq.check(document, game)
        assert verdict.outcome is eq.Outcome.PROVED, verdict
        assert "no symmetric equilibrium is elsewhere" in verdict.reason


def test_a_removed_equilibrium_is_missed(proof, game):
    assert len(proof["equilibria"]) == 5 and any(proof["radii"])
    for k in range(5):
        forged = copy.deepcopy(proof)
        for key in ("equilibria", "radii", "indices"):
            del forged[key][k]
        _refused(forged, "an equilibrium is missing", game)


def test_an_index_that_is_wrong_is_refused(proof, game):
    for k in range(5):
        for value in (-proof["indices"][k], 0, 2):
            forged = copy.deepcopy(proof)
            forged["indices"][k] = value
            _refused(forged, "its index is not", game)
    forged = copy.deepcopy(proof)
    forged["indices"].pop()
    _refused(forged, "not one per equilibrium", game)


@pytest.mark.parametrize("change", ["negated", "empty", "zero", "shifted", "short"])
def test_a_false_reason_is_refused(proof, game, change):
    forged = copy.deepcopy(proof)
    n = _first(forged, 0)
    kind, *c = forged["supports"][-1][n]
    changed = {
        "negated": [-v for v in c],
        "empty": [],
        "zero": [0] * len(c),
        "shifted": [c[0] + 1, *c[1:]],
        "short": c[:-1],
    }[change]
    forged["supports"][-1][n] = [kind, *changed]
    _refused(forged, "combination", game)


def test_actions_not_in_use_may_not_be_held_to_earn_the_most(proof, game):
    # In pure supports, the reason turned round: that an unused action earns too little.
    forged = copy.deepcopy(proof)
    k = next(k for k in (0, 1, 3) if forged["supports"][k][0][0] == 2)
    used = (k + 1).bit_length() - 1
    c = [0, 0, 0]
    c[used], c[(used + 1) % 3] = 1, -1
    forged["supports"][k] = [[0, *c]]
    _refused(forged, "rule out", game)


def test_cells_may_not_be_missing_open_or_too_many(proof, game):
    for records, because in (
        (lambda r: r[:-1], "missing"),
        (lambda r: [*r, [3]], "more happens"),
        (lambda r: [[3]], "cells are open"),
        (lambda r: [[1, 1, 0, 1]], "edge"),
        (lambda r: [[1, 0, 0, 0]], "edge"),
        (lambda r: [[2, -1, 10**6]], "not listed"),
        (lambda r: [[2, 0, 0]], "another kind"),
        (lambda r: [[9]], "happens to a cell"),
    ):
        forged = copy.deepcopy(proof)
        forged["supports"][-1] = records(forged["supports"][-1])
        _refused(forged, because, game)
    forged = copy.deepcopy(proof)
    forged["supports"].pop()
    _refused(forged, "7 supports", game)
    _refused({k: v for k, v in proof.items() if k != "supports"}, "not there", game)


def test_a_cell_is_not_settled_by_a_zero_elsewhere_or_where_there_may_be_two(proof, game):
    settled = [
        (k, n, r[2]) for k, s in enumerate(proof["supports"]) for n, r in enumerate(s) if r[0] == 2
    ]
    last = [(n, z) for k, n, z in settled if k == 6]
    assert len(last) > 1
    forged = copy.deepcopy(proof)
    (n, _), (_, z) = last[0], last[1]
    forged["supports"][6][n][2] = z
    _refused(forged, "not in the cell", game)
    forged = copy.deepcopy(proof)
    forged["supports"][6] = [[2, -1, last[0][1]]]
    _refused(forged, "several zeros", game)


def test_a_ball_must_hold_a_zero(proof, game):
    k = next(k for k, r in enumerate(proof["radii"]) if r)
    for radius in ([1, 2**110], [1, 3], [1, 2]):
        forged = copy.deepcopy(proof)
        forged["radii"][k] = radius
        assert eq.check(forged, game).outcome is eq.Outcome.REFUTED
    forged = copy.deepcopy(proof)
    z = next(z for z, zero in enumerate(forged["zeros"]) if zero[2])
    a, b = forged["zeros"][z][1][0][0][0], forged["zeros"][z][1][0][1][0]
    assert isinstance(a, str) and isinstance(b, str)  # numerators over the same power of two
    forged["zeros"][z][1][0][0][0], forged["zeros"][z][1][0][1][0] = b, a
    _refused(forged, "no zero in a ball", game)


def test_an_exact_point_must_solve_the_equations():
    game = eq.NormalFormGame.bimatrix([[2, 0], [0, 1]], [[2, 0], [0, 1]])
    document = _proof(game)
    [k] = [k for k, e in enumerate(document["equilibria"]) if e[0] == [[1, 3], [2, 3]]]
    for key in ("equilibria", "radii", "indices"):
        del document[key][k]
    # Just outside of the simplex, where it would be no equilibrium.
    [zero] = [zero for zero in document["zeros"] if zero[1][0] == [[1, 3], [2, 3]]]
    zero[1] = [[[-1, 32], [33, 32]]]
    _refused(document, "does not solve", game)


def test_players_who_cannot_change_places_have_no_such_proof(proof):
    for player in range(3):
        forged = copy.deepcopy(proof)
        forged["payoffs"][player][5] += 1
        _refused(forged, "cannot change places")
    two = _proof(_game(2, 2, 1))
    alone = {**two, "players": ["Ann"], "actions": [["a"]], "payoffs": [[0]]}
    assert eq.check(alone).outcome is eq.Outcome.REFUTED


def test_only_symmetric_profiles_are_listed(game, proof):
    whole = json.loads(eq.nash(game).certificate().to_json())
    mixed = {key: whole[key] for key in ("equilibria", "radii", "indices")}
    _refused(proof | mixed, "not symmetric", game)


def test_open_cells_are_allowed_where_the_claim_says_so():
    # The first two actions earn 2, the third one 3 if both others take the first: a continuum.
    tables = np.full((3, 3, 3, 3), 2)
    tables[0, 2], tables[1, :, 2], tables[2, :, :, 2] = 0, 0, 0
    tables[0, 2, 0, 0] = tables[1, 0, 2, 0] = tables[2, 0, 0, 2] = 3
    game = eq.NormalFormGame(tables)
    document = _proof(game, cells=8)
    assert document["claim"] == "COVER_SYMMETRIC"
    verdict = eq.check(document, game)
    assert verdict and "open cells" in verdict.reason
    _refused(document | {"claim": "ALL_SYMMETRIC"}, "cells are open", game)


def test_copies_with_merged_actions_are_verified():
    small = _game(3, 3, 3)
    of = [0, 1, 2, 0]
    game = eq.NormalFormGame([np.array(t)[np.ix_(of, of, of)] for t in small.exact_payoffs()])
    document = _proof(game)
    assert eq.check(document, game) and len(document["equilibria"]) > 5
    for k in range(len(document["equilibria"])):
        forged = copy.deepcopy(document)
        for key in ("equilibria", "radii", "indices"):
            del forged[key][k]
        _refused(forged, "is missing", game)
    _refused(document | {"twins": document["twins"][:2]}, "for some players", game)
    _refused(document | {"twins": []}, "supports, not", game)
    forged = [[i, 3, 1] for i in range(3)]
    _refused(document | {"twins": forged}, "somebody's choice", game)
    # A better action in the place of a twin.
    tables = [np.array(t) for t in game.exact_payoffs()]
    for i, table in enumerate(tables):
        table[(*[slice(None)] * i, 3)] += 1
    better = json.loads(json.dumps(document))
    better["payoffs"] = [[int(v) for v in table.flat] for table in tables]
    _refused(better, "somebody's choice")
    better["claim"], better["twins"] = "COVER_SYMMETRIC", []
    keep = [k for k, r in enumerate(better["radii"]) if r and better["equilibria"][k][0][3] == 0]
    for key in ("equilibria", "radii", "indices"):
        better[key] = [better[key][k] for k in keep]
    _refused(better, "may hold no equilibrium")


_SMALL = _game(3, 2, 2, span=4)
_DOCUMENT = _proof(_SMALL)


@given(st.data())
def test_a_changed_proof_never_hides_an_equilibrium(data):
    document = copy.deepcopy(_DOCUMENT)
    keys = ("supports", "zeros", "radii", "equilibria", "indices")
    spots = [p for p in places(document) if len(p) > 1 and p[0] in keys]
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.sampled_from(spots))
        value = data.draw(junk | st.integers(-3, 3) | st.just([1, 2]))
        try:
            replace(document, place, value)
        except (IndexError, KeyError, TypeError):
            return  # the first change took the second one's place away
    if eq.check(document, _SMALL, seconds=5):
        assert len(document["equilibria"]) == len(_DOCUMENT["equilibria"])
