"""Voters who walk the whole way through the pages, many at once, over HTTP."""

import asyncio
import html
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

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

    def __init__(self, port: int, tally: Tally) -> None:
        self.port, self.tally = port, tally
        self.cookies: dict[bytes, bytes] = {}

    async def vote(self, code: str) -> None:
        """Walk the whole way: page, code, ballot, check, receipt."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            page = await self._ask("GET", "/stem")
            await self._ask("POST", "/stem", [("code", code), *_token(page)])
            ballot = await self._ask("GET", "/stem/biljet")
            chosen = [("choice", n.decode()) for n in CHOICE.findall(ballot)[:3]]
            check = await self._ask("POST", "/stem/biljet", [*chosen, *_token(ballot)])
            form = check[check.index(b'action="/stem/bedankt"') :]
            form = form[: form.index(b"</form>")]
            fields = [
                (name.decode(), html.unescape(value.decode()))
                for name, value in HIDDEN.findall(form)
            ]
            receipt = await self._ask("POST", "/stem/bedankt", fields)
            self.tally.accepted += b"data-receipt" in receipt
        finally:
            self.writer.close()

    async def _ask(
        self, method: str, path: str, fields: Iterable[tuple[str, str]] = ()
    ) -> bytes:
        body = urlencode(list(fields)).encode()
        cookies = b"; ".join(k + b"=" + v for k, v in self.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n"
        ).encode()
        begin = time.perf_counter()
        self.writer.write(head + b"Cookie: " + cookies + b"\r\n\r\n" + body)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(answer)
        content = await self.reader.readexactly(int(length[1]) if length else 0)
        self.tally.waits.append(time.perf_counter() - begin)
        self.tally.statuses[int(answer[9:12])] += 1
        self.cookies.update(COOKIE.findall(answer))
        return content


def _token(page: bytes) -> list[tuple[str, str]]:
    found = TOKEN.search(page)
    return [("csrf_token", found[1].decode())] if found else []


async def crowd(port: int, codes: Iterable[str], together: int) -> Tally:
    """Let a voter vote with each code, so many at a time.

    Args:
        port: Of the server on this machine.
        codes: As on the letters.
        together: How many vote at the same moment.
    """
    tally, waiting = Tally(), iter(codes)

    async def walk() -> None:
        for code in waiting:
            await Voter(port, tally).vote(code)

    begin = time.perf_counter()
    await asyncio.gather(*(walk() for _ in range(together)))
    tally.seconds = time.perf_counter() - begin
    return tally
