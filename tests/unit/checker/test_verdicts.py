"""The checker: what it proves, and every way in which a certificate can be wrong."""

from __future__ import annotations

import copy
import json
import re

import numpy as np
import pytest

import equilibria as eq

BOS = eq.NormalFormGame.bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]], players=["Ann", "Bob"])
DEGENERATE = eq.NormalFormGame.bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]])


def _data(game: eq.NormalFormGame) -> dict:
    return copy.deepcopy(dict(eq.nash(game).certificate().data))


def _changed_probability(data):
    data["equilibria"][1][0] = [[1, 2], [1, 2]]


def _probabilities_above_one(data):
    data["equilibria"][0][0] = [1, 1]


def _negative_probability(data):
    data["equilibria"][0][0] = [2, -1]


def _missing_equilibrium(data):
    del data["equilibria"][2]


def _listed_twice(data):
    data["equilibria"].append(data["equilibria"][0])


def _missing_basis(data):
    del data["bases"][0][2]


def _no_bases(data):
    del data["bases"]


def _doubled_basis(data):
    data["bases"][1].append(data["bases"][1][0])


def _foreign_basis(data):
    data["bases"][0][0] = 0b1111


def _infeasible_basis(data):
    used = set(data["bases"][0])
    data["bases"][0] += [
        m for m in (0b0011, 0b0101, 0b0110, 0b1001, 0b1010, 0b1100) if m not in used
    ]


def _swapped_player(data):
    data["players"].reverse()


def _swapped_payoffs(data):
    data["payoffs"].reverse()


def _another_payoff(data):
    data["payoffs"][0][3] = 7


def _another_shape(data):
    data["actions"][0].append("a3")


def _wrong_index(data):
    data["components"][0]["index"] = -1


def _merged_components(data):
    *_, third = data["components"]
    data["components"] = [{"members": [0, 1], "index": 0}, third]


def _no_equilibria(data):
    data["equilibria"] = []


def _unknown_claim(data):
    data["claim"] = "EVERYTHING"


def _old_schema(data):
    data["schema"] = 0


def _zero_denominator(data):
    data["equilibria"][0][0] = [[1, 0], 0]


def _text_for_number(data):
    data["payoffs"][0][0] = "two"


def _float_for_number(data):
    data["payoffs"][0][0] = 2.0


def _missing_key(data):
    del data["payoffs"]


def _short_payoffs(data):
    data["payoffs"][1].pop()


MUTANTS = {
    _changed_probability: "profile 1 is no equilibrium: Bob gains 1/6 by playing 'a2'",
    _probabilities_above_one: "profile 0: the probabilities of Ann .* add to 2, not 1",
    _negative_probability: "profile 0: the probabilities of Ann are negative",
    _missing_equilibrium: "an extreme equilibrium is missing: 0, 1; 0, 1",
    _listed_twice: "listed twice",
    _missing_basis: "bases of Ann: a basis is missing, the ridge 0x[0-9a-f]+ has 1 end",
    _no_bases: "the claim is ALL, but the bases that would prove it are not there",
    _doubled_basis: "bases of Bob: 0x[0-9a-f]+ is listed twice",
    _foreign_basis: "bases of Ann: 0xf does not have one label per action",
    _infeasible_basis: "bases of Ann: 0x[0-9a-f]+ is (not feasible|singular)",
    _swapped_player: "another|other players",
    _swapped_payoffs: "no equilibrium|another game",
    _another_payoff: "no equilibrium|another game",
    _another_shape: "one entry per player and profile|game",
    _wrong_index: r"component of profiles \[0\] or its index is wrong",
    _merged_components: r"component of profiles \[0, 1\] or its index is wrong",
    _no_equilibria: "no equilibrium is listed",
    _unknown_claim: "claim 'EVERYTHING'",
    _old_schema: "schema",
    _zero_denominator: "denominator is not positive",
    _text_for_number: "'two' is not an integer",
    _float_for_number: "2.0 is not an integer",
    _missing_key: "'payoffs' is missing",
    _short_payoffs: "one entry per player and profile",
}


@pytest.mark.parametrize("mutate", MUTANTS, ids=lambda f: f.__name__.strip("_"))
def test_mutants_are_refused_with_the_reason(mutate):
    data = _data(BOS)
    assert eq.check(data, BOS).outcome is eq.Outcome.PROVED
    mutate(data)
    verdict = eq.check(data, BOS)
    assert verdict.outcome is eq.Outcome.REFUTED
    assert not verdict
    assert re.search(MUTANTS[mutate], verdict.reason), verdict.reason


def test_every_missing_basis_and_every_missing_equilibrium_is_noticed():
    for game in (BOS, DEGENERATE):
        data = _data(game)
        for side in (0, 1):
            for k in range(len(data["bases"][side])):
                short = copy.deepcopy(data)
                del short["bases"][side][k]
                assert eq.check(short).outcome is eq.Outcome.REFUTED
        for k in range(len(data["equilibria"])):
            short = copy.deepcopy(data)
            del short["equilibria"][k]
            assert eq.check(short).outcome is eq.Outcome.REFUTED


def test_without_the_second_list_of_bases_everything_missing_is_noticed_too():
    rng = np.random.default_rng(51)
    filtered = eq.VertexEnumeration("filtered")
    one_sided = 0
    for span in (3, 4, 50):
        for _ in range(4):
            game = eq.NormalFormGame.bimatrix(*rng.integers(0, span, (2, 4, 3)))
            data = json.loads(eq.nash(game, method=filtered).certificate().to_json())
            assert eq.check(data, game)
            if data["bases"][1] is not None:
                continue
            one_sided += 1
            for key in ("equilibria", "components"):
                for k in range(len(data[key])):
                    short = copy.deepcopy(data)
                    del short[key][k]
                    assert eq.check(short).outcome is eq.Outcome.REFUTED
            for k in range(len(data["bases"][0])):
                short = copy.deepcopy(data)
                del short["bases"][0][k]
                assert eq.check(short).outcome is eq.Outcome.REFUTED
            wrong = copy.deepcopy(data)
            wrong["components"][0]["index"] += 1
            assert eq.check(wrong).outcome is eq.Outcome.REFUTED
    assert one_sided >= 6


def test_labels_that_depend_on_each_other_need_both_lists():
    game = eq.NormalFormGame.bimatrix([[1, 1], [1, 1]], [[1, 0], [0, 1]])
    data = json.loads(eq.nash(game).certificate().to_json())
    assert eq.check(data, game)
    data["bases"][1] = None
    verdict = eq.check(data, game)
    assert verdict.outcome is eq.Outcome.UNDECIDED and "list the bases of both" in verdict.reason


def test_an_inflated_claim_is_refused():
    result = eq.nash(BOS, budget=eq.Budget(steps=4), partial=True)
    assert result.claim is eq.Claim.AT_LEAST_ONE
    data = dict(result.certificate().data)
    assert eq.check(data, BOS).outcome is eq.Outcome.PROVED
    data["claim"] = "ALL"
    assert "bases" in eq.check(data, BOS).reason
    pure = dict(eq.pure_equilibria(BOS).certificate().data)
    pure["claim"] = "ALL"
    assert eq.check(pure, BOS).outcome is eq.Outcome.REFUTED


def test_a_mixed_profile_or_a_missing_one_refutes_all_pure():
    data = dict(eq.nash(BOS).certificate().data, claim="ALL_PURE")
    assert "not pure" in eq.check(data).reason
    data = dict(eq.pure_equilibria(BOS).certificate().data)
    data["equilibria"] = data["equilibria"][:1]
    assert "a pure equilibrium is missing: a2, a2" in eq.check(data).reason


def test_an_equilibrium_that_is_not_extreme_is_noticed():
    game = eq.NormalFormGame.bimatrix([[0, 0]], [[0, 0]])
    data = _data(game)
    data["equilibria"].append([[1], [[1, 2], [1, 2]]])
    assert "not an extreme one" in eq.check(data).reason


def test_the_certificate_is_bound_to_the_callers_game():
    data = _data(BOS)
    renamed = eq.NormalFormGame(BOS.exact_payoffs(), players=["Ann", "Cid"])
    changed = eq.NormalFormGame.bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 3]], players=["Ann", "Bob"])
    assert "other players" in eq.check(data, renamed).reason
    assert "payoffs of Bob differ at position 3" in eq.check(data, changed).reason
    assert "(2, 2) game, not (3, 2)" in eq.check(data, DEGENERATE).reason
    assert eq.check(data).outcome is eq.Outcome.PROVED


def test_certificates_travel_as_json(tmp_path):
    game = eq.NormalFormGame.bimatrix([[1e300, 0.1], [0.0, 1e-300]], [[1, "1/3"], [0, 2**70]])
    certificate = eq.nash(game).certificate()
    path = tmp_path / "certificate.json"
    certificate.save(path)
    assert eq.check(path, game).outcome is eq.Outcome.PROVED
    assert eq.check(str(path), game).outcome is eq.Outcome.PROVED
    assert eq.check(json.loads(certificate.to_json()), game).outcome is eq.Outcome.PROVED
    path.write_text("{", encoding="utf-8")
    assert "not a JSON document" in eq.check(path).reason
    path.write_text("[" * 100_000, encoding="utf-8")
    assert eq.check(path).outcome is eq.Outcome.REFUTED
    with pytest.raises(FileNotFoundError):
        eq.check(tmp_path / "absent.json")


@pytest.mark.parametrize("junk", [None, 3, [], {}, {"schema": 1}, {"schema": 1, "kind": 4}])
def test_junk_is_refuted_not_raised(junk):
    assert eq.check(junk).outcome is eq.Outcome.REFUTED


def test_limits_leave_it_undecided():
    verdict = eq.check(eq.nash(BOS).certificate(), seconds=0)
    assert verdict.outcome is eq.Outcome.UNDECIDED and "seconds" in verdict.reason
    data = _data(BOS)
    data["payoffs"][0][0] = "0x" + "1" * 200_000
    assert eq.check(data).outcome is eq.Outcome.UNDECIDED
