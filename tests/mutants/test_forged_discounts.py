"""Certificates of critical discount factors with one thing wrong are refuted."""

import copy
from itertools import product

import pytest

import equilibria as eq
from equilibria.repeated.simple_profiles import SimpleProfile

A = [[10, 3, 0], [15, 7, -4], [7, 5, -15]]
STAGE = eq.NormalFormGame.bimatrix(A, [list(column) for column in zip(*A)])
FOUND = {
    kind: eq.critical_discount(STAGE, sustain=[0, 0], punishment=kind)
    for kind in ("optimal", "grim", "symmetric")
}


def forged(kind, change):
    data = copy.deepcopy(dict(FOUND[kind].certificate().data))
    change(data)
    return eq.check(data, STAGE)


@pytest.mark.parametrize("kind", FOUND)
def test_true_certificates_are_proved(kind):
    assert forged(kind, lambda data: None)


def swap(data):
    data["lower"], data["upper"] = [1, 2], [1, 4]


def lottery(data):
    data["states"][1]["then"] = [[1, 1]]


@pytest.mark.parametrize("kind", FOUND)
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (swap, "swapped"),
        (lambda d: d.update(lower=[9, 10], upper=[99, 100]), "lower: only"),
        (lambda d: d.update(lower=0, upper=[1, 100]), "gains by deviating"),
        (lambda d: d.update(upper=[-1, 2]), "swapped"),
        (lambda d: d.update(sustain=[0, 1]), ""),
        (lambda d: d.update(sustain=[0, 3]), "no such profile"),
        (lambda d: d.update(proof="faith"), "does not go with"),
        (lambda d: d.update(punishment="mild"), "does not go with"),
        (lambda d: d.update(punish=[0, 0]), "gains by deviating|do not all"),
        (lambda d: d.update(punish=[0]), "one state per player"),
        (lambda d: d.update(states=[]), "states"),
        (lambda d: d["states"][0].update(then=[[1, 1]]), "for ever"),
        (lambda d: d["states"][0].update(then=[[0, 2], [1, -1]]), "probabilities"),
        (lambda d: d["states"][0].update(then=[[9, 1]]), "not a state"),
        (lambda d: d["states"][1].update(play=[0, 0]), "gains|as named"),
        (lambda d: d.pop("states"), "missing"),
    ],
)
def test_forgeries_are_refuted(kind, change, reason):
    import re

    verdict = forged(kind, change)
    assert not verdict and re.search(reason, verdict.reason), verdict.reason


@pytest.mark.parametrize("kind", FOUND)
def test_one_wrong_punishment_is_refuted_unless_it_does_as_well(kind):
    """Another state for one player: no fault only where the strategies resist deviations still."""
    found = FOUND[kind]
    states, punish = found.strategy.states, found.strategy.punish
    for i, s in product(range(2), range(len(states))):
        if s == punish[i]:
            continue
        other = (*punish[:i], s, *punish[i + 1 :])
        verdict = forged(kind, lambda data, other=other: data.update(punish=list(other)))
        assert not verdict, other
        assert not SimpleProfile(STAGE, states, other).is_equilibrium(found.value) or (
            "do not all" in verdict.reason
        )


#: Closed forms leave the bracket of its profile (2, 0) open.
OPEN = eq.NormalFormGame.bimatrix(
    [[16, 3, 0], [21, 10, -1], [9, 5, -5]], [[9, 13, 3], [1, 4, 0], [0, -4, -15]]
)


def test_the_ends_of_an_open_bracket_cannot_be_moved():
    found = eq.critical_discount(OPEN, sustain=[2, 0], width=1)
    lower, upper = found.bracket
    assert 0 < lower < upper < 1 and eq.check(found.certificate(), OPEN)
    data = dict(found.certificate().data)
    low, high = ([v.numerator, v.denominator] for v in (lower, upper))
    forgeries = [
        (high, low, "swapped"),
        (high, high, "lower: only"),
        (low, low, "gains by deviating"),
        (0, [lower.numerator * 99, lower.denominator * 100], "gains by deviating"),
    ]
    for least, most, reason in forgeries:
        verdict = eq.check({**data, "lower": least, "upper": most}, OPEN)
        assert verdict.outcome is eq.Outcome.REFUTED and reason in verdict.reason, verdict


def test_a_punishment_that_never_ends_is_not_carried_out():
    assert "gains by deviating" in forged("optimal", lottery).reason
    assert "gains by deviating" in forged("symmetric", lottery).reason


def test_another_equilibrium_than_the_worst_must_be_named():
    stage = eq.NormalFormGame.bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    found = eq.critical_discount(stage, sustain=[0, 0], punishment="grim")
    data = copy.deepcopy(dict(found.certificate().data))
    data["reversion"] = data["reversion"][::-1]
    assert "least" in eq.check(data, stage).reason
    data["reversion"] = [[[1, 0], [1, 0]]] * 2
    assert "no equilibrium" in eq.check(data, stage).reason
    data["reversion"] = data["reversion"][:1]
    assert "one equilibrium per player" in eq.check(data, stage).reason
