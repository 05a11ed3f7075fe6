"""Commitment: by hand, against a search by vertices, and the exact linear program behind it."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import equilibria as eq
from equilibria.exact.simplex import maximise

F = Fraction
entries = st.integers(-3, 3)


@st.composite
def programs(draw):
    n, m = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    row = st.lists(entries, min_size=n, max_size=n)
    A = draw(st.lists(row, min_size=m, max_size=m))
    b = draw(st.lists(entries, min_size=m, max_size=m))
    c = draw(row)
    e = draw(st.integers(0, 1))
    E = draw(st.lists(row, min_size=e, max_size=e))
    d = draw(st.lists(entries, min_size=e, max_size=e))
    return c, A, b, E, d


def by_vertices(c, A, b, E, d):
    """The best vertex within a huge box, and whether the box binds: all by solving n equations."""
    n, big = len(c), F(10**6)
    planes = [(list(map(F, row)), F(v)) for row, v in [*zip(A, b), *zip(E, d)]]
    planes += [([F(int(j == k)) for j in range(n)], F(0)) for k in range(n)]
    planes += [([F(1)] * n, big)]
    best = None
    for chosen in combinations(planes, n):
        x = solve([row for row, _ in chosen], [v for _, v in chosen])
        if x is None or any(v < 0 for v in x) or sum(x) > big:
            continue
        if any(sum(a * v for a, v in zip(row, x)) > right for row, right in zip(A, b)):
            continue
        if any(sum(a * v for a, v in zip(row, x)) != right for row, right in zip(E, d)):
            continue
        value = sum(v * w for v, w in zip(c, x))
        best = value if best is None else max(best, value)
    return best


def solve(rows, right):
    n = len(rows)
    M = [[*map(F, row), F(v)] for row, v in zip(rows, right)]
    for k in range(n):
        pivot = next((i for i in range(k, n) if M[i][k] != 0), None)
        if pivot is None:
            return None
        M[k], M[pivot] = M[pivot], M[k]
        M[k] = [v / M[k][k] for v in M[k]]
        for i in range(n):
            if i != k:
                M[i] = [v - M[i][k] * w for v, w in zip(M[i], M[k])]
    return [row[-1] for row in M]


@given(programs())
@settings(max_examples=300)
def test_the_linear_program_is_exact(program):
    _, A, b, E, d = program
    found = maximise(*program)
    expected = by_vertices(*program)
    if expected is None:
        assert found.status == "infeasible"
    elif found.status == "unbounded":
        assert expected > 10**5  # the box of a million binds
    else:
        assert found.status == "optimal" and found.value == expected
        assert all(v >= 0 for v in found.x)
        assert all(sum(a * v for a, v in zip(row, found.x)) <= r for row, r in zip(A, b))
        assert all(sum(a * v for a, v in zip(row, found.x)) == r for row, r in zip(E, d))


@st.composite
def games(draw):
    m, n = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    table = st.lists(st.lists(entries, min_size=n, max_size=n), min_size=m, max_size=m)
    return eq.NormalFormGame.bimatrix(draw(table), draw(table))


def value_on_grid(game, ties, steps):
    """The best over a grid of mixtures; a lower bound for strong ties, approached for weak ones."""
    A, B = (t.tolist() for t in game.exact_payoffs())
    m, n = game.shape
    best = None
    for weights in np.ndindex(*[steps + 1] * m):
        if sum(weights) != steps:
            continue
        x = [F(w, steps) for w in weights]
        paid = [sum(x[a] * B[a][b] for a in range(m)) for b in range(n)]
        earned = [sum(x[a] * A[a][b] for a in range(m)) for b in range(n)]
        replies = [e for e, p in zip(earned, paid) if p == max(paid)]
        value = (max if ties == "strong" else min)(replies)
        best = value if best is None else max(best, value)
    return best


@given(games(), st.sampled_from(["strong", "weak"]))
@settings(max_examples=60)
def test_mixed_commitment_bounds_and_is_reached(game, ties):
    found = eq.stackelberg(game, ties=ties)
    grid = value_on_grid(game, ties, 12)
    assert found.payoff >= grid
    assert found.payoff <= eq.stackelberg(game, ties="strong").payoff
    assert found.payoff >= eq.stackelberg(game, kind="pure", ties=ties).payoff
    x = [found.strategy[a] for a in game.actions[0]]
    assert sum(x) == 1 and min(x) >= 0
    A, B = (t.tolist() for t in game.exact_payoffs())
    m, n = game.shape
    paid = [sum(x[a] * B[a][b] for a in range(m)) for b in range(n)]
    earned = [sum(x[a] * A[a][b] for a in range(m)) for b in range(n)]
    named = [game.actions[1].index(r) for r in found.replies]
    assert all(paid[b] == max(paid) and earned[b] == found.payoff for b in named)
    best = [e for e, p in zip(earned, paid) if p == max(paid)]
    if ties == "strong":
        assert max(best) == found.payoff and found.attained
    else:
        assert (min(best) == found.payoff) == found.attained
    # Committing is worth at least the best equilibrium, if ties are broken for the leader.
    if ties == "strong":
        assert found.payoff >= max(e.profile.exact_payoffs[0] for e in eq.nash(game))


@given(games())
@settings(max_examples=40)
def test_a_weak_value_is_approached(game):
    """Some mixture near the limit earns nearly the value against the worst reply."""
    found = eq.stackelberg(game, ties="weak")
    assert value_on_grid(game, "weak", 30) <= found.payoff
    fine = value_on_grid(game, "weak", 60 if game.shape[0] < 3 else 36)
    spread = max(1, game.payoff_range(0))
    assert found.payoff - fine <= spread * F(1, 4)


def test_by_hand():
    # Leader 2 x 2: follower indifferent at x = 1/2; strong: 7/2. Known: Conitzer and Sandholm.
    g = eq.NormalFormGame.bimatrix([[2, 4], [1, 3]], [[1, 0], [0, 1]])
    strong, weak = eq.stackelberg(g), eq.stackelberg(g, ties="weak")
    assert strong.payoff == weak.payoff == F(7, 2) and strong.strategy == {
        "a1": F(1, 2),
        "a2": F(1, 2),
    }
    assert strong.attained and not weak.attained and strong.replies == ("a2",)
    assert eq.stackelberg(g, kind="pure").strategy == {"a1": 0, "a2": 1}
    column = eq.stackelberg(g, "Player 2")
    assert column.leader == "Player 2" and column.payoff == 1 and column.follower_payoff == 2
    # A follower that never cares: strong 5, weak 1.
    same = eq.NormalFormGame.bimatrix([[5, 1], [0, 0]], [[2, 2], [2, 2]])
    assert eq.stackelberg(same).payoff == 5 and eq.stackelberg(same, ties="weak").payoff == 1


def test_bad_questions_are_refused():
    g = eq.NormalFormGame.bimatrix([[1]], [[1]])
    for options, words in [
        ({"kind": "both"}, "kind='both'"),
        ({"ties": "even"}, "ties='even'"),
        ({"leader": 2}, "player 2"),
    ]:
        with pytest.raises(eq.GameError, match=words):
            eq.stackelberg(g, **options)
    with pytest.raises(eq.NotYetSupported, match="1 players"):
        eq.stackelberg(eq.NormalFormGame([[1, 2]]))
    with pytest.raises(eq.GameError, match="not a game"):
        eq.stackelberg(3)
