"""The private key of an urn, wrapped so that any two of three holders open it.

For each ordered pair of holders (A, B) the key is sealed for B, and that again for
A: six nests. A's act opens two of them as far as the inner box; that half still
needs B or C. No holder alone learns anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

HOLDERS = 3
# Ordered pair of holder ids -> the box, hex.
Nests = Mapping[tuple[int, int], str]


class WrongKey(Exception):
    """This holder's key does not open the box."""


@dataclass(frozen=True, slots=True)
class Half:
    """What the first holder's act leaves: a box for each of the others."""

    opened_by: int
    boxes: Mapping[int, str]  # holder id -> box, hex


def wrap(private_key: bytes, holders: Mapping[int, str]) -> Nests:
    """Return the six nests of a private key.

    Args:
        private_key: 32 bytes.
        holders: Holder id -> public key, hex; three of them.

    Raises:
        ValueError: There are not three holders.
    """
    if len(holders) != HOLDERS:
        raise ValueError("an urn has three key holders")
    keys = {id_: PublicKey(bytes.fromhex(key)) for id_, key in holders.items()}
    return {
        (first, second): SealedBox(keys[first])
        .encrypt(SealedBox(keys[second]).encrypt(private_key))
        .hex()
        for first, second in permutations(sorted(keys), 2)
    }


def open_half(nests: Nests, holder_id: int, key: PrivateKey) -> Half:
    """Open the outer boxes of one holder.

    Raises:
        WrongKey: It is not this holder's key.
    """
    return Half(
        holder_id,
        {
            second: _open(box, key).hex()
            for (first, second), box in nests.items()
            if first == holder_id
        },
    )


def open_whole(half: Half, holder_id: int, key: PrivateKey) -> bytes:
    """Open the inner box of another holder; return the private key of the urn.

    Raises:
        WrongKey: It is not this holder's key, or the same holder came twice.
    """
    if holder_id not in half.boxes:
        raise WrongKey
    return _open(half.boxes[holder_id], key)


def _open(box: str, key: PrivateKey) -> bytes:
    try:
        return SealedBox(key).decrypt(bytes.fromhex(box))
    except (CryptoError, ValueError) as error:
        raise WrongKey from error
