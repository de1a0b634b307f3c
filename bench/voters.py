"""Voters who walk the whole way through the pages, many at once, over HTTP."""

import html
import re
import socket
import time
from collections import Counter
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from itertools import islice
from selectors import EVENT_READ, DefaultSelector
from urllib.parse import urlencode

MOST_AT_ONCE = 256 * 1024  # bytes
Question = tuple[str, str, list[tuple[str, str]]]  # method, address, fields
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
CHOICE = re.compile(rb'name="choice"[^>]* value="(\d+)"')
HIDDEN = re.compile(rb'<input type="hidden" name="([^"]+)" value="([^"]*)"')
LENGTH = re.compile(rb"content-length: *(\d+)", re.I)
COOKIE = re.compile(rb"set-cookie: *([^=]+)=([^;]*)", re.I)


@dataclass(slots=True)
class Tally:
    """What a crowd of voters met."""

    accepted: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)  # seconds, of every request
    seconds: float = 0

    @property
    def per_second(self) -> float:
        """Return the number of accepted votes a second."""
        return self.accepted / self.seconds

    @property
    def p95(self) -> float:
        """Return how long 95 of 100 requests waited at most, in seconds."""
        return sorted(self.waits)[int(len(self.waits) * 0.95)]

    @property
    def failures(self) -> int:
        """Return the number of answers from 500 on."""
        return sum(n for status, n in self.statuses.items() if status >= 500)


class Voter:
    """One browser: a connection that stays open, and its cookies."""

    def __init__(self, port: int, tally: Tally, code: str) -> None:
        self.tally = tally
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.host = f"127.0.0.1:{port}"
        self.cookies: dict[bytes, bytes] = {}
        self.heard = bytearray()
        self.way = self._walk(code)
        self._ask(next(self.way))

    def listen(self) -> bool:
        """Read what came; go on when an answer is whole. Say whether more will come."""
        piece = self.socket.recv(MOST_AT_ONCE)
        if not piece:
            raise ConnectionError("the server hung up")
        self.heard += piece
        end = self.heard.find(b"\r\n\r\n") + 4
        if end < 4:
            return True
        head = bytes(self.heard[:end])
        length = LENGTH.search(head)
        if len(self.heard) < end + int(length[1] if length else 0):
            return True
        content, self.heard = bytes(self.heard[end:]), bytearray()
        self.tally.waits.append(time.perf_counter() - self.asked)
        self.tally.statuses[int(head[9:12])] += 1
        self.cookies.update(COOKIE.findall(head))
        try:
            self._ask(self.way.send(content))
        except StopIteration:
            return False
        return True

    def _walk(self, code: str) -> Generator[Question, bytes, None]:
        """Walk the whole way: page, code, ballot, check, receipt."""
        page = yield "GET", "/stem", []
        yield "POST", "/stem", [("code", code), *_token(page)]
        ballot = yield "GET", "/stem/biljet", []
        chosen = [("choice", n[1].decode()) for n in islice(CHOICE.finditer(ballot), 3)]
        check = yield "POST", "/stem/biljet", [*chosen, *_token(ballot)]
        if b'action="/stem/bedankt"' not in check:
            return  # refused: it counts as not accepted
        form = check[check.index(b'action="/stem/bedankt"') :]
        form = form[: form.index(b"</form>")]
        fields = [
            (name.decode(), html.unescape(value.decode()))
            for name, value in HIDDEN.findall(form)
        ]
        receipt = yield "POST", "/stem/bedankt", fields
        self.tally.accepted += b"data-receipt" in receipt

    def _ask(self, question: Question) -> None:
        method, path, fields = question
        body = urlencode(fields).encode()
        cookies = b"; ".join(k + b"=" + v for k, v in self.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n"
        ).encode()
        self.asked = time.perf_counter()
        self.socket.sendall(head + b"Cookie: " + cookies + b"\r\n\r\n" + body)


def _token(page: bytes) -> list[tuple[str, str]]:
    found = TOKEN.search(page)
    return [("csrf_token", found[1].decode())] if found else []


def crowd(port: int, codes: Iterable[str], together: int) -> Tally:
    """Let a voter vote with each code, so many at a time.

    It shares the processors with the server, so it does no more than it must.

    Args:
        port: Of the server on this machine.
        codes: As on the letters.
        together: How many vote at the same moment.
    """
    tally, waiting = Tally(), iter(codes)
    begin = time.perf_counter()
    with DefaultSelector() as voting:

        def come_in() -> None:
            for code in islice(waiting, 1):
                voter = Voter(port, tally, code)
                voting.register(voter.socket, EVENT_READ, voter)

        for _ in range(together):
            come_in()
        while voting.get_map():
            for key, _events in voting.select():
                if not key.data.listen():
                    voting.unregister(key.fileobj)
                    key.data.socket.close()
                    come_in()
    tally.seconds = time.perf_counter() - begin
    return tally
