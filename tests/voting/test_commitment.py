"""The canonical ballot, the commitment and the receipt."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb.voting.commitment import (
    canonical_ballot,
    commitment_of,
    first_bits,
    nonce_of,
    receipt_of,
)
from pb.voting.receipts import normalise_receipt
from pb.voting.selection import FileChoices

CONFIG = "00" * 31 + "ff"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_a_ballot_has_one_form() -> None:
    choices: dict[str, FileChoices] = {
        "2": {"b": 3, "a": 1},
        "1": ["9", "10"],
        "3": [],
    }

    ballot = canonical_ballot("7", choices)

    assert ballot == b'{"area":"7","choices":{"1":["9","10"],"2":{"a":1,"b":3}}}'


def test_the_commitment_can_be_computed_by_hand() -> None:
    nonce, ballot = bytes(range(32)), b'{"area":"7","choices":{}}'

    by_hand = hashlib.sha256(
        b"buurtgeld-ballot/v1\n" + bytes.fromhex(CONFIG) + nonce + ballot
    )

    assert commitment_of(CONFIG, nonce, ballot) == by_hand.hexdigest()


@pytest.mark.parametrize(("config", "size"), [(CONFIG, 31), ("00", 32)])
def test_refuses_a_hash_or_nonce_of_another_length(config: str, size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commitment_of(config, bytes(size), b"{}")


@given(st.binary(min_size=32, max_size=32).map(bytes.hex))
def test_the_receipt_is_the_first_130_bits(commitment: str) -> None:
    receipt = receipt_of(commitment)

    bits = "".join(f"{ALPHABET.index(symbol):05b}" for symbol in receipt)
    assert len(receipt) == 26
    assert bits == f"{int(commitment, 16):0256b}"[:130]
    assert commitment.startswith(first_bits(receipt))
    assert normalise_receipt(f" {receipt.lower()[:5]}-{receipt[5:]}") == receipt


@pytest.mark.parametrize("text", ["", "A" * 25, "A" * 27, "U" * 26, "x" * 1000, "\0"])
def test_other_text_is_no_receipt(text: str) -> None:
    assert normalise_receipt(text) is None


def test_the_nonce_is_keyed_with_the_secret_and_bound_to_code_and_submission() -> None:
    keyed = hmac.new(b"secret", b"code\0id", hashlib.sha256).digest()

    nonce = nonce_of(
        b"form", round_secret=b"secret", code_id="code", submission_id="id"
    )

    assert nonce == hashlib.sha256(b"form" + keyed).digest()
