"""The one place that knows numba: how kernels are compiled and cached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numba

#: The lock is released; dividing by zero gives an infinity, which no proof accepts.
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile for plain arrays: machine code cached, no fast-math.

    Where nothing can be written (a read-only installation without a home), it is compiled anew in
    every process.
    """
    try:
        compiled = numba.njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # numba: "no locator available"
        compiled = numba.njit(**_OPTIONS)(function)
    return cast(Callable[..., Any], compiled)
