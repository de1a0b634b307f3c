"""The passphrase of a key holder, and the key pair that follows from it.

Nothing of the private half is kept anywhere: with the passphrase and the salt it
is made again, each time it is needed.
"""

import secrets
from dataclasses import dataclass

from nacl import pwhash
from nacl.public import PrivateKey

from pb.codes.code import ALPHABET, plain_symbols

SYMBOLS = 20  # of five bits: 100 bits, so that no list of guesses comes near
GROUP = 4
LONGEST = 100  # characters that are looked at


@dataclass(frozen=True, slots=True)
class HolderKey:
    """What is kept of a key holder: enough to seal for them, not to open."""

    salt: str  # hex
    public_key: str  # hex


def new_passphrase() -> str:
    """Return a fresh passphrase, as it is written down: five groups of four."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(SYMBOLS))
    return "-".join(symbols[at : at + GROUP] for at in range(0, SYMBOLS, GROUP))


def normalise_passphrase(typed: str) -> str | None:
    """Return the symbols that were meant; None when it can't be a passphrase.

    Case, spaces and dashes don't matter; O is read as 0, I and L as 1.
    """
    return plain_symbols(typed[:LONGEST], SYMBOLS)


def new_holder_key(passphrase: str) -> HolderKey:
    """Return the salt and the public key of a fresh passphrase."""
    salt = secrets.token_bytes(pwhash.argon2id.SALTBYTES)
    private = private_key_of(passphrase, salt.hex())
    return HolderKey(salt.hex(), bytes(private.public_key).hex())


def private_key_of(passphrase: str, salt: str) -> PrivateKey:
    """Return the private key that a passphrase and a salt give (Argon2id, X25519).

    Raises:
        ValueError: What was typed can't be a passphrase.
    """
    symbols = normalise_passphrase(passphrase)
    if symbols is None:
        raise ValueError("this is no passphrase")
    seed = pwhash.argon2id.kdf(
        PrivateKey.SIZE,
        symbols.encode(),
        bytes.fromhex(salt),
        opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
        memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    )
    return PrivateKey(seed)
