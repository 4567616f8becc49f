"""Claim: 50 towns are cut from a country of 5 million nodes in 1/15 of the time of 50 single clips.

And two workers build at least 1.4 times as fast as one, all in at most 3 GB, and a country that is
ten times as large takes at most 11 times as long to cut. Single clips are today's own,
`pipelines.osm.clip`; a few are timed and counted for all, unless ``--all-singles`` is given. Where
osmium-tool is installed, its multi-extract is shown beside.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from setup.country import find_box, write_country, write_profiles
from setup.machine import describe_machine

CLAIMED_RATIO = 15
CLAIMED_SPEEDUP = 1.4
CLAIMED_GB = 3.0
CLAIMED_GROWTH = 11
OSMIUM_TOWNS = 2
"""That osmium-tool cuts in 3 GB."""
ROOT = Path(__file__).parents[1]
URAMOST = (sys.executable, "-m", "pipelines.commands.main")


def main() -> int:
    asked = read_options()
    print(describe_machine("osmium", "shapely", "distributed", "osmnx"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        countries = {
            towns: make_country(folder, towns)
            for towns in sorted({1, max(1, asked.towns // 10), asked.builds, asked.towns})
        }
        is_cut_well = compare_clips(folder, countries, asked)
        is_built_well = compare_builds(folder, countries, asked)
    return 0 if is_cut_well and is_built_well else 1


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--towns", type=int, default=50)
    parser.add_argument("--builds", type=int, default=6, help="towns of the country that is built")
    parser.add_argument("--singles", type=int, default=2, help="single clips that are timed")
    parser.add_argument("--all-singles", action="store_true", help="time all of them")
    parser.add_argument("--clips-only", action="store_true")
    asked = parser.parse_args()
    asked.singles = asked.towns if asked.all_singles else min(asked.singles, asked.towns)
    return asked


def make_country(folder: Path, towns: int) -> Path:
    path = folder / f"land-{towns}.osm.pbf"
    nodes = write_country(path, towns)
    print(f"a country of {towns} towns: {nodes:,} nodes, {path.stat().st_size / 1e6:.1f} MB")
    return path


def compare_clips(folder: Path, countries: dict[int, Path], asked: argparse.Namespace) -> bool:
    """Cut the countries in one pass, some towns singly, and all by osmium-tool."""
    cuts = {
        towns: run(sys.executable, __file__, "--cut", path, towns, folder / f"parts-{towns}")
        for towns, path in countries.items()
    }
    for towns, (taken_s, peak_gb, _) in cuts.items():
        print(f"one pass, {towns:3} towns   {taken_s:7.1f} s  {peak_gb:5.2f} GB")
    source, parts = countries[asked.towns], folder / f"parts-{asked.towns}"
    _, single_gb, said = run(sys.executable, __file__, "--single", source, asked.singles, parts)
    clips_s, parts_s = json.loads(said)
    all_s = sum(clips_s) / len(clips_s) * asked.towns
    how = "all timed" if asked.singles == asked.towns else f"{asked.singles} timed, counted for all"
    print(f"{asked.towns} single clips      {all_s:7.1f} s  {single_gb:5.2f} GB ({how})")
    part_s = sum(parts_s) / len(parts_s)
    print(f"a part, clipped     {part_s:7.1f} s, in its build; the same elements")
    show_osmium(source, asked.towns, folder)
    ratio = all_s / cuts[asked.towns][0]
    tenth = max(1, asked.towns // 10)
    growth = cuts[asked.towns][0] / cuts[tenth][0]
    larger = asked.towns / tenth
    print(f"ratio {ratio:.1f} (claimed: {CLAIMED_RATIO})")
    print(
        f"{larger:.0f} times the towns take {growth:.1f} times as long (claimed: {CLAIMED_GROWTH})"
    )
    asked.cut_s, asked.single_s, asked.peak_gb = cuts[asked.towns][0], all_s, cuts[asked.towns][1]
    return ratio >= CLAIMED_RATIO and growth <= CLAIMED_GROWTH


def show_osmium(source: Path, towns: int, folder: Path) -> None:
    """Cut by osmium-tool, as many towns at once as fit in the memory; it keeps less."""
    if not shutil.which("osmium"):
        print("osmium-tool is not installed: not measured")
        return
    out = folder / "osmium"
    batch = min(OSMIUM_TOWNS, towns)
    for strategy in ("complete_ways", "smart"):
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        extracts = [
            {"output": f"{number}.osm.pbf", "bbox": list(find_box(number))}
            for number in range(batch)
        ]
        config = folder / "extracts.json"
        config.write_text(json.dumps({"directory": str(out), "extracts": extracts}))
        given = ("--config", config, "--strategy", strategy, source)
        taken_s, peak_gb, _ = run("osmium", "extract", *given)
        batches = -(-towns // batch)
        print(f"osmium {strategy:13}{taken_s * batches:7.1f} s  {peak_gb:5.2f} GB", end=" ")
        print(
            f"({batch} at once timed, counted {batches} times; all at once: {peak_gb * batches:.0f} GB)"
        )


def compare_builds(folder: Path, countries: dict[int, Path], asked: argparse.Namespace) -> bool:
    """Build some towns by one and by two workers, and one alone from the whole country."""
    if asked.clips_only:
        return True
    profiles = write_profiles(folder, asked.builds)
    took = {}
    for workers in (1, 2):
        data = folder / f"data-{workers}"
        given = ("--source", countries[asked.builds], "--data", data, "--workers", workers)
        taken_s, peak_gb, _ = run(*URAMOST, "cities", "build", *profiles, *given)
        took[workers] = taken_s
        asked.peak_gb = max(asked.peak_gb, peak_gb)
        print(f"{asked.builds} towns, {workers} workers   {taken_s:7.1f} s  {peak_gb:5.2f} GB")
    given = ("--city", profiles[0], "--source", countries[asked.towns], "--data", folder / "alone")
    alone_s, alone_gb, _ = run(*URAMOST, "build", *given)
    print(f"one town, singly    {alone_s:7.1f} s  {alone_gb:5.2f} GB, of the whole country's file")
    built_s = took[2] * asked.towns / asked.builds
    print(f"{asked.towns} towns, counted: cities build {asked.cut_s + built_s:,.0f} s,", end=" ")
    print(f"singly {alone_s * asked.towns:,.0f} s")
    speedup = took[1] / took[2]
    print(f"two workers are {speedup:.2f} times as fast as one (claimed: {CLAIMED_SPEEDUP})")
    print(f"peak memory of all processes {asked.peak_gb:.2f} GB (claimed: {CLAIMED_GB})")
    return speedup >= CLAIMED_SPEEDUP and asked.peak_gb <= CLAIMED_GB


def run(*command: object) -> tuple[float, float, str]:
    """Run a program; tell its time in s, the peak memory of its processes in GB, its answer."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(one) for one in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    peak = [0.0]
    watcher = threading.Thread(target=watch, args=(process, peak))
    watcher.start()
    said = process.communicate()[0].decode()
    taken_s = time.perf_counter() - start
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{command[:5]} ended with {process.returncode}")
    return taken_s, peak[0], said


def watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    """Note the most memory that a process and its children have at once."""
    while process.poll() is None:
        total = 0
        try:
            family = [psutil.Process(process.pid)]
            family += family[0].children(recursive=True)
        except psutil.NoSuchProcess:
            break
        for one in family:
            try:
                total += one.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        peak[0] = max(peak[0], total / 1e9)
        time.sleep(0.1)


def cut_here(source: Path, towns: int, folder: Path) -> None:
    """Cut a country in this process."""
    from shapely import box  # noqa: PLC0415

    from pipelines.osm.split import split_file  # noqa: PLC0415
    from pipelines.progress import stay_silent  # noqa: PLC0415

    folder.mkdir()
    areas = {str(number): box(*find_box(number)) for number in range(towns)}
    split_file(source, source, areas, folder, stay_silent)


def clip_here(source: Path, singles: int, parts: Path) -> None:
    """Clip some towns singly in this process, and see that the parts give the same."""
    from shapely import box  # noqa: PLC0415

    from pipelines.osm.clip import clip_file  # noqa: PLC0415
    from pipelines.progress import stay_silent  # noqa: PLC0415

    clips_s, parts_s = [], []
    for number in range(singles):
        area = box(*find_box(number))
        moments = [time.perf_counter()]
        clip = clip_file(source, area, stay_silent)
        moments.append(time.perf_counter())
        part = clip_file(parts / str(number) / source.name, area, stay_silent)
        moments.append(time.perf_counter())
        clips_s.append(moments[1] - moments[0])
        parts_s.append(moments[2] - moments[1])
        if part != clip:
            raise SystemExit(f"town {number}: the part differs from the single clip")
    print(json.dumps([clips_s, parts_s]))


if __name__ == "__main__":
    if sys.argv[1:2] in (["--cut"], ["--single"]):
        work = cut_here if sys.argv[1] == "--cut" else clip_here
        work(Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
    else:
        sys.exit(main())
