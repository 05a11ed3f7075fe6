"""Repeated games: payoff sets, the strategies that earn them, critical discount factors."""
