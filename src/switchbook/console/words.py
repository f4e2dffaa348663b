"""How times, spans, counts and numbers are written for people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import phonenumbers
from markupsafe import Markup, escape

from switchbook.model.clock import on_clock


class Times:
    """Writes instants (ISO text or aware datetime) on the reader's clock, in `time` elements that keep the instant."""

    def __init__(self, zone: ZoneInfo, now: datetime) -> None:
        self._zone = zone
        self._now = now

    @property
    def zone(self) -> str:
        """The reader's zone (IANA name)."""
        return self._zone.key

    @property
    def offset(self) -> str:
        """How far its clock is from UTC now, such as `+02:00`."""
        return self._now.astimezone(self._zone).isoformat()[-6:]

    def full(self, moment: str | datetime | None) -> Markup:
        """Day and time to the second."""
        return self._element(moment, "%Y-%m-%d %H:%M:%S")

    def short(self, moment: str | datetime | None) -> Markup:
        """Time, and the day where it is another than today."""
        here = read(moment)
        if here is None:
            return Markup("")
        today = self._now.astimezone(self._zone).date()
        on = on_clock(here, self._zone).date()
        if on == today:
            return self._element(here, "%H:%M:%S")
        return self._element(here, "%d %b %H:%M" if on.year == today.year else "%Y-%m-%d %H:%M")

    def exact(self, moment: str | datetime | None) -> Markup:
        """Time to the millisecond, without the day."""
        here = read(moment)
        if here is None:
            return Markup("")
        local = on_clock(here, self._zone)
        return _time(here, f"{local:%H:%M:%S}.{local.microsecond // 1000:03}")

    def ago(self, moment: str | datetime | None) -> Markup:
        """How long ago, roughly."""
        here = read(moment)
        return Markup("") if here is None else _time(here, f"{rough((self._now - here).total_seconds())} ago")

    def _element(self, moment: str | datetime | None, form: str) -> Markup:
        here = read(moment)
        return Markup("") if here is None else _time(here, on_clock(here, self._zone).strftime(form))


def read(moment: str | datetime | None) -> datetime | None:
    """An instant of the wire as an aware one."""
    if moment is None or moment == "":
        return None
    return moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)


def _time(moment: datetime, text: str) -> Markup:
    instant = moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return Markup('<time datetime="{0}" title="{0}">{1}</time>').format(escape(instant), escape(text))


def span(seconds: float) -> str:
    """How long, as on a phone's display up to a day: `4 s`, `3:07`, `1:02:11`; then in days."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02}"
    if whole < 86_400:
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    # In whole numbers, which are of any size, as those that people ask for are.
    days = (whole + 43_200) // 86_400
    return f"{days} day" if days == 1 else f"{days:,} days".replace(",", "\u202f")


def rough(seconds: float) -> str:
    """How long in one unit, as people say it: `20 seconds`, `1 minute`, `17 hours`, `3 days`."""
    whole = max(0, int(seconds))
    units = (("day", 86_400), ("hour", 3600), ("minute", 60))
    name, lasts = next((unit for unit in units if whole >= unit[1]), ("second", 1))
    amount = whole // lasts
    return f"{count(amount)} {name}" + ("" if amount == 1 else "s")


def count(number: int) -> str:
    """A count with thin spaces between thousands."""
    return f"{number:,}".replace(",", "\u202f")


def size(octets: int) -> str:
    """A size in bytes, in the unit that suits it."""
    amount, units = float(octets), ("B", "kB", "MB", "GB", "TB")
    for unit in units[:-1]:
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} {units[-1]}"


def number(address: str | None) -> str:
    """A phone number as people write it in international form; any other address as it is."""
    if not address:
        return ""
    try:
        parsed = phonenumbers.parse(address)
    except phonenumbers.NumberParseException:
        return address
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    # Nothing may be lost by writing it nicely, such as digits that belong to no plan.
    digits = [each for each in written if each.isdigit()]
    return written if digits == [each for each in address if each.isdigit()] else address


FILTERS: dict[str, Callable[..., object]] = {"span": span, "count": count, "size": size, "number": number}
