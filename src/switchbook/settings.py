"""Every setting as a row of one table: name, type, default with its reason, help. File < environment < flags.

The environment variable of a setting is `SWITCHBOOK_` and its name in upper case. The file is TOML with the names
as they are. An unknown name, in either, is an error. Secrets have no default and are never shown.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from switchbook.errors import SettingsError
from switchbook.settings_values import accounts, one_of, origins, token, url, whole, words, yes_or_no, zone

PREFIX = "SWITCHBOOK_"


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting. `read` turns text into its value and raises ValueError with what is wanted."""

    name: str
    read: Callable[[str], object]
    default: object
    why: str  # the reason for the default
    help: str
    secret: bool = False  # never shown, not even to whoever set it

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return PREFIX + self.name.upper()


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="data",
        read=Path,
        default=Path("switchbook-data"),
        why="beside where it is started, so that a first try leaves nothing elsewhere",
        help="The directory that holds the book.",
    ),
    Setting(
        name="host",
        read=str,
        default="127.0.0.1",
        why="nobody else reaches it until its owner says so",
        help="The address to listen on.",
    ),
    Setting(
        name="port",
        read=whole(0, 65535),
        default=8080,
        why="free on most machines and needs no special rights",
        help="The port to listen on.",
    ),
    Setting(
        name="public_url",
        read=url,
        default="",
        why="empty: http://HOST:PORT, right for a first try on one machine",
        help="The address under which the outside reaches this server; hooks are signed over it.",
    ),
    Setting(
        name="day_zone",
        read=zone,
        default="UTC",
        why="the same answer wherever the server stands",
        help="The time zone whose days StartDate and EndDate mean.",
    ),
    Setting(
        name="max_count_per_page",
        read=whole(1, 1_000_000),
        default=10_000,
        why="about 20 MB of answer: above it, all=true streams better",
        help="The largest CountPerPage; more is refused.",
    ),
    Setting(
        name="max_query_bytes",
        read=whole(1024, 16_777_216),
        default=262_144,
        why="room for some 10,000 ids, and nothing a person would send exceeds it",
        help="The longest query string in bytes; a longer one is refused.",
    ),
    Setting(
        name="max_body_bytes",
        read=whole(1024, 1_073_741_824),
        default=4_194_304,
        why="a call's largest known record is a few hundred kB",
        help="The largest request body in bytes; a larger one is refused.",
    ),
    Setting(
        name="login_days",
        read=whole(1, 3650),
        default=14,
        why="as ServiceStack: temporary sessions live two weeks",
        help="Days a login without rememberMe lasts.",
    ),
    Setting(
        name="remembered_login_days",
        read=whole(1, 3650),
        default=28,
        why="as ServiceStack: permanent sessions live four weeks",
        help="Days a login with rememberMe lasts.",
    ),
    Setting(
        name="failed_logins_per_minute",
        read=whole(1, 100_000),
        default=20,
        why="a person mistypes a few times, a guesser needs thousands",
        help="Wrong passwords per minute, for one user or from one address, before more are refused for a minute.",
    ),
    Setting(
        name="trusted_proxies",
        read=words,
        default=(),
        why="forwarded headers can be forged by anybody else",
        help="Addresses, separated by commas, whose X-Forwarded-For and X-Forwarded-Proto count.",
    ),
    Setting(
        name="cors_origins",
        read=origins,
        default=(),
        why="empty: no other site's page reads anything here",
        help="Origins, separated by commas, whose pages may call the API from a browser (CORS).",
    ),
    Setting(
        name="cors_credentials",
        read=yes_or_no,
        default=False,
        why="a page that shows a key needs no cookies, and cookies are sent without its asking",
        help="Whether browsers may send cookies and passwords along from those origins.",
    ),
    Setting(
        name="compress_above_bytes",
        read=whole(0, 1_073_741_824),
        default=1_400,
        why="a smaller answer fits into one packet as it is",
        help="Answers of more bytes than this are compressed, for clients that say they can read that.",
    ),
    Setting(
        name="query_seconds",
        read=whole(1, 3_600),
        default=20,
        why="nearly every question takes under a second, and most clients give up after half a minute",
        help="Seconds that the search for an answer may take; then it is given up, and QueryTooExpensive answered.",
    ),
    Setting(
        name="idle_seconds",
        read=whole(1, 3600),
        default=75,
        why="longer than the minute after which most proxies give an idle connection up",
        help="Seconds after which a connection is closed that is idle, sends nothing more, or takes nothing more.",
    ),
    Setting(
        name="max_connections",
        read=whole(1, 1_000_000),
        default=1_000,
        why="each may hold a body and a part of an answer, some MB together; systems allow 1,024 open files",
        help="Connections at the same time; on more, requests are answered 503.",
    ),
    Setting(
        name="readers",
        read=whole(1, 256),
        default=8,
        why="a heavy search or two leave others free; each costs about 8 MB",
        help="How many questions are answered at the same time.",
    ),
    Setting(
        name="metrics",
        read=one_of("key", "open", "off"),
        default="key",
        why="the figures name hooks and tell how much each source sends",
        help="Who may read /metrics: administrators and the `metrics_token` (`key`), anybody (`open`), nobody (`off`).",
    ),
    Setting(
        name="metrics_token",
        read=token,
        default="",
        why="a secret has none",
        help="A bearer token that opens /metrics and nothing else, for the program that collects the figures.",
        secret=True,
    ),
    Setting(
        name="voice_lost_after_hours",
        read=whole(1, 876_000),
        default=24,
        why="no call lasts a day: its end was not reported",
        help="Hours without a word after which a call that has not ended is given up.",
    ),
    Setting(
        name="fax_lost_after_hours",
        read=whole(1, 876_000),
        default=2,
        why="a hundred pages take an hour",
        help="Hours without a word after which a fax that has not ended is given up.",
    ),
    Setting(
        name="chat_idle_minutes",
        read=whole(1, 52_560_000),
        default=240,
        why="people answer a text within hours; what they write the next morning is another matter",
        help="Minutes of silence that end a chat: a message after them begins a new session.",
    ),
    Setting(
        name="learn_endpoints",
        read=accounts,
        default=("off",),
        why="a number called by mistake, or forged, would stand in the directory until somebody removes it",
        help="Whether a number or device of an account that is no endpoint becomes one when it is called or calls: on, "
        "off, or the ids of the accounts where it does, separated by commas.",
    ),
    Setting(
        name="archive_after_days",
        read=whole(0, 36_500),
        default=15,
        why="as the original: about two weeks in which people still ask about a call by its state",
        help="Days after its end at which a session moves to the archive.",
    ),
    Setting(
        name="retention_days",
        read=whole(0, 36_500),
        default=0,
        why="0 is for ever: nothing is deleted until somebody decides it",
        help="Days after its creation at which an ended session is deleted for good; accounts may have days of their "
        "own.",
    ),
    Setting(
        name="journal_days",
        read=whole(0, 36_500),
        default=0,
        why="0 is for ever: what sources sent word by word is the last resort when something is in doubt",
        help="Days after which the journal of an archived session shrinks to one snapshot.",
    ),
    Setting(
        name="changes_days",
        read=whole(1, 3_650),
        default=30,
        why="a client that pulled changes last month still hears which sessions are gone",
        help="Days for which the feed of changes tells of sessions that were deleted, were merged or left a scope.",
    ),
    Setting(
        name="server",
        read=url,
        default="",
        why="empty: `switchbook sessions` reads the data directory",
        help="The address of the server that `switchbook sessions` asks.",
    ),
    Setting(
        name="key",
        read=str,
        default="",
        why="a secret has none",
        help="The API key shown to that server.",
        secret=True,
    ),
    Setting(
        name="user",
        read=str,
        default="",
        why="empty: the key is shown instead",
        help="The e-mail address to sign in with at that server.",
    ),
    Setting(
        name="password",
        read=str,
        default="",
        why="a secret has none",
        help="The password that goes with `user`.",
        secret=True,
    ),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


class Settings:
    """The values in force, read by name: `settings.port`. Made by `load`."""

    data: Path
    host: str
    port: int
    public_url: str
    day_zone: str
    max_count_per_page: int
    max_query_bytes: int
    max_body_bytes: int
    login_days: int
    remembered_login_days: int
    failed_logins_per_minute: int
    trusted_proxies: tuple[str, ...]
    cors_origins: tuple[str, ...]
    cors_credentials: bool
    compress_above_bytes: int
    query_seconds: int
    idle_seconds: int
    max_connections: int
    readers: int
    metrics: str
    metrics_token: str
    voice_lost_after_hours: int
    fax_lost_after_hours: int
    chat_idle_minutes: int
    learn_endpoints: tuple[str, ...]
    archive_after_days: int
    retention_days: int
    journal_days: int
    changes_days: int
    server: str
    key: str
    user: str
    password: str

    def __init__(self, values: Mapping[str, Any]) -> None:
        for setting in SETTINGS:
            object.__setattr__(self, setting.name, values.get(setting.name, setting.default))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("settings do not change")

    @property
    def base_url(self) -> str:
        """`public_url`, or where the server listens when that is not set."""
        return self.public_url or f"http://{self.host}:{self.port}"

    def hook_url(self, source: str, hook_id: str) -> str:
        """The address that a source must call to reach a hook."""
        return f"{self.base_url}/hooks/{source}/{hook_id}"


def load(environ: Mapping[str, str], flags: Mapping[str, object] | None = None, file: Path | None = None) -> Settings:
    """Settings from a TOML file, then the environment, then flags (absent ones are None); the later wins.

    Raises SettingsError that names the setting and what it wants.
    """
    values: dict[str, object] = {}
    for name, text in _from_file(file).items():
        values[name] = _read(_known(name, f"in {file}"), text, f"in {file}")
    for variable, text in environ.items():
        if variable.startswith(PREFIX):
            setting = _known(variable[len(PREFIX) :].lower(), f"({variable})")
            values[setting.name] = _read(setting, text, f"({variable})")
    for name, flag in (flags or {}).items():
        if flag is not None:
            values[name] = _read(_known(name, "as a flag"), str(flag), "as a flag")
    return Settings(values)


def _from_file(file: Path | None) -> Mapping[str, str]:
    if file is None:
        return {}
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
        raise SettingsError(f"cannot read the settings file {file}: {bad}") from bad
    return {name: ",".join(map(str, v)) if isinstance(v, list) else str(v) for name, v in content.items()}


def _known(name: str, where: str) -> Setting:
    setting = _BY_NAME.get(name)
    if setting is None:
        raise SettingsError(f"unknown setting {name!r} {where}; known are {', '.join(sorted(_BY_NAME))}")
    return setting


def _read(setting: Setting, text: str, where: str) -> object:
    try:
        return setting.read(text)
    except ValueError as bad:
        raise SettingsError(f"setting {setting.name!r} {where}: wants {bad}") from bad
