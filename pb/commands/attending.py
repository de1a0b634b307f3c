"""Which connection of the web server needs attention, asked of the system (epoll).

Left alone, waitress looks at every open connection before it waits, and again after
each answer. That is as much work as the pages themselves when hundreds vote at the
same moment. Here the system says which connection has something to say, and the
thread that made an answer sends it and waits for the next request by itself.
"""

import errno
import logging
import select
import threading
import time
from collections.abc import MutableMapping
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

logger = logging.getLogger(__name__)
Map = MutableMapping[int, Any]
# Bytes. What is less waits for the rest of an answer: its head leaves with its page.
WORTH_SENDING = 16 * 1024


class Serving(threading.local):
    """What this thread answers; nothing in the thread that waits."""

    channel: Any = None


_serving = Serving()


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection that is known to the thread that answers it."""

    def __init__(self, server: Any, *rest: Any, **more: Any) -> None:
        super().__init__(server, *rest, **more)
        server.asyncore.arm(self)

    def writable(self) -> bool:
        """Say whether there is something to send, or to close, now."""
        has_little = self.total_outbufs_len < self.adj.send_bytes
        if self.requests and has_little and not self.will_close:
            return False  # the thread that is answering sends it
        return bool(super().writable())

    def service(self) -> None:
        """Answer one request."""
        _serving.channel = self
        try:
            super().service()
        finally:
            _serving.channel = None

    def send_rest(self) -> None:
        """Send what is written, as far as the other end takes it."""
        with self.outbuf_lock:
            if self.total_outbufs_len:  # nothing once it is closed
                self._flush_exception(self._flush_some, do_close=False)

    def _flush_some(self, do_close: bool = True) -> bool:  # as waitress calls it
        """Send, one thread at a time: the one that waits may come to it as well."""
        with self.outbuf_lock:
            # Only the thread that waits may close: it goes by the numbers of files.
            do_close = do_close and _serving.channel is None
            return bool(super()._flush_some(do_close=do_close))

    def _flush_outbufs_below_high_watermark(self) -> None:  # as waitress calls it
        """Hold the answer back until the other end took enough of it, or gave up.

        This thread sends as well, so nobody may be left who wakes it: it looks again.
        """
        most = self.adj.outbuf_high_watermark
        with self.outbuf_lock:
            while self.connected and self.total_outbufs_len > most:
                self.server.pull_trigger()
                if self.total_outbufs_len > most:
                    self.outbuf_lock.wait(self.adj.asyncore_loop_timeout)
                if time.time() - self.last_activity > self.adj.channel_timeout:
                    self.will_close = True


class Attention:
    """Waits for whichever connection has something to say; stands for `wasyncore`."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        # What a connection waits for follows from its state; two threads that both
        # just changed it must not say so in the wrong order.
        self._lock = threading.Lock()

    def loop(
        self,
        *,
        timeout: float,
        map: Map,  # noqa: A002  # as waitress calls it
        **_options: object,
    ) -> None:
        """Serve until nothing is open."""
        all_again = 0.0
        while map:
            if time.monotonic() >= all_again:
                for each in list(map.values()):
                    self._look_at(each)
                all_again = time.monotonic() + timeout
            for file, happened in self._epoll.poll(timeout):
                channel = map.get(file)
                if channel is not None:
                    self._attend(channel, happened)

    def arm(self, channel: Any) -> None:
        """Wait for what the state of a connection asks for, once."""
        with self._lock:
            wanted = select.EPOLLIN if channel.readable() else 0
            if channel.writable() and not channel.accepting:
                wanted |= select.EPOLLOUT
            file = channel._fileno  # None when it is closed
            if wanted and file is not None:
                self._say(file, wanted | select.EPOLLONESHOT)

    def pull_trigger(self) -> None:
        """Take over from the thread that is answering: send, and wait for more."""
        _serving.channel.send_rest()
        self.arm(_serving.channel)

    def _look_at(self, channel: Any) -> None:
        """Close what the clock says is over, even if its other end never reads on."""
        if getattr(channel, "will_close", False):
            wasyncore.write(channel)
        self.arm(channel)

    def _attend(self, channel: Any, happened: int) -> None:
        """Read or write; the state may have changed since the system was asked."""
        if happened & ~select.EPOLLOUT and channel.readable():
            wasyncore.read(channel)
        elif channel.writable():
            wasyncore.write(channel)
        self.arm(channel)

    def _say(self, file: int, wanted: int) -> None:
        try:
            try:
                self._epoll.modify(file, wanted)
            except FileNotFoundError:  # new here
                self._epoll.register(file, wanted)
        except OSError as error:
            if error.errno != errno.EBADF:  # closed meanwhile
                logger.warning("asked again within a second", exc_info=True)


def use_epoll(server: BaseWSGIServer) -> None:
    """Let a server wait in this way, where the system can."""
    if not hasattr(select, "epoll"):
        return
    server.adj.send_bytes = WORTH_SENDING
    attention = Attention()
    server.channel_class = Channel
    server.asyncore = attention
    server.pull_trigger = attention.pull_trigger
