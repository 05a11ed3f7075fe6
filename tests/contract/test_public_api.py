"""The public page: every name is there, typed, documented and lazy."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
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


def _imported(module: str) -> set[str]:
    """Our modules that a module needs before it is done itself; its own packages left out."""
    path = PACKAGE.parent.joinpath(*module.split("."))
    is_package = path.is_dir()
    source = (path / "__init__.py" if is_package else path.with_suffix(".py")).read_text("utf-8")
    found: set[str] = set()

    def read(body: list[ast.stmt]) -> None:
        for node in body:
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                home = module.split(".") if is_package else module.split(".")[:-1]
                base = ".".join(home[: len(home) + 1 - node.level]) if node.level else ""
                whole = ".".join(filter(None, (base, node.module)))
                found.update({whole, *(f"{whole}.{alias.name}" for alias in node.names)})
            elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
                read(node.orelse)
            elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for part in ("body", "orelse", "finalbody"):
                    read(getattr(node, part, []))
                for handler in getattr(node, "handlers", []):
                    read(handler.body)

    read(ast.parse(source).body)
    # To import a module is to import its packages first; those that hold the importer are begun.
    every = {
        ".".join(name.split(".")[: k + 1]) for name in found for k in range(name.count(".") + 1)
    }
    return {name for name in every & set(MODULES) if not f"{module}.".startswith(f"{name}.")}


def test_any_module_can_be_imported_first():
    graph = {module: _imported(module) for module in MODULES}
    assert len(graph) > 100 and sum(map(len, graph.values())) > 300
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(f"these import each other: {' -> '.join(error.args[1])}") from None


def test_every_module_can_be_imported():
    code = f"import importlib; [importlib.import_module(m) for m in {MODULES}]; print('all')"
    assert _fresh(code).strip() == "all"


def test_importing_prints_nothing_and_touches_no_global_state():
    code = (
        "import logging, numpy, os, random, warnings; before = dict(os.environ), random.getstate(),"
        " list(warnings.filters), list(logging.root.handlers);"
        "import equilibria; [getattr(equilibria, n) for n in equilibria.__all__];"
        "after = dict(os.environ), random.getstate(), list(warnings.filters),"
        " list(logging.root.handlers); assert before == after"
    )
    assert _fresh(code) == ""
