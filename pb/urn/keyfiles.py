"""The files of an urn: the wrapped key, the round's secret, a half-opened box.

They lie in `instance/urn`, never in the database and never in a backup of it, so
that a copy of the database alone opens nothing.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pb.files import destroy, write_once
from pb.urn.passphrases import HolderKey
from pb.urn.wrapping import Half, Nests

SECRET_BYTES = 32
HALF_LIVES = timedelta(minutes=15)


class NoKey(Exception):
    """There is no wrapped key: not made yet, destroyed, or the file is lost."""


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """The private key of one round, as only two holders together can read it."""

    public_key: str  # hex
    holders: Mapping[int, HolderKey]  # by id of the member of staff
    nests: Nests

    def as_json(self) -> dict[str, Any]:
        """Return what the file holds, and the emergency sheet too."""
        return {
            "public_key": self.public_key,
            "holders": {
                str(id_): {"salt": holder.salt, "public_key": holder.public_key}
                for id_, holder in self.holders.items()
            },
            "nests": {f"{a}-{b}": box for (a, b), box in self.nests.items()},
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "WrappedKey":
        """Return the wrapped key that `as_json` described."""
        return cls(
            content["public_key"],
            {int(id_): HolderKey(**each) for id_, each in content["holders"].items()},
            {_pair(name): box for name, box in content["nests"].items()},
        )


def _pair(name: str) -> tuple[int, int]:
    first, _, second = name.partition("-")
    return int(first), int(second)


@dataclass(frozen=True, slots=True)
class UrnFiles:
    """The files of the urn of one round."""

    folder: Path
    slug: str

    def make_secret(self) -> None:
        """Make the round's secret, if it is not there: once, with its key."""
        self._write("secret", secrets.token_bytes(SECRET_BYTES))

    def secret(self) -> bytes:
        """Return the round's secret.

        Raises:
            NoKey: It is not there. Another one would not know the votes that were
                cast before, so none is made.
        """
        try:
            return self._path("secret").read_bytes()
        except FileNotFoundError:
            raise NoKey from None

    def has_secret(self) -> bool:
        """Say whether the secret is there."""
        return self._path("secret").exists()

    def keep_key(self, key: WrappedKey) -> None:
        """Keep the wrapped key; it is never replaced.

        Raises:
            FileExistsError: There is one.
        """
        content = json.dumps(key.as_json(), indent=1).encode()
        if not self._write("key.json", content):
            raise FileExistsError(self._path("key.json"))
        self.keep_public_key(key.public_key)

    def keep_public_key(self, public_key: str) -> None:
        """Keep the public key apart: it stays when the wrapped key is destroyed."""
        self._path("public").unlink(missing_ok=True)
        self._write("public", public_key.encode())

    def key(self) -> WrappedKey:
        """Return the wrapped key.

        Raises:
            NoKey: There is none.
        """
        try:
            text = self._path("key.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            raise NoKey from None
        return WrappedKey.from_json(json.loads(text))

    def key_of(self, public_key: str | None) -> WrappedKey:
        """Return the wrapped key that belongs to a public key.

        Raises:
            NoKey: There is none, or it is one of a round of this name in a database
                that was lost.
        """
        key = self.key()
        if key.public_key != public_key:
            raise NoKey
        return key

    def public_key(self) -> str:
        """Return the public key that ballots are sealed with: from the first file.

        Raises:
            NoKey: There is none.
        """
        try:
            return self._path("public").read_text(encoding="utf-8")
        except FileNotFoundError:
            raise NoKey from None

    def keep_half(self, half: Half, purpose: str, now: datetime) -> None:
        """Keep a half-opened box for a quarter of an hour, in place of any other."""
        self.drop_half()
        content = {
            "purpose": purpose,
            "opened_by": half.opened_by,
            "boxes": {str(id_): box for id_, box in half.boxes.items()},
            "until": (now + HALF_LIVES).astimezone(UTC).isoformat(),
        }
        self._write("half.json", json.dumps(content).encode())

    def half(self, purpose: str, now: datetime) -> Half | None:
        """Return the half-opened box, unless it is for something else or too old."""
        try:
            text = self._path("half.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        content = json.loads(text)
        if datetime.fromisoformat(content["until"]) <= now:
            self.drop_half()
            return None
        if content["purpose"] != purpose:
            return None
        boxes = {int(id_): box for id_, box in content["boxes"].items()}
        return Half(content["opened_by"], boxes)

    def drop_half(self) -> None:
        """Destroy the half-opened box."""
        destroy(self._path("half.json"))

    def set_key_aside(self) -> None:
        """Make room for a key, and destroy none: it may open what was lost."""
        path = self._path("key.json")
        if path.exists():
            path.rename(path.with_name(f"{path.name}.{secrets.token_hex(4)}.old"))
        self._path("sheet").unlink(missing_ok=True)

    def take_sheet(self) -> bool:
        """Say whether the emergency sheet may be printed: once for each key."""
        key = self.key()
        return self._write("sheet", key.public_key.encode())

    def has_sheet(self) -> bool:
        """Say whether the emergency sheet can still be printed."""
        return self._path("key.json").exists() and not self._path("sheet").exists()

    def drop_secret(self) -> None:
        """Destroy the round's secret: no nonce can be traced to a code any more."""
        destroy(self._path("secret"))

    def drop_key(self) -> None:
        """Destroy the wrapped key: envelopes in old backups stay shut for ever."""
        self.drop_half()
        destroy(self._path("key.json"))
        self._path("sheet").unlink(missing_ok=True)

    def _write(self, kind: str, value: bytes) -> bool:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        return write_once(self._path(kind), value)

    def _path(self, kind: str) -> Path:
        return self.folder / f"{self.slug}.{kind}"


def urn_files(instance: Path, slug: str) -> UrnFiles:
    """Return the files of the urn of a round."""
    return UrnFiles(instance / "urn", slug)
