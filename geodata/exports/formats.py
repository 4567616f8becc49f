"""The file formats that tables are given away in."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """A format by the suffix of its files."""

    GEOJSON = "geojson"
    GEOJSONL = "geojsonl"
    GPKG = "gpkg"
    FGB = "fgb"
    PARQUET = "parquet"
    CSV = "csv"

    @property
    def label(self) -> str:
        """What it is called, the same in every language."""
        return _TITLES[self]

    @property
    def media_type(self) -> str:
        """What answers and catalogues call it."""
        return _MEDIA_TYPES[self]

    @property
    def names_system(self) -> bool:
        """Whether a file says which coordinate system it is in, so that it may be in any."""
        return self in {Format.GPKG, Format.FGB, Format.PARQUET}


class Drawing(StrEnum):
    """A format that has places alone, in metres, by the suffix of its files."""

    DXF = "dxf"

    @property
    def label(self) -> str:
        """What it is called, the same in every language."""
        return "DXF (CAD)"

    @property
    def media_type(self) -> str:
        """What answers call it."""
        return "image/vnd.dxf"


_TITLES = {
    Format.GEOJSON: "GeoJSON",
    Format.GEOJSONL: "GeoJSON Lines",
    Format.GPKG: "GeoPackage",
    Format.FGB: "FlatGeobuf",
    Format.PARQUET: "GeoParquet",
    Format.CSV: "CSV",
}
_MEDIA_TYPES = {
    Format.GEOJSON: "application/geo+json",
    Format.GEOJSONL: "application/geo+json-seq",
    Format.GPKG: "application/geopackage+sqlite3",
    Format.FGB: "application/flatgeobuf",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.CSV: "text/csv; charset=utf-8",
}
