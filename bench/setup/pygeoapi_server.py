"""Serves what ``PYGEOAPI_CONFIG`` says by pygeoapi, one worker; runs in the peers' environment."""

from __future__ import annotations

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pysqlite3
import uvicorn
import uvloop

# Many a Python's own sqlite3 cannot load SpatiaLite, which pygeoapi needs.
sys.modules["sqlite3"] = pysqlite3


def describe() -> None:
    """Write the OpenAPI document that pygeoapi wants to find."""
    from pygeoapi.openapi import generate_openapi_document  # noqa: PLC0415

    document = generate_openapi_document(Path(os.environ["PYGEOAPI_CONFIG"]), "json")
    Path(os.environ["PYGEOAPI_OPENAPI"]).write_text(document, encoding="utf-8")


async def serve() -> None:
    """Serve until stopped, one request after the other: of several at once some end in errors."""
    from pygeoapi.config import get_config  # noqa: PLC0415

    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    app, bind = "pygeoapi.starlette_app:APP", get_config()["server"]["bind"]
    await uvicorn.Server(uvicorn.Config(app, **bind, log_level="warning")).serve()


if __name__ == "__main__":
    describe()
    uvloop.run(serve())
