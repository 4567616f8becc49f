"""What of several cities is in memory, and for how long."""

import asyncio
from contextlib import asynccontextmanager, suppress

import orjson
import pytest

from app.cities.cities import Cities
from app.errors import NotReadyError
from app.main import create_app
from app.settings import Settings
from tests.app.cities.conftest import NAMES


@asynccontextmanager
async def follow(data, **settings):
    cities = Cities(Settings(data=data, **settings))
    await cities.refresh()
    try:
        yield cities
    finally:
        cities.close()


def list_loaded(cities):
    return [one.id for one in cities.list_cities() if one.is_loaded]


async def ask(cities, name):
    async with cities.lend(cities.find(name)):
        return cities.find(name).live.get().manifest.city.id


def test_nothing_is_loaded_before_somebody_asks(many):
    async def check():
        async with follow(many) as cities:
            assert [one.id for one in cities.list_cities()] == list(NAMES)
            assert list_loaded(cities) == []
            assert await ask(cities, "betatown") == "betatown"
            assert list_loaded(cities) == ["betatown"]

    asyncio.run(check())


def test_the_one_that_nobody_asked_for_longest_leaves_for_another(many):
    async def check():
        async with follow(many, most_cities=2) as cities:
            for name in (*NAMES[:2], NAMES[0], NAMES[2]):
                assert await ask(cities, name) == name
            assert list_loaded(cities) == [NAMES[0], NAMES[2]]

    asyncio.run(check())


def test_one_that_is_used_stays_and_another_is_told_to_come_back(many):
    async def check():
        async with follow(many, most_cities=1) as cities:
            first, second = map(cities.find, NAMES[:2])
            async with cities.lend(first):
                catalogue = first.live.get()
                with pytest.raises(NotReadyError, match="Many cities"):
                    await ask(cities, second.id)
                assert first.live.get() is catalogue
            assert await ask(cities, second.id) == second.id
            assert list_loaded(cities) == [second.id]

    asyncio.run(check())


def test_one_that_nobody_asked_for_in_a_while_leaves_and_comes_back(many):
    async def check():
        async with follow(many, city_idle_min=1) as cities:
            first, second = map(cities.find, NAMES[:2])
            await ask(cities, first.id)
            await ask(cities, second.id)
            cities.drop_idle()
            assert list_loaded(cities) == [first.id, second.id]
            first.asked_s -= 61
            second.asked_s -= 61
            async with cities.lend(second):
                cities.drop_idle()
            assert list_loaded(cities) == [second.id]
            assert await ask(cities, first.id) == first.id

    asyncio.run(check())


def test_many_who_ask_for_one_at_once_wait_for_one_loading(many):
    async def check():
        async with follow(many) as cities:
            city, loads = cities.find(NAMES[0]), []
            load = city.load
            city.load = lambda: loads.append(load())
            assert set(await asyncio.gather(*(ask(cities, city.id) for _ in range(8)))) == {city.id}
            assert len(loads) == 1
            assert city.readers == 0

    asyncio.run(check())


def test_a_loading_city_takes_its_room_already(many):
    async def check():
        async with follow(many, most_cities=1) as cities:
            told = await asyncio.gather(
                *(ask(cities, name) for name in NAMES), return_exceptions=True
            )
            assert [isinstance(one, NotReadyError) for one in told].count(True) == 2
            assert len(list_loaded(cities)) == 1

    asyncio.run(check())


def test_only_manifests_are_read_at_the_start(cities):
    for path in cities.rglob("*.parquet"):
        path.write_bytes(b"none of it is read")

    async def check():
        async with follow(cities) as served:
            assert [one.known.fault for one in served.list_cities()] == ["", ""]
            with pytest.raises(NotReadyError, match="could not be read"):
                await ask(served, NAMES[0])
            assert [bool(one.known.fault) for one in served.list_cities()] == [True, False]

    asyncio.run(check())


def test_an_answer_under_way_is_whole_though_its_city_has_left(many):
    app = create_app(Settings(data=many, most_cities=1))
    cities = app.state.cities

    async def get(name, send):
        scope = {
            "type": "http",
            "method": "GET",
            "path": f"/{name}/data/schools.geojson",
            "headers": [(b"host", b"localhost")],
            "query_string": b"",
            "scheme": "http",
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        await app(scope, wait_for_ever, send)

    async def wait_for_ever():
        await asyncio.Event().wait()

    async def check():
        await cities.refresh()
        bodies, statuses = dict.fromkeys(NAMES[:2], b""), []

        async def send_second(message):
            statuses.append(message.get("status"))
            bodies[NAMES[1]] += message.get("body", b"")

        async def send_first(message):
            if message["type"] == "http.response.start":
                await get(NAMES[1], send_second)
                assert list_loaded(cities) == [NAMES[1]]
            bodies[NAMES[0]] += message.get("body", b"")

        await get(NAMES[0], send_first)
        assert statuses[0] == 200
        for name, body in bodies.items():
            [school] = orjson.loads(body)["features"]
            assert school["properties"]["name"] == f"School of {name}"

    try:
        asyncio.run(check())
    finally:
        cities.close()
        app.state.exports.close()


def test_one_who_asks_and_leaves_keeps_no_city(many):
    async def check():
        async with follow(many, most_cities=1) as cities:
            city = cities.find(NAMES[0])
            asking = asyncio.create_task(ask(cities, city.id))
            await asyncio.sleep(0)
            asking.cancel()
            with suppress(asyncio.CancelledError):
                await asking
            assert city.readers == 0
            if city.loading:
                await asyncio.wait([city.loading])
            assert await ask(cities, NAMES[1]) == NAMES[1]

    asyncio.run(check())
