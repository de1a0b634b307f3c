"""The web server waits for whichever connection has something to say."""

import select
import socket
import threading
import time
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
PIECES = 3
LARGE = 12_000_000  # bytes, more than a socket takes at once
HALF = b"POST /1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab"


def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with as many bytes as the address says."""
    pieces = PIECES if environ["QUERY_STRING"] else 1
    body = b"x" * int(environ["PATH_INFO"][1:])
    start("200 OK", [("Content-Length", str(len(body) * pieces))])
    return [body] * pieces if body else []


@pytest.fixture
def port() -> Iterator[int]:
    """Serve from a thread; yield the port."""
    connections: dict[int, Any] = {}
    options = {"port": 0, "threads": 2, "connection_limit": 1000}
    server = waitress.create_server(answer, map=connections, **options)
    server.adj.asyncore_loop_timeout = server.adj.cleanup_interval = 0.01
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


def test_an_answer_held_back_goes_on_when_it_left_meanwhile(
    port: int, monkeypatch: Any
) -> None:
    """Also when the thread that waits for it sent it all: nobody else wakes it."""
    tried: list[int] = []
    send = Channel.send

    def refuse_at_first(self: Channel, data: bytes, **options: Any) -> int:
        self.adj.outbuf_high_watermark = 20_000
        if threading.current_thread().name.startswith("waitress-"):
            tried.append(len(data))
        if len(tried) <= PIECES:
            return 0  # as a system does whose other end reads nothing
        return int(send(self, data, **options))

    monkeypatch.setattr(Channel, "send", refuse_at_first)
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/30000?pieces")

        assert len(connection.getresponse().read()) == 30_000 * PIECES


@pytest.mark.parametrize("path", [LARGE, f"{LARGE}?pieces"])
def test_who_stops_reading_is_let_go(port: int, path: object, monkeypatch: Any) -> None:
    """Also when a thread holds the rest of the answer back."""
    stopped, let_go = threading.Event(), threading.Event()
    send, close = Channel.send, Channel.handle_close

    def watch(self: Channel, data: bytes, **options: Any) -> int:
        self.adj.outbuf_high_watermark = LARGE - 1
        taken = int(send(self, data, **options))
        if not taken:
            stopped.set()
        return taken

    def closed(self: Channel) -> None:
        close(self)
        let_go.set()

    def last(_self: Channel) -> float:
        return 0 if stopped.is_set() else time.time()

    monkeypatch.setattr(Channel, "send", watch)
    monkeypatch.setattr(Channel, "handle_close", closed)
    monkeypatch.setattr(Channel, "last_activity", property(last, lambda *_: None))
    with socket.create_connection(("127.0.0.1", port)) as connection:
        asked = f"GET /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        connection.sendall(asked.encode())

        assert let_go.wait(10)
