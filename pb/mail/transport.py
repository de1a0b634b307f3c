"""Handing a mail over: to a mail server, or in development to the log."""

import hashlib
import smtplib
import ssl
import sys
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from typing import ClassVar, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

SECONDS = 20  # for each step of talking to the server
FINAL = 500  # from this answer on the server will never take it


class NotTaken(Exception):
    """The mail certainly did not leave: try again later."""


class Rejected(Exception):
    """The mail certainly did not leave, and never will."""


class Unsure(Exception):
    """The line broke while the server had the mail: it may have left."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it is handed over."""

    key: str
    recipient: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who mails come from."""

    name: str
    address: str
    host: str  # for the names of mails

    def message(self, letter: Letter) -> EmailMessage:
        """Return the mail with its headers, plain and with mark-up."""
        message = EmailMessage()
        message["From"] = formataddr((self.name, self.address))
        message["To"] = letter.recipient
        message["Subject"] = letter.subject
        message["Date"] = formatdate(localtime=False)
        # The same mail has the same name, whoever sends it.
        digest = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
        message["Message-ID"] = f"<{digest}@{self.host}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message


class Transport(Protocol):
    """A way to hand mails over."""

    @property
    def is_ready(self) -> bool:
        """Say whether mails can go out at all; until then they wait untouched."""

    def send(self, letter: Letter) -> None:
        """Hand one mail over.

        Raises:
            NotTaken: It did not leave; later it may.
            Rejected: It did not leave; it never will.
            Unsure: Nobody knows.
        """


@dataclass(frozen=True, slots=True)
class Console:
    """Shows mails on the screen of the worker, in development.

    Not in the log: that takes links and addresses out. Every line is marked, so that
    no mail can look like something else.
    """

    is_ready: ClassVar[bool] = True

    def send(self, letter: Letter) -> None:
        """Show it."""
        lines = [f"Aan: {letter.recipient}", letter.subject, *letter.text.splitlines()]
        sys.stdout.write("".join(f"mail | {line}\n" for line in lines))
        sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Keeps mails until somebody says where they go: no mail server is set."""

    is_ready: ClassVar[bool] = False

    def send(self, letter: Letter) -> None:
        """Refuse it."""
        raise NotTaken("BUURTGELD_MAIL_URL is not set")


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server, by smtp:// or, encrypted from the start, smtps://."""

    url: SplitResult
    sender: Sender
    is_ready: ClassVar[bool] = True

    def send(self, letter: Letter) -> None:
        """Hand it over; the connection is for this mail alone."""
        try:
            message = self.sender.message(letter)
        except (ValueError, IndexError, LookupError, MessageError) as error:
            # No mail can be made of it: another time it would fail just so.
            raise Rejected(type(error).__name__) from error
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise NotTaken(type(error).__name__) from error
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _text in error.recipients.values())
            raise _refusal(code) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(int(error.smtp_code)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unsure(type(error).__name__) from error
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        host, is_tls = self.url.hostname or "", self.url.scheme == "smtps"
        if is_tls:
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self.url.port or 465, timeout=SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(host, self.url.port or 25, timeout=SECONDS)
        try:
            server.ehlo_or_helo_if_needed()
            if not is_tls and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            if self.url.username:
                server.login(
                    unquote(self.url.username), unquote(self.url.password or "")
                )
        except BaseException:
            server.close()
            raise
        return server


def _refusal(code: int) -> Exception:
    return Rejected(f"answer {code}") if code >= FINAL else NotTaken(f"answer {code}")


def transport_for(mail_url: str, sender: Sender, *, is_production: bool) -> Transport:
    """Return how mails go out; a word to the log is no way to reach residents."""
    url = urlsplit(mail_url)
    if url.scheme in {"smtp", "smtps"} and url.hostname:
        return MailServer(url, sender)
    return Nowhere() if is_production else Console()
