"""When the server collects garbage: between answers, more rarely while somebody waits."""

import asyncio
import gc
from threading import Event

import pytest

from app.settings import Settings
from app.web import server as module
from app.web.server import Server, make_config

MINUTES = 20


@pytest.fixture
def rounds(monkeypatch):
    """What each round looked at: 1 for young objects, 2 for all."""
    looked = []
    monkeypatch.setattr(gc, "collect", looked.append)
    return looked


@pytest.fixture(autouse=True)
def nothing_loaded(monkeypatch):
    """Leave the collector of the tests as it is, whatever other tests have loaded."""
    monkeypatch.setattr(module, "LOADED", Event())


async def let_pass(server):
    for tick in range(MINUTES * 60 * 10):
        assert not await server.on_tick(tick)


def test_an_idle_server_collects_each_second_and_all_each_minute(rounds):
    server = Server(make_config(lambda: None, Settings()))
    asyncio.run(let_pass(server))
    assert (rounds.count(1), rounds.count(2)) == (MINUTES * 59, MINUTES)


def test_a_busy_server_collects_half_as_often(rounds):
    server = Server(make_config(lambda: None, Settings()))
    server.server_state.tasks.add(object())
    asyncio.run(let_pass(server))
    assert (rounds.count(1), rounds.count(2)) == (MINUTES * 59 // 2, MINUTES // 2)


def test_the_collector_runs_by_itself_until_the_first_data_are_loaded(rounds, monkeypatch):
    disabled = []
    monkeypatch.setattr(gc, "disable", lambda: disabled.append(True))
    server = Server(make_config(lambda: None, Settings()))
    asyncio.run(server.on_tick(1))
    assert not disabled
    module.LOADED.set()
    asyncio.run(server.on_tick(2))
    assert disabled
