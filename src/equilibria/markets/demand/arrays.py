"""Reading arrays of parameters, and sums of exponentials that cannot overflow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import GameError

Array = NDArray[np.float64]


def as_floats(
    name: str,
    values: Any,
    labels: Sequence[str] | None,
    *,
    low: float = -np.inf,
    below: float = np.inf,
    strict: bool = False,
    absent: bool = False,
    kind: str = "product",
) -> Array:
    """Copy numbers into a read-only array, one per label on the last axis (any shape if None).

    Parameters
    ----------
    low, below : float
        Domain: ``low <= value < below`` (``low < value`` if `strict`).
    absent : bool
        Whether ``-inf`` is allowed.

    Raises
    ------
    GameError
        Naming the label, the draw and the value.
    """
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise GameError(f"{name}: not an array of numbers ({error}).") from None
    if labels is not None and (array.ndim == 0 or array.shape[-1] != len(labels)):
        got = "a single number" if array.ndim == 0 else f"{array.shape[-1]}"
        raise GameError(
            f"{name}: {got} given for {len(labels)} {kind}s; give one each on the last axis."
        )
    with np.errstate(invalid="ignore"):
        fine = (array > low if strict else array >= low) & (array < below) & np.isfinite(array)
    if absent:
        fine |= array == -np.inf
    if not fine.all():
        least = f"above {low:g}" if strict else f"at least {low:g}"
        domain = [least] if low > -np.inf else []
        domain += [f"below {below:g}"] if below < np.inf else []
        want = "a finite number" + (f" {' and '.join(domain)}" if domain else "")
        want += ", or -inf for a product that is not offered" if absent else ""
        raise GameError(
            [
                f"{name}{place(k, labels)} is {float(array[tuple(k)])}: give {want}."
                for k in np.argwhere(~fine)[:100]
            ]
        )
    array.flags.writeable = False
    return array


def place(index: NDArray[np.int64], labels: Sequence[str] | None) -> str:
    """Where a value sits: the label, and the draw if there are several."""
    parts = [] if labels is None else [f" of {labels[int(index[-1])]}"]
    draw = index if labels is None else index[:-1]
    if len(draw):
        inside = ", ".join(str(int(i)) for i in draw)
        parts.append(f" in draw {inside}" if len(draw) == 1 else f" in draw ({inside})")
    return "".join(parts)


def broadcast(what: str, *arrays: Array) -> tuple[int, ...]:
    """Give the common shape of leading axes, or a clear complaint."""
    try:
        return np.broadcast_shapes(*(a.shape for a in arrays))
    except ValueError:
        shapes = ", ".join(str(a.shape) for a in arrays)
        raise GameError(f"{what}: leading axes {shapes} do not go together.") from None


def sum_exp(terms: Array) -> Array:
    """``log(sum(exp(terms)))`` over the first axis; -inf where there is nothing to add."""
    top = terms.max(axis=0)
    shift = np.where(top > -np.inf, top, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(shift + np.log(np.exp(terms - shift).sum(axis=0)))
