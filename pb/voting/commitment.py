r"""The canonical ballot, its commitment, and the receipt made from that.

commitment = SHA-256("buurtgeld-ballot/v1\n" ‖ hash of the configuration (32 raw
bytes) ‖ nonce (32 bytes) ‖ canonical ballot). Whoever holds the three parts can
compute it; who holds only the commitment learns nothing about the ballot.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence

import rfc8785

from pb.codes.code import ALPHABET

DOMAIN = b"buurtgeld-ballot/v1\n"
NONCE_BYTES = 32
SYMBOLS = 26  # of five bits: the first 130 bits of the commitment


def canonical_ballot(
    area_id: str, choices: Mapping[str, Sequence[str] | Mapping[str, int]]
) -> bytes:
    """Return the bytes of a ballot (RFC 8785).

    Args:
        area_id: Of the ballot form, as in the configuration.
        choices: Contest id -> choices, as `pb.voting.selection.file_ids` returns
            them. A contest without choices is left out, so that a blank ballot has
            one form.
    """
    named = {contest: given for contest, given in choices.items() if given}
    return rfc8785.dumps({"area": area_id, "choices": named})


def nonce_of(
    form_nonce: bytes, *, round_secret: bytes, code_id: str, submission_id: str
) -> bytes:
    """Return the nonce of a submission: the same on a retry, else different.

    Neither the voter nor the server alone chooses it: the first part comes from the
    page, the second is keyed with the round's secret.
    """
    keyed = hmac.new(
        round_secret, f"{code_id}\0{submission_id}".encode(), hashlib.sha256
    )
    return hashlib.sha256(form_nonce + keyed.digest()).digest()


def commitment_of(config_hash: str, nonce: bytes, ballot: bytes) -> str:
    """Return the commitment, in hex.

    Raises:
        ValueError: The hash or the nonce is not of 32 bytes.
    """
    fixed = bytes.fromhex(config_hash)
    if len(fixed) != hashlib.sha256().digest_size or len(nonce) != NONCE_BYTES:
        raise ValueError("hash and nonce are 32 bytes each")
    return hashlib.sha256(DOMAIN + fixed + nonce + ballot).hexdigest()


def receipt_of(commitment: str) -> str:
    """Return the receipt: the first 130 bits, five a symbol, most significant first."""
    bits = int(commitment, 16) >> (256 - 5 * SYMBOLS)
    return "".join(
        ALPHABET[bits >> 5 * place & 31] for place in range(SYMBOLS - 1, -1, -1)
    )


def first_bits(receipt: str) -> str:
    """Return the hex digits that every commitment with this receipt begins with.

    The receipt holds 130 bits, so 32 digits and two bits more: compare with
    `receipt_of` what begins alike.
    """
    bits = 0
    for symbol in receipt:
        bits = bits << 5 | ALPHABET.index(symbol)
    return f"{bits >> 2:032x}"
