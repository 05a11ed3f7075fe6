"""One table, or a few that belong together, per file."""
