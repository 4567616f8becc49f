"""A stand-in for make: it notes what it was asked for, and serves where make run would."""

import http.server
import os
import sys
from pathlib import Path


class Handler(http.server.BaseHTTPRequestHandler):
    """A server that is ready at once."""

    def do_GET(self) -> None:
        """Answer everything."""
        self.send_response(200)
        self.send_header("Content-Type", os.environ.get("FAKE_TYPE", "text/html"))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    wanted = [one for one in sys.argv[1:] if not one.startswith("PORT=")]
    with Path(os.environ["FAKE_LOG"]).open("a", encoding="utf-8") as log:
        log.write(" ".join(wanted) + "\n")
    if " ".join(wanted) in os.environ.get("FAKE_FAILS", "").split(","):
        sys.exit(2)
    if wanted[0] == "run":
        (port,) = [one.removeprefix("PORT=") for one in sys.argv if one.startswith("PORT=")]
        http.server.HTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main()
