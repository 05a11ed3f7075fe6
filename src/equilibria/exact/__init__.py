"""Exact arithmetic for the solvers."""
