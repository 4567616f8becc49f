#!/usr/bin/env python3
"""Copies what pages load from node_modules/ to static/vendor/<library>/, whole or not at all.

Only Python's standard library is used: a container runs this before anything is installed.
Style sheets name their images relative to themselves: the copies keep those relations.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SUBSETS = ("latin", "latin-ext", "cyrillic")
"""What Albanian, Serbian in both scripts and English are written with."""
WEIGHTS = (400, 600)

PICTOGRAMS = (
    *("bank", "bus", "charging-station", "college", "communications-tower", "defibrillator"),
    *("dentist", "doctor", "drinking-water", "ferry", "fire-station", "grocery"),
    *("hospital", "industry", "landmark", "pharmacy", "police", "post"),
    *("rail", "recycling", "school", "telephone", "town-hall", "water"),
    *("wetland",),
)
"""Icons of maki that maps draw: those of ``geodata/base_style.py``."""

FILES: dict[str, dict[str, str]] = {
    "leaflet": {
        "LICENSE": "LICENSE",
        "package.json": "package.json",
        "dist/leaflet.js": "leaflet.js",
        "dist/leaflet.css": "leaflet.css",
        "dist/images/layers.png": "images/layers.png",
        "dist/images/layers-2x.png": "images/layers-2x.png",
        "dist/images/marker-icon.png": "images/marker-icon.png",
        "dist/images/marker-icon-2x.png": "images/marker-icon-2x.png",
        "dist/images/marker-shadow.png": "images/marker-shadow.png",
    },
    "leaflet.control.layers.tree": {
        "LICENSE": "LICENSE",
        "package.json": "package.json",
        "L.Control.Layers.Tree.js": "L.Control.Layers.Tree.js",
        "L.Control.Layers.Tree.css": "L.Control.Layers.Tree.css",
    },
    "leaflet.fullscreen": {
        "LICENSE": "LICENSE",
        "package.json": "package.json",
        "Control.FullScreen.js": "Control.FullScreen.js",
        "Control.FullScreen.css": "Control.FullScreen.css",
        "icon-fullscreen.svg": "icon-fullscreen.svg",
    },
    "protomaps-leaflet": {
        "LICENSE": "LICENSE",
        "package.json": "package.json",
        "dist/protomaps-leaflet.js": "protomaps-leaflet.js",
    },
    "@mapbox/maki": {
        "LICENSE.txt": "LICENSE",
        "package.json": "package.json",
        **{f"icons/{icon}.svg": f"{icon}.svg" for icon in PICTOGRAMS},
    },
    "@fontsource/noto-sans": {
        "LICENSE": "LICENSE",
        "package.json": "package.json",
        **{
            f"files/noto-sans-{subset}-{weight}-normal.woff2": f"{subset}-{weight}.woff2"
            for subset in SUBSETS
            for weight in WEIGHTS
        },
    },
}
"""npm package → file in it → file in ``static/vendor/<library>/``."""


class VendorError(Exception):
    """The libraries cannot be copied; the message says why and what to do."""


def name_folder(package: str) -> str:
    """Name a package's folder under ``static/vendor/``: its name without the scope."""
    return package.rpartition("/")[2]


def check_package(source: Path, package: str, version: str) -> None:
    """Refuse a package that is missing or is not of the version that package.json pins."""
    try:
        installed = json.loads((source / "package.json").read_text(encoding="utf-8"))["version"]
    except OSError:
        raise VendorError(f"{package} is not in {source.parent}: run npm ci first") from None
    if installed != version:
        raise VendorError(f"{package} is {installed}, not {version}: run npm ci again")


def copy_vendor(manifest: Path, modules: Path, vendor: Path) -> int:
    """Fill a folder with the libraries' files, in place of what was there.

    Parameters
    ----------
    manifest
        The package.json that pins the versions.
    modules
        The node_modules folder that npm filled.
    vendor
        The folder to fill; what was there stays until the new copy is whole.

    Returns
    -------
    int
        Number of files copied.

    Raises
    ------
    VendorError
        When a package or a file is missing, or has another version.
    """
    pinned = json.loads(manifest.read_text(encoding="utf-8"))["dependencies"]
    vendor.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".vendor-", dir=vendor.parent) as scratch:
        fresh, stale = Path(scratch, "fresh"), Path(scratch, "stale")
        for package, files in FILES.items():
            check_package(modules / package, package, pinned[package])
            copy_files(modules / package, fresh / name_folder(package), files)
        if vendor.exists():
            vendor.rename(stale)
        fresh.rename(vendor)
    return sum(len(files) for files in FILES.values())


def copy_files(source: Path, target: Path, files: dict[str, str]) -> None:
    """Copy files by name from one folder to another."""
    for name, new_name in files.items():
        destination = target / new_name
        destination.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(source / name, destination)
        except FileNotFoundError:
            raise VendorError(f"{source} lacks {name}: run npm ci again") from None


def main() -> int:
    """Copy the libraries of this checkout."""
    try:
        count = copy_vendor(ROOT / "package.json", ROOT / "node_modules", ROOT / "static/vendor")
    except (VendorError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Copied {count} files of {len(FILES)} browser libraries to static/vendor.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
