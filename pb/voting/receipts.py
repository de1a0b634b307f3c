"""Reading a receipt as people type it."""

from pb.codes.code import plain_symbols
from pb.voting.commitment import SYMBOLS


def normalise_receipt(text: str) -> str | None:
    """Return the 26 symbols that were meant; None when it can't be a receipt.

    Case, spaces and dashes don't matter; O is read as 0, I and L as 1.
    """
    return None if len(text) > 4 * SYMBOLS else plain_symbols(text, SYMBOLS)
