"""Results can be read at a glance."""

from __future__ import annotations

import equilibria as eq


def test_a_component_shows_in_the_repr():
    result = eq.nash(eq.NormalFormGame.bimatrix([[0, 0]], [[0, 0]]))
    assert repr(result).splitlines() == [
        "2 equilibria, claim ALL: every equilibrium",
        "  0: Equilibrium(Player 1: a1; Player 2: a1)",
        "  1: Equilibrium(Player 1: a1; Player 2: a2)",
        "  component of index +1, spanned by 0, 1",
    ]


def test_many_equilibria_are_cut():
    identity = [[int(i == j) for j in range(5)] for i in range(5)]
    lines = repr(eq.nash(eq.NormalFormGame.bimatrix(identity, identity))).splitlines()
    assert len(lines) == 12 and lines[-1] == "  … and 21 more"


def test_certificates_say_what_they_claim():
    certificate = eq.nash(eq.NormalFormGame.bimatrix([[1]], [[1]])).certificate()
    assert repr(certificate) == "Certificate(kind='equilibria', claim='ALL', 1 profiles)"


def test_huge_fractions_stay_short():
    from fractions import Fraction

    from equilibria._format import number

    assert number(Fraction(1, 3)) == "1/3"
    assert number(Fraction(10**30, 3)) == "3.33333e+29"
    assert number(Fraction(10**500)) == "1e+500"
    assert number(-Fraction(25, 10**402)) == "-2.5e-401"
    assert number(0.1) == "0.1" and number(3.0) == "3"
