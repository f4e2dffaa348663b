"""Stub."""

from pathlib import Path


def write_page(root: Path) -> None:
    """Nothing."""
