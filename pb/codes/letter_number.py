"""The number on a letter: with it a lost letter is killed, and a sample called back.

Eight random symbols and one to check them with. It says nothing about the code on
the same letter, and the database keeps only a keyed hash of it.
"""

import hashlib
import hmac

from pb.codes.code import draw, grouped, read_symbols

LENGTH = 9


def generate_number() -> str:
    """Return a new letter number, as it is printed: 7KQ2-M4RT-X."""
    return grouped(draw(LENGTH))


def normalise_number(text: str) -> str | None:
    """Return the number that was meant, as printed; None when it was mistyped."""
    symbols = read_symbols(text, LENGTH)
    return None if symbols is None else grouped(symbols)


def number_mac(number: str, round_id: int, key: bytes) -> str:
    """Return what the database keeps of a letter number: a keyed hash, as hex.

    Args:
        number: As the functions above return it.
        round_id: The hash of one number differs per round.
        key: The code key of the installation.
    """
    message = f"letter\0{round_id}\0{number.replace('-', '')}".encode("ascii")
    return hmac.new(key, message, hashlib.sha256).hexdigest()
