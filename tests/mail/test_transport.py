"""Handing mails to a mail server, a real one on this machine."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from pb.mail.transport import (
    Console,
    Letter,
    MailServer,
    NotTaken,
    Nowhere,
    Rejected,
    Sender,
    Transport,
    Unsure,
    transport_for,
)

SENDER = Sender("Buurtgeld", "plannen@example.org", "example.org")
LETTER = Letter("plan-1-2", "fatima@example.org", "Uw plan", "Dag", "<p>Dag</p>")


@dataclass
class SmallServer:
    """A mail server that answers as it is told, for one connection."""

    answers: dict[str, str] = field(default_factory=dict)
    breaks_after: str = ""
    heard: list[str] = field(default_factory=list)

    def start(self) -> int:
        """Listen; return the port."""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._talk, daemon=True)
        self.thread.start()
        return int(self.listener.getsockname()[1])

    def stop(self) -> None:
        """Wait until the connection is over."""
        self.listener.close()
        self.thread.join(timeout=5)

    def _talk(self) -> None:
        try:
            connection, _address = self.listener.accept()
        except OSError:
            return
        with connection, connection.makefile("rwb") as line:
            self._say(line, "220 hello")
            while True:
                said = line.readline().decode().strip()
                self.heard.append(said)
                word = said.split(" ")[0].upper()
                if not said or word == self.breaks_after:
                    return
                if word == "DATA":
                    self._say(line, self.answers.get("DATA", "354 go on"))
                    self._read_body(line)
                    if self.breaks_after == ".":
                        return
                    self._say(line, self.answers.get(".", "250 taken"))
                else:
                    self._say(line, self.answers.get(word, "250 fine"))

    def _read_body(self, line) -> None:  # type: ignore[no-untyped-def]  # a socket's file
        while (said := line.readline().decode().rstrip("\r\n")) != ".":
            self.heard.append(said)
            if not said and not line.peek(1):
                return

    def _say(self, line, answer: str) -> None:  # type: ignore[no-untyped-def]  # the same
        line.write(f"{answer}\r\n".encode())
        line.flush()


Start = Callable[[SmallServer], Transport]


@pytest.fixture
def start() -> Iterator[Start]:
    servers: list[SmallServer] = []

    def start_one(server: SmallServer) -> Transport:
        servers.append(server)
        url = f"smtp://127.0.0.1:{server.start()}"
        return transport_for(url, SENDER, is_production=True)

    yield start_one
    for server in servers:
        server.stop()


def test_a_mail_arrives_with_both_forms_and_a_name_of_its_own(start: Start) -> None:
    server = SmallServer()

    start(server).send(LETTER)

    heard = "\n".join(server.heard)
    assert "rcpt TO:<fatima@example.org>" in heard
    assert "text/plain" in heard
    assert "text/html" in heard
    assert "Auto-Submitted: auto-generated" in heard
    assert "Message-ID: <" in heard


@pytest.mark.parametrize(
    ("server", "error"),
    [
        pytest.param(SmallServer({"RCPT": "550 unknown"}), Rejected, id="unknown"),
        pytest.param(SmallServer({"RCPT": "450 full"}), NotTaken, id="full"),
        pytest.param(SmallServer({"MAIL": "421 busy"}), NotTaken, id="busy"),
        pytest.param(SmallServer({".": "554 spam"}), Rejected, id="spam"),
        pytest.param(SmallServer({".": "451 later"}), NotTaken, id="later"),
        pytest.param(SmallServer(breaks_after="."), Unsure, id="broken"),
        pytest.param(SmallServer(breaks_after="EHLO"), NotTaken, id="never began"),
    ],
)
def test_says_whether_it_left(
    start: Start, server: SmallServer, error: type[Exception]
) -> None:
    with pytest.raises(error):
        start(server).send(LETTER)


@pytest.mark.parametrize("recipient", ["a\nb@example.org", "a@b@c\r\nBcc: x@y.z"])
def test_an_address_of_which_no_mail_can_be_made_is_refused(recipient: str) -> None:
    letter = Letter("plan-1-2", recipient, "Uw plan", "Dag", "<p>Dag</p>")
    transport = transport_for("smtp://127.0.0.1:9", SENDER, is_production=True)

    with pytest.raises(Rejected):
        transport.send(letter)


def test_nobody_at_the_other_end_is_no_mail() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    with pytest.raises(NotTaken):
        transport_for(f"smtp://127.0.0.1:{port}", SENDER, is_production=True).send(
            LETTER
        )


@pytest.mark.parametrize(
    ("url", "is_production", "kind"),
    [
        ("console:", False, Console),
        ("console:", True, Nowhere),
        ("smtp://mail.example.org", True, MailServer),
        ("smtps://user:pass@mail.example.org:465", False, MailServer),
    ],
)
def test_in_production_no_mail_goes_to_the_log(
    url: str, is_production: bool, kind: type
) -> None:
    assert isinstance(transport_for(url, SENDER, is_production=is_production), kind)


def test_without_a_server_mails_wait() -> None:
    with pytest.raises(NotTaken):
        Nowhere().send(LETTER)


def test_in_development_a_mail_is_shown_line_by_line_as_a_mail(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Console().send(LETTER)

    lines = capsys.readouterr().out.splitlines()
    assert "mail | Dag" in lines
    assert all(line.startswith("mail | ") for line in lines)
