"""`switchbook serve`: the first start, the ways it ends, a port that is taken."""

from __future__ import annotations

import signal
import socket

import pytest
from support.program import Program


def test_the_first_start_makes_an_administrator_and_only_the_first(program: Program) -> None:
    with program.serving() as first:
        pass
    with program.serving() as second:
        pass

    assert first.ended is not None
    assert second.ended is not None
    assert first.url in first.ended.out
    assert "Sign in as admin@localhost with the password" in first.ended.out
    assert "password" not in second.ended.out
    assert (first.ended.code, second.ended.code) == (0, 0)


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_a_server_told_to_stop_ends_well(program: Program, by: signal.Signals) -> None:
    with program.serving() as server:
        ended = server.stop(by)

    assert ended.code == 0
    assert "Traceback" not in ended.err


def test_a_port_that_is_taken_is_one_line_and_makes_nothing(program: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ended = program.run("serve", "--port", str(port))

    assert ended.code == 1
    assert ended.out == ""
    assert ended.err == f"switchbook: cannot listen on 127.0.0.1, port {port}: Address already in use\n"
    assert not program.data.exists()
