"""Sweeps on disk: a folder with one npz file per chunk and a manifest that holds their hashes.

The files are written to the side and moved into place, the manifest last; so a folder is sound
whenever a sweep is cut short. On reading nothing is unpickled, sizes are bounded, and every file
must have the hash that the manifest gives.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import GameError
from .cells import Cells

SCHEMA = 1
_MANIFEST, _MOST_BYTES = "manifest.json", 1 << 26


def digest(data: bytes) -> str:
    """The hash of some bytes."""
    return hashlib.sha256(data).hexdigest()


class Store:
    """A folder of chunks."""

    def __init__(self, folder: str | os.PathLike[str], identity: Mapping[str, Any]) -> None:
        self.folder = Path(folder)
        self.identity = dict(identity)
        self.hashes: dict[str, str] = {}
        if self.folder.exists() and not self.folder.is_dir():
            raise GameError(f"save={str(self.folder)!r}: a file is there; give a folder.")
        self.folder.mkdir(parents=True, exist_ok=True)
        if (self.folder / _MANIFEST).exists():
            self._resume()
        elif any(self.folder.iterdir()):
            raise GameError(
                f"save={str(self.folder)!r}: the folder is not empty and holds no sweep; give "
                "another one."
            )
        else:
            self._write_manifest()

    def _resume(self) -> None:
        path = self.folder / _MANIFEST
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise ValueError("too large")
            held = json.loads(path.read_bytes())
            hashes = held["chunks"]
            whole = {str(k): str(v) for k, v in hashes.items()}
            if digest(_canonical(held["identity"], whole)) != held["digest"]:
                raise ValueError("its own hash differs")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise GameError(
                f"{path.name} in {str(self.folder)!r} was changed or cut short ({error}): give "
                "another folder, or delete this one to start again."
            ) from None
        if held.get("schema") != SCHEMA or held["identity"] != self.identity:
            before = held["identity"] if isinstance(held["identity"], dict) else {}
            other = [k for k, v in self.identity.items() if before.get(k) != v]
            raise GameError(
                f"save={str(self.folder)!r} holds another sweep: {', '.join(other) or 'schema'} "
                "differ. Repeat the call as it was, or give another folder."
            )
        self.hashes = whole

    def _write_manifest(self) -> None:
        data = {
            "schema": SCHEMA,
            "identity": self.identity,
            "chunks": self.hashes,
            "digest": digest(_canonical(self.identity, self.hashes)),
        }
        self._move(_MANIFEST, json.dumps(data, indent=1).encode())

    def _move(self, name: str, data: bytes) -> None:
        beside = self.folder / f".{name}.part"
        beside.write_bytes(data)
        beside.replace(self.folder / name)

    def holds(self, chunk: int) -> bool:
        """Whether a chunk is there."""
        return str(chunk) in self.hashes

    def put(self, chunk: int, cells: Cells) -> None:
        """Write a chunk."""
        kinds = [json.dumps([[int(c) for c in kind] for kind in cells.kinds])]
        messages = [json.dumps({str(k): text for k, text in cells.messages.items()})]
        arrays = {
            "status": cells.status, "settled": cells.settled, "counts": cells.counts,
            "regime": cells.regime, "codes": cells.codes, "payoffs": cells.payoffs,
            "kinds": np.frombuffer(kinds[0].encode(), np.uint8),
            "messages": np.frombuffer(messages[0].encode(), np.uint8),
            **{f"strategy{i}": s for i, s in enumerate(cells.strategies)},
        }  # fmt: skip
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **arrays)
        data = buffer.getvalue()
        self._move(f"{chunk}.npz", data)
        self.hashes[str(chunk)] = digest(data)
        self._write_manifest()

    def get(self, chunk: int, count: int, shape: tuple[int, ...]) -> Cells:
        """Read a chunk of `count` cells; GameError if it is not what was written."""
        path = self.folder / f"{chunk}.npz"
        try:
            data = path.read_bytes()
            if digest(data) != self.hashes[str(chunk)]:
                raise ValueError("its hash differs")
            with np.load(io.BytesIO(data), allow_pickle=False) as held:
                read = {name: held[name] for name in held.files}
            cells = Cells(
                status=read["status"],
                settled=read["settled"],
                counts=read["counts"],
                regime=read["regime"],
                kinds=[tuple(k) for k in json.loads(read["kinds"].tobytes())],
                codes=read["codes"],
                strategies=tuple(read[f"strategy{i}"] for i in range(len(shape))),
                payoffs=read["payoffs"],
                messages={int(k): v for k, v in json.loads(read["messages"].tobytes()).items()},
            )
            rows = int(cells.counts.sum())
            if len(cells.status) != count or len(cells.codes) != rows:
                raise ValueError("its size differs")
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError) as error:
            raise GameError(
                f"{path.name} in {str(self.folder)!r} was changed or cut short ({error}): give "
                "another folder, or delete this one to start again."
            ) from None
        return cells


def _canonical(identity: Any, hashes: Mapping[str, str]) -> bytes:
    return json.dumps([identity, hashes], sort_keys=True).encode()
