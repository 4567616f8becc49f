"""Pictures as layers of a QGIS project: the relief of the ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from xml.etree.ElementTree import Element, SubElement

from geodata.crs import WEB_MERCATOR
from geodata.qgis.crs import build_crs


@dataclass(frozen=True, slots=True)
class PictureSource:
    """A picture of the server, whose place stands in a file beside it."""

    address: str
    provider: ClassVar[str] = "gdal"

    def write(self) -> str:
        """Write it as QGIS does."""
        return f"/vsicurl/{self.address}"


@dataclass(frozen=True, slots=True)
class RasterLayer:
    """A picture of light and shadow in Web Mercator: grey, and how strong."""

    id: str
    source: PictureSource
    title: str
    rights: str
    """Who made what it is drawn from."""
    is_shown: bool = True


def build_raster(layer: RasterLayer) -> Element:
    """Build the whole description of a picture: source, place, look, rights."""
    root = Element("maplayer", type="raster", hasScaleBasedVisibilityFlag="0")
    texts = {
        "id": layer.id,
        "datasource": layer.source.write(),
        "shortname": layer.id,
        "layername": layer.title,
        "title": layer.title,
        "attribution": layer.rights,
    }
    for key, text in texts.items():
        SubElement(root, key).text = text
    root.append(build_crs("srs", WEB_MERCATOR))
    metadata = SubElement(root, "resourceMetadata")
    for key, text in (("title", layer.title), ("rights", layer.rights)):
        SubElement(metadata, key).text = text
    SubElement(root, "provider").text = layer.source.provider
    look = {"type": "singlebandgray", "grayBand": "1", "alphaBand": "2", "opacity": "1"}
    pipe = SubElement(root, "pipe")
    renderer = SubElement(pipe, "rasterrenderer", look, gradient="BlackToWhite")
    contrast = SubElement(renderer, "contrastEnhancement")
    for key, text in (("minValue", "0"), ("maxValue", "255"), ("algorithm", "NoEnhancement")):
        SubElement(contrast, key).text = text
    SubElement(pipe, "rasterresampler", zoomedInResampler="bilinear", maxOversampling="2")
    return root
