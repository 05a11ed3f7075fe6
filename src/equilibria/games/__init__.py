"""What a game is: payoffs and labels, and what a profile earns in it."""

from .normal_form import NormalFormGame
from .profile import Profile

__all__ = ["NormalFormGame", "Profile"]
