"""A provider that only the name index knows, on the page of providers and its map."""

import json
import re

import httpx
import pytest

from geodata.cities.providers import Provider, Service, store_providers
from tests.app import small_city
from tests.app.small_city import SOURCE, write_city


@pytest.fixture
def url(tmp_path, serve, monkeypatch):
    """The small city, whose provider is a hint."""
    hint = Provider(
        id="a-provider",
        name={"und": "A Provider"},
        service=Service.EDUCATION,
        role=None,
        certainty="L",
        sources=(SOURCE,),
        is_hint=True,
    )
    tables = {**small_city.make_tables(), "providers": store_providers([hint])}
    monkeypatch.setattr(small_city, "make_tables", lambda: tables)
    write_city(tmp_path)
    return serve(tmp_path).url


def test_a_hint_is_told_from_the_registry_and_has_no_role(url):
    (service,) = httpx.get(f"{url}/api/providers/matrix?service=education").json()["services"]
    (row,) = [one for one in service["rows"] if one["key"] == "a-provider"]
    assert (row["kind"], row["role"], row["name"]) == ("hinted", None, {"und": "A Provider"})
    page = httpx.get(f"{url}/providers?service=education&lang=en").text
    assert "hint of the name index" in page
    assert "It is a hint, not a finding." in page


def test_every_row_has_a_look_by_which_the_map_draws_it(url):
    (service,) = httpx.get(f"{url}/api/providers/matrix?service=education").json()["services"]
    page = httpx.get(f"{url}/providers?service=education").text
    (data,) = re.findall(r'id="provider-data">(.*?)</script>', page, re.DOTALL)
    assert {one["key"] for one in service["rows"]} <= json.loads(data)["looks"].keys()


def test_a_snapshot_of_before_there_were_hints_is_served(tmp_path, serve, monkeypatch):
    tables = small_city.make_tables()
    record = json.loads(tables["providers"].loc[0, "record"])
    del record["is_hint"]
    old = tables["providers"].assign(record=json.dumps(record))
    monkeypatch.setattr(small_city, "make_tables", lambda: {**tables, "providers": old})
    write_city(tmp_path)
    page = httpx.get(f"{serve(tmp_path).url}/providers?lang=en")
    assert page.status_code == 200
    assert "hint of the name index" not in page.text
