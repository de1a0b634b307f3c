"""Checkpoints: to the letter of C2SP, and verified by somebody else's program."""

import base64
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from exports.checkpoint import (
    BadCheckpoint,
    Checkpoint,
    Key,
    make,
    parse,
    read_key,
    verify,
)

SECRET = SigningKey(bytes(range(32)))
KEY = Key("stem.example.nl", bytes(SECRET.verify_key))
STATE = Checkpoint("stem.example.nl/rondes/zomer/events", 12, sha256(b"x").digest())
# In front of the 32 bytes of an Ed25519 key in the DER form that openssl reads.
DER = bytes.fromhex("302a300506032b6570032100")


def sign(message: bytes) -> bytes:
    return SECRET.sign(message).signature


def check(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(public).verify(message, signature)
    except BadSignatureError:
        return False
    return True


TEXT = make(STATE, KEY, sign)


def test_has_the_form_of_c2sp() -> None:
    origin, size, root, gap, signature, end = TEXT.split("\n")
    dash, name, value = signature.split(" ")
    key_id = sha256(b"stem.example.nl\n\x01" + KEY.public).digest()[:4]

    assert (origin, size, gap, end) == (STATE.origin, "12", "", "")
    assert base64.b64decode(root) == STATE.root
    assert (dash, name) == ("\N{EM DASH}", "stem.example.nl")
    assert base64.b64decode(value)[:4] == key_id


def test_is_verified_by_its_own_reader() -> None:
    assert verify(TEXT, KEY, check) == STATE
    assert read_key(KEY.text) == KEY


def test_is_verified_by_openssl(tmp_path: Path) -> None:
    """T31: somebody without our programs checks the signature."""
    openssl = shutil.which("openssl")
    assert openssl
    body, _, signed = TEXT.partition("\n\n")
    pem = base64.encodebytes(DER + KEY.public).decode()
    (tmp_path / "key").write_text(
        f"-----BEGIN PUBLIC KEY-----\n{pem}-----END PUBLIC KEY-----\n"
    )
    (tmp_path / "signature").write_bytes(base64.b64decode(signed.split()[2])[4:])
    for text, expected in ((f"{body}\n", 0), (f"{body}\n ", 1)):
        (tmp_path / "text").write_text(text)
        command = "pkeyutl -verify -pubin -rawin -inkey key -in text -sigfile signature"
        run = subprocess.run(  # noqa: S603  # our own arguments
            [openssl, *command.split()], cwd=tmp_path, capture_output=True, check=False
        )
        assert run.returncode == expected, run.stderr


def test_any_changed_byte_is_found() -> None:
    raw = TEXT.encode()
    found = 0
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        try:
            verify(changed.decode("utf-8", "replace"), KEY, check)
        except BadCheckpoint:
            found += 1

    assert found == len(raw)


def test_passes_over_the_signatures_of_others() -> None:
    other = SigningKey(bytes(32))
    witness = Key("getuige.example", bytes(other.verify_key))
    line = make(STATE, witness, lambda text: other.sign(text).signature).split("\n")[-2]

    assert verify(f"{TEXT}{line}\n", KEY, check) == STATE
    assert verify(f"{TEXT}{line}\n", witness, check) == STATE


def test_is_refused_when_another_signed_it() -> None:
    other = Key(KEY.name, bytes(SigningKey(bytes(32)).verify_key))

    with pytest.raises(BadCheckpoint, match="did not sign"):
        verify(TEXT, other, check)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(TEXT.partition("\n\n")[0], id="not-signed"),
        pytest.param(TEXT.replace("\n12\n", "\n012\n"), id="leading-zero"),
        pytest.param(TEXT.replace("\n12\n", "\n-1\n"), id="negative"),
        pytest.param(TEXT.replace("\n12\n", "\n\u0661\n"), id="other-digits"),
        pytest.param(TEXT.replace("\n\n", "\nmore\n\n"), id="extension"),
        pytest.param(TEXT.replace("\n", "\r\n"), id="line-ends"),
        pytest.param(TEXT[:-1], id="no-last-line-end"),
        pytest.param(TEXT + "\n", id="empty-line"),
        pytest.param(TEXT.replace("\N{EM DASH}", "-"), id="dash"),
        pytest.param("\x00" * 100_000, id="nonsense"),
    ],
)
def test_what_is_not_in_the_form_is_refused(text: str) -> None:
    with pytest.raises(BadCheckpoint):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        "a b+00000000+AQ==",
        "+".join(["a"] * 9),
        KEY.text.replace("stem", "stam"),
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadCheckpoint):
        read_key(text)
