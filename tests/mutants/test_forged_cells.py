"""Certificates of three players or more with one thing wrong are refuted, whatever the game.

Each forgery changes one thing in a true certificate, and everything that would give it away by its
form alone, so that what is refuted is the falsehood.
"""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from functools import cache
from itertools import product

import numpy as np
import pytest

import equilibria as eq
from twins.subdivision import is_excluded, supports

EXCLUDED, SPLIT, SETTLED, OPEN = range(4)


def _random(shape, seed, span=50):
    rng = np.random.default_rng(seed)
    return [rng.integers(-span, span + 1, shape) for _ in shape]


def _symmetric(players, actions, seed):
    """Payoffs depend on the own action and on how many others choose each."""
    rng, known = np.random.default_rng(seed), {}
    tables = np.zeros((players, *[actions] * players), dtype=int)
    for place in product(range(actions), repeat=players):
        for i in range(players):
            key = place[i], tuple(sorted(place[:i] + place[i + 1 :]))
            tables[(i, *place)] = known.setdefault(key, int(rng.integers(-50, 51)))
    return list(tables)


def _with_dominated(tables):
    """An action more for players 1 and 3, first and in the middle, one worse than the other."""
    for i, at, how in ((0, 0, 1), (2, 1, 2), (0, 0, 3)):
        added = [np.take(t, [0], axis=i) - (how if j == i else 0) for j, t in enumerate(tables)]
        tables = [np.insert(t, [at], a, axis=i) for t, a in zip(tables, added)]
    return tables


def _segment():
    """The third player's reply is tied where the others play their first actions."""
    first = [[[2, 2], [0, 0]], [[0, 0], [1, 1]]]
    return [np.array(t) for t in (first, first, [[[1, 1], [0, 2]], [[0, 2], [0, 2]]])]


def _polygon():
    """The first player may mix three actions at will, but the third not half the time or more."""
    first, agree = np.zeros((3, 2, 2), dtype=int), np.zeros((3, 2, 2), dtype=int)
    first[0, 1, 1], first[1, 0, 1], first[2, 1, 0] = 3, 3, 2
    agree[:, 0, 0], agree[:, 1, 1] = 1, 2
    third = agree.copy()
    third[2, 0, 1] = 2
    return [first, agree, third]


def _bet():
    """The third player bets that both others play their first action: a continuum."""
    third = np.zeros((2, 2, 2), dtype=int)
    third[0, 0, 0], third[..., 1] = 2, 1
    return [0 * third, 0 * third, third]


#: What makes a game, how many cells a support profile may have, and whether actions are eliminated.
GAMES = {
    "2x2x2": (lambda: _random((2, 2, 2), 31), 1000, False),
    "2x2x2 again": (lambda: _random((2, 2, 2), 43), 1000, False),
    "2x3x2": (lambda: _random((2, 3, 2), 6), 1000, False),
    "3x3x3": (lambda: _random((3, 3, 3), 3), 1000, False),
    "2x2x2x2": (lambda: _random((2, 2, 2, 2), 2), 1000, False),
    "symmetric, two actions": (lambda: _symmetric(3, 2, 2), 1000, False),
    "symmetric, three actions": (lambda: _symmetric(3, 3, 12), 1000, False),
    "dominated actions": (lambda: _with_dominated(_random((2, 2, 2), 31)), 1000, True),
    "a segment": (_segment, 1000, False),
    "a polygon": (_polygon, 1000, False),
    "a continuum": (_bet, 12, False),
    "a continuum and dominated actions": (lambda: _with_dominated(_bet()), 12, True),
}


@cache
def solved(name):
    """The game, its answer, and its certificate as text."""
    make, cells, _ = GAMES[name]
    game = eq.NormalFormGame(make())
    result = eq.nash(game, method=eq.SupportSubdivision(cells=cells))
    return game, result, result.certificate().to_json()


def number(value):
    """What a certificate's number says."""
    return Fraction(*(int(v, 16) if isinstance(v, str) else v for v in _pair(value)))


def _pair(value):
    return value if isinstance(value, list) else [value, 1]


def written(value):
    """A fraction as a certificate writes it."""
    return [hex(value.numerator), hex(value.denominator)]


def records(data, kind):
    """Places of what happens to cells in one way."""
    return [
        (number, n)
        for number, happened in enumerate(data["supports"])
        for n, record in enumerate(happened)
        if record[0] == kind
    ]


def copied(data):
    return copy.deepcopy(data)


def drop(data, k):
    """Without an equilibrium, as if it had never been found."""
    forged = copied(data)
    for key in ("equilibria", "radii", "indices"):
        del forged[key][k]
    return forged


def with_record(data, place, record):
    forged = copied(data)
    forged["supports"][place[0]][place[1]] = record
    return forged


def some(places, most=4):
    """A few of many, spread out."""
    return places[:: 1 + len(places) // most]


# ---- forgeries: every one of a kind that a certificate allows


def an_equilibrium_removed(data):
    yield from (drop(data, k) for k in range(len(data["equilibria"])))


def an_equilibrium_removed_and_the_indices_withheld(data):
    for k in range(len(data["equilibria"])):
        yield drop(data, k) | {"indices": [None] * (len(data["equilibria"]) - 1)}


def all_claimed_where_cells_are_open(data):
    if data["claim"] == "COVER":
        yield data | {"claim": "ALL"}


def an_equilibrium_removed_and_its_cell_left_open(data):
    """The claim is still ALL."""
    if data["claim"] == "ALL":
        for place in some(records(data, SETTLED)):
            yield with_record(data, place, [OPEN])


def a_reason_negated(data):
    for k, n in some(records(data, EXCLUDED)):
        kind, *c = data["supports"][k][n]
        yield with_record(data, (k, n), [kind, *(-v for v in c)])


def a_reason_of_nothing(data):
    for place in some(records(data, EXCLUDED)):
        yield with_record(data, place, [0] * len(data["supports"][place[0]][place[1]]))


def a_cell_excluded_that_holds_an_equilibrium(data):
    """By any reason that some other cell has."""
    reasons = [data["supports"][k][n] for k, n in some(records(data, EXCLUDED))]
    for place in _with_an_equilibrium(data)[:3]:
        for reason in reasons:
            yield with_record(data, place, reason)


def _with_an_equilibrium(data):
    """Cells settled by all players' equations whose zero is listed."""
    listed = [_used(data, k) for k in range(len(data["equilibria"]))]
    places = []
    for k, n in records(data, SETTLED):
        _, only, z = data["supports"][k][n]
        point = [[number(p) for p in s] for s in data["zeros"][z][1]]
        if only == -1 and point in listed:
            places.append((k, n))
    return places


def _used(data, k):
    return [[v for p in s if (v := number(p))] for s in data["equilibria"][k]]


def an_equilibrium_excluded_by_an_action_that_is_worse(data):
    """A combination with an unused action that loses: true of the payoffs, and no reason."""
    gone = {(i, a) for i, a, _ in data["eliminations"]}
    names = [(i, a) for i, s in enumerate(data["actions"]) for a in range(len(s))]
    names = [name for name in names if name not in gone]
    for k, profile in enumerate(data["equilibria"]):
        used = tuple(tuple(a for a, p in enumerate(s) if number(p)) for s in profile)
        if any(len(actions) > 1 for actions in used):
            continue
        for i, a in names:
            if a not in used[i]:
                c = [(name == (i, *used[i])) - (name == (i, a)) for name in names]
                yield with_record(drop(data, k), (supports(data).index(used), 0), [EXCLUDED, *c])


def a_cell_missing(data):
    for k in some(range(len(data["supports"]))):
        forged = copied(data)
        del forged["supports"][k][-1]
        yield forged


def a_split_with_one_half(data):
    """The second half's records left out: those of the first are then taken for them."""
    for k, n in some(records(data, SPLIT)):
        forged = copied(data)
        del forged["supports"][k][n + 1 :]
        yield forged


def a_support_missing(data):
    for k in some(range(len(data["supports"]))):
        forged = copied(data)
        del forged["supports"][k]
        yield forged


def a_region_dropped(data):
    for k, n in some(records(data, OPEN)):
        forged = copied(data)
        del forged["supports"][k][n]
        yield forged


def a_region_said_to_be_excluded(data):
    reasons = [data["supports"][k][n] for k, n in some(records(data, EXCLUDED))]
    for place in some(records(data, OPEN)):
        yield with_record(data, place, [0] * (1 + _left(data)))
        yield from (with_record(data, place, reason) for reason in reasons)


def _left(data):
    """Actions that are not eliminated, of all players."""
    return sum(map(len, data["actions"])) - len(data["eliminations"])


def a_region_said_to_be_settled(data):
    for place in some(records(data, OPEN)):
        for z in range(min(len(data["zeros"]), 6)):
            only = data["zeros"][z][0]
            yield with_record(data, place, [SETTLED, -1 if only is None else only, z])


def an_index_changed(data):
    for k, index in some(list(enumerate(data["indices"])), 2):
        for other in (0, 1) if index is None else (0, -index):
            forged = copied(data)
            forged["indices"][k] = other
            yield forged


def _in_balls(data):
    return [k for k, radius in enumerate(data["radii"]) if number(radius)]


def _moved(data, k, how):
    """One equilibrium in a ball moved by so many radii, and the zero that it is with it."""
    radius = number(data["radii"][k])
    zero = next(
        z for z in data["zeros"]
        if [[number(p) for p in s] for s in z[1]] == _used(data, k) and number(z[2]) == radius
    )  # fmt: skip
    i = next(i for i, s in enumerate(zero[1]) if len(s) > 1)
    used = [a for a, p in enumerate(data["equilibria"][k][i]) if number(p)]
    for t, by in ((0, -how), (1, how)):
        moved = number(zero[1][i][t]) + by * radius
        zero[1][i][t] = data["equilibria"][k][i][used[t]] = written(moved)
    return zero


def a_ball_moved_off_its_root(data):
    for k, how in product(_in_balls(data), (-3, 2)):
        forged = copied(data)
        _moved(forged, k, how)
        yield forged


def a_ball_too_small_for_its_root(data):
    for k in _in_balls(data):
        forged = copied(data)
        zero = _moved(forged, k, 0)
        zero[2] = forged["radii"][k] = written(number(data["radii"][k]) / 2**60)
        yield forged


def a_ball_said_to_be_a_point(data):
    for k in _in_balls(data):
        forged = copied(data)
        zero = _moved(forged, k, 0)
        zero[2] = forged["radii"][k] = 0
        yield forged


def two_balls_of_one_root(data):
    """The second is moved by an eighth of its radius, and its index withheld."""
    for k in _in_balls(data):
        moved = copied(data)
        _moved(moved, k, Fraction(1, 8))
        forged = copied(data)
        for key in ("equilibria", "radii"):
            forged[key].append(moved[key][k])
        forged["indices"].append(None)
        yield forged


def a_point_listed_twice(data):
    for k in range(len(data["equilibria"])):
        forged = copied(data)
        for key in ("equilibria", "radii", "indices"):
            forged[key].append(forged[key][k])
        yield forged


def a_profile_that_is_none_added(data):
    forged = copied(data)
    mixed = [[[1, len(names)]] * len(names) for names in data["actions"]]
    forged["equilibria"].append(mixed)
    forged["radii"].append(0)
    forged["indices"].append(None)
    yield forged


def another_zero_named(data):
    """The cell of a listed zero settled by another of the same kind."""
    for k, n in _with_an_equilibrium(data)[:2]:
        _, only, z = data["supports"][k][n]
        for other, zero in list(enumerate(data["zeros"]))[:8]:
            if zero[0] is None and zero != data["zeros"][z]:  # one may be listed for each cell
                yield with_record(data, (k, n), [SETTLED, only, other])


def an_elimination_left_out(data):
    for k in range(len(data["eliminations"])):
        forged = copied(data)
        del forged["eliminations"][k]
        yield forged


def an_elimination_by_the_eliminated(data):
    for k, (i, a, _) in enumerate(data["eliminations"]):
        forged = copied(data)
        forged["eliminations"][k] = [i, a, [[a, 1]]]
        yield forged


def an_action_eliminated_that_is_used(data):
    for i, names in enumerate(data["actions"]):
        for a, b in product(range(len(names)), repeat=2):
            if a != b and any(number(e[i][a]) for e in data["equilibria"]):
                yield data | {"eliminations": [*data["eliminations"], [i, a, [[b, 1]]]]}


#: Each with how many of the games it can be tried on, at least.
FORGERIES = {
    an_equilibrium_removed: 10,
    an_equilibrium_removed_and_the_indices_withheld: 10,
    all_claimed_where_cells_are_open: 2,
    an_equilibrium_removed_and_its_cell_left_open: 10,
    a_reason_negated: 12,
    a_reason_of_nothing: 12,
    a_cell_excluded_that_holds_an_equilibrium: 10,
    an_equilibrium_excluded_by_an_action_that_is_worse: 8,
    a_cell_missing: 12,
    a_split_with_one_half: 4,
    a_support_missing: 12,
    a_region_dropped: 2,
    a_region_said_to_be_excluded: 2,
    a_region_said_to_be_settled: 2,
    an_index_changed: 10,
    a_ball_moved_off_its_root: 4,
    a_ball_too_small_for_its_root: 4,
    a_ball_said_to_be_a_point: 4,
    two_balls_of_one_root: 4,
    a_point_listed_twice: 10,
    a_profile_that_is_none_added: 10,
    another_zero_named: 6,
    an_elimination_left_out: 2,
    an_elimination_by_the_eliminated: 2,
    an_action_eliminated_that_is_used: 10,
}


@pytest.mark.parametrize("name", GAMES)
def test_true_certificates_are_proved(name):
    game, result, text = solved(name)
    assert eq.check(json.loads(text), game).outcome is eq.Outcome.PROVED
    continuum = name.startswith("a continuum")
    assert result.claim is (eq.Claim.COVER if continuum else eq.Claim.ALL)
    assert bool(result.eliminations) == GAMES[name][2]


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda f: f.__name__)
def test_a_forgery_is_refuted(forge):
    tried = 0
    for name in GAMES:
        game, _, text = solved(name)
        data = json.loads(text)
        k = -1
        for k, forged in enumerate(forge(data)):
            verdict = eq.check(forged, game)
            assert verdict.outcome is eq.Outcome.REFUTED, (name, k, verdict.reason)
        assert data == json.loads(text)
        tried += k >= 0
    assert tried >= FORGERIES[forge]


@pytest.mark.parametrize("name", ["2x2x2", "symmetric, two actions", "dominated actions"])
def test_what_is_written_in_another_way_is_proved_still(name):
    """A reason doubled, a cell split though it is excluded: more to read, and as true."""
    game, _, text = solved(name)
    data, doubled, split = (json.loads(text) for _ in range(3))
    divided = 0
    for k, n in records(data, EXCLUDED):
        assert is_excluded(game, data, k, n)
        kind, *c = data["supports"][k][n]
        doubled["supports"][k][n] = [kind, *(2 * v for v in c)]
        j = next((j for j, used in enumerate(supports(data)[k]) if len(used) > 1), None)
        if j is not None and len(data["supports"][k]) == 1:
            split["supports"][k] = [[SPLIT, j, 0, 1], [kind, *c], [kind, *c]]
            divided += 1
    assert divided > 0
    assert eq.check(doubled, game).outcome is eq.Outcome.PROVED
    assert eq.check(split, game).outcome is eq.Outcome.PROVED
