"""Reads from a server by GDAL's programs and by pyogrio, each in a process of its own.

GDAL holds on to the interpreter that the server needs, too.
"""

import json
import re
import shutil
import subprocess
import sys

import geopandas as gpd
import pandas as pd
import pytest

PATIENCE_S = 120

READ = """
import json, sys, warnings
import pyogrio
warnings.simplefilter("ignore")  # GDAL's advice goes to people
def write(value):  # what GDAL read as JSON or as a list
    value = value.tolist() if hasattr(value, "tolist") else value
    return json.dumps(value) if isinstance(value, dict | list) else value
for out, options in json.loads(sys.argv[2]).items():
    if "bbox" in options:
        options["bbox"] = tuple(options["bbox"])
    frame = pyogrio.read_dataframe(sys.argv[1], **options)
    for name in frame.columns[frame.dtypes == object]:
        frame[name] = frame[name].map(write)
    frame.to_parquet(out)
"""
ATTRIBUTE = re.compile(r"  (\w+) \((\w+(?:\(\w+\))?)\) = (.*)")
SHAPE = re.compile(r"  (?:MULTI)?(?:POINT|LINESTRING|POLYGON) \(.*")

needs_gdal = pytest.mark.skipif(
    shutil.which("ogr2ogr") is None, reason="no ogr2ogr is installed: apt install gdal-bin"
)


def run(*command):
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE_S, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr
    assert "overflow" not in done.stderr
    return done.stdout


def run_python(script, *args):
    return run(sys.executable, "-c", script, *args)


def read_by_pyogrio(url, layer, folder, **options):
    return read_layers_by_pyogrio(url, [layer], folder, **options)[layer]


def read_layers_by_pyogrio(url, layers, folder, **options):
    """Read layers in one process, which takes a second to start."""
    outs = {layer: folder / f"{layer}.parquet" for layer in layers}
    jobs = {str(out): {**options, "layer": layer} for layer, out in outs.items()}
    run_python(READ, f"OAPIF:{url}/ogc", json.dumps(jobs))
    return {layer: gpd.read_parquet(out) for layer, out in outs.items()}


def copy_by_ogr2ogr(url, layer, folder, *options):
    """Copy a layer to a GeoPackage, by pages of the size that GDAL chooses itself, and read it."""
    path = folder / f"{layer}.gpkg"
    run("ogr2ogr", *options, str(path), f"OAPIF:{url}/ogc", layer)
    return gpd.read_file(path)


def list_by_ogrinfo(url, layer, *options):
    """List a layer as text; give its features, each value as it stands there, and their types."""
    types, rows = {}, []
    listed = run("ogrinfo", "-ro", "-q", "-al", *options, f"OAPIF:{url}/ogc", layer)
    for line in listed.splitlines():
        if line.startswith("OGRFeature("):
            rows.append({})
        elif found := ATTRIBUTE.fullmatch(line):
            name, kind, text = found.groups()
            types[name] = kind
            rows[-1][name] = None if text == "(null)" else text
        elif SHAPE.fullmatch(line):
            rows[-1]["geometry"] = line.strip()
    return pd.DataFrame(rows, dtype=object), types
