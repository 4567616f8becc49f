"""A PostGIS database of its own in a temporary folder, on loopback, gone after use."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from setup.servers import HOST, find_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

MISSING = (
    "PostgreSQL with PostGIS is not installed: apt install postgresql-15 postgresql-15-postgis-3"
)

_IS_ROOT = os.geteuid() == 0
_USER = "postgres" if _IS_ROOT else getpass.getuser()
"""PostgreSQL refuses to run as root."""

_TYPES = {"bool": "boolean", "int64": "bigint", "float64": "double precision"}


def find_postgres(name: str) -> Path:
    """Find a program of PostgreSQL; Debian keeps those of the server beside the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join([*map(str, folders), os.environ["PATH"]])
    if found := shutil.which(name, path=path):
        return Path(found)
    raise SystemExit(MISSING)


def describe_postgres() -> str:
    """Describe its version."""
    return f"PostgreSQL {_run(find_postgres('postgres'), '--version').split()[2]}"


@contextmanager
def run_postgres() -> Iterator[str]:
    """Run a cluster while it is needed; give the address of an empty database with PostGIS."""
    with tempfile.TemporaryDirectory() as name:
        data, port = Path(name, "data"), find_port()
        shutil.chown(name, _USER)
        options = f"-p {port} -k {name} -c listen_addresses={HOST}"
        encoding = ["-E", "UTF8", "--locale=C.UTF-8"]
        _serve("initdb", "-D", data, "-U", _USER, "-A", "trust", *encoding)
        _serve("pg_ctl", "-D", data, "-o", options, "-l", Path(name, "log"), "-w", "start")
        try:
            server = f"postgresql://{_USER}@{HOST}:{port}"
            _query(f"{server}/postgres", "create database city")
            _add_postgis(f"{server}/city")
            yield f"{server}/city"
        finally:
            _serve("pg_ctl", "-D", data, "-m", "fast", "-w", "stop")


def fill_table(database: str, table: str, frame: gpd.GeoDataFrame) -> None:
    """Write features to a table with a key, ``fid`` from 1, and a spatial index."""
    plain = frame.set_axis(range(1, len(frame) + 1)).to_wkb(hex=True)
    types = {name: _TYPES.get(str(kind), "text") for name, kind in plain.dtypes.items()}
    types |= {"tags": "jsonb", "geometry": "geometry(Geometry, 4326)"}
    columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
    _query(database, f"create table {table} (fid integer primary key, {columns})")
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        plain.to_csv(file.name, header=False)
        _query(database, f"\\copy {table} from '{file.name}' csv")
    _query(database, f"create index on {table} using gist (geometry)")
    _query(database, f"vacuum analyze {table}")


def _add_postgis(database: str) -> None:
    try:
        _query(database, "create extension postgis")
    except subprocess.CalledProcessError as error:
        raise SystemExit(MISSING) from error


def _query(database: str, sql: str) -> None:
    _run(find_postgres("psql"), database, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql)


def _serve(name: str, *arguments: str | Path) -> None:
    """Run a program of the server as the user that it belongs to."""
    change = ["runuser", "-u", _USER, "--"] if _IS_ROOT else []
    # The database stays behind and must not hold on to our pipes.
    command = [*change, find_postgres(name), *arguments]
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)


def _run(*command: str | Path) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout
