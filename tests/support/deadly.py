"""A model that takes its process with it."""

from __future__ import annotations

import multiprocessing
import os
import time

from support.planted import dilemma


class Deadly:
    """Ends its process at t = 0, once two chunks are saved in a folder; not the main process."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, t, s):
        if t == 0 and multiprocessing.parent_process() is not None:
            patience = time.monotonic() + 300
            while len(list(self.folder.glob("*.npz"))) < 2 and time.monotonic() < patience:
                time.sleep(0.01)
            os._exit(1)
        return dilemma(t, s)
