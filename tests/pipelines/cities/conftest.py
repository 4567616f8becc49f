"""What tests of many cities share."""

import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from geodata.snapshot.manifest import tell_software
from geodata.snapshot.store import open_snapshot
from pipelines.cities import batch
from pipelines.cities.job import build_job
from pipelines.commands import cities
from tests.pipelines.cities.little_country import draw_country, write_profiles


def read_checksums(data):
    """Tell what a city's snapshot holds, whatever its id and its dates."""
    manifest = open_snapshot(data).manifest
    files = {entry.path: entry.sha256 for entry in manifest.files}
    return files, manifest.notes, manifest.counts, manifest.city, manifest.bounds


@pytest.fixture(scope="session")
def build_once():
    """Build a job as a worker does; what was built before is taken again, under a new id."""
    known = {}

    def build(job):
        key = job.profile.sha256, job.country, job.clip, job.elevation
        if key not in known:
            known[key] = build_job(replace(job, software=tell_software()))
            return known[key]
        if known[key].fault:
            return known[key]
        files = dict(known[key].files)
        manifest = json.loads(files["manifest.json"])
        manifest["id"] = f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{manifest['id'][-8:]}"
        files["manifest.json"] = json.dumps(manifest).encode()
        return replace(known[key], files=files)

    return build


@pytest.fixture
def here(monkeypatch, build_once):
    """Build in this process, one city after the other, and list what was sent there."""
    sent = []

    def run_jobs(_client, jobs, tell):
        for job in jobs:
            sent.append(job)
            tell(job.profile.city.id, "building")
            yield build_once(job)

    monkeypatch.setattr(batch, "run_jobs", run_jobs)
    monkeypatch.setattr(cities, "open_cluster", lambda *_: nullcontext())
    return sent


@pytest.fixture
def country(tmp_path):
    """A country of two cities in a folder of its own: its file and the profiles."""
    folder = tmp_path / "country"
    folder.mkdir()
    return draw_country(folder / "land.osm", 2), write_profiles(folder, 2)
