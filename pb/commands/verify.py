"""`buurtgeld verify`: check a published bundle."""

import re
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

import click

from exports import verify as verifier

OWN_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
SECONDS = 60  # without a byte
PART = 1 << 20
BUNDLE = "bundel.zip"
VERSION = re.compile(r"/uitslag/v[1-9][0-9]*$")  # the page, whose bundle is meant


@click.command("verify")
@click.argument("bundle", metavar="BUNDLE")
@click.option(
    "--since", multiple=True, metavar="FILE", help="An older checkpoint; repeatable."
)
@click.option("--key", metavar="FILE", help="A key.txt that you kept before.")
@click.option(
    "--no-log", is_flag=True, help="Exit status 0 for a round from before the log."
)
def verify(
    bundle: str, *, since: tuple[str, ...], key: str | None, no_log: bool
) -> None:
    """Check BUNDLE: a folder, a zip or its https address, or that of a version's page.

    Nothing but its files is used. The exit status is 1 when something is wrong, and
    the last line names the first file that is.
    """
    told = [argument for path in since for argument in ("--since", path)]
    told += ["--key", key] if key else []
    told += ["--no-log"] if no_log else []
    with _fetched(bundle) as path:
        status = verifier.main([path, *told])
    click.get_current_context().exit(status)


@contextmanager
def _fetched(bundle: str) -> Iterator[str]:
    """Give the path of a bundle; one from elsewhere is kept while it is checked."""
    if "://" not in bundle:
        yield bundle
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, BUNDLE)
        try:
            _download(bundle, path)
        except (OSError, ValueError) as error:
            if isinstance(error, HTTPError):
                error.close()
            raise click.ClickException(
                f"{bundle}: not fetched ({error}); check the address"
            ) from None
        yield str(path)


class _CheckedRedirects(urllib.request.HTTPRedirectHandler):
    """Follows only where `_check` would let us go, at every step of the way."""

    def redirect_request(self, *asked: Any) -> urllib.request.Request | None:
        """Return the request for the next address, which comes last."""
        try:
            _check(asked[-1])
        except ValueError:
            asked[1].close()  # the answer that sends us on
            raise
        return super().redirect_request(*asked)


def _download(address: str, path: Path) -> None:
    address = f"{address}/{BUNDLE}" if VERSION.search(address) else address
    _check(address)
    opener = urllib.request.build_opener(_CheckedRedirects)
    with opener.open(address, timeout=SECONDS) as answer, path.open("wb") as file:
        while part := answer.read(PART):
            file.write(part)
            if file.tell() > verifier.MOST_BYTES:
                raise ValueError("too large")


def _check(address: str) -> None:
    """Take https, and what does not leave this machine; also after being sent on."""
    url = urlsplit(address)
    is_own = url.scheme == "http" and url.hostname in OWN_MACHINE
    if url.scheme != "https" and not is_own:
        raise ValueError("only https")
