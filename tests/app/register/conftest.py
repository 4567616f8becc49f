"""Databases of both kinds, empty and with the register's tables."""

import itertools
import logging
import queue

import pytest

from app.register.database import Database, open_database
from app.register.log import Ledger
from tests.app.register.pinned_offices import Offices
from tests.app.register.postgres import make_database, run_server
from tests.app.register.served_register import RegisterServer
from tests.app.register.team import make_team
from tests.passkeys import make_office

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres():
    with run_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """Address of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'register.sqlite'}"
    return make_database(request.getfixturevalue("postgres"), f"test{next(_numbers)}")


@pytest.fixture
def database(url):
    made = open_database(None, url)
    made.upgrade()
    yield made
    made.close()


@pytest.fixture
def quick_database(tmp_path):
    """Of SQLite alone, for what does not depend on it."""
    made = Database(f"sqlite:///{tmp_path / 'quick.sqlite'}")
    made.upgrade()
    yield made
    made.close()


@pytest.fixture(scope="session")
def offices():
    """The offices of both municipalities, with their passkeys."""
    return make_office("north-office"), make_office("south-office")


@pytest.fixture
def ledger(database, offices):
    """A register that has begun."""
    made = Ledger("test-register", "town", tuple(one.keys for one in offices))
    with database.write() as session:
        made.begin(session)
    return made


@pytest.fixture
def team(database):
    """A register of Mitrovica in either database, with its services."""
    return make_team(database)


@pytest.fixture
def quick_team(quick_database):
    """The same in SQLite alone."""
    return make_team(quick_database)


@pytest.fixture
def server(tmp_path):
    """A register that is empty, and is served."""
    with RegisterServer(tmp_path / "register") as made:
        yield made


@pytest.fixture
def listen():
    """Listen to a logger of the register, which writes after its answers are sent: a queue."""
    heard = []

    def start(name):
        written, handler = queue.Queue(), logging.Handler()
        handler.emit = lambda record: written.put(record.getMessage())
        log = logging.getLogger(name)
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        heard.append((log, handler))
        return written

    yield start
    for log, handler in heard:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)


@pytest.fixture
def offices_of_town(tmp_path):
    """Two offices of Mitrovica with a key each, once a register has pinned them."""
    return Offices(tmp_path)


@pytest.fixture
def signing_server(tmp_path, offices_of_town):
    """A register in which both offices can sign, served."""
    with RegisterServer(tmp_path / "register", pin_keys=offices_of_town.pin) as made:
        yield made
