"""Families of games with integer payoffs, many with known answers; of two players but for networks.

Names follow GAMUT (Nudelman, Wortman, Shoham and Leyton-Brown 2004) and QuantEcon where they have
the family; ``blotto_game``, ``ranking_game``, ``sgc_game``, ``tournament_game`` and
``unit_vector_game`` are the kinds of game in the test suite of Fearnley, Igwe and Savani (2015).
Everything is exact, and a seed gives the same game everywhere.
"""

from .contests import blotto_game, hide_and_seek_game, ranking_game, tournament_game
from .drawn import covariant_game, degenerate_game, random_game, unit_vector_game
from .long_paths import dual_cyclic_game, morris_game
from .networks import polymatrix_game
from .supports import coordination_game, sgc_game

__all__ = [
    "blotto_game",
    "coordination_game",
    "covariant_game",
    "degenerate_game",
    "dual_cyclic_game",
    "hide_and_seek_game",
    "morris_game",
    "polymatrix_game",
    "random_game",
    "ranking_game",
    "sgc_game",
    "tournament_game",
    "unit_vector_game",
]
