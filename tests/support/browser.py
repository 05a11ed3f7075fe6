"""A page in headless Chromium: what it looks like from inside, at given widths."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr",
)  # fmt: skip
SECONDS = 300

#: Asked of each frame once it has loaded; the answers end up in the wrapper's own document.
_ASK = """
addEventListener('load', () => {
  const told = [...document.querySelectorAll('iframe')].map(frame => {
    const d = frame.contentDocument, w = frame.contentWindow;
    d.querySelectorAll('details').forEach(e => e.open = true);
    const seen = e => e.getAttribute('aria-label');
    const wide = [...d.querySelectorAll('body *')].filter(
      e => e.getBoundingClientRect().right > w.innerWidth + 1 && !e.closest('.scroll, .skip, svg'));
    const drawn = [...d.querySelectorAll('img, svg')].filter(
      e => !e.getAttribute('alt') && !seen(e) && !e.closest('[role=img][aria-label]'));
    return {
      width: w.innerWidth,
      scroll: d.documentElement.scrollWidth,
      wide: wide.slice(0, 5).map(e => e.tagName + ' ' + e.textContent.slice(0, 60)),
      cut: [...d.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1)
        .map(e => e.getAttribute('aria-label')),
      unnamed: drawn.map(e => e.outerHTML.slice(0, 80)),
      pictures: d.querySelectorAll('[role=img]').length,
      tables: d.querySelectorAll('table').length,
      dangling: [...d.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href'))
        .filter(h => !d.getElementById(h.slice(1))),
      requests: w.performance.getEntriesByType('resource').map(r => r.name)
        .filter(n => !n.startsWith('data:')),
      small: [...d.querySelectorAll('svg text')].filter(
        e => e.getBoundingClientRect().height < 9).length,
    };
  });
  const out = document.createElement('pre');
  out.id = 'told';
  out.textContent = JSON.stringify(told);
  document.body.append(out);
});
"""


def find() -> str | None:
    """Where Chromium is, if it is."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def frames(page: str, widths: tuple[int, ...]) -> str:
    """A wrapper that shows the page in one frame per width."""
    held = "".join(
        f'<iframe width="{w}" height="900" style="border:0" srcdoc="{html.escape(page)}"></iframe>'
        for w in widths
    )
    return f"<!doctype html><meta charset=utf-8><link rel=icon href=data:,><body>{held}"


def look(page: str, widths: tuple[int, ...], folder: Path) -> tuple[list[dict], list[str]]:
    """What each frame answers, and the console's lines."""
    wrapper = folder / "wrapper.html"
    wrapper.write_text(f"{frames(page, widths)}<script>{_ASK}</script>", encoding="utf-8")
    done = subprocess.run(
        [find() or "chromium", *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom",
         wrapper.as_uri()],
        capture_output=True, text=True, timeout=SECONDS, check=True,
    )  # fmt: skip
    found = re.search(r'<pre id="told">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, f"the page did not load: {done.stderr[-2000:]}"
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return json.loads(html.unescape(found[1])), console
