"""The import contracts hold, and each of them notices a planted violation."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

PLANTED = {
    "games import solvers": ("games/profile.py", "from ..solvers.nash import nash\n"),
    "a function in results imports a solver": (
        "results/equilibria.py",
        "def late():\n    from ..solvers.pure import pure_equilibria\n    return pure_equilibria\n",
    ),
    "the checker imports games": ("checker/check.py", "from ..games.profile import Profile\n"),
    "the checker imports numpy": ("checker/bases.py", "def late():\n    import numpy\n"),
    "exact imports games": ("exact/tableau.py", "from ..games.profile import Profile\n"),
    "solvers import decisions": ("solvers/nash.py", "from ..decisions.family import Family\n"),
    "decisions import markets": ("decisions/family.py", "from ..markets.scenario import _load\n"),
    "a solver imports numba": ("solvers/pure.py", "import numba\n"),
    "a solver imports nashpy": ("solvers/pure.py", "def late():\n    import nashpy\n"),
    "a program under the GPL": ("solvers/pure.py", "import pygambit\n"),
    "a package nobody placed": ("novelty/__init__.py", "X = 1\n"),
}


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    # The copy must win over the installed package.
    code = (
        f"import sys; sys.path.insert(0, {str(folder / 'src')!r}); sys.argv = ['lint-imports', "
        "'--no-cache']; from importlinter.cli import lint_imports_command as run; run()"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_contracts_hold(copy):
    done = _lint(copy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_violation_is_noticed(planted, copy):
    name, code = planted
    path = copy / "src" / "equilibria" / name
    path.parent.mkdir(exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(text + "\n\n" + code, encoding="utf-8")
    done = _lint(copy)
    assert done.returncode != 0 and "0 broken" not in done.stdout


COMPANIES = ("meta", "openai", "google", "anthropic", "llama", "gpt", "zuckerberg")
NAMED = re.compile(rf"(?<![a-z])(?:{'|'.join(COMPANIES)})(?![a-z])")
#: The element of HTML that shares its name with a company, written as text or as our builder does.
ELEMENT = re.compile(r"<meta\b|\belement\(\s*\"meta\"|_VOID = \{\"meta\"")


def _companies(folder: Path) -> list[str]:
    """Where a company is named in the sources, as words or as parts of names, outside of markup."""
    found = []
    for path in folder.rglob("*.py*"):
        if path.suffix in (".py", ".pyi"):
            text = ELEMENT.sub("", path.read_text(encoding="utf-8")).lower()
            found += [f"{path.name}: {name}" for name in NAMED.findall(text)]
    return found


def test_no_company_is_named_in_the_package():
    assert not _companies(ROOT / "src")


@pytest.mark.parametrize(
    "planted",
    ["# as Meta did", 'elo_meta = "x"', 'x = ("Meta", 1)', "# GPT-4-class", "# Google's",
     "LLAMA = 3", 'element("p", "meta")'],
)  # fmt: skip
def test_a_planted_company_is_noticed(planted, tmp_path):
    (tmp_path / "a.py").write_text(
        f'HEAD = element("meta", charset="utf-8") + "<meta name=x>"\n{planted}\n', encoding="utf-8"
    )
    assert len(_companies(tmp_path)) == 1
