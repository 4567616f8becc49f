"""Starts the server: ``python -m app --data DIR --host HOST --port PORT``."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import uvicorn

from app.main import create_app
from app.settings import Settings


def main() -> None:
    """Serve a folder of snapshots until interrupted; what is not given comes from ``URAMOST_…``."""
    parser = argparse.ArgumentParser(prog="python -m app", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of snapshots")
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    given = {key: value for key, value in vars(parser.parse_args()).items() if value is not None}
    settings = Settings(**given)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    app = create_app(settings)
    uvicorn.run(app, host=settings.host, port=settings.port, log_config=None, access_log=False)


if __name__ == "__main__":
    main()
