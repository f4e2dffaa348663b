"""Settings: where a value comes from, what is refused, and that secrets do not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from switchbook.errors import SettingsError
from switchbook.settings import SETTINGS, load


def test_the_later_place_wins(tmp_path: Path) -> None:
    file = tmp_path / "switchbook.toml"
    file.write_text('host = "10.0.0.1"\nport = 1\nreaders = 3\ntrusted_proxies = ["10.0.0.2", "10.0.0.3"]\n')

    settings = load({"SWITCHBOOK_PORT": "2", "SWITCHBOOK_HOST": "10.0.0.9"}, {"port": 4, "host": None}, file)

    assert (settings.port, settings.host, settings.readers) == (4, "10.0.0.9", 3)
    assert settings.trusted_proxies == ("10.0.0.2", "10.0.0.3")
    assert settings.day_zone == "UTC"


@pytest.mark.parametrize(
    ("variable", "text", "complaint"),
    [
        ("SWITCHBOOK_PROT", "80", "unknown setting 'prot' (SWITCHBOOK_PROT)"),
        ("SWITCHBOOK_PORT", "eighty", "'port' (SWITCHBOOK_PORT): wants a whole number from 0 to 65535"),
        ("SWITCHBOOK_PORT", "٣", "wants a whole number"),
        ("SWITCHBOOK_PUBLIC_URL", "calls.example.com", "begins with http:// or https://"),
        ("SWITCHBOOK_DAY_ZONE", "Middle/Earth", "the name of a time zone"),
        ("SWITCHBOOK_DAY_ZONE", "../../etc/passwd", "the name of a time zone"),
    ],
)
def test_what_cannot_be_used_is_named(variable: str, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load({variable: text})

    assert complaint in refused.value.message


@pytest.mark.parametrize("content", ["colour = 1", "port = ", b"\xff"])
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, content: str | bytes) -> None:
    file = tmp_path / "switchbook.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(SettingsError, match=r"switchbook\.toml"):
        load({}, file=file)


def test_the_base_address_is_the_public_one_when_there_is_one() -> None:
    assert load({}).base_url == "http://127.0.0.1:8080"
    assert load({"SWITCHBOOK_PUBLIC_URL": "https://calls.example.com/"}).base_url == "https://calls.example.com"


def test_settings_do_not_change() -> None:
    with pytest.raises(AttributeError):
        load({}).port = 1


def test_secrets_have_no_default_and_do_not_show() -> None:
    settings = load({"SWITCHBOOK_KEY": "sb_secret", "SWITCHBOOK_PASSWORD": "a long pass phrase"})

    assert "sb_secret" not in repr(settings)
    assert "a long pass phrase" not in repr(settings)
    assert {setting.name for setting in SETTINGS if setting.secret} == {"key", "password", "metrics_token"}
    assert all(setting.default == "" for setting in SETTINGS if setting.secret)
