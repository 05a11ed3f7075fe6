"""What a stranger may have put into a document."""

from __future__ import annotations

import hypothesis.strategies as st

junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["0x1f", "-0x1", "0x" + "f" * 300, "1e9", ""]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(data, here=()):
    """Every place in a document, as a path of keys."""
    yield here
    children = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, value in children:
        yield from places(value, (*here, key))


def replace(data, place, value):
    """Put a value at a place."""
    for key in place[:-1]:
        data = data[key]
    data[place[-1]] = value
