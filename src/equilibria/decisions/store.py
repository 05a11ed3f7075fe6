"""Sweeps on disk: a folder with one npz file per chunk and a manifest that holds their hashes.

The files are written to the side and moved into place, the manifest last; so a folder is sound
whenever a sweep is cut short. On reading nothing is unpickled or unpacked, the manifest's size is
bounded, no array is larger than its file, and every file must have the hash that the manifest
gives. Hashes guard against accidents only; so what a chunk holds is checked as well (`_check`).
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
from .cells import Cells, CellStatus, Settled

#: 2: the model is known by its payoffs in more than the first and last cell.
SCHEMA = 2
_MANIFEST, _MOST_BYTES = "manifest.json", 1 << 26

#: What reading a file that is not what was written may raise.
_UNSOUND = (
    OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, EOFError,
    OverflowError, zipfile.BadZipFile,
)  # fmt: skip

#: The type of each array.
_TYPES: dict[str, Any] = {
    "status": np.uint8, "settled": np.uint8, "counts": np.int32, "regime": np.int32,
    "codes": np.int64, "payoffs": np.float64, "kinds": np.uint8, "messages": np.uint8,
}  # fmt: skip


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
        if held.get("schema") != SCHEMA:
            raise GameError(
                f"save={str(self.folder)!r} was written by another version (format "
                f"{str(held.get('schema'))[:20]}; this one reads and writes {SCHEMA}): give "
                "another folder, or delete this one to start again."
            )
        if held["identity"] != self.identity:
            before = held["identity"] if isinstance(held["identity"], dict) else {}
            other = [k for k, v in self.identity.items() if before.get(k) != v]
            raise GameError(
                f"save={str(self.folder)!r} holds another sweep: {', '.join(other) or 'options'} "
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
            cells = _read(data, len(shape))
            _check(cells, count, shape)
        except _UNSOUND as error:
            raise GameError(
                f"{path.name} in {str(self.folder)!r} was changed or cut short ({error}): give "
                "another folder, or delete this one to start again."
            ) from None
        return cells


def _canonical(identity: Any, hashes: Mapping[str, str]) -> bytes:
    return json.dumps([identity, hashes], sort_keys=True).encode()


def _read(data: bytes, players: int) -> Cells:
    """The cells in an npz file; ValueError and the like if it is none of ours."""
    types = _TYPES | {f"strategy{i}": np.float64 for i in range(players)}
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        read = {name: _array(held, name, np.dtype(kind)) for name, kind in types.items()}
    return Cells(
        status=read["status"],
        settled=read["settled"],
        counts=read["counts"],
        regime=read["regime"],
        kinds=[tuple(kind) for kind in json.loads(read["kinds"].tobytes())],
        codes=read["codes"],
        strategies=tuple(read[f"strategy{i}"] for i in range(players)),
        payoffs=read["payoffs"],
        messages={int(k): v for k, v in json.loads(read["messages"].tobytes()).items()},
    )


def _array(held: zipfile.ZipFile, name: str, kind: np.dtype[Any]) -> np.ndarray:
    """One array: a header cannot ask for more memory than the file is long."""
    entry = held.getinfo(f"{name}.npy")
    if entry.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"{name} is packed")
    stream = io.BytesIO(held.read(entry))
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError(f"{name} has another format")
    shape, by_columns, dtype = np.lib.format.read_array_header_1_0(stream)
    if dtype != kind:
        raise ValueError(f"{name} is of type {dtype}, not {kind}")
    found: np.ndarray = np.frombuffer(stream.read(), dtype)
    return found.reshape(shape, order="F" if by_columns else "C")


def _check(cells: Cells, count: int, shape: tuple[int, ...]) -> None:
    """Refuse cells that do not fit together; a sweep relies on it when it reads them."""
    rows = len(cells.codes)
    if any(
        array.shape != (count,)
        for array in (cells.status, cells.settled, cells.counts, cells.regime)
    ):
        raise ValueError("its size differs")
    wide = [(rows, k) for k in shape]
    if [s.shape for s in cells.strategies] != wide or cells.payoffs.shape != (rows, len(shape)):
        raise ValueError("its size differs")
    known, most = len(cells.kinds), 1 << sum(shape)
    if any(type(code) is not int or not 0 < code < most for kind in cells.kinds for code in kind):
        raise ValueError("a regime has unknown supports")
    solved = cells.status == CellStatus.SOLVED
    if cells.status.max() > max(CellStatus) or cells.settled.max() > max(Settled):
        raise ValueError("a status is unknown")
    if (cells.regime[solved] < 0).any() or (cells.regime[~solved] != -1).any():
        raise ValueError("a cell's regime does not fit its status")
    if (cells.regime >= known).any():
        raise ValueError("a cell has an unknown regime")
    sizes = np.array([*map(len, cells.kinds), 0])[cells.regime]
    if (cells.counts != (sizes if rows else 0)).any() or int(cells.counts.sum()) != rows:
        raise ValueError("the number of equilibria differs")
    if not all(0 <= k < count and isinstance(text, str) for k, text in cells.messages.items()):
        raise ValueError("a message belongs to no cell")
