"""Opens what it is told in QGIS, outside of the environment of the tests, and prints JSON.

Run by the system's Python, which has PyQGIS: ``qgis_reader.py project FILE``, ``definition FILE``,
``file PATH`` (a GeoPackage, whose layers are opened with the styles inside) or ``features SOURCE``
(a live layer, whose features are read with all their values, and placed in each system).
"""

import json
import sys
from collections import Counter

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsFeatureRequest,
    QgsLayerDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)

SYSTEMS = ("OGC:CRS84", "EPSG:4326", "EPSG:3857", "EPSG:32634")


def describe(layer):
    if isinstance(layer, QgsRasterLayer):
        return {"name": layer.name(), "is_valid": layer.isValid(), "labels": ""}
    renderer = layer.renderer()
    kind = renderer.type() if renderer else None
    if kind == "singleSymbol":
        colours = {"": renderer.symbol().color().name()}
    elif kind == "categorizedSymbol":
        colours = {one.value(): one.symbol().color().name() for one in renderer.categories()}
    else:
        colours = {}
    return {
        "name": layer.name(),
        "is_valid": layer.isValid(),
        "error": layer.error().message(),
        "provider": layer.dataProvider().name(),
        "fields": [field.name() for field in layer.fields()],
        "aliases": [layer.attributeDisplayName(at) for at in range(layer.fields().count())],
        "geometry": QgsWkbTypes.displayString(layer.wkbType()),
        "colours": colours,
        "count": layer.featureCount(),
        "read": sum(1 for _ in layer.getFeatures()),
        "drawn": count_drawn(layer),
        "labels": layer.labeling().settings().fieldName if layer.labelsEnabled() else "",
        "rights": layer.metadata().rights(),
    }


def count_drawn(layer):
    """Count the features of each category, read for the second time as by a map."""
    renderer = layer.renderer()
    if not renderer or renderer.type() != "categorizedSymbol":
        return {}
    context = layer.createExpressionContext()
    expression = QgsExpression(renderer.classAttribute())
    found = Counter()
    for feature in layer.getFeatures():
        context.setFeature(feature)
        found[str(expression.evaluate(context))] += 1
    return found


def open_project(path):
    project = QgsProject.instance()
    is_read = project.read(path)
    return {
        "is_read": is_read,
        "title": project.title(),
        "crs": project.crs().authid(),
        "groups": [
            [group.name(), [layer.name() for layer in group.findLayers()]]
            for group in project.layerTreeRoot().children()
        ],
        "layers": {key: describe(layer) for key, layer in project.mapLayers().items()},
    }


def open_definition(path):
    project = QgsProject.instance()
    QgsLayerDefinition.loadLayerDefinition(path, project, project.layerTreeRoot())
    return {"layers": {layer.name(): describe(layer) for layer in project.mapLayers().values()}}


def open_file(path):
    whole = QgsVectorLayer(path, "all", "ogr")
    names = {text.split("!!::!!")[1] for text in whole.dataProvider().subLayers()}
    layers = [QgsVectorLayer(f"{path}|layername={name}", name, "ogr") for name in sorted(names)]
    return {"layers": {layer.name(): describe(layer) for layer in layers}}


def read_features(source):
    layer = QgsVectorLayer(source, "live", "OAPIF")
    return {
        "error": layer.error().message(),
        "count": layer.featureCount(),
        "types": {field.name(): field.typeName() for field in layer.fields()},
        "rows": [list(map(to_plain, one.attributes())) for one in layer.getFeatures()],
        "shapes": {system: place_features(layer, system) for system in SYSTEMS},
    }


def place_features(layer, system):
    """Give the features' geometries as a project in a system draws them."""
    request = QgsFeatureRequest().setNoAttributes()
    request.setDestinationCrs(
        QgsCoordinateReferenceSystem(system), QgsProject.instance().transformContext()
    )
    return [bytes(one.geometry().asWkb()).hex() for one in layer.getFeatures(request)]


def to_plain(value):
    """Give None for nothing, a day as text, and anything else as it is."""
    if hasattr(value, "isNull") and value.isNull():
        return None
    return value.toString("yyyy-MM-dd") if hasattr(value, "toString") else value


application = QgsApplication([], False)
application.initQgis()
OPENERS = {
    "project": open_project,
    "definition": open_definition,
    "file": open_file,
    "features": read_features,
}
print("\n" + json.dumps(OPENERS[sys.argv[1]](sys.argv[2])))
application.exitQgis()
