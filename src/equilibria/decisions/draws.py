"""Samples of parameters: Sobol points or Latin hypercubes, in independent replicates.

A replicate is a scrambled sample of its own; the spread of an estimate between replicates is its
sampling error, which quasi-random points alone do not give (Owen 1997).
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..errors import GameError
from .family import Family
from .parameter import Parameter, read_value


class Estimate(NamedTuple):
    """A number with its sampling error (one standard error, from independent replicates)."""

    value: float
    error: float

    def __str__(self) -> str:
        return f"{self.value:.4g} ± {self.error:.1g}"


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Draws of some parameters, replicate after replicate.

    Attributes
    ----------
    columns : mapping from parameter to ndarray of float64, shape (n,)
    replicate : ndarray of int64, shape (n,)
    """

    columns: Mapping[str, np.ndarray]
    replicate: np.ndarray

    def mean(self, values: np.ndarray, valid: np.ndarray, least: float = 0.0) -> Estimate:
        """The mean of values over the valid draws, with its error, at least `least`."""
        count = int(self.replicate.max()) + 1
        weight = np.bincount(self.replicate[valid], minlength=count)
        total = np.bincount(self.replicate[valid], values[valid].astype(float), minlength=count)
        if not weight.all():
            return Estimate(float("nan"), float("nan"))
        return spread(total / weight, least)


def spread(means: np.ndarray, least: float = 0.0) -> Estimate:
    """The mean of the replicates' estimates, and its standard error."""
    error = float(means.std(ddof=1) / np.sqrt(len(means)))
    return Estimate(float(means.mean()), max(error, least))


def draw(
    family: Family,
    n: int,
    rng: Any,
    parameters: Iterable[str] | None,
    distributions: Mapping[str, Any],
    method: str,
    replicates: int,
    held: Mapping[str, Any],
) -> Draws:
    """Draw parameters; the same `rng` gives the same draws."""
    for what, value, least in (("n", n, 2), ("replicates", replicates, 2)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise GameError(f"{what}={value!r}; give a whole number of at least {least}.")
    each, rest = divmod(n, replicates)
    if rest or each < 1:
        raise GameError(f"n={n}: give a multiple of replicates={replicates}.")
    if method not in ("sobol", "latin"):
        raise GameError(f"method={method!r}; give 'sobol' or 'latin'.")
    if method == "sobol" and each & (each - 1):
        raise GameError(
            f"n={n} with {replicates} replicates: Sobol points are balanced in powers of two only; "
            f"give n={replicates} times a power of two, or method='latin'."
        )
    sources = sources_of(family, parameters, distributions, held)
    from scipy.stats import qmc

    columns: dict[str, list[np.ndarray]] = {name: [] for name in sources}
    kind = qmc.Sobol if method == "sobol" else qmc.LatinHypercube
    for generator in np.random.default_rng(rng).spawn(replicates):
        sampler = kind(len(sources), scramble=True, **named(kind, generator))
        points = np.clip(sampler.random(each), 2.0**-54, 1 - 2.0**-53)
        for k, (name, source) in enumerate(sources.items()):
            values = np.asarray(source.ppf(points[:, k]), dtype=float)
            if values.shape != (each,) or not np.isfinite(values).all():
                raise GameError(f"distributions: {name}: its ppf gives values that are no numbers.")
            columns[name].append(values)
    return Draws(
        {name: np.concatenate(parts) for name, parts in columns.items()},
        np.repeat(np.arange(replicates), each),
    )


def named(function: Any, generator: Any) -> dict[str, Any]:
    """The random generator under the name that this version of scipy gives it."""
    known = inspect.signature(function).parameters
    return {next(n for n in ("rng", "seed", "random_state") if n in known): generator}


class Uniform(NamedTuple):
    """The uniform distribution on a range."""

    low: float
    high: float

    def ppf(self, q: Any) -> Any:
        """Quantiles."""
        return self.low + (self.high - self.low) * np.asarray(q)


class LogUniform(NamedTuple):
    """Uniform in the logarithm, on a range of positive numbers."""

    low: float
    high: float

    def ppf(self, q: Any) -> Any:
        """Quantiles."""
        found = self.low * (self.high / self.low) ** np.asarray(q)
        return np.clip(found, self.low, self.high)


def sources_of(
    family: Family,
    parameters: Iterable[str] | None,
    distributions: Mapping[str, Any],
    held: Mapping[str, Any],
) -> dict[str, Any]:
    """The distribution of each parameter that varies: uniform on its range unless given."""
    family.values(**held)
    names = [
        name
        for name in (family.used if parameters is None else tuple(parameters))
        if name not in held or parameters is not None
    ]
    complaints = []
    for name in {*names, *distributions}:
        if name not in family.parameters:
            complaints.append(f"{name}: there is no such parameter.")
        elif name in held:
            complaints.append(f"{name}: both varied and held; give one of the two.")
    if complaints:
        raise GameError(sorted(complaints))
    found: dict[str, Any] = {}
    for name in dict.fromkeys([*names, *distributions]):
        p = family.parameters[name]
        given = distributions.get(name, (p.low, p.high))
        if callable(getattr(given, "ppf", None)):
            found[name] = given
        else:
            source = _on_a_range(p, given)
            if source is not None:
                found[name] = source
            elif name in distributions or parameters is not None:
                raise GameError(f"{name}: its range is a single point; nothing varies.")
    if not found:
        raise GameError("no parameter varies: every range is a single point.")
    return found


def _on_a_range(parameter: Parameter, given: Any) -> Uniform | LogUniform | None:
    """Uniform, or uniform in the logarithm; None where the range is a single point."""
    name = parameter.name
    if isinstance(given, str):
        if given != "log-uniform" or parameter.low <= 0:
            raise GameError(
                f"distributions: {name}: {given!r}; give 'log-uniform' (for a range above 0), "
                "(low, high) or a distribution of scipy.stats."
            )
        low, high = parameter.low, parameter.high
        return LogUniform(float(low), float(high)) if low < high else None
    try:
        low, high = map(read_value, given)
    except TypeError:
        raise GameError(
            f"distributions: {name}: give (low, high) or a distribution of scipy.stats."
        ) from None
    if low > high:
        raise GameError(f"{name}: the range from {low} to {high} is reversed.")
    return Uniform(float(low), float(high)) if low < high else None
