"""The web server waits for whichever connection has something to say."""

import select
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

import pytest
import waitress

from pb.commands.attending import Channel, use_epoll

pytestmark = pytest.mark.skipif(
    not hasattr(select, "epoll"), reason="waitress waits by itself here"
)
LARGE = 8_000_000  # bytes, more than a socket takes at once
HALF = b"POST /1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab"


def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with as many bytes as the address says."""
    body = b"x" * int(environ["PATH_INFO"][1:])
    start("200 OK", [("Content-Length", str(len(body)))])
    return [body] if body else []


@pytest.fixture
def port() -> Iterator[int]:
    """Serve from a thread; yield the port."""
    connections: dict[int, Any] = {}
    options = {"port": 0, "threads": 2, "connection_limit": 1000}
    server = waitress.create_server(answer, map=connections, **options)
    server.adj.asyncore_loop_timeout = 0.01
    use_epoll(server)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server.effective_port
    kept = list(connections.values())
    connections.clear()  # so it ends
    thread.join()
    server.task_dispatcher.shutdown()
    for each in kept:
        each.handle_close()


def lengths(port: int, wanted: Iterable[int]) -> list[int]:
    """Ask for answers of these lengths, one after the other, on one connection."""
    got = []
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        for length in wanted:
            connection.request("POST", f"/{length}", b"form")
            got.append(len(connection.getresponse().read()))
    return got


def test_answers_again_and_again_on_one_connection(port: int) -> None:
    wanted = [1, 0, 15_000, 17_000, LARGE, 2] * 3

    assert lengths(port, wanted) == wanted


def test_200_half_sent_requests_hold_nobody_up(port: int) -> None:
    """T44: and each of them is answered when it is whole."""
    half_sent = [socket.create_connection(("127.0.0.1", port)) for _ in range(200)]
    for each in half_sent:
        each.sendall(HALF)

    assert lengths(port, [7]) == [7]

    for each in half_sent:
        each.sendall(b"cde")
        assert each.recv(1000).startswith(b"HTTP/1.1 200 ")
        each.close()


def test_who_reads_nothing_holds_nobody_up(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(f"GET /{LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

        assert lengths(port, [7, 8]) == [7, 8]


def test_requests_sent_at_once_are_answered_in_order(port: int) -> None:
    asked = "".join(f"GET /{n} HTTP/1.1\r\nHost: localhost\r\n\r\n" for n in (3, 5))
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(asked.encode())
        connection.shutdown(socket.SHUT_WR)
        got = b"".join(iter(lambda: connection.recv(1000), b""))

    assert [part.count(b"x") for part in got.split(b"HTTP/1.1 200")] == [0, 3, 5]


def test_a_head_leaves_with_its_page(port: int, monkeypatch: Any) -> None:
    sent: list[int] = []
    send = Channel.send

    def count(self: Channel, data: bytes, **options: Any) -> int:
        sent.append(len(data))
        return int(send(self, data, **options))

    monkeypatch.setattr(Channel, "send", count)

    assert lengths(port, [500]) == [500]
    assert len(sent) == 1
