"""The peers of the OGC API, with a layer of a snapshot: tipg on PostGIS, pygeoapi on GeoPackage."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from setup.postgres import describe_postgres, fill_table, find_postgres, run_postgres
from setup.questions import LAYER, MOST
from setup.servers import HOST, ROOT, find_port, run_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

PYTHON = ROOT / ".venv-peers" / "bin" / "python"
_PYGEOAPI = Path(__file__).parent / "pygeoapi_server.py"


def check_peers() -> None:
    """Look for what the peers need; end with one sentence where something is missing."""
    if not PYTHON.exists():
        raise SystemExit(f"there is no {PYTHON.parent.parent.name}: make bench makes it")
    find_postgres("initdb")
    if not list(Path("/usr").glob("lib/*/mod_spatialite.so*")):
        raise SystemExit("SpatiaLite is not installed: apt install libsqlite3-mod-spatialite")


def describe_peers() -> str:
    """Describe the versions of the peers in one line."""
    names = ("tipg", "pygeoapi", "uvicorn")
    code = f"from importlib.metadata import version as v; print(*map(v, {names!r}))"
    told = subprocess.run([PYTHON, "-c", code], check=True, stdout=subprocess.PIPE, text=True)
    pairs = zip(names, told.stdout.split(), strict=True)
    return ", ".join([*(" ".join(pair) for pair in pairs), describe_postgres()])


@contextmanager
def run_tipg(frame: gpd.GeoDataFrame) -> Iterator[str]:
    """Serve features from PostGIS by one worker; give the server's address."""
    with run_postgres() as database:
        fill_table(database, LAYER, frame)
        port = find_port()
        base = f"http://{HOST}:{port}"
        uvicorn = ["-m", "uvicorn", "tipg.main:app", "--no-access-log", "--port", str(port)]
        settings = {"DATABASE_URL": database, "TIPG_MAX_FEATURES_PER_QUERY": str(MOST)}
        with run_server([PYTHON, *uvicorn], f"{base}/collections", settings):
            yield base


@contextmanager
def run_pygeoapi(frame: gpd.GeoDataFrame, folder: Path) -> Iterator[str]:
    """Serve features from a GeoPackage by one worker; give the server's address."""
    frame.to_file(folder / "peer.gpkg", layer=LAYER, driver="GPKG")
    port = find_port()
    base = f"http://{HOST}:{port}"
    settings = {
        "PYGEOAPI_CONFIG": str(folder / "pygeoapi.yml"),
        "PYGEOAPI_OPENAPI": str(folder / "openapi.json"),
    }
    config = _configure_pygeoapi(base, port, folder / "peer.gpkg", frame.total_bounds.tolist())
    # JSON is YAML, too.
    (folder / "pygeoapi.yml").write_text(json.dumps(config), encoding="utf-8")
    with run_server([PYTHON, _PYGEOAPI], f"{base}/collections", settings):
        yield base


def _configure_pygeoapi(base: str, port: int, path: Path, bounds: list[float]) -> dict[str, object]:
    told = {"title": LAYER, "description": LAYER, "keywords": [LAYER]}
    provider = {
        "type": "feature",
        "name": "SQLiteGPKG",
        "data": str(path),
        "id_field": "fid",
        "table": LAYER,
    }
    crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    return {
        "server": {
            "bind": {"host": HOST, "port": port},
            "url": base,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 100, "max_items": MOST},
            "map": {"url": base, "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {**told, "terms_of_service": base, "url": base},
            "license": {"name": "ODbL", "url": base},
            "provider": {"name": LAYER, "url": base},
            "contact": {"name": LAYER},
        },
        "resources": {
            LAYER: {
                **told,
                "type": "collection",
                "links": [],
                "extents": {"spatial": {"bbox": bounds, "crs": crs84}},
                "providers": [provider],
            }
        },
    }
