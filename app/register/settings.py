"""What the register is told at its start, from the environment or the command line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, StringConstraints, model_validator
from pydantic_settings import SettingsConfigDict

from app.settings import Settings
from geodata.cities.records import Slug

PORT = 8001

EMAIL = r"[^\s@,;:<>\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"

_LOCAL = {"localhost"}


class RegisterSettings(Settings):
    """Settings of one register; each can stand in the environment as ``URAMOST_REGISTER_…``.

    The public address is needed: passkeys are made for it, and links that are sent begin with it.
    """

    model_config = SettingsConfigDict(
        env_prefix="URAMOST_REGISTER_", extra="ignore", populate_by_name=True
    )

    data: Path = Path("data/register")
    """Folder of the register's own: its database, unless that is elsewhere."""
    port: int = Field(default=PORT, ge=0, le=65_535)
    city: str = "mitrovica"
    """Id of a bundled city, or path of a profile."""
    keys: Path | None = None
    """File of the keys that the city pins; ``keys.toml`` beside its profile where none is given."""
    map_data: Path | None = None
    """Folder of a map's snapshots, whose river and banks stand behind places that are drawn."""
    register_id: Slug | None = None
    """Id that every signature names; made of the city's where none is given."""
    database_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("database_url", "URAMOST_DATABASE_URL"),
    )
    """Address of a PostgreSQL database; an SQLite file in the data folder where none is given."""
    smtp_host: str | None = None
    """Server that sends e-mails; without one, links are written to the log."""
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    has_starttls: bool = True
    """Whether the connection to the e-mail server is encrypted before anything is sent."""
    sender: Annotated[str, StringConstraints(pattern=f"^{EMAIL}$")] = (
        "register@localhost.localdomain"
    )
    """Address that e-mails come from."""

    is_demo: bool = False
    """Whether all accounts and projects are examples: pages say so, and passwords are enough for
    every role."""

    @property
    def site(self) -> str:
        """Address that people open the register by, without a slash at its end."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port of that address."""
        parts = urlsplit(self.site)
        return f"{parts.scheme}://{parts.netloc}".lower()

    @property
    def relying_party(self) -> str:
        """Host that passkeys for logging in are made for."""
        return urlsplit(self.site).hostname or "localhost"

    @model_validator(mode="after")
    def _check_site(self) -> Self:
        parts = urlsplit(self.site)
        if parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise ValueError(
                "public_url should begin with https://, as browsers keep logins and passkeys "
                "to encrypted pages; http:// works for localhost alone"
            )
        if re.search(r"[^\x21-\x7e]", self.site):
            raise ValueError("public_url should be plain letters: xn--… where a name has others")
        return self
