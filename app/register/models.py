"""Tables of the register: the log, what was written beside it, what both make, and accounts.

Those of `PROJECTED` hold nothing of their own: `app.register.projection` makes them from the log,
and could do so again. Accounts and what hangs on them are of persons, and stand in no export.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, validates

ID = String(64)
HASH = String(64)
TIME = String(20)
"""RFC 3339 in UTC, to the second: the same text in both databases."""


class Base(MappedAsDataclass, DeclarativeBase):
    """Base of all tables."""


class EntryRow(Base):
    """An entry of the log, never changed."""

    __tablename__ = "entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    time: Mapped[str] = mapped_column(TIME)
    previous: Mapped[str] = mapped_column(HASH)
    hash: Mapped[str] = mapped_column(HASH, unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    account: Mapped[str] = mapped_column(ID)
    content: Mapped[str] = mapped_column(Text)
    """Canonical JSON."""
    details: Mapped[str | None] = mapped_column(HASH)


class HeadRow(Base):
    """The last entry: one row, which every writer locks first."""

    __tablename__ = "head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(HASH)
    time: Mapped[str] = mapped_column(TIME)


class DetailsRow(Base):
    """What somebody wrote, by its hash; deleted when it is erased."""

    __tablename__ = "details"

    hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    data: Mapped[str] = mapped_column(Text)
    """JSON with its salt."""


class ProjectRow(Base):
    """A project as it stands."""

    __tablename__ = "project"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    revision: Mapped[str] = mapped_column(HASH)
    """Hash of its version of now."""
    version: Mapped[int]
    """How many versions it has had."""
    state: Mapped[str] = mapped_column(String(20))
    """Of moderation: proposed, accepted, declined."""
    first_entry: Mapped[int]
    last_entry: Mapped[int]
    account: Mapped[str] = mapped_column(ID)
    """Who proposed it."""
    is_removed: Mapped[bool] = mapped_column(default=False)


class RevisionRow(Base):
    """A version of a project."""

    __tablename__ = "revision"

    hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    project: Mapped[str] = mapped_column(ID, index=True)
    version: Mapped[int]
    base: Mapped[str | None] = mapped_column(HASH)
    """Version that it changes."""
    entry: Mapped[int]
    account: Mapped[str] = mapped_column(ID)


class VoteRow(Base):
    """What the moderator of one bank decided on a proposal, or a suggestion; both are needed."""

    __tablename__ = "vote"

    project: Mapped[str] = mapped_column(ID, primary_key=True)
    """Or the id of a suggestion for what an institution signed."""
    bank: Mapped[str] = mapped_column(ID, primary_key=True)
    is_accepted: Mapped[bool]
    entry: Mapped[int]


class StatementRow(Base):
    """A signed statement of a body; what it means is computed from all of them."""

    __tablename__ = "statement"

    entry: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    project: Mapped[str] = mapped_column(ID, index=True)
    body: Mapped[str] = mapped_column(ID)
    act: Mapped[str] = mapped_column(String(40))
    revision: Mapped[str] = mapped_column(HASH)


class ContributionRow(Base):
    """A comment, suggestion, need, claim, report or appeal."""

    __tablename__ = "contribution"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(120))
    """What it is about: ``project/footbridge``, ``feature/way/1``, ``contribution/…``, or empty."""
    entry: Mapped[int]
    account: Mapped[str] = mapped_column(ID)
    details: Mapped[str] = mapped_column(HASH)
    state: Mapped[str] = mapped_column(String(20))
    """Open, accepted, declined."""
    is_removed: Mapped[bool] = mapped_column(default=False)
    removed_by: Mapped[int | None] = mapped_column(default=None)
    """Entry that removed it, with the reason."""

    __table_args__ = (Index("contribution_of", "subject", "kind"),)


PROJECTED = (ProjectRow, RevisionRow, VoteRow, StatementRow, ContributionRow)
"""Tables that can be made again from the log."""


class AccountRow(Base):
    """A person who may write."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    """The number by which the log names them."""
    name: Mapped[str] = mapped_column(String(120))
    """As pages show it."""
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    body: Mapped[str | None] = mapped_column(ID)
    """Institution that an office's account is of."""
    bank: Mapped[str | None] = mapped_column(ID)
    """Of a moderator."""
    created: Mapped[str] = mapped_column(TIME)
    password: Mapped[str | None] = mapped_column(String(200), default=None)
    """Argon2id with its parameters and salt."""
    is_active: Mapped[bool] = mapped_column(default=True)

    @validates("role", "body", "bank")
    def _keep(self, name: str, value: str | None) -> str | None:
        """Refuse another role: it stands beside what the person wrote, as it was at that time."""
        if self.__dict__.get(name, value) != value:
            raise ValueError(f"{name} of an account never changes: add another account")
        return value


class LoginKeyRow(Base):
    """A passkey that an account logs in with; it is no key of a body."""

    __tablename__ = "login_key"

    id: Mapped[str] = mapped_column(String(1400), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    public_key: Mapped[str] = mapped_column(String(2000))
    label: Mapped[str] = mapped_column(String(120))
    created: Mapped[str] = mapped_column(TIME)


class SessionRow(Base):
    """A login, known by the hash of its cookie."""

    __tablename__ = "session"

    hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created: Mapped[str] = mapped_column(TIME)
    seen: Mapped[str] = mapped_column(TIME)


class LinkRow(Base):
    """An invitation or a new password, each by a link that works once."""

    __tablename__ = "link"

    hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    expires: Mapped[str] = mapped_column(TIME)


class TokenRow(Base):
    """A token by which a program writes for an account, within its scopes."""

    __tablename__ = "token"

    hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    scopes: Mapped[str] = mapped_column(String(200))
    created: Mapped[str] = mapped_column(TIME)
    expires: Mapped[str] = mapped_column(TIME)


class DraftRow(Base):
    """A proposal that is not sent yet; its author alone reads it."""

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    data: Mapped[str] = mapped_column(Text)
    changed: Mapped[str] = mapped_column(TIME)
