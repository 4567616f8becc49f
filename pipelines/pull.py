"""Pull: data from Overpass, an OSM file, Overture's files or the sample, as the same raw tables."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from geodata.cities.profile import City
from geodata.errors import SourceError
from geodata.snapshot.checksums import hash_file
from geodata.snapshot.origin import Origin, SourceKind
from pipelines.osm.clip import clip_file, outline_question
from pipelines.osm.dividing_layer import list_layers
from pipelines.osm.extent import tell_place
from pipelines.osm.file import check_file, read_header
from pipelines.osm.marks import Marks, read_marks
from pipelines.osm.order import put_in_order
from pipelines.osm.overpass import PUBLIC_SERVER, OverpassOptions
from pipelines.osm.overpass_pull import pull_overpass
from pipelines.osm.raw_pull import Area, RawPull, tell_now
from pipelines.osm.raw_tables import is_empty, make_tables
from pipelines.osm.resume import temporary_folder
from pipelines.overture.gather import gather_overture
from pipelines.progress import Report, stay_silent

OVERTURE = "overture:"
"""Begins a source that is a folder of Overture Maps."""


def pull(
    city: City,
    source: str,
    work: Path,
    *,
    overpass: OverpassOptions = PUBLIC_SERVER,
    report: Report = stay_silent,
) -> RawPull:
    """Pull a city from ``sample``, ``overpass``, ``overture:PATH`` or the OSM file of that path.

    Parameters
    ----------
    work
        Folder for files of the moment. What a pull by Overpass leaves there when it breaks off is
        where the next one goes on; after success nothing is left.

    Raises
    ------
    SourceError
        When the source cannot be had or read, or holds nothing in the study area.
    """
    work.mkdir(parents=True, exist_ok=True)
    if source == "sample":
        return pull_sample(city, work, report)
    if source == "overpass":
        return pull_overpass(city, overpass, work, report)
    if source.startswith(OVERTURE):
        return pull_overture(city, Path(source.removeprefix(OVERTURE)), work, report)
    return pull_file(city, Path(source), work, report)


def pull_sample(city: City, work: Path, report: Report = stay_silent) -> RawPull:
    """Pull the modelled sample of a city; the study area shrinks to what the sample covers."""
    if city.sample is None:
        raise SourceError(f"{city.id} has no sample: pull it from overpass or a file")
    check_file(city.sample)
    bounds, _ = read_header(city.sample)
    covered = city.study_area if bounds is None else city.study_area.intersection(bounds)
    area = cast("Area", covered.buffer(0))  # without the lines of a mere touch
    if area.is_empty:
        raise SourceError(f"{city.sample}: lies outside the study area of {city.id}")
    return _pull_clip(SourceKind.SAMPLE, city, city.sample, area, work, report)


def pull_file(city: City, path: Path, work: Path, report: Report = stay_silent) -> RawPull:
    """Pull a city from an OSM file: .osm, .osm.gz, .osm.bz2 or .osm.pbf."""
    check_file(path)
    return _pull_clip(SourceKind.FILE, city, path, cast("Area", city.study_area), work, report)


def pull_overture(city: City, path: Path, work: Path, report: Report = stay_silent) -> RawPull:
    """Pull a city from Overture Maps' GeoParquet files in a folder."""
    area = cast("Area", city.study_area)
    found = gather_overture(path, area, report)
    with temporary_folder(work / "clip") as folder:
        layers = list_layers([city.divide.ways])
        tables, notes = make_tables(found.elements, area, folder, report, layers)
    if is_empty(tables):
        raise SourceError(f"{path}: Overture's files hold nothing in the study area")
    origin = Origin(
        kind=SourceKind.OVERTURE,
        name=path.resolve().name,
        pulled_at=tell_now(),
        osm_date=found.edited_at,
        sha256=found.sha256,
        release=found.files.release,
        themes=found.files.themes,
    )
    return RawPull(*tables, area, origin, found.elements.edited, (*found.notes, *notes))


def _pull_clip(
    kind: SourceKind, city: City, path: Path, area: Area, work: Path, report: Report
) -> RawPull:
    layers = list_layers([city.divide.ways])
    marks = read_marks(path)
    with temporary_folder(work / "clip") as folder:
        ordered = put_in_order(path, marks, folder)
        clip = clip_file(ordered, outline_question(area), report, layers)
        tables, notes = make_tables(clip.elements, area, folder, report, layers)
    if is_empty(tables):
        raise SourceError(f"{path}: holds nothing in the study area{tell_place(path, area)}")
    origin = Origin(
        kind=kind,
        name=path.name,
        pulled_at=tell_now(),
        osm_date=read_header(path)[1] or marks.osm_base or clip.edited_at,
        sha256=hash_file(path),
        is_modelled=kind is SourceKind.SAMPLE,
    )
    notes = [*_note_coverage(path, area), *_note_remarks(path, marks), *notes]
    return RawPull(*tables, area, origin, clip.elements.edited, tuple(notes))


def _note_coverage(path: Path, area: Area) -> list[str]:
    """Say so when a file, by its own header, covers only a part of the study area."""
    bounds, _ = read_header(path)
    share = 1.0 if bounds is None else area.intersection(bounds).area / area.area
    if share > 0.999:
        return []
    return [f"{path.name} covers {share:.0%} of the study area; the rest is empty here."]


def _note_remarks(path: Path, marks: Marks) -> list[str]:
    return [f"{path.name} bears a remark of Overpass: {remark}" for remark in marks.remarks]
