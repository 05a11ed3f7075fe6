"""Compiled loops on plain arrays: arrays in, arrays and an integer code out.

Each has a slow, obvious twin in the tests. Importing any of these modules loads numba.
"""
