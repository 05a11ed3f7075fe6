"""The memo in headless Chromium, wide and narrow (`make test-browser`)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from support.browser import find, look
from support.scenario import FOLDER

pytestmark = pytest.mark.skipif(find() is None, reason="skipped: no browser")

WIDTHS = (1280, 400)


@pytest.fixture(scope="module")
def memo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("memo")
    page = folder / "memo.html"
    command = [sys.executable, str(FOLDER / "decide.py"), "--html", str(page),
               "--json", str(folder / "memo.json")]  # fmt: skip
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=1800)
    except subprocess.TimeoutExpired:
        pytest.skip("NOT RUN: the memo was not written within half an hour")
    return page.read_text(encoding="utf-8")


def _look(page, widths, folder):
    try:
        return look(page, widths, folder)
    except subprocess.TimeoutExpired:
        pytest.skip("NOT RUN: the browser did not answer within five minutes")


def test_the_memo_opens_without_complaint(memo, tmp_path):
    told, console = _look(memo, WIDTHS, tmp_path)
    assert console == []
    assert [frame["width"] for frame in told] == list(WIDTHS)
    for frame in told:
        assert frame["requests"] == []
        assert frame["scroll"] <= frame["width"] and frame["wide"] == []
        assert frame["cut"] == []  # every column is on the page, without scrolling
        assert frame["unnamed"] == [] and frame["dangling"] == []
        assert frame["small"] == 0
        assert frame["pictures"] >= 8 and frame["tables"] >= 30


def test_a_bad_page_is_seen_to_be_bad(tmp_path):
    bad = (
        "<!doctype html><html><body><div style='width:700px'>wide</div><a href='#no'>x</a>"
        "<div class='scroll' aria-label='t' style='overflow:auto;width:9em'><div style="
        "'width:30em'>table</div></div>"
        "<svg viewBox='0 0 9 9'></svg><img src='https://example.org/a.png'>"
        "<script>console.error('oh')</script></body></html>"
    )
    [frame], console = _look(bad, (400,), tmp_path)
    assert any("oh" in line for line in console)
    assert frame["scroll"] > frame["width"] and frame["wide"]
    assert frame["cut"] == ["t"]
    assert len(frame["unnamed"]) == 2 and frame["dangling"] == ["#no"]
    assert frame["requests"] == ["https://example.org/a.png"]
