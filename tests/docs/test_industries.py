"""Scenarios of other industries run, and each asserts what it says."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPTS = [EXAMPLES / "mobile_system" / "decide.py"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.parent.name)
def test_an_industry_runs(script, capsys):
    assert script.read_text(encoding="utf-8").count("    assert ") >= 3
    runpy.run_path(str(script), run_name="__main__")
    assert capsys.readouterr().out
