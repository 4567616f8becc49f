"""What a server is told at its start, from the environment or the command line."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Settings of one server; each can stand in the environment as ``URAMOST_…``.

    Attributes
    ----------
    data
        Folder of snapshots that `uramost build --data` writes.
    static
        Folder that browsers load from; its ``vendor`` holds the browser libraries.
    poll_s
        How often to look for a new snapshot.
    """

    model_config = SettingsConfigDict(env_prefix="URAMOST_", extra="ignore")

    data: Path = Path("data/mitrovica")
    static: Path = _ROOT / "static"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    poll_s: float = Field(default=1.0, gt=0)
