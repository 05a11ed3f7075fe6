"""Published statements re-derived in examples/replications hold: each script asserts its own."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[2] / "examples" / "replications").glob("*.py"))


def test_there_are_replications():
    assert len(SCRIPTS) >= 2


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.stem)
def test_a_replication_holds(script, capsys):
    text = script.read_text(encoding="utf-8")
    assert text.count("    assert ") >= 5
    runpy.run_path(str(script), run_name="__main__")
    assert capsys.readouterr().out
