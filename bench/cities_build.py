"""Claim: 50 towns are cut from a country of 5 million nodes in 1/15 of the time of 50 single clips.

And two workers build at least 1.4 times as fast as one, all in at most 3 GB, and a country that is
ten times as large takes at most 11 times as long to cut. Single clips are today's own,
`pipelines.osm.clip`; a few are timed and counted for all, unless ``--all-singles`` is given. Where
osmium-tool is installed, its multi-extract is shown beside, alone and followed by builds.

Memory is that of all processes of a command together. A page that several of them share counts once
(PSS); the sum of what each has (RSS), which counts it for each, is shown beside.
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
from dataclasses import dataclass
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
STRATEGIES = ("complete_ways", "smart")
WATCH_S = 0.1
MOST_WATCHING = 0.05
"""Share of a core that watching may take: a look at many processes takes as long as their pages."""
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
    for towns, cut in cuts.items():
        print(f"one pass, {towns:3} towns    {cut}")
    source, parts = countries[asked.towns], folder / f"parts-{asked.towns}"
    single = run(sys.executable, __file__, "--single", source, asked.singles, parts)
    clips_s, parts_s = json.loads(single.said)
    all_s = sum(clips_s) / len(clips_s) * asked.towns
    how = "all timed" if asked.singles == asked.towns else f"{asked.singles} timed, counted for all"
    print(f"{asked.towns} single clips     {all_s:8.1f} s  {single.pss_gb:5.2f} GB ({how})")
    part_s = sum(parts_s) / len(parts_s)
    print(f"a part, clipped     {part_s:8.1f} s, in its build; the same elements")
    for strategy in STRATEGIES:
        asked.osmium_s = extract(source, asked.towns, folder / "osmium", strategy, timed=1)
    ratio = all_s / cuts[asked.towns].taken_s
    tenth = max(1, asked.towns // 10)
    growth = cuts[asked.towns].taken_s / cuts[tenth].taken_s
    larger = asked.towns / tenth
    print(f"ratio {ratio:.1f} (claimed: {CLAIMED_RATIO})")
    print(
        f"{larger:.0f} times the towns take {growth:.1f} times as long (claimed: {CLAIMED_GROWTH})"
    )
    asked.cuts = cuts
    return ratio >= CLAIMED_RATIO and growth <= CLAIMED_GROWTH


def extract(
    source: Path, towns: int, out: Path, strategy: str, timed: int | None = None
) -> float | None:
    """Cut by osmium-tool, as many towns at once as fit in the memory; tell the seconds of all.

    Only so many rounds are done, and counted for all of them. The ids of a made town lie together,
    so that its memory is less than that of a real one, whose ids are of all years.
    """
    if not shutil.which("osmium"):
        print("osmium-tool is not installed: not measured")
        return None
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    rounds = [range(at, min(at + OSMIUM_TOWNS, towns)) for at in range(0, towns, OSMIUM_TOWNS)]
    config = out / "extracts.json"
    done = []
    for numbers in rounds[:timed]:
        extracts = [{"output": f"{one}.osm.pbf", "bbox": list(find_box(one))} for one in numbers]
        config.write_text(json.dumps({"directory": str(out), "extracts": extracts}))
        given = ("--config", config, "--strategy", strategy, source)
        done.append(run("osmium", "extract", *given))
    all_s = sum(one.taken_s for one in done) / len(done) * len(rounds)
    print(
        f"osmium {strategy:13} {all_s:7.1f} s  {max(one.pss_gb for one in done):5.2f} GB", end=" "
    )
    print(f"({OSMIUM_TOWNS} at once: {len(rounds)} rounds, {len(done)} timed)")
    return all_s


def compare_builds(folder: Path, countries: dict[int, Path], asked: argparse.Namespace) -> bool:
    """Build some towns by one and by two workers, singly, and from what osmium-tool cut."""
    if asked.clips_only:
        return True
    towns, source = asked.builds, countries[asked.builds]
    profiles = write_profiles(folder, towns)
    by_workers = {}
    for workers in (1, 2):
        given = ("--source", source, "--data", folder / f"data-{workers}", "--workers", workers)
        by_workers[workers] = run(*URAMOST, "cities", "build", *profiles, *given)
        print(f"{towns} towns, {workers} workers    {by_workers[workers]}")
    alone = build_singly(profiles[:1], [countries[asked.towns]], folder / "alone")
    print(f"one town, singly     {alone}, of the whole country's file")
    built_s = {
        "cities build": asked.cuts[asked.towns].taken_s
        + (by_workers[2].taken_s - asked.cuts[towns].taken_s) * asked.towns / towns,
        "single builds": alone.taken_s * asked.towns,
    }
    if extract(source, towns, folder / "osmium", STRATEGIES[-1]) is not None:
        parts = [folder / "osmium" / f"{number}.osm.pbf" for number in range(towns)]
        after = build_singly(profiles, parts, folder / "parts")
        print(f"{towns} towns of osmium's {after}, one after the other")
        built_s["osmium, then builds"] = asked.osmium_s + after.taken_s * asked.towns / towns
    print(f"{asked.towns} towns, counted from these, with two workers:")
    for name, taken_s in built_s.items():
        print(f"  {name:20}{taken_s:8,.0f} s, {taken_s / built_s['cities build']:5.1f} times")
    speedup = by_workers[1].taken_s / by_workers[2].taken_s
    peak_gb = max(one.pss_gb for one in (*by_workers.values(), *asked.cuts.values()))
    print(f"two workers are {speedup:.2f} times as fast as one (claimed: {CLAIMED_SPEEDUP})")
    print(f"peak memory of all processes {peak_gb:.2f} GB (claimed: {CLAIMED_GB})")
    return speedup >= CLAIMED_SPEEDUP and peak_gb <= CLAIMED_GB


def build_singly(profiles: list[Path], sources: list[Path], data: Path) -> Ran:
    """Build towns by one command each, one after the other."""
    runs = [
        run(*URAMOST, "build", "--city", profile, "--source", source, "--data", data / profile.stem)
        for profile, source in zip(profiles, sources, strict=True)
    ]
    return Ran(
        sum(one.taken_s for one in runs),
        max(one.pss_gb for one in runs),
        max(one.rss_gb for one in runs),
    )


@dataclass
class Ran:
    """What a program took, with all processes that it started, and its answer."""

    taken_s: float
    pss_gb: float = 0.0
    rss_gb: float = 0.0
    said: str = ""

    def __str__(self) -> str:
        return f"{self.taken_s:7.1f} s  {self.pss_gb:5.2f} GB ({self.rss_gb:.2f} GB RSS)"


def run(*command: object) -> Ran:
    """Run a program to its end; one that fails ends all."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(one) for one in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    ran = Ran(0.0)
    watcher = threading.Thread(target=watch, args=(process, ran))
    watcher.start()
    ran.said = process.communicate()[0].decode()
    ran.taken_s = time.perf_counter() - start
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{command[:5]} ended with {process.returncode}")
    return ran


def watch(process: subprocess.Popen[bytes], ran: Ran) -> None:
    """Note the most memory that a process and its children have at once."""
    while process.poll() is None:
        start = time.perf_counter()
        pss = rss = 0
        try:
            family = [psutil.Process(process.pid)]
            family += family[0].children(recursive=True)
        except psutil.NoSuchProcess:
            break
        for one in family:
            try:
                memory = one.memory_full_info()
            except psutil.NoSuchProcess:
                continue
            pss += memory.pss
            rss += memory.rss
        ran.pss_gb = max(ran.pss_gb, pss / 1e9)
        ran.rss_gb = max(ran.rss_gb, rss / 1e9)
        time.sleep(max(WATCH_S, (time.perf_counter() - start) / MOST_WATCHING))


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
