"""Reads all files of a snapshot into memory to send them elsewhere, and checks those that come."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from geodata.errors import SnapshotError
from geodata.sentences import about, sentence
from geodata.snapshot.folder import MANIFEST
from geodata.snapshot.manifest import Manifest, parse_manifest
from geodata.snapshot.store import Snapshot, is_snapshot_id

_NAME = re.compile(r"([a-z0-9_]+/)?[a-z0-9_]+\.[a-z]+")
"""A file of a snapshot: in its folder or in one in it, and nowhere else."""


def read_files(snapshot: Snapshot) -> dict[str, bytes]:
    """Read all files of a snapshot: path in its folder → content."""
    names = [entry.path for entry in snapshot.manifest.files]
    return {name: (snapshot.path / name).read_bytes() for name in (*names, MANIFEST)}


def check_files(files: Mapping[str, bytes]) -> Manifest:
    """Check files that came from elsewhere against the manifest among them.

    Raises
    ------
    SnapshotError
        When there is none, a file is missing, too many or not as it says, or a name leads out of
        the folder.
    """
    manifest = parse_manifest(files.get(MANIFEST, b""), MANIFEST)
    sums = {entry.path: entry.sha256 for entry in manifest.files}
    if not is_snapshot_id(manifest.id) or not all(map(_NAME.fullmatch, sums)):
        raise SnapshotError(f"{MANIFEST}: names what is no file of a snapshot")
    for name in sorted({*sums, *files} - {MANIFEST}):
        if name not in files:
            raise SnapshotError(about(name, sentence("is missing from the snapshot")))
        if hashlib.sha256(files[name]).hexdigest() != sums.get(name):
            raise SnapshotError(about(name, sentence("differs from its checksum in the manifest")))
    return manifest
