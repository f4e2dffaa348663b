"""A server killed at any moment: what it acknowledged is there once, and senders that try again change nothing."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest
from support.callbacks import callback
from support.program import Program, Server, free_port
from twilio.request_validator import RequestValidator

SENDERS = 4
TOKEN = "constructed-token"
STEPS = ("ringing", "in-progress", "completed")


def constructed_callbacks(sender: int) -> Iterator[tuple[str, bytes]]:
    """Callbacks without end of one call after another, each with its CallSid."""
    call = 0
    while True:
        sid = f"CA{sender:04x}{call:028x}"
        for sequence, status in enumerate(STEPS):
            yield (
                sid,
                callback(
                    CallSid=sid,
                    CallStatus=status,
                    From=f"+1503555{call % 10000:04d}",
                    To="+15035550100",
                    Direction="inbound",
                    Timestamp=f"Sun, 01 Mar 2026 12:00:{sequence:02d} +0000",
                    SequenceNumber=sequence,
                    CallbackSource="call-progress-events",
                ),
            )
        call += 1


class Sender:
    """Sends one callback after the other, each until it is acknowledged."""

    def __init__(self, hook: str, number: int, stop: threading.Event) -> None:
        self.acknowledged: list[str] = []
        self.repeated = 0
        self._hook = hook
        self._number = number
        self._stop = stop
        self.thread = threading.Thread(target=self._send)
        self.thread.start()

    def _send(self) -> None:
        validator = RequestValidator(TOKEN)
        with httpx.Client() as client:
            for sid, body in constructed_callbacks(self._number):
                if self._stop.is_set():
                    return
                signature = validator.compute_signature(self._hook, dict(parse_qsl(body.decode())))
                headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
                while not self._answered(client, body, headers):
                    self.repeated += 1
                    time.sleep(0.02)
                self.acknowledged.append(sid)

    def _answered(self, client: httpx.Client, body: bytes, headers: dict[str, str]) -> bool:
        try:
            answer = client.post(self._hook, content=body, headers=headers)
        except httpx.TransportError:
            return False
        assert answer.status_code == httpx.codes.NO_CONTENT, answer.text
        return True


@pytest.mark.slow
def test_a_killed_server_has_each_delivery_once(tmp_path: Path, kills: int) -> None:
    luck = random.Random(11)
    port = free_port()
    program = Program(tmp_path / "book", SWITCHBOOK_PUBLIC_URL=f"http://127.0.0.1:{port}")
    hook = program.answer("hooks", "create", "--source", "twilio", "--account", "acme", "--secret", TOKEN)["url"]
    stop = threading.Event()
    senders = [Sender(hook, number, stop) for number in range(SENDERS)]

    for _ in range(kills):
        server = Server(program, port)
        server.wait()
        time.sleep(luck.uniform(0.05, 0.6))
        server.stop(signal.SIGKILL)
        assert program.answer("check")["findings"] == []
    with Server(program, port) as server:
        server.wait()
        stop.set()
        for sender in senders:
            sender.thread.join()

    told: dict[str, int] = {}
    for sid in (sid for sender in senders for sid in sender.acknowledged):
        told[sid] = told.get(sid, 0) + 1
    listed = program.answer("sessions", "list", "--account-ids", "acme", "--all", "true")
    # Each delivery is one line, however often it was sent: nothing is lost, nothing is twice.
    assert {item["callSid"]: len(item["log"]) for item in listed["items"]} == told
    assert program.answer("check")["findings"] == []
    assert sum(sender.repeated for sender in senders) >= kills
    assert len(told) > kills
