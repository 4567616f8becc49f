"""What search engines read of a page about data: a schema.org Dataset as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.catalogue.catalogue import Catalogue
from app.language.titles import say_description, say_title
from app.web.sources import describe_source
from geodata import LICENCE_URL
from geodata.exports.formats import Format
from geodata.fields import Field
from geodata.wording import Wording


def describe_dataset(
    catalogue: Catalogue, root: str, name: str | None, wording: Wording
) -> dict[str, Any]:
    """Describe a layer or table, or with no name all of them, in the reader's language.

    Parameters
    ----------
    root
        Address of the server, without a slash at its end.
    """
    manifest = catalogue.manifest
    left, bottom, right, top = manifest.bounds
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "isAccessibleForFree": True,
        "license": LICENCE_URL,
        "creditText": manifest.attribution,
        "creator": {"@type": "Organization", "name": "UraMost", "url": f"{root}/"},
        "version": manifest.id,
        "dateModified": manifest.created_at,
        "temporalCoverage": (manifest.origin.osm_date or manifest.origin.pulled_at)[:10],
        "spatialCoverage": {
            "@type": "Place",
            "name": wording.join_names(manifest.city.name),
            "geo": {"@type": "GeoShape", "box": f"{bottom} {left} {top} {right}"},
        },
        **(_describe_all(catalogue, root, wording) if name is None else {}),
        **(_describe_one(catalogue, root, name, wording) if name is not None else {}),
    }


def _describe_all(catalogue: Catalogue, root: str, wording: Wording) -> dict[str, Any]:
    manifest, _ = catalogue.manifest, wording.gettext
    lead = _("What connects and what separates a divided city.")
    return {
        "@id": f"{root}/data",
        "url": f"{root}/data",
        "name": f"UraMost – {wording.join_names(manifest.city.name)}",
        "description": _describe(lead, catalogue, wording),
        "distribution": [_describe_file(root, manifest.city.id, Format.GPKG)],
        "hasPart": [
            {"@type": "Dataset", "@id": f"{root}/data/{name}", "name": say_title(name, wording),
             "description": say_description(name, wording), "license": LICENCE_URL}
            for name in catalogue.collections
        ],
    }  # fmt: skip


def _describe_one(catalogue: Catalogue, root: str, name: str, wording: Wording) -> dict[str, Any]:
    return {
        "@id": f"{root}/data/{name}",
        "url": f"{root}/data/{name}",
        "name": f"{say_title(name, wording)} – {wording.join_names(catalogue.manifest.city.name)}",
        "description": _describe(say_description(name, wording), catalogue, wording),
        "includedInDataCatalog": {"@type": "DataCatalog", "url": f"{root}/data"},
        "distribution": [_describe_file(root, name, form) for form in Format],
        "variableMeasured": list(_list_variables(catalogue.collections[name].fields, wording)),
    }


def _describe(text: str, catalogue: Catalogue, wording: Wording) -> str:
    """Describe data with their source, and say so where they are modelled."""
    notes = " ".join(catalogue.manifest.notes)
    return f"{text} {describe_source(catalogue.manifest, wording)}. {notes}".strip()


def _describe_file(root: str, name: str, form: Format) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": form.label,
        "contentUrl": f"{root}/data/{name}.{form}",
        "encodingFormat": form.media_type.partition(";")[0],
    }


def _list_variables(fields: Iterable[Field], wording: Wording) -> Iterable[dict[str, str]]:
    for field in fields:
        described = {
            "@type": "PropertyValue",
            "name": field.name,
            "description": wording.say("field meaning", field.meaning),
        }
        yield described | ({"unitText": field.unit} if field.unit else {})
