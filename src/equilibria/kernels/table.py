"""A hash table from label sets (bit masks) to bits, with linear probing.

Row h of the table holds a key and its bits; a key of 0 is free, for no label set is empty. Its
length is a power of two and callers keep it less than half full.
"""

from __future__ import annotations

import numpy as np

from .._jit import kernel
from .lanes import prefetch

#: Odd, near 2**64 / golden ratio, as a signed integer (Fibonacci hashing; Knuth, vol. 3, 6.4).
_FACTOR = -7046029254386353131


def new_table(size: int) -> np.ndarray:
    """An empty table; `size` is a power of two."""
    return np.zeros((size, 2), np.int64)


@kernel
def _home(table, key):
    h = key * _FACTOR
    return (h ^ (h >> 32)) & (table.shape[0] - 1)


@kernel
def look_ahead(table, key):
    """Have the processor fetch what `find` will look at."""
    prefetch(table, _home(table, key))


@kernel
def find(table, key):
    """Row of a key, or the free row where it belongs."""
    last = table.shape[0] - 1
    h = _home(table, key)
    while table[h, 0] != key and table[h, 0] != 0:
        h = (h + 1) & last
    return h


@kernel
def copy_into(old, new, first, last):
    """Copy every entry of ``old[first:last]`` into a larger table."""
    for k in range(first, last):
        if old[k, 0] != 0:
            h = find(new, old[k, 0])
            new[h, 0] = old[k, 0]
            new[h, 1] = old[k, 1]
