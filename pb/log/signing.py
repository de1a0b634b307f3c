"""The key with which checkpoints are signed."""

import base64
from dataclasses import dataclass
from pathlib import Path

from nacl.signing import SigningKey

from exports.checkpoint import Key
from pb.files import write_once


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs in the name of this installation."""

    key: Key
    signing_key: SigningKey

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature over a message."""
        return self.signing_key.sign(message).signature

    def origin(self, slug: str, log: str) -> str:
        """Return the name of a log: 'events' or 'ballots' of a round."""
        return f"{self.key.name}/rondes/{slug}/{log}"


def load_signer(instance: Path, host: str) -> Signer:
    """Return the signer of an installation; make its key at the first need.

    The file also keeps the name under which the key was made. A checkpoint of last
    year must still fit the key of today, so a new public address changes nothing.

    Args:
        instance: The instance folder; the key lies in `keys/log.key`.
        host: Of the public address.
    """
    path = _path(instance)
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        seed = base64.b64encode(bytes(SigningKey.generate())).decode()
        write_once(path, f"{host} {seed}\n".encode())
    name, _, encoded = path.read_text(encoding="utf-8").strip().rpartition(" ")
    signing_key = SigningKey(base64.b64decode(encoded))
    return Signer(Key(name, bytes(signing_key.verify_key)), signing_key)


def find_key(instance: Path, host: str) -> Key | None:
    """Return the public key of an installation; None when it is not here."""
    return load_signer(instance, host).key if _path(instance).exists() else None


def _path(instance: Path) -> Path:
    return instance / "keys" / "log.key"
