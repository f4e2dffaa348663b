"""Serves the conventional implementation: `python -m bench.peers.conventional_server URL PORT`."""

from __future__ import annotations

import sys

import uvicorn

from bench.peers.conventional_app import create_app


def main() -> None:
    """Serve until told to stop."""
    url, port = sys.argv[1:]
    uvicorn.run(create_app(url), host="127.0.0.1", port=int(port), access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
