"""`buurtgeld run`: server and worker start together and stop together."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


# Below what systems hand out by themselves: whoever asks for any port gets another.
PORTS = range(20_000, 30_000)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with an empty database, to be copied."""
    instance = tmp_path_factory.mktemp("empty")
    environ = {**kept(), "BUURTGELD_INSTANCE": str(instance)}
    assert buurtgeld("db", "upgrade", environ=environ).returncode == 0
    return instance


@pytest.fixture
def environ(empty: Path, tmp_path: Path) -> dict[str, str]:
    """An installation of its own, on a free port."""
    shutil.copytree(empty, tmp_path, dirs_exist_ok=True)
    return {**kept(), "BUURTGELD_INSTANCE": str(tmp_path), "PORT": str(free_port())}


def kept() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}


def free_port() -> int:
    """Return a port; processes that began soon after each other look elsewhere."""
    first = os.getpid() * 100 % len(PORTS)
    for turn in range(len(PORTS)):
        port = PORTS[(first + turn) % len(PORTS)]
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    pytest.fail("no port is free")


def buurtgeld(
    *arguments: str, environ: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "pb.commands", *arguments],
        env=environ,
        capture_output=True,
        text=True,
        timeout=180,  # on a machine that does much else
        check=False,
    )


@pytest.fixture
def running(environ: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(  # our own program
        [sys.executable, "-m", "pb.commands", "run"],
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)


def get(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  # our own
        return int(answer.status)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_says_ready_when_it_answers(
    running: subprocess.Popen[str], environ: dict[str, str]
) -> None:
    address = f"http://127.0.0.1:{environ['PORT']}"
    assert running.stdout is not None

    assert running.stdout.readline() == f"READY {address}\n"
    assert get(f"{address}/") == 200


def test_stops_everything_it_started(
    running: subprocess.Popen[str], environ: dict[str, str]
) -> None:
    assert running.stdout is not None
    running.stdout.readline()

    running.send_signal(signal.SIGINT)
    running.wait(timeout=60)
    time.sleep(0.2)

    assert running.returncode == 0
    assert is_free(int(environ["PORT"]))


def test_says_which_port_is_taken(environ: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(environ["PORT"])))
        other.listen()

        refused = buurtgeld("run", environ=environ)

    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert environ["PORT"] in refused.stderr


@pytest.mark.parametrize("command", ["run", "serve", "worker"])
def test_refuses_production_without_its_settings(
    environ: dict[str, str], command: str
) -> None:
    refused = buurtgeld(command, environ={**environ, "BUURTGELD_ENV": "production"})

    assert refused.returncode == 2
    assert "BUURTGELD_SECRET_KEY" in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["unknown"], id="unknown-command"),
        pytest.param(["db"], id="nothing-to-do"),
        pytest.param(["db", "downgrade"], id="unknown-part"),
        pytest.param(["serve", "--host"], id="value-missing"),
        pytest.param(["serve", "--host", "203.0.113.1"], id="not-our-address"),
    ],
)
def test_bad_use_is_one_line_and_no_traceback(
    environ: dict[str, str], arguments: list[str]
) -> None:
    refused = buurtgeld(*arguments, environ=environ)

    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert refused.stderr.strip()


def test_says_what_to_do_when_the_database_is_not_up_to_date(
    environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "buurtgeld.db").unlink()

    refused = buurtgeld(
        "staff", "add", "a@example.org", "--role", "broker", environ=environ
    )

    assert refused.returncode == 2
    assert "buurtgeld db upgrade" in refused.stderr


def test_says_that_the_database_does_not_answer(environ: dict[str, str]) -> None:
    nobody = "postgresql://127.0.0.1:1/buurtgeld"

    refused = buurtgeld("serve", environ={**environ, "BUURTGELD_DATABASE_URL": nobody})

    assert refused.returncode == 2
    assert "BUURTGELD_DATABASE_URL" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_an_enormous_body_is_refused_before_it_is_read(
    running: subprocess.Popen[str], environ: dict[str, str]
) -> None:
    assert running.stdout is not None
    running.stdout.readline()
    head = "POST /stem HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000000\r\n\r\n"

    with socket.create_connection(("127.0.0.1", int(environ["PORT"])), 10) as peer:
        peer.sendall(head.encode())
        answer = peer.recv(100)

    assert b" 413 " in answer
