"""Whoever writes may be killed at any moment: what was acknowledged is there, and all is clean."""

import random

import pytest

from app.register.checking import check_database
from app.register.log import read_entries
from tests.app.register.killed import write_until_killed

pytestmark = pytest.mark.enable_socket  # the fork server listens on a Unix socket

SEED = 20_261_129


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_every_acknowledged_write_is_there_after_kills(database, ledger, url, kills):
    dice, acknowledged = random.Random(SEED), []
    for _ in range(kills):
        acknowledged += write_until_killed(url, ledger.keys, dice.randrange(6))
    with database.read() as session:
        written = [one.details for one in read_entries(session)]
    assert len(acknowledged) > kills
    assert set(acknowledged) <= set(written)
    assert check_database(database, ledger.keys).faults == ()
