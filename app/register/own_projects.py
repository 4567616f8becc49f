"""The accepted projects of the register as typed records: for files that tell of projects alone."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from app.register.errors import InvalidError
from app.register.log import Ledger, tell_head_time
from app.register.models import HeadRow
from app.register.records import Details, read_details
from app.register.town import Town
from app.register.versions import list_projects
from geodata.exports.project_register import ProjectRegister
from geodata.register.accepted import describe_consent

LOG = logging.getLogger(__name__)


def read_own_projects(session: Session, ledger: Ledger, town: Town) -> ProjectRegister:
    """Read the accepted projects with what offices signed of their versions of now.

    Examples are left out, and what sources report of consents stays on the map.
    """
    signatures, now = ledger.read_signatures(session), tell_head_time(session)
    found = {row.id: _read(row.id, details) for row, details in list_projects(session)}
    told = [one.record for one in found.values() if one and not one.record.is_example]
    signed = {
        one.id: tuple(map(describe_consent, signatures.tell(one.id, now).consents)) for one in told
    }
    return ProjectRegister(
        city=town.id,
        name=town.name,
        created_at=session.get_one(HeadRow, 1).time,
        projects=tuple(told),
        needs=town.needs,
        bodies=town.bodies,
        sides=town.banks,
        signed=signed,
    )


def _read(name: str, details: dict[str, object]) -> Details | None:
    try:
        return read_details(details)
    except InvalidError as error:  # it was checked when it was entered, perhaps by an older version
        LOG.warning("project %s is left out of files: %s", name, error)
        return None
