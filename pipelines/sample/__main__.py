"""Writes the sample: ``python -m pipelines.sample [--out PATH]``."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipelines.sample.facts import FOLDER
from pipelines.sample.osm import compress
from pipelines.sample.town import build_sample


def main() -> None:
    """Build the sample and write it, gzipped."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.sample", description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER / "sample.osm.gz")
    parser.parse_args().out.write_bytes(compress(build_sample()))


if __name__ == "__main__":
    main()
