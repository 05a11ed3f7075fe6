"""Games solved in floats: dominance, one by one, and the compiled batches say the same."""

from __future__ import annotations

import numpy as np
import pytest

import equilibria as eq
from equilibria.decisions import rows
from equilibria.decisions.regimes import comparisons, eliminate, pure_known


def _joined(parts):
    parts = list(parts)
    order = np.argsort(np.concatenate([part[0] for part in parts]), kind="stable")
    return [np.concatenate(arrays)[order] for arrays in zip(*parts, strict=True)]


@pytest.mark.parametrize("games", [1, 40, rows.FEW + 300])
def test_each_way_gives_the_batchs_equilibria(games):
    rng = np.random.default_rng(games)
    tables = [rng.normal(size=(games, 3, 4)), rng.normal(size=(games, 3, 4))]
    tables[0][: games // 2, 1] += 4  # dominance leaves one profile
    left = eliminate(comparisons(tables, [np.zeros_like(t) for t in tables])[0])
    single = (left[0].sum(axis=0) == 1) & (left[1].sum(axis=0) == 1)
    assert single.sum() >= games // 2 and not single.all()
    nothing = [np.ones_like(held) for held in left]
    batch = eq.nash_batch(*tables)
    for alive in (left, nothing):
        game, codes, x, y, payoffs = _joined(rows.solved_in_floats(tables, alive))
        assert np.array_equal(game, batch.game)
        for one, other in ((x, batch.x), (y, batch.y), (payoffs, batch.payoffs)):
            assert one == pytest.approx(other, rel=1e-12, abs=1e-12)
        bits = (codes[:, None] >> np.arange(7) & 1).astype(bool)
        assert np.array_equal(bits, np.hstack([batch.x_support, batch.y_support]))


def test_more_players_have_their_pure_equilibria():
    tables = [np.random.default_rng(k).normal(size=(20, 2, 3, 2)) for k in range(3)]
    [(game, _, *played, earned)] = rows.solved_in_floats(tables, [])
    assert len(game) > 0
    for k, g in enumerate(game):
        place = tuple(int(one[k].argmax()) for one in played)
        for i, table in enumerate(tables):
            deviations = np.moveaxis(table[g], i, 0)[(slice(None), *place[:i], *place[i + 1 :])]
            assert table[g][place] == deviations.max() == earned[k, i]


def _stable(tables):
    """Where no player gains by deviating, by games and profiles."""
    return np.logical_and.reduce(
        [t == t.max(axis=i + 1, keepdims=True) for i, t in enumerate(tables)]
    )


def test_pure_equilibria_known_from_balls_are_those_of_every_game_inside():
    rng = np.random.default_rng(3)
    shape = (400, 2, 3, 2)
    tables = [rng.integers(0, 6, shape).astype(float) for _ in range(3)]
    errors = [rng.choice([0.0, 0.3, 0.8], shape) for _ in range(3)]
    known = pure_known(tables, errors)
    assert 40 < known.sum() < 360
    moved = np.zeros(400, bool)
    for _ in range(40):
        inside = [t + e * rng.uniform(-1, 1, shape) for t, e in zip(tables, errors, strict=True)]
        moved |= (_stable(inside) != _stable(tables)).reshape(400, -1).any(axis=1)
    assert not (moved & known).any() and moved.sum() > 40
    assert pure_known(tables, [np.zeros(shape)] * 3).all()
