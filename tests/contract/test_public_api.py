"""The public page: every name is there, typed, documented and lazy."""

from __future__ import annotations

import ast
import inspect
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import equilibria as eq

PACKAGE = Path(eq.__file__).parent
NAMES = [name for name in eq.__all__ if name != "__version__"]


def _fresh(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_each_public_name_loads_from_its_home_and_is_documented(name):
    value = getattr(eq, name)
    home = import_module(f"equilibria.{eq._HOME[name]}")
    assert getattr(home, name) is value
    assert value.__module__ == home.__name__
    assert inspect.getdoc(value)


def test_the_typed_page_says_the_same():
    tree = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    typed = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            assert node.level == 1
            for alias in node.names:
                assert alias.asname == alias.name
                typed[alias.name] = node.module
    assert typed == eq._HOME


def test_dir_lists_the_names_and_an_unknown_one_is_an_attribute_error():
    assert set(NAMES) <= set(dir(eq))
    with pytest.raises(AttributeError, match="no attribute 'nosh'"):
        _ = eq.nosh


def test_importing_the_package_loads_nothing_heavy():
    heavy = ["numpy", "numba", "scipy", "flint", "highspy", "nashpy", "matplotlib", "rich"]
    code = f"import sys, equilibria; print([m for m in {heavy} if m in sys.modules])"
    assert _fresh(code).strip() == "[]"


def test_solving_a_game_loads_numpy_only():
    heavy = ["numba", "scipy", "flint", "highspy", "nashpy", "matplotlib", "rich", "pandas"]
    code = (
        "import sys, equilibria as eq;"
        "r = eq.nash(eq.NormalFormGame.bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]]));"
        "eq.check(r.certificate());"
        f"print(len(r), [m for m in {heavy} if m in sys.modules])"
    )
    assert _fresh(code).strip() == "3 []"


MODULES = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
)

#: Each module in a process of its own, all of them forked from one that has loaded none of ours.
FORKS = """
import os, sys, traceback, flint, numba, scipy.optimize
for module in sys.argv[1:]:
    child = os.fork()
    if not child:
        try:
            __import__(module)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    if os.waitpid(child, 0)[1]:
        print(module)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_each_module_imports_first_in_a_fresh_interpreter():
    done = subprocess.run(
        [sys.executable, "-c", FORKS, *MODULES, "equilibria.not_there"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(MODULES) > 100 and done.stdout.split() == ["equilibria.not_there"], done.stderr


def test_importing_prints_nothing_and_touches_no_global_state():
    code = (
        "import logging, numpy, os, random, warnings; before = dict(os.environ), random.getstate(),"
        " list(warnings.filters), list(logging.root.handlers);"
        "import equilibria; [getattr(equilibria, n) for n in equilibria.__all__];"
        "after = dict(os.environ), random.getstate(), list(warnings.filters),"
        " list(logging.root.handlers); assert before == after"
    )
    assert _fresh(code) == ""
