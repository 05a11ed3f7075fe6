"""Solvers: one method, one file; `nash` holds the verb and the choice of method."""

from .lemke_howson import LemkeHowson
from .nash import nash
from .pure import pure_equilibria
from .rationalizable import rationalizable
from .vertex_enumeration import VertexEnumeration

__all__ = ["LemkeHowson", "VertexEnumeration", "nash", "pure_equilibria", "rationalizable"]
