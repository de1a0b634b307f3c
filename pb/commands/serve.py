"""`buurtgeld serve`: the web server, some processes behind one address."""

import gc
import os
import re
import signal
import socket
import sys
import traceback
from copy import copy
from types import FrameType
from typing import Any

import click
import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser

from pb.commands.application import make_app
from pb.commands.attending import use_epoll
from pb.db import CONNECTIONS, MORE_CONNECTIONS, connections_allowed, db
from pb.recovery.starting import guard_rounds
from pb.web.security import LARGEST_BODY, LARGEST_WITH_FILE

THREADS = 8
# Seconds. SQLite has one writer at a time: it must not wait long for its thread's turn.
SWITCH_AFTER = 0.0005
OTHER_CONNECTIONS = 10  # of the worker, a backup, a look at the database
# Half-sent requests hold a connection, not a thread; there may be many. With the
# database's files they stay below the 1024 that systems often allow a process.
CONNECTION_LIMIT = 900
# What waits for a slow client stays in memory: above this, waitress would write it
# to a file, and letters with voting codes must not lie on a disk. It holds writers
# back at half of it.
IN_MEMORY = 32 * 1024 * 1024
# A little more than the application takes, so that its own page answers what is only
# somewhat too large.
MOST_SENT = 4 * LARGEST_BODY
MOST_WITH_FILE = LARGEST_WITH_FILE + MOST_SENT
FILE_ADDRESS = re.compile(
    r"/beheer/rondes/[^/]+/(addresses|call-back|importeren/(wijken|plannen)|kaart"
    r"|plannen/[0-9]+/(fotos|bijlagen))"
    r"|/rondes/[^/]+/(indienen/[^/]+/fotos|plannen/[0-9]+/uitvoering/bericht)"
    r"|/mijn-plan/fotos"
)


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """Reads a request; how large it may be depends on where it goes."""

    adj: Any

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head of a request."""
        super().parse_header(header_plus)
        if FILE_ADDRESS.fullmatch(self.path):
            adjusted = copy(self.adj)
            adjusted.max_request_body_size = MOST_WITH_FILE
            self.adj = adjusted


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
def serve(host: str) -> None:
    """Serve the web pages until stopped. PORT and WEB_CONCURRENCY are settings."""
    app = make_app()
    config = app.extensions["config"]
    try:
        listener = _listen(host, config.port)
    except OSError as error:
        raise click.ClickException(
            f"can't listen on {host}:{config.port} ({error.strerror});"
            " choose another port with PORT=…"
        ) from error
    guard_rounds(app)
    processes = max(config.web_concurrency, 1)
    with app.app_context():
        check_room(connections_allowed(db.session()), processes)
        db.session.remove()
        db.engine.dispose()  # no two processes share a connection
    gc.freeze()  # what is loaded stays: it is not looked through again and again
    _wait([_fork(app, listener) for _ in range(processes)])


def check_room(allowed: int | None, processes: int) -> None:
    """Refuse to start more processes than the database has connections for.

    Otherwise voters would be turned away in the busiest minute.
    """
    needed = processes * (CONNECTIONS + MORE_CONNECTIONS) + OTHER_CONNECTIONS
    if allowed is not None and needed > allowed:
        raise click.ClickException(
            f"{processes} processes may need {needed} connections and PostgreSQL"
            f" allows {allowed}; raise its max_connections or lower WEB_CONCURRENCY"
        )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(1024)
    return listener


def _fork(app: Flask, listener: socket.socket) -> int:
    process = os.fork()
    if process:
        return process
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    HTTPChannel.parser_class = Parser
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        sys.setswitchinterval(SWITCH_AFTER)
    try:
        server = waitress.create_server(
            app,
            sockets=[listener],
            threads=THREADS,
            connection_limit=CONNECTION_LIMIT,
            channel_timeout=60,
            max_request_body_size=MOST_SENT,
            outbuf_overflow=IN_MEMORY,
            outbuf_high_watermark=IN_MEMORY // 2,
            ident=None,
            clear_untrusted_proxy_headers=False,
        )
        use_epoll(server)
        server.run()
    except Exception:
        traceback.print_exc()
        os._exit(1)
    finally:
        os._exit(0)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # what is being answered is answered
    sys.exit(0)


def _wait(children: list[int]) -> None:
    """Wait for the processes; when one ends, or somebody stops us, stop all."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for child in children:
            try:
                os.kill(child, signal.SIGTERM)
            except ProcessLookupError:
                continue

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    _first, status = os.wait()
    stop(signal.SIGTERM, None)
    for child in children:
        try:
            os.waitpid(child, 0)
        except ChildProcessError:
            continue
    if status:
        raise click.ClickException("a process of the server ended by itself")
