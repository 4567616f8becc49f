"""What tests write into a register's log."""

from __future__ import annotations

import secrets

from app.register.models import ProjectRow
from geodata.register.log import EntryKind


def propose(ledger, session, project, text="A footbridge."):
    """Propose a project, or change one that is there."""
    row = session.get(ProjectRow, project)
    kind = EntryKind.PROJECT_REVISED if row else EntryKind.PROJECT_PROPOSED
    content = {"project": project, **({"base": row.revision} if row else {})}
    return ledger.append(session, kind, content, written={"record": {"summary": text}})


def contribute(ledger, session, kind, subject, text="Good."):
    """Write a comment, a need or a report."""
    content = {"id": secrets.token_hex(8), "subject": subject}
    return ledger.append(session, kind, content, written={"text": text}, account="a1")
