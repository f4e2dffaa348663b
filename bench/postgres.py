"""A PostgreSQL cluster of our own in the work directory: made, started and stopped by the run."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

_BIN = Path("/usr/lib/postgresql")
# Two runs beside one another need a port each; it only names the socket.
_PORT = int(os.environ.get("BENCH_POSTGRES_PORT", "54329"))
_OWNER = "postgres"
# What a careful administrator sets on a machine of this size; durability is left on.
_SETTINGS = {
    "shared_buffers": "4GB",
    "effective_cache_size": "12GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "effective_io_concurrency": "200",
    "jit": "off",
    "default_toast_compression": "lz4",
    "listen_addresses": "''",
    "port": str(_PORT),
}


class Cluster:
    """One cluster with one database `bench`, in the C locale so that text sorts by code points."""

    def __init__(self, place: Path) -> None:
        self.folder = place / "postgres"
        self._sockets = Path("/tmp") / f"switchbook-bench-{os.getuid()}"  # noqa: S108 - sockets need a short path
        self._programs = max(_BIN.glob("*/bin"), default=None)

    @property
    def there(self) -> bool:
        """Whether PostgreSQL is installed on this machine."""
        return self._programs is not None

    @property
    def address(self) -> str:
        """What psycopg connects to."""
        return f"host={self._sockets} port={_PORT} user={_OWNER} dbname=bench"

    @property
    def url(self) -> str:
        """The same for SQLAlchemy."""
        return f"postgresql+psycopg://{_OWNER}@/bench?host={self._sockets}&port={_PORT}"

    def begin(self) -> None:
        """Make a new, empty cluster in place of any other, and start it."""
        self.remove()
        self.folder.mkdir(parents=True)
        self._give(self.folder)
        self._run("initdb", "-D", str(self.folder), "-U", _OWNER, "--locale=C", "--encoding=UTF8", "--auth=trust")
        conf = self.folder / "postgresql.auto.conf"
        sockets = f"unix_socket_directories = '{self._sockets}'\n"
        conf.write_text("".join(f"{name} = {value}\n" for name, value in _quoted(_SETTINGS).items()) + sockets)
        self._give(conf)
        self.start()
        self._run("createdb", "-h", str(self._sockets), "-p", str(_PORT), "-U", _OWNER, "bench")

    def start(self) -> None:
        """Start the cluster that is there; nothing happens when it runs."""
        self._sockets.mkdir(exist_ok=True)
        self._give(self._sockets)
        if not self.running:
            self._run("pg_ctl", "-D", str(self.folder), "-l", str(self.folder / "log"), "-w", "start")

    @property
    def running(self) -> bool:
        """Whether it has been started."""
        return (self.folder / "postmaster.pid").exists()

    def bytes(self) -> int:
        """What its tables and indexes take on disk."""
        return sum(file.stat().st_size for file in (self.folder / "base").rglob("*") if file.is_file())

    def stop(self) -> None:
        """Stop it, where it runs."""
        if self.running:
            self._run("pg_ctl", "-D", str(self.folder), "-m", "fast", "-w", "stop")

    def remove(self) -> None:
        """Stop it and delete it."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL, as its own user where we are root, whom it refuses."""
        if self._programs is None:
            raise FileNotFoundError("PostgreSQL is not installed: `make bench` does it")
        command = [str(self._programs / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", _OWNER, "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def _give(self, path: Path) -> None:
        if os.getuid() == 0:
            owner = pwd.getpwnam(_OWNER)
            os.chown(path, owner.pw_uid, owner.pw_gid)


def _quoted(settings: dict[str, str]) -> dict[str, str]:
    return {name: value if value.startswith("'") else f"'{value}'" for name, value in settings.items()}
