"""Every line shown to a user runs: README, docs, docstrings and example scripts."""

from __future__ import annotations

import doctest
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import equilibria

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
OPTIONS = doctest.ELLIPSIS
MODULES = ["equilibria"] + [
    module.name for module in pkgutil.walk_packages(equilibria.__path__, "equilibria.")
]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_pages_run(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(page), module_relative=False, optionflags=OPTIONS)
    assert failed == 0
    if page.parent.name != "decisions":  # those are notes on the design
        assert tried >= 5


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_run(name):
    failed, _ = doctest.testmod(import_module(name), optionflags=OPTIONS)
    assert failed == 0


def test_the_main_verbs_show_an_example():
    verbs = ("nash", "pure_equilibria", "rationalizable")
    for name in ("NormalFormGame", *verbs, *(f"{verb}_batch" for verb in (*verbs, "evaluate"))):
        assert ">>> " in (getattr(equilibria, name).__doc__ or ""), name


def test_a_table_that_is_held_to_something_fails_where_it_is_missed(monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from tables import repeated

    monkeypatch.setattr(repeated, "peer", None)
    repeated.many(6)
    assert "certificates proved: 6 of 6" in capsys.readouterr().out
    monkeypatch.setattr(repeated, "_GAP", -1.0)
    with pytest.raises(SystemExit, match="FAILED: a gap is above -1"):
        repeated.many(1)


def test_the_benchmark_tables_run():
    code = "import sys; sys.path.insert(0, 'benchmarks'); import check, peers, run"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    done = subprocess.run(
        [sys.executable, "benchmarks/run.py", "nothing"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and "unknown table nothing" in done.stdout
