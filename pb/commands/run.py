"""`buurtgeld run`: server and worker together, for one machine."""

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from types import FrameType

import click

from pb.commands.application import make_app
from pb.commands.database import upgrade
from pb.commands.demo import demo

START_WITHIN = 30  # seconds


@click.command()
@click.option("--demo", "with_demo", is_flag=True, help="Load the demo first.")
@click.pass_context
def run(context: click.Context, *, with_demo: bool) -> None:
    """Start server and worker, say READY when they answer, stop both on Ctrl-C."""
    # Also Ctrl-C's signal: a shell lets what it starts in the background ignore it.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    config = make_app().extensions["config"]
    address = f"http://127.0.0.1:{config.port}"
    _refuse_taken_port(config.port)
    parts: list[subprocess.Popen[bytes]] = []
    try:
        if with_demo:
            context.invoke(upgrade)
            context.invoke(demo)
        parts += [_start("serve"), _start("worker")]
        _wait_until_ready(address, parts)
        click.echo(f"READY {address}")
        while all(part.poll() is None for part in parts):
            time.sleep(0.2)
        raise click.ClickException("server or worker stopped; see the lines above")
    except KeyboardInterrupt:
        click.echo("stopping", err=True)
    finally:
        _stop(parts)


def _start(command: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us, and we stop the parts in order.
    return subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-m", "pb.commands", command], start_new_session=True
    )


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"port {port} is in use; choose another: PORT=8010 make run"
            ) from error


def _wait_until_ready(address: str, parts: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if any(part.poll() is not None for part in parts):
            raise click.ClickException("server or worker did not start")
        if _answers(address):
            return
        time.sleep(0.1)
    raise click.ClickException(f"the server did not answer within {START_WITHIN} s")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310
            return True
    except OSError:  # also what urllib and a time-out raise
        return False


def _stop(parts: list[subprocess.Popen[bytes]]) -> None:
    for part in parts:
        part.terminate()
    for part in parts:
        try:
            part.wait(timeout=10)
        except subprocess.TimeoutExpired:
            part.kill()
