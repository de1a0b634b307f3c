"""A real server in processes of its own, which a test can kill, and voters for it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from tests.pages import PageClient
from tests.voting.factories import check, hidden

RECEIPT = re.compile('data-receipt="([^"]{26})"')
PROCESSES = 4


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """`buurtgeld serve` on the database of a test, started and killed at will."""

    app: Flask
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, log: Path) -> float:
        """Start it; return after how many seconds it is ready."""
        begin = time.monotonic()
        with log.open("ab") as output:
            self.process = subprocess.Popen(  # our own program
                [sys.executable, "-m", "pb.commands", "serve"],
                env=self._environ(),
                start_new_session=True,
                stderr=output,
            )
        while not self._is_ready():
            assert self.process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() - begin < 60, "the server does not get ready"
            time.sleep(0.05)
        return time.monotonic() - begin

    def kill(self) -> None:
        """Kill the whole process group, as a power failure would."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)
        self.process = None

    def post(self, submission: "Prepared") -> tuple[int, str]:
        """Cast a ballot; return the status, 0 when nobody answered, and the receipt."""
        request = urllib.request.Request(  # noqa: S310  # our own server
            f"{self.address}/stem/bedankt",
            data=urllib.parse.urlencode(submission.form, doseq=True).encode(),
            headers={"Cookie": submission.cookie},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                page = answer.read().decode()
                found = RECEIPT.findall(page)
                assert found, page
                return answer.status, found[0]
        except urllib.error.HTTPError as error:
            return error.code, ""
        except (OSError, ValueError):  # refused, reset, or cut off halfway
            return 0, ""
        except Exception as error:
            if type(error).__module__ == "http.client":
                return 0, ""
            raise

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=2):  # noqa: S310
                return True
        except OSError:
            return False

    def _environ(self) -> dict[str, str]:
        config = self.app.extensions["config"]
        kept = {
            name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ
        }
        return {
            **kept,
            "PYTHONWARNINGS": "ignore",
            "BUURTGELD_INSTANCE": str(config.instance),
            "BUURTGELD_DATABASE_URL": config.database_url,
            "BUURTGELD_SECRET_KEY": "secret of the tests, long enough",
            "BUURTGELD_CODE_KEY": "code key of the tests, long enough",
            "BUURTGELD_PUBLIC_URL": self.address,
            "PORT": str(self.port),
            "WEB_CONCURRENCY": str(PROCESSES),
        }


@dataclass
class Prepared:
    """A voter on the check page, about to press the button."""

    cookie: str
    form: dict[str, list[str]]


def prepare(app: Flask, codes: list[str], plans: list[int]) -> list[Prepared]:
    """Lead voters to the check page, each with a session and a form of their own."""
    app.config["WTF_CSRF_ENABLED"] = True
    voters = []
    for place, code in enumerate(codes):
        client = PageClient(app)
        token = hidden(client.get("/stem"), "/stem")["csrf_token"][0]
        page = client.post("/stem", data={"code": code, "csrf_token": token})
        assert page.status_code == 303, page.text
        token = hidden(client.get("/stem/biljet"), "/stem/biljet")["csrf_token"][0]
        chosen = plans[place % len(plans)]
        form = hidden(check(client, chosen, csrf_token=token))
        cookie = client.get_cookie("stem")
        assert cookie is not None
        voters.append(Prepared(f"stem={cookie.value}", form))
    app.config["WTF_CSRF_ENABLED"] = False
    return voters
