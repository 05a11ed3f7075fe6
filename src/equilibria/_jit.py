"""The one place that knows numba: how kernels are compiled and cached."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numba
from numba.core import cgutils, event, types
from numba.extending import intrinsic as _intrinsic

from ._budget import Compiling

_cgutils: Any = cgutils  # untyped
_event: Any = event

#: Declares a function of LLVM's in a module, once.
function = _cgutils.get_or_insert_function

#: The lock is released; dividing by zero gives an infinity, which no proof accepts.
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


class _Stopwatch(_event.Listener):  # type: ignore[misc]
    """Adds up the time spent compiling; numba compiles under one lock, callees within callers."""

    def __init__(self) -> None:
        self._depth, self._began = 0, 0.0

    def on_start(self, event: Any) -> None:
        """Compiling begins."""
        if not self._depth:
            self._began = time.perf_counter()
        self._depth += 1

    def on_end(self, event: Any) -> None:
        """Compiling ends, with or without success."""
        self._depth -= 1
        if not self._depth:
            Compiling.seconds += time.perf_counter() - self._began


_event.register("numba:compile", _Stopwatch())


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


def intrinsic(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let kernels call what a function builds of LLVM instructions; it returns what `void` does."""
    return cast(Callable[..., Any], _intrinsic(function))


class ArrayArgument(NamedTuple):
    """An array as an intrinsic sees it: a pointer to its data, and the length of its last axis."""

    data: Any
    width: Any


_KINDS = {
    "i": types.int64,
    "i1": types.Array(types.int64, 1, "C"),
    "i2": types.Array(types.int64, 2, "C"),
    "f1": types.Array(types.float64, 1, "C"),
    "f2": types.Array(types.float64, 2, "C"),
}


def void(build: Callable[..., None], *kinds: str) -> tuple[Any, Callable[..., Any]]:
    """What an intrinsic without a result returns to numba.

    Parameters
    ----------
    build : callable
        Emits LLVM instructions: takes the builder and the arguments, an array as `ArrayArgument`.
    *kinds : str
        The arguments' types: 'i' an int64; 'i1', 'i2', 'f1' and 'f2' C-contiguous arrays of int64
        or float64 with one or two axes.
    """
    expected = tuple(_KINDS[kind] for kind in kinds)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        given = []
        for kind, value in zip(expected, arguments, strict=True):
            if isinstance(kind, types.Array):
                array = context.make_array(kind)(context, builder, value)
                shape = _cgutils.unpack_tuple(builder, array.shape, kind.ndim)
                value = ArrayArgument(array.data, shape[-1])  # noqa: PLW2901
            given.append(value)
        build(builder, *given)
        return context.get_dummy_value()

    return types.void(*expected), generate
