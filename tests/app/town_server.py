"""A server that takes up one town after the other, and asks it everything that it answers."""

import re

import httpx

from app.main import create_app
from app.settings import Settings
from geodata.cities.profile import load_city
from geodata.fields import TABLE_FIELDS
from geodata.names import LANGUAGES
from geodata.streets.network import TravelMode
from pipelines.build import build
from tests.app.addresses import fill, list_addresses, list_file_addresses
from tests.app.page_table import list_pages
from tests.app.served import Server
from tests.waiting import wait_until

FINE = {200, 204}


def is_refused_rightly(address, answer):
    """Tell whether a bridge was asked about that pays for nothing, as nobody's way gets shorter."""
    is_asked = address.startswith("/api/break-even")
    return is_asked and answer.status_code == 409 and answer.json()["field"] == "saved_min_per_trip"


class TownServer:
    """Serves a data folder in which each build takes the place of the one before."""

    def __init__(self, data):
        self.data = data
        self.server = Server(
            create_app(Settings(data=data, poll_s=0.02, embed_sites="https://news.example"))
        )

    def __enter__(self):
        self.server.__enter__()
        self.reader = httpx.Client(base_url=self.server.site, timeout=120, follow_redirects=True)
        return self

    def __exit__(self, *error):
        self.reader.close()
        self.server.__exit__(*error)

    def take_up(self, profile, source):
        """Build a town and wait until it is served and can be reviewed."""
        snapshot = build(load_city(str(profile)), str(source), self.data)
        self.reader.base_url = f"{self.server.site}/{snapshot.manifest.city.id}"
        wait_until(lambda: self._find_served() == {snapshot.id})
        return snapshot

    def _find_served(self):
        """Find which snapshots pages and figures come from."""
        asked = self.reader.post("/api/assessments", json={"features": []})
        ready = self.reader.get("/readyz")
        return {one.json().get("snapshot_id", one.json().get("snapshot")) for one in (asked, ready)}

    def learn(self):
        """Learn what the addresses of this town name; what it lacks is not in it."""
        told = self.reader.get("/api/snapshot").json()
        filled = [name for name, count in told["counts"].items() if count]
        layer = filled[0]
        item = self.reader.get(f"/ogc/collections/{layer}/items?limit=1").json()["features"][0]
        assets = re.search(r"/static/[0-9a-f]+", self.reader.get("/about").text)[0]
        crossings = self.reader.get("/data/crossings.geojson").json()["features"]
        names = {
            "city": told["city"]["id"],
            "day": "2025-10-01",
            "feature": item["id"],
            "layer": layer,
            "service": "water",
            "side": told["city"]["left"]["id"],
            "word": "a",
            "assets": assets,
            "snapshot": told["id"],
            "tile": "14/8000/5600",
        }
        places = self.reader.get("/api/scan?day=2025-10-01").json()["alignments"]
        if places:
            names["line"] = ",".join(str(degrees) for at in places[0]["line"] for degrees in at)
        if crossings:
            names["closed"] = crossings[0]["id"]
        return names

    def find_faults(self, *, is_quick=False):
        """Ask every page in every language, every address and every file; list what is wrong.

        Quickly, each page is asked in one language, the next one in another, and each table in a
        third of all formats, the next one in others.
        """
        names = self.learn()
        pages = [page for page in list_pages(names) if page.has_city]
        faults = [
            f"{page.path} in {language}: {answer.status_code}"
            for at, page in enumerate(pages)
            for language in ([LANGUAGES[at % len(LANGUAGES)]] if is_quick else LANGUAGES)
            for answer in [self._open(page.path, language)]
            if answer.status_code != page.status
        ]
        for address in self._list_addresses(names, is_quick):
            answer = self._get(address)
            if answer.status_code not in FINE and not is_refused_rightly(address, answer):
                faults.append(f"{address}: {answer.status_code} {answer.text[:200]}")
        return faults

    def _open(self, path, language):
        return self._get(path, {"Accept": "text/html", "Accept-Language": language})

    def _get(self, address, headers=None):
        try:
            return self.reader.get(address, headers=headers)
        except httpx.TransportError as error:  # the server broke off
            return httpx.Response(599, text=str(error))

    def _list_addresses(self, names, is_quick):
        has_tiles = self.reader.get(fill("/tiles/{snapshot}.pmtiles", names)).status_code == 200
        has_projects = bool(self.reader.get("/ogc/collections/projects/items").json()["features"])
        for path, address in list_addresses(names):
            is_there = has_projects or path not in {"/data/projects.oc4ids.json", "/projects.atom"}
            if is_there and (has_tiles or not path.startswith("/tiles/")):
                yield address
        tables = [*TABLE_FIELDS, names["layer"], "stations"]
        yield from list_file_addresses(names["city"], tables)[:: 3 if is_quick else 1]
        for mode in TravelMode:
            yield from (f"/api/{what}?mode={mode}" for what in ("scan", "closures", "openings"))
            yield f"/api/scan?mode={mode}&trips_to=services"
            yield f"/review?mode={mode}&trips_to=services"
            yield f"/review/brief.pdf?mode={mode}"
            yield f"/api/assessments/report.txt?mode={mode}"
