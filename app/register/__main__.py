"""Starts the register: ``python -m app.register serve --data DIR --port PORT``."""

from __future__ import annotations

import sys

from app.register.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
