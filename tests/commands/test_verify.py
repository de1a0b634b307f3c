"""`buurtgeld verify`: a bundle from a file, a folder or an address."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exports.bundle import make_files, to_zip
from pb.commands.main import cli, main
from tests.exports.bundles import KEY, random_round, sign


class Quiet(SimpleHTTPRequestHandler):
    """Gives the files of a folder, and one address that leads elsewhere."""

    def do_GET(self) -> None:  # the name is http.server's
        """Send to a file of this machine who asks for it."""
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "ftp://127.0.0.1/bundel.zip")
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle in which all is right."""
    path = tmp_path / "bundel.zip"
    path.write_bytes(to_zip(random_round(3).files()))
    return path


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A site that gives the files of the test."""
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))
    ) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["verify", *arguments])


def test_says_what_it_checked_and_its_verdict(bundle: Path) -> None:
    done = verify(str(bundle))

    assert done.exit_code == 0
    assert done.output.splitlines()[-1].startswith("GOEDGEKEURD")


def test_ends_with_1_and_names_the_file_that_is_wrong(bundle: Path) -> None:
    bundle.write_bytes(bundle.read_bytes().replace(b"Plan a", b"Plan z", 1))

    done = verify(str(bundle))

    assert done.exit_code == 1
    assert "REJECTED: config.json" in done.output.splitlines()[-1]


def test_takes_the_address_of_the_page_of_a_version(
    bundle: Path, site: str, tmp_path: Path
) -> None:
    folder = tmp_path / "rondes" / "buurt" / "uitslag" / "v1"
    folder.mkdir(parents=True)
    bundle.rename(folder / "bundel.zip")

    assert verify(f"{site}/rondes/buurt/uitslag/v1").exit_code == 0


def test_takes_an_address(bundle: Path, site: str) -> None:
    assert bundle.exists()

    done = verify(f"{site}/bundel.zip")

    assert done.exit_code == 0


@pytest.mark.parametrize(
    "path", [pytest.param("/elsewhere", id="sent-on"), pytest.param("/no", id="404")]
)
def test_an_address_without_a_bundle_is_one_line(
    site: str,
    path: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.argv", ["buurtgeld", "verify", f"{site}{path}"])

    with pytest.raises(SystemExit) as stop:
        main()

    assert stop.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("address", ["http://example.org/b.zip", "file:///etc/passwd"])
def test_only_https_is_fetched(address: str) -> None:
    done = verify(address)

    assert done.exit_code != 0
    assert "only https" in done.output


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    assert verify(str(tmp_path / "no.zip")).exit_code == 2


@pytest.mark.parametrize(("said", "status"), [([], 1), (["--no-log"], 0)])
def test_a_round_from_before_the_log_is_not_called_right(
    tmp_path: Path, said: list[str], status: int
) -> None:
    parts = replace(random_round(3).parts(), events=(), checkpoints={})
    (tmp_path / "old.zip").write_bytes(to_zip(make_files(parts, KEY, sign)))

    done = verify(str(tmp_path / "old.zip"), *said)

    assert done.exit_code == status
    assert done.output.splitlines()[-1].endswith("NOT VERIFIABLE: no log")


def test_an_older_checkpoint_and_a_kept_key_are_passed_on(
    bundle: Path, tmp_path: Path
) -> None:
    files = random_round(3).files()
    for name in ("events-3", "key"):
        (tmp_path / f"{name}.txt").write_bytes(files[f"checkpoints/{name}.txt"])

    done = verify(
        str(bundle),
        *("--since", str(tmp_path / "events-3.txt")),
        *("--key", str(tmp_path / "key.txt")),
    )

    assert done.exit_code == 0
    assert "only additions" in done.output
