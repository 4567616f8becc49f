"""What a GeoPackage says beyond its tables: styles and metadata that QGIS takes up by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from geodata.qgis.styles import list_styles
from geodata.snapshot.manifest import CitySummary, Manifest
from geodata.snapshot.published import ExportTable

# As QGIS makes it when a style is saved in a database.
_STYLES_TABLE = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
    f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
    styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
    owner TEXT(30), ui TEXT(30), update_time DATETIME
)"""
_QGIS_METADATA = "http://mrcc.com/qgis.dtd"


def finish_geopackage(path: Path, tables: Sequence[ExportTable], manifest: Manifest) -> None:
    """Add styles and QGIS's own metadata to a GeoPackage that GDAL has written."""
    with closing(sqlite3.connect(path)) as database, database:
        _add_styles(database, tables, manifest.city, manifest.created_at)
        _add_metadata(database, tables, manifest)


def _add_styles(
    database: sqlite3.Connection, tables: Sequence[ExportTable], city: CitySummary, moment: str
) -> None:
    database.execute(_STYLES_TABLE)
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)"
        " VALUES ('layer_styles', 'attributes', 'layer_styles', 'Styles of the layers for QGIS',"
        " strftime('%Y-%m-%dT%H:%M:%fZ', ?))",
        (moment,),
    )
    database.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
        " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner,"
        " update_time) VALUES ('', '', ?, 'geom', ?, ?, '', ?, ?, '',"
        " strftime('%Y-%m-%dT%H:%M:%fZ', ?))",
        [
            (table.name, style.name, style.dump(aliases), at == 0, table.title, moment)
            for table in tables
            for aliases in [{field.name: field.title for field in table.fields}]
            for at, style in enumerate(list_styles(table, city))
        ],
    )


def _add_metadata(
    database: sqlite3.Connection, tables: Sequence[ExportTable], manifest: Manifest
) -> None:
    for table in tables:
        row = database.execute(
            "INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata)"
            " VALUES ('dataset', ?, 'text/xml', ?)",
            (_QGIS_METADATA, _describe(table, manifest)),
        )
        database.execute(
            "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, timestamp,"
            " md_file_id) VALUES ('table', ?, strftime('%Y-%m-%dT%H:%M:%fZ', ?), ?)",
            (table.name, manifest.created_at, row.lastrowid),
        )


def _describe(table: ExportTable, manifest: Manifest) -> str:
    """Describe a table in QGIS's metadata schema."""
    root = Element("qgis", version="3.22")
    facts = {
        "identifier": f"{manifest.id}/{table.name}",
        "type": "dataset",
        "title": table.title,
        "abstract": " ".join([f"{table.description}.", *manifest.notes]),
        "license": manifest.licence,
        "rights": manifest.attribution,
    }
    for key, value in facts.items():
        SubElement(root, key).text = value
    return tostring(root, encoding="unicode")
