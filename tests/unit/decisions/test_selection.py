"""Rules that choose among equilibria, against what can be worked out by hand and plain loops."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest

import equilibria as eq
from equilibria.decisions.cells import solve_cells
from equilibria.decisions.selection import read_rule, selected
from support.planted import parameter

F = Fraction
RULES = ["welfare", "payoff-dominant", "risk-dominant", "best for Player 1", "worst for Player 2"]


def hunt(s, h):
    """Stag hunt: a stag pays s to both, a hare h to whoever hunts it."""
    return [[s, 0], [h, h]], [[s, h], [0, h]]


def hunts():
    ends = [parameter("s", 2, 1, 3), parameter("h", 1, "1/2", "3/2")]
    return eq.Family.from_function(hunt, ends, exact=True, enclose=True, affine=["s", "h"])


def test_a_stag_hunt_by_hand():
    # Where s > h > 0 both (stag, stag) and (hare, hare) are strict; the stag is better for both,
    # the hare has the larger product of losses iff h > s - h, that is s < 2 h.
    found = eq.uncertainty(hunts(), n=1 << 12, rng=1, select="payoff-dominant")
    s, h = (found.draws.columns[name] for name in "sh")
    assert found.action("Player 1", "a1").selected.value == pytest.approx(np.mean(s > h))
    assert found.chosen.value == 1
    risky = eq.uncertainty(hunts(), n=1 << 12, rng=1, select="risk-dominant")
    assert risky.action("Player 2", "a1").selected.value == pytest.approx(np.mean(s > 2 * h))
    assert risky.action("Player 2", "a2").selected.value == pytest.approx(np.mean(s < 2 * h))
    assert "risk-dominant: names an equilibrium in 1 ±" in str(risky)
    # What does not depend on the rule does not change.
    assert [row[:-1] for row in found.actions] == [row[:-1] for row in risky.actions]


def by_definition(rule, game):
    """The chosen equilibrium in fractions, or None."""
    every = list(eq.nash(game))
    if len(every) == 1:
        return every[0]
    worth = [e.profile.exact_payoffs for e in every]
    if rule == "risk-dominant":
        pure = [e for e in every if all(len(s) == 1 for s in e.support)]
        if len(every) != 3 or len(pure) != 2:
            return None
        A, B = game.exact_payoffs()

        def product(e):
            (i,), (j,) = e.support
            return (A[i, j] - A[1 - i, j]) * (B[i, j] - B[i, 1 - j])

        one, other = pure
        if product(one) == product(other):
            return None
        return max(pure, key=product)
    if rule == "payoff-dominant":
        best = [e for e, w in zip(every, worth) if all(w[i] >= v[i] for v in worth for i in (0, 1))]
    else:
        score = {
            "welfare": sum, "best for Player 1": lambda w: w[0],
            "worst for Player 2": lambda w: -w[1],
        }[rule]  # fmt: skip
        top = max(map(score, worth))
        best = [e for e, w in zip(every, worth) if score(w) == top]
    return best[0] if len(best) == 1 else None


def integers(seed):
    """Games with small integers: many ties, and up to three equilibria."""

    def draw(x):
        A, B = np.random.default_rng(seed).integers(0, 4, (2, 2, 2)).tolist()
        A[0][0] = A[0][0] + x
        return A, B

    return eq.Family.from_function(draw, [parameter("x", 1, 0, 2)], exact=True)


@pytest.mark.parametrize("rule", RULES)
def test_what_is_chosen_is_chosen_by_definition(rule):
    some = 0
    for seed in range(12):
        family = integers(seed)
        columns = {"x": np.array([0, F(1, 2), 1, 2], dtype=object)}
        cells = solve_cells(family, columns, {})
        given = selected(read_rule(rule, family), cells)
        for row, x in zip(given, columns["x"], strict=True):
            game = family.game(x=x)
            truth = by_definition(rule, game)
            assert np.isnan(row).all() == (truth is None)
            if truth is not None:
                expected = [float(p) for strategy in truth.profile.exact for p in strategy]
                assert row == pytest.approx(expected, abs=1e-12)
            some += truth is not None
    assert some > 20


def test_a_rule_that_is_none_is_refused():
    for rule, names in [
        ("fair", "'welfare', 'payoff-dominant'"),
        ("best for Nobody", "the players are Player 1, Player 2"),
        (3, "give 'welfare'"),
    ]:
        with pytest.raises(eq.GameError, match=re.escape(names)):
            eq.uncertainty(hunts(), n=1024, rng=1, select=rule)
    wide = eq.Family.from_function(
        lambda x: ([[x, 0, 1], [0, 1, 1]], [[x, 0, 1], [0, 1, 1]]), [parameter("x", 1, 0, 2)]
    )
    with pytest.raises(eq.GameError, match="two players with two actions each"):
        eq.uncertainty(wide, n=1024, rng=1, select="risk-dominant")
