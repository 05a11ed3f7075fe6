"""Printing rows, the numbers in them, and pictures of how times grow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp, log


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table under a title; the first column is text."""
    cells = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[k]) for row in cells) for k in range(len(head))]
    print(title)
    for row in cells:
        first, *rest = (
            cell.ljust(width) if k == 0 else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  " + "  ".join([first, *rest]).rstrip(), flush=True)


def geometric_mean(values: Iterable[float]) -> float:
    """The geometric mean of positive numbers."""
    logs = [log(value) for value in values]
    return exp(sum(logs) / len(logs))


def short(seconds: float) -> str:
    """A time with its unit, to three digits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size or unit == "us":
            return f"{seconds / size:.3g} {unit}"
    raise AssertionError


def times(theirs: float, ours: float) -> str:
    """How many times as long as ours."""
    return f"{theirs / ours:.2g}x"


def draw_growth(
    times: Mapping[str, Sequence[tuple[int, float]]], path: str, *, across: str, title: str
) -> None:
    """Save a picture of how milliseconds grow with a size; nothing without matplotlib."""
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        return
    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    for who, points in times.items():
        axes.loglog(*zip(*sorted(points), strict=True), marker="o", label=who)
    sizes = sorted({size for points in times.values() for size, _ in points})
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.minorticks_off()
    axes.set_xlabel(across)
    axes.set_ylabel("milliseconds")
    axes.set_title(title)
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    figure.savefig(path)
    plt.close(figure)
    print(f"  saved {path}")
