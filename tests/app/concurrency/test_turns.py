"""Clients take turns, however much one of them asks for."""

import asyncio
from types import SimpleNamespace

import pytest
from starlette.exceptions import HTTPException

from app.concurrency import turns
from app.concurrency.turns import FairQueue, name_address, name_client


@pytest.fixture(autouse=True)
def refuse_at_once(monkeypatch):
    monkeypatch.setattr(turns, "REFUSED_S", 0)


def serve_all(queue, asked):
    """Let clients ask in this order at once; list them as they are served."""
    served = []

    async def ask(client):
        async with queue.take_turn(client):
            served.append(client)
            await asyncio.sleep(0)

    async def ask_all():
        return await asyncio.gather(*map(ask, asked), return_exceptions=True)

    return served, asyncio.run(ask_all())


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("aaab", "abaa"),
        ("aaaabbc", "abcabaa"),
        ("abcabc", "abcabc"),
        ("aaaa", "aaaa"),
    ],
)
def test_clients_take_turns_and_none_loses_its_order(asked, served):
    assert "".join(serve_all(FairQueue(16, "busy"), asked)[0]) == served


def test_who_comes_while_another_is_served_is_next():
    queue, served, gate = FairQueue(16, "busy"), [], asyncio.Event()

    async def ask(client):
        async with queue.take_turn(client):
            served.append(client)
            await gate.wait()

    async def run():
        many = [asyncio.create_task(ask("many")) for _ in range(10)]
        await asyncio.sleep(0)
        late = asyncio.create_task(ask("late"))
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*many, late)

    asyncio.run(run())
    assert served[:3] == ["many", "late", "many"]


def test_one_client_alone_is_refused_when_it_asks_for_too_much():
    served, outcomes = serve_all(FairQueue(3, "busy"), "aaaaabb")
    refusals = [one for one in outcomes if isinstance(one, HTTPException)]
    assert sorted(served) == ["a", "a", "a", "b", "b"]
    assert [(one.status_code, one.detail) for one in refusals] == [(503, "busy")] * 2
    assert refusals[0].headers["Retry-After"]


def test_no_more_clients_wait_than_may(monkeypatch):
    monkeypatch.setattr(turns, "MOST_CLIENTS", 2)
    served, outcomes = serve_all(FairQueue(3, "busy"), "abcd")
    assert "".join(served) == "abc"
    assert outcomes[3].status_code == 503


@pytest.mark.parametrize("leaves_at", ["while it waits", "as it is called"])
def test_who_leaves_holds_nobody_up(leaves_at):
    queue, served = FairQueue(3, "busy"), []

    async def ask(client, gate):
        async with queue.take_turn(client):
            await gate.wait()
            served.append(client)

    async def run():
        gate, is_open = asyncio.Event(), asyncio.Event()
        is_open.set()
        first = asyncio.create_task(ask("a", gate))
        await asyncio.sleep(0)
        leaving = asyncio.create_task(ask("b", is_open))
        last = asyncio.create_task(ask("c", is_open))
        await asyncio.sleep(0)
        if leaves_at == "while it waits":
            leaving.cancel()
        gate.set()
        await first
        leaving.cancel()
        await last

    asyncio.run(asyncio.wait_for(run(), 10))
    assert served[-1] == "c"


def test_work_that_fails_ends_its_turn():
    queue = FairQueue(3, "busy")

    async def fail():
        async with queue.take_turn("a"):
            raise ValueError

    async def run():
        outcomes = await asyncio.gather(fail(), fail(), return_exceptions=True)
        async with queue.take_turn("b"):
            return outcomes

    assert [type(one) for one in asyncio.run(asyncio.wait_for(run(), 10))] == [ValueError] * 2


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff:1:2:3", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "somebody", False),
    ],
)
def test_addresses_that_belong_to_one_client_have_one_name(one, other, is_same):
    assert (name_address(one) == name_address(other)) is is_same


def test_a_name_has_a_bound_whatever_a_proxy_says():
    assert len(name_address("x" * 100_000)) < 100


def test_a_request_without_an_address_is_somebodys():
    assert name_client(SimpleNamespace(client=None)) == ""


@pytest.mark.parametrize("address", ["/review", "/compare?line=20.862,42.8896,20.862,42.8912"])
def test_a_page_whose_answer_must_wait_says_when_to_come_back(client, address):
    answer = client.get(address)  # the small city has no streets that could be reviewed
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
