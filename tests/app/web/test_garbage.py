"""When the server collects garbage: between answers, more rarely while somebody waits."""

import asyncio
import gc

import pytest

from app.settings import Settings
from app.web.server import Server, make_config

MINUTES = 20


@pytest.fixture
def rounds(monkeypatch):
    """What each round looked at: 1 for young objects, 2 for all."""
    looked = []
    monkeypatch.setattr(gc, "collect", looked.append)
    return looked


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
