"""Enters that a consent begins to count, so that pages, files and the map say it at once."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from app.register.database import Database
from app.register.log import Ledger, read_now
from geodata.errors import GeodataError
from geodata.register.log import EntryKind

log = logging.getLogger(__name__)

EVERY_S = 15
"""So often it is looked whether a consent began to count."""


def enter_counting(database: Database, ledger: Ledger) -> int:
    """Enter each consent that began to count; return how many.

    Whoever does so last finds nothing left, in this process or in another one.
    """
    with database.read() as session:
        if not ledger.read_signatures(session).list_begun(read_now()):
            return 0
    with database.write() as session:
        begun = ledger.read_signatures(session).list_begun(read_now())
        for one in begun:
            content = {
                "project": one.statement.project,
                "body": one.statement.body.id,
                "entry": one.entry,
            }
            ledger.append(session, EntryKind.CONSENT_COUNTS, content)
    return len(begun)


async def keep_counting(database: Database, ledger: Ledger) -> None:
    """Do so again and again, until it is cancelled.

    A database that is busy, or whose log holds what is not valid, is asked again: nothing else
    would do it once that is mended.
    """
    while True:
        try:
            await asyncio.to_thread(enter_counting, database, ledger)
        except (SQLAlchemyError, GeodataError):
            log.exception("It could not be entered that consents count")
        await asyncio.sleep(EVERY_S)
