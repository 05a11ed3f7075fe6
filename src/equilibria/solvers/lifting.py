"""Large exact linear systems in short steps, so that Ctrl-C is answered between them.

Dixon (1982): with the inverse of the matrix modulo one prime, each step finds the next p-adic digit
of the solution from the residual, exactly. Enough digits determine the rationals (Hadamard's bound
on numerators and denominator); what was read off is verified, so nothing rests on it.
"""

from __future__ import annotations

from math import isqrt
from typing import Any

from flint import fmpz, fmpz_mat, nmod_mat

#: Primes below 2**61; a matrix that is singular modulo all of them is left to elimination.
_PRIMES = (2305843009213693951, 2305843009213693921, 2305843009213693907)


def solve_ones(matrix: list[list[int]]) -> tuple[list[Any], Any] | None:
    """Integers ``w, d`` with ``matrix w = d 1`` and d > 0, lowest terms not promised.

    None if the matrix is singular modulo a few primes, as it nearly surely is only if it is
    singular. Cost: as many steps of two products of matrix and vector as the solution has digits.
    """
    k = len(matrix)
    M = fmpz_mat(matrix)
    for p in _PRIMES:
        try:
            inverse = nmod_mat(M, p).inv()
        except ZeroDivisionError:
            continue
        break
    else:
        return None
    # By Cramer's rule and Hadamard's bound, numerators and denominator are at most `bound`.
    bound = 1
    for row in matrix:
        bound *= isqrt(sum(value * value for value in row) + 1) + 1
    enough = 2 * bound * bound
    residual, digits, modulus = fmpz_mat([[1]] * k), [], 1
    while modulus <= enough:
        x = inverse * nmod_mat(residual, p)
        digit = fmpz_mat([[int(x[i, 0])] for i in range(k)])
        digits.append(digit)
        residual = fmpz_mat([[v // p] for [v] in (residual - M * digit).tolist()])
        modulus *= p
    solution = [fmpz(row[0]) for row in _joined(digits, p).tolist()]
    d = fmpz(1)
    for value in solution:
        d *= _denominator(int(value * d % modulus), modulus, bound)
    weights = []
    for value in solution:
        weight = value * d % modulus
        weights.append(weight - modulus if 2 * weight > modulus else weight)
    if M * fmpz_mat([[weight] for weight in weights]) != fmpz_mat([[d]] * k):
        return None
    return weights, d


def _joined(digits: list[Any], p: int) -> Any:
    """``sum digits[i] p**i``, halving."""
    power = fmpz(p)
    while len(digits) > 1:
        pairs = [
            digits[i] + digits[i + 1] * power if i + 1 < len(digits) else digits[i]
            for i in range(0, len(digits), 2)
        ]
        digits, power = pairs, power * power
    return digits[0]


def _denominator(value: int, modulus: int, bound: int) -> int:
    """The least b with ``b value`` small modulo the modulus: the denominator of a rational."""
    if value <= bound or modulus - value <= bound:
        return 1
    r, s, t, u = modulus, value, 0, 1
    while s > bound:
        q = r // s
        r, s, t, u = s, r - q * s, u, t - q * u
    return abs(u)
