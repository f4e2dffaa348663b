"""What a run was taken on: the machine, the versions, the commit."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import apsw

_ROOT = Path(__file__).parents[1]
_LIBRARIES = ("apsw", "starlette", "uvicorn", "msgspec", "zstandard", "fastapi", "sqlalchemy", "psycopg", "datasette")


def machine() -> dict[str, object]:
    """Cores, memory, and what is installed."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(pages / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": apsw.sqlite_lib_version(),
        "versions": {name: found for name in _LIBRARIES if (found := _version(name))},
    }


def moment() -> dict[str, object]:
    """The commit, the time and the processor, with how busy the machine was before."""
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}",
        "commit": _commit(),
        "processor": _processor(),
        "load_before": os.getloadavg()[0],
    }


def _commit() -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    told = subprocess.run([git, "rev-parse", "--short", "HEAD"], cwd=_ROOT, capture_output=True, text=True, check=False)
    return told.stdout.strip()


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None
