"""Constructed records of telephone systems, built field by field from their documented columns and members."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from support.callbacks import after

CORE = "c0de0000-0000-4000-8000-000000000000"


def leg_id(number: int) -> str:
    """The uuid of a FreeSWITCH leg."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def micros(seconds: float) -> str:
    """Microseconds since 1970, as FreeSWITCH writes them; a leg's moment that never came is 0."""
    return str(round(after(seconds).timestamp() * 1_000_000))


def party(leg: int, number: str = "", channel: str = "sofia/internal/phone") -> dict[str, str]:
    """Another leg in a call flow."""
    return {"uuid": leg_id(leg), "destination_number": number, "chan_name": channel}


def stretch(
    called: str = "",
    *,
    caller: tuple[str, str] = ("", ""),
    bridge: float | None = None,
    dialled: Sequence[dict[str, str]] = (),
    dialled_by: Sequence[dict[str, str]] = (),
    channel: str = "sofia/external/trunk",
) -> dict[str, Any]:
    """A stretch of a leg's call flow, from one transfer to the next."""
    profile: dict[str, Any] = {
        "caller_id_name": caller[0],
        "caller_id_number": caller[1],
        "destination_number": called,
        "chan_name": channel,
    }
    for kind, others in (("originatee", dialled), ("originator", dialled_by)):
        if others:
            profile[kind] = {f"{kind}_caller_profiles": list(others)}
    times = {"bridged_time": "0" if bridge is None else micros(bridge)}
    return {"dialplan": "XML", "caller_profile": profile, "times": times}


def freeswitch(
    leg: int,
    *,
    start: float,
    end: float,
    rang: float | None = None,
    answer: float | None = None,
    bridge: float | None = None,
    direction: str = "inbound",
    dialled: Sequence[dict[str, str]] = (),
    cause: str = "NORMAL_CLEARING",
    caller: tuple[str, str] = ("", ""),
    called: str = "",
    channel: str = "sofia/external/trunk",
    then: Sequence[dict[str, Any]] = (),
    apps: Sequence[tuple[str, str, float]] = (),
    holds: Sequence[tuple[float, float]] = (),
    encoded: bool = True,
    **variables: object,
) -> dict[str, Any]:
    """The record of a leg (constructed): what mod_json_cdr writes when it is over.

    `called`, `dialled` and `bridge` are the first stretch of its way; `then` are those after transfers.
    """
    moments = {"start": start, "answer": answer, "end": end, "progress": rang, "bridge": None if then else bridge}
    told: dict[str, object] = {"direction": direction, "uuid": leg_id(leg), "hangup_cause": cause}
    for name, at in moments.items():
        told[f"{name}_uepoch"] = "0" if at is None else micros(at)
        told[f"{name}_epoch"] = "0" if at is None else micros(at)[:-6]
    told["start_stamp"] = after(start).strftime("%Y-%m-%d %H:%M:%S")
    told["billsec"] = 0 if answer is None else int(end - answer)
    if holds:  # the last one first
        told["hold_events"] = "{" + ",".join(f"{{{micros(on)},{micros(off)}}}" for on, off in reversed(holds)) + "}"
    told |= variables
    first = stretch(called, caller=caller, bridge=bridge, dialled=dialled, channel=channel)
    flow = [{**each, "profile_index": str(index)} for index, each in enumerate((first, *then), 1)]
    for each in flow:
        each["caller_profile"] = {**each["caller_profile"], "uuid": leg_id(leg)}
    return {
        "core-uuid": CORE,
        "switchname": "pbx",
        "channel_data": {"state": "CS_REPORTING", "direction": direction, "state_number": "11"},
        "callStats": {"audio": {"inbound": {"packet_count": 7}}},
        "variables": {name: quote(str(value), safe="/") if encoded else str(value) for name, value in told.items()},
        "app_log": {
            "applications": [{"app_name": n, "app_data": data, "app_stamp": micros(at)} for n, data, at in apps]
        },
        "callflow": flow[::-1],  # the last stretch first
    }


def history(*items: tuple[float, str, str]) -> str:
    """The variable transfer_history: when, how and where to."""
    told = [f"{int(after(at).timestamp())}:profile:{kind}:{target}" for at, kind, target in items]
    return told[0] if len(told) == 1 else "ARRAY::" + "|:".join(told)


def raw(record: Mapping[str, Any]) -> bytes:
    """A record as `encode=false` posts it, and as files hold it."""
    return json.dumps(record, separators=(",", ":")).encode()


def form(record: Mapping[str, Any]) -> bytes:
    """A record as `encode=true` posts it."""
    return b"cdr=" + quote(raw(record), safe="").encode()


def form_in_base64(record: Mapping[str, Any]) -> bytes:
    """A record as `encode=base64` posts it."""
    return b"cdr=" + base64.b64encode(raw(record))


def _quoted(value: object) -> str:
    return '"' + str(value).replace('"', '""') + '"'


def local(seconds: float | None) -> str:
    """A time as cdr_csv writes it (here in UTC)."""
    return "" if seconds is None else _quoted(after(seconds).strftime("%Y-%m-%d %H:%M:%S"))


def cdr(
    *,
    start: float,
    end: float,
    answer: float | None = None,
    src: str = "",
    dst: str = "",
    clid: str = "",
    channel: str = "",
    dstchannel: str = "",
    app: tuple[str, str] = ("Dial", ""),
    disposition: str = "ANSWERED",
    context: str = "default",
    more: Sequence[object] = (),
) -> bytes:
    """A line of Master.csv (constructed); `more` are the columns that cdr.conf switches on."""
    texts = [_quoted(value) for value in ("", src, dst, context, clid, channel, dstchannel, *app)]
    counts = [str(int(end - start)), str(0 if answer is None else int(end - answer))]
    tail = [_quoted(disposition), _quoted("DOCUMENTATION")]
    extra = [str(value) if isinstance(value, int) else _quoted(value) for value in more]
    return ",".join([*texts, local(start), local(answer), local(end), *counts, *tail, *extra]).encode()


def cel(
    kind: str,
    seconds: float,
    leg: str,
    group: str,
    channel: str,
    *,
    caller: tuple[str, str] = ("", ""),
    dnid: str = "",
    exten: str = "",
    context: str = "default",
    app: tuple[str, str] = ("", ""),
    peer: str = "",
    extra: Mapping[str, object] | str = "",
    at: str = "",
    defined: str = "",
) -> bytes:
    """A line of channel events (constructed), with all columns of cel_custom's sample."""
    told = extra if isinstance(extra, str) else json.dumps(extra)
    values = (
        *(kind, at or f"{after(seconds).timestamp():.6f}", *caller, caller[1], "", dnid, exten, context, channel),
        *(*app, 3, "", leg, group, peer, "", defined, told),
    )
    return ",".join(map(_quoted, values)).encode()
