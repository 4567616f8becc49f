"""Coordinate reference systems in the XML of QGIS 3."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

import pyproj


def build_crs(tag: str, authority_id: str) -> Element:
    """Build the mention of a coordinate reference system."""
    root = Element(tag)
    system = SubElement(root, "spatialrefsys", nativeFormat="Wkt")
    crs = pyproj.CRS(authority_id)
    texts = {
        "wkt": crs.to_wkt(),
        "srid": authority_id.rpartition(":")[2],
        "authid": authority_id,
        "description": crs.name,
    }
    for key, text in texts.items():
        SubElement(system, key).text = text
    return root
