"""Draws the relief of the ground on paper: the picture that maps on screen have, in its place."""

from __future__ import annotations

import warnings
from base64 import b64encode
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np

from app.brief.frame import Frame
from app.brief.sheet import LegendEntry
from app.catalogue.catalogue import Catalogue
from app.maps.backdrop import RELIEF
from geodata.arrays import Floats
from geodata.crs import GEOGRAPHIC, WEB_MERCATOR, get_transformer
from geodata.names import clean_name
from geodata.wording import Wording

_PX_PER_MM = 4
"""About 100 an inch: light and shadow have no sharp edges."""
_STEP = 4
"""Shades are told apart by so much, as in the picture itself."""


def draw_relief(svg: Element, catalogue: Catalogue, frame: Frame) -> None:
    """Draw light and shadow of what a frame shows; nothing where the snapshot has no relief."""
    if catalogue.relief is None:
        return
    ink = _warp(catalogue.relief, catalogue.manifest.bounds, frame)
    whole = {"x": "0", "y": "0", "width": f"{frame.width_mm:g}", "height": f"{frame.height_mm:g}"}
    data = b64encode(_write_png(ink)).decode()
    SubElement(svg, "image", {**whole, "href": f"data:image/png;base64,{data}"})


def list_relief(catalogue: Catalogue, wording: Wording) -> list[LegendEntry]:
    """List what light and shadow mean, where there are some."""
    if catalogue.relief is None:
        return []
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 7 2.6"})
    for path, fill in (("M0,2.6 3.5,0 7,2.6Z", "#d9dde1"), ("M3.5,0 7,2.6H3.5Z", "#9aa1a8")):
        SubElement(svg, "path", {"d": path, "fill": fill})
    sample, label = tostring(svg, encoding="unicode"), wording.say("layer", str(RELIEF["title"]))
    return [LegendEntry("sign", "#9aa1a8", label, sample)]


def say_rights(catalogue: Catalogue, wording: Wording, *, has_relief: bool = True) -> str:
    """Say whose data a map is drawn from; of the elevations, where it shows the relief."""
    source = catalogue.manifest.city.elevation
    if catalogue.relief is None or source is None or not has_relief:
        return catalogue.manifest.attribution
    said = wording.gettext("Relief: %(source)s") % {"source": clean_name(source.name)}
    return f"{catalogue.manifest.attribution} · {said}"


def _warp(path: Path, bounds: tuple[float, float, float, float], frame: Frame) -> Floats:
    """Warp the picture into a frame: ink from -255, shadow, to 255, light."""
    import rasterio  # noqa: PLC0415 - it takes its time, and few cities have a relief
    from rasterio.errors import NotGeoreferencedWarning  # noqa: PLC0415
    from rasterio.warp import Resampling, reproject  # noqa: PLC0415

    with warnings.catch_warnings():
        # The manifest tells where the picture lies.
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path) as picture:
            grey, alpha = picture.read().astype("float32")
    left, bottom, right, top = get_transformer(GEOGRAPHIC, WEB_MERCATOR).transform_bounds(*bounds)
    rows, columns = grey.shape
    across, down = (right - left) / columns, (top - bottom) / rows
    cell_m = frame.metres / _PX_PER_MM
    size = round(frame.height_mm * _PX_PER_MM), round(frame.width_mm * _PX_PER_MM)
    ink, _ = reproject(
        np.where(grey > 0, alpha, -alpha),
        np.zeros(size, dtype="float32"),
        src_transform=rasterio.Affine(across, 0, left, 0, -down, top),
        src_crs=WEB_MERCATOR,
        dst_transform=rasterio.Affine(cell_m, 0, frame.left, 0, -cell_m, frame.top),
        dst_crs=frame.crs,
        resampling=Resampling.bilinear,
    )
    return np.asarray(ink)


def _write_png(ink: Floats) -> bytes:
    from rasterio.io import MemoryFile  # noqa: PLC0415 - as above

    alpha = (np.abs(ink) // _STEP * _STEP).astype("uint8")
    rows, columns = ink.shape
    settings = {"driver": "PNG", "count": 2, "dtype": "uint8", "zlevel": 9}
    with warnings.catch_warnings(), MemoryFile() as memory:
        warnings.simplefilter("ignore")
        with memory.open(width=columns, height=rows, **settings) as picture:
            picture.write(np.where(ink > 0, 255, 0).astype("uint8"), 1)
            picture.write(alpha, 2)
        return bytes(memory.read())
