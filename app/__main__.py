"""Starts the server: ``python -m app --data DIR --host HOST --port PORT``."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path


def main() -> None:
    """Serve a folder of snapshots until interrupted; what is not given comes from ``URAMOST_…``."""
    # Processes that work for the server import this module, too, and need none of it.
    from pydantic import ValidationError  # noqa: PLC0415

    from app.settings import Settings  # noqa: PLC0415

    parser = _make_parser()
    given = {key: value for key, value in vars(parser.parse_args()).items() if value is not None}
    checked = given.pop("check", None)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if checked is not None:
        from app.checks.check import check  # noqa: PLC0415

        sys.exit(check(checked))
    try:
        settings = Settings(**given)
    except ValidationError as error:
        fault = error.errors()[0]
        parser.error(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")
    from app.concurrency.memory import keep_memory_small  # noqa: PLC0415

    keep_memory_small()
    from app.main import create_app  # noqa: PLC0415
    from app.web.server import serve  # noqa: PLC0415

    serve(create_app(settings), settings)


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of snapshots")
    parser.add_argument("--host", help="address to listen on")
    parser.add_argument("--port", type=int, help="port to listen on; 0 for any that is free")
    parser.add_argument("--root-path", help="path under which a proxy shows it, such as /map")
    parser.add_argument("--proxies", help="addresses whose X-Forwarded-… is believed: 10.0.0.0/8,…")
    parser.add_argument(
        "--access-log", action=argparse.BooleanOptionalAction, help="log every request"
    )
    parser.add_argument(
        "--check", type=Path, metavar="DIR", help="answer the main addresses once, and list faults"
    )
    return parser


if __name__ == "__main__":
    main()
