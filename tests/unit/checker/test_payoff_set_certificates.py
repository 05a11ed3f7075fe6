"""A wrong certificate of a payoff set or an automaton is refused, whatever is wrong with it."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from itertools import product

import pytest

import equilibria as eq
from twins.chains import Chain
from twins.payoff_sets import distance

EXAMPLE = eq.NormalFormGame.bimatrix(
    [[16, 3, 0], [21, 10, -1], [9, 5, -5]], [[9, 13, 3], [1, 4, 0], [0, -4, -15]]
)
DILEMMA = eq.NormalFormGame.bimatrix([[9, 1], [10, 3]], [[9, 10], [1, 3]])
CASES = {
    "a jump": (EXAMPLE, "3/10"),
    "turning": (DILEMMA, "99/400"),
    "exact": (DILEMMA, "1/4"),
    "segment": (DILEMMA, "1/7"),
    "empty": (eq.NormalFormGame.bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]), "1/2"),
    "unequal": (DILEMMA, ["1/4", "1/2"]),
}
ANSWERS = {name: eq.payoff_set(eq.RepeatedGame(*case)) for name, case in CASES.items()}


def document(name):
    return json.loads(ANSWERS[name].certificate().to_json())


def number(value):
    if isinstance(value, list):
        return Fraction(*(int(v, 16) if isinstance(v, str) else v for v in value))
    return Fraction(int(value, 16) if isinstance(value, str) else value)


def written(value):
    return [hex(value.numerator), hex(value.denominator)]


@pytest.mark.parametrize("name", CASES)
def test_honest_ones_are_proved(name):
    verdict = eq.check(document(name), CASES[name][0])
    assert verdict, verdict


def test_the_cases_hold_what_they_are_named_for():
    jumps = {name: any(r["jump"] for r in document(name)["outer"]["rows"]) for name in CASES}
    assert jumps["a jump"] and not jumps["turning"]
    assert len(document("turning")["outer"]["rows"]) > 20


@pytest.mark.parametrize("name", ["a jump", "turning", "exact", "segment"])
def test_an_inner_set_blown_up_by_a_hundredth_is_refused(name):
    data = document(name)
    points = [[number(c) for c in entry["point"]] for entry in data["inner"]]
    middle = [sum(p[i] for p in points) / len(points) for i in (0, 1)]
    for entry, p in zip(data["inner"], points):
        entry["point"] = [written(m + Fraction(101, 100) * (c - m)) for c, m in zip(p, middle)]
    verdict = eq.check(data)
    assert verdict.outcome is eq.Outcome.REFUTED and "inner" in verdict.reason


@pytest.mark.parametrize("name", ["a jump", "exact", "segment"])
def test_a_wrong_profile_or_lottery_is_refused(name):
    for k in range(len(document(name)["inner"])):
        data = document(name)
        entry = data["inner"][k]
        entry["profile"] = [1 - min(entry["profile"][0], 1), entry["profile"][1]]
        assert eq.check(data).outcome is eq.Outcome.REFUTED
        data = document(name)
        entry = data["inner"][k]
        if len(data["inner"]) > 1:
            entry["next"] = [[(entry["next"][0][0] + 1) % len(data["inner"]), 1]]
            assert eq.check(data).outcome is eq.Outcome.REFUTED


def chain_of(data, stage):
    """The chain of a document, to be followed by the definition, and its rows."""
    A, B = (table.tolist() for table in stage.exact_payoffs())
    normals = [tuple(map(number, n)) for n in data["outer"]["normals"]]
    rows = [
        (
            dict(zip(row["normals"], map(number, row["offsets"]))),
            None if row["jump"] is None else number(row["jump"]),
        )
        for row in data["outer"]["rows"]
    ]
    return Chain(A, B, [number(d) for d in data["discounts"]], normals), rows


@pytest.mark.parametrize("name", CASES)
def test_a_chain_without_one_of_its_rows_is_proved_only_if_the_rest_follows(name):
    """The first row included. What is left may follow: a step may do the work of two."""
    honest = document(name)
    chain, rows = chain_of(honest, CASES[name][0])
    sets = chain.sets(rows)
    claimed = [tuple(map(number, p)) for p in honest["outer"]["corners"]]
    refused = 0
    for k in range(len(rows)):
        left = chain.without(k, rows, sets)
        if left is None:
            follows = False
        elif claimed:
            follows = all(distance(claimed, point) == 0 for point in left)
        else:
            follows = not chain.can_be_played(left)
        kept = [row for j, row in enumerate(honest["outer"]["rows"]) if j != k]
        verdict = eq.check({**honest, "outer": {**honest["outer"], "rows": kept}})
        assert verdict.outcome is not eq.Outcome.UNDECIDED
        if verdict or not any(row["jump"] for row in kept):  # jumps are followed at some points
            assert bool(verdict) == follows, (k, verdict)
        refused += not verdict
    assert refused >= len(rows) // 2


@pytest.mark.parametrize("name", ["a jump", "turning", "exact", "segment", "unequal"])
def test_offsets_that_cut_deeper_are_refused(name):
    for k in range(len(document(name)["outer"]["rows"])):
        data = document(name)
        row = data["outer"]["rows"][k]
        row["offsets"] = [written(number(b) - Fraction(1, 50)) for b in row["offsets"]]
        assert eq.check(data).outcome is eq.Outcome.REFUTED


def test_a_claim_of_less_than_the_chain_leaves_is_refused():
    data = document("a jump")
    del data["outer"]["corners"][3]
    assert "do not hold" in eq.check(data).reason
    data = document("exact")
    data["outer"]["corners"] = []
    assert "can still be played" in eq.check(data).reason


@pytest.mark.parametrize("theta", [[1, 1], [5, 4], [-1, 2]])
def test_a_jump_that_leaves_all_of_the_way_is_refused(theta):
    data = document("a jump")
    for row in data["outer"]["rows"]:
        if row["jump"]:
            row["jump"] = theta
    assert eq.check(data).outcome is eq.Outcome.REFUTED


def test_another_game_or_discount_is_refused():
    assert not eq.check(document("exact"), EXAMPLE)
    data = document("exact")
    data["discounts"] = [[6, 25], [6, 25]]
    assert eq.check(data).outcome is eq.Outcome.REFUTED


AUTOMATON = ANSWERS["a jump"].strategy_for((10, 4)).certificate().data


def test_an_automaton_with_one_wrong_transition_is_refused():
    count = len(AUTOMATON["states"])
    assert eq.check(AUTOMATON, EXAMPLE)
    for k, state in enumerate(AUTOMATON["states"]):
        for other in range(count):
            data = copy.deepcopy(AUTOMATON)
            if state["follow"] == [[other, 1]]:
                continue
            data["states"][k]["follow"] = [[other, 1]]
            assert eq.check(data).outcome is eq.Outcome.REFUTED
    for i in (0, 1):  # a reward in place of a punishment
        data = copy.deepcopy(AUTOMATON)
        best = max(range(count), key=lambda s: number(AUTOMATON["states"][s]["values"][i]))
        for state in data["states"]:
            state["punish"][i] = [[best, 1]]
        assert "gains by playing" in eq.check(data).reason


def test_an_automaton_with_one_wrong_punishment_is_refused_unless_nobody_gains_by_it():
    """One entry of one state: another punishment is no fault where it is still hard enough."""
    discounts = [number(d) for d in AUTOMATON["discounts"]]
    values = [[number(v) for v in state["values"]] for state in AUTOMATON["states"]]
    tables = EXAMPLE.exact_payoffs()
    refused = 0
    for k, state in enumerate(AUTOMATON["states"]):
        for i, other in product((0, 1), range(len(values))):
            if state["punish"][i] == [[other, 1]]:
                continue
            data = copy.deepcopy(AUTOMATON)
            data["states"][k]["punish"][i] = [[other, 1]]
            place = list(state["play"])
            place[i] = slice(None)
            best = max(v for a, v in enumerate(tables[i][tuple(place)]) if a != state["play"][i])
            gains = (1 - discounts[i]) * best + discounts[i] * values[other][i] > values[k][i]
            verdict = eq.check(data, EXAMPLE)
            assert bool(verdict) == (not gains)
            if gains:
                assert f"state {k}: {EXAMPLE.players[i]} gains by playing" in verdict.reason
            refused += gains
    assert refused >= len(values)


def test_an_automaton_that_promises_more_is_refused():
    data = copy.deepcopy(AUTOMATON)
    data["payoffs_earned"] = [11, 4]
    assert "payoffs_earned" in eq.check(data).reason
    data = copy.deepcopy(AUTOMATON)
    data["states"][0]["values"][0] = 100
    assert "promise" in eq.check(data).reason


def _places(value, path=()):
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from _places(value[key], (*path, key))
    elif isinstance(value, list) and value:
        for k in (0, len(value) - 1):
            yield from _places(value[k], (*path, k))


JUNK = [None, "x", -1, 10**9, [], {}, [1, 0], True, 0.5, "0x" + "f" * 200000]


@pytest.mark.parametrize(
    ("which", "junk"),
    [*((w, j) for w in ("exact", "automaton") for j in JUNK), ("a jump", -1), ("a jump", [])],
)
def test_junk_anywhere_gets_a_verdict(which, junk):
    source = AUTOMATON if which == "automaton" else document(which)
    for path in list(_places(source))[1:]:
        data = copy.deepcopy(source)
        at = data
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = junk
        assert isinstance(eq.check(data, seconds=20), eq.Verdict)
