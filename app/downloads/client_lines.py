"""Lines by which GIS programs read from this server, ready to be copied and run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClientLine:
    """What to paste into a program."""

    client: str
    """The program, as it calls itself."""
    id: str
    """Of the element on the page that holds the line."""
    code: str
    """Runs as it stands."""
    language: str
    """``sh``, ``python``, ``r``, or ``url`` for an address that a dialogue asks for."""


def list_client_lines(base_url: str, name: str, *, has_places: bool = True) -> list[ClientLine]:
    """List the lines that read a layer or table.

    Parameters
    ----------
    base_url
        Of the server, without a slash at its end.
    has_places
        Whether the rows have geometry; the lines are then for the file that suits it best.
    """
    file = f"{base_url}/data/{name}.{'fgb' if has_places else 'csv'}"
    read = "read_file" if has_places else "read_csv"
    library = "geopandas" if has_places else "pandas"
    r_read = f'sf::st_read("/vsicurl/{file}")' if has_places else f'read.csv("{file}")'
    api = f"{base_url}/ogc"
    return [
        ClientLine("QGIS", "qgis", api, "url"),
        ClientLine("ArcGIS Pro", "arcgis", api, "url"),
        ClientLine("ogr2ogr", "ogr2ogr", f'ogr2ogr {name}.gpkg "OAPIF:{api}" {name}', "sh"),
        ClientLine("ogr2ogr", "ogr2ogr-file", f'ogr2ogr {name}.gpkg "/vsicurl/{file}"', "sh"),
        ClientLine(
            library.replace("geopandas", "GeoPandas"),
            "geopandas",
            f'import {library}\n\n{name} = {library}.{read}("{file}")',
            "python",
        ),
        ClientLine("R sf" if has_places else "R", "r", f"{name} <- {r_read}", "r"),
    ]
