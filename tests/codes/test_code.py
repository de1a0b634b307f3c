"""A voting code: made, read back, mistyped."""

import random
import secrets
from collections import Counter

import pytest

from pb.codes.code import ALPHABET, generate, mac, normalise

SAMPLE = "K7QM-4RTX-9WPA-3HC3"  # the example of the public description
# χ² with 31 degrees of freedom is above this once in a thousand times.
CHI_SQUARE_LIMIT = 61.09


def with_symbol(code: str, position: int, symbol: str) -> str:
    return code[:position] + symbol + code[position + 1 :]


def test_the_published_example_is_a_valid_code() -> None:
    assert normalise(SAMPLE) == SAMPLE


@pytest.mark.parametrize(
    "typed",
    [
        "k7qm-4rtx-9wpa-3hc3",
        "K7QM4RTX9WPA3HC3",
        " K7QM 4RTX\t9WPA 3HC3\n",
        "K7QM–4RTX—9WPA‑3HC3",
        "K-7-Q-M-4-R-T-X-9-W-P-A-3-H-C-3",
    ],
)
def test_case_spaces_and_dashes_do_not_matter(typed: str) -> None:
    assert normalise(typed) == SAMPLE


def test_letters_that_look_like_figures_are_read_as_figures() -> None:
    code = next(code for code in iter(generate, "") if "0" in code and "1" in code)
    assert normalise(code.replace("0", "o").replace("1", "I")) == code
    assert normalise(code.replace("0", "O").replace("1", "l")) == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "K7QM-4RTX-9WPA-3HC",
        "K7QM-4RTX-9WPA-3HC33",
        "K7QM-4RTX-9WPA-3HCU",
        "K7QM-4RTX-9WPA-3HC٣",
        "K7QM-4RTX-9WPA-3HCß",
        "K7QM-4RTX-9WPA-3H\0C3",
        " " * 100_000,
        "0" * 100_000,
    ],
)
def test_what_is_not_sixteen_symbols_is_mistyped(typed: str) -> None:
    assert normalise(typed) is None


def test_every_single_wrong_symbol_is_caught() -> None:
    """T5."""
    for code in (SAMPLE, *(generate() for _ in range(20))):
        symbols = code.replace("-", "")
        for position, right in enumerate(symbols):
            for wrong in set(ALPHABET) - {right}:
                typed = with_symbol(symbols, position, wrong)
                assert normalise(typed) is None, (code, typed)


@pytest.mark.parametrize("left", range(15))
def test_every_swap_of_neighbours_is_caught(left: int) -> None:
    """T5. The check is linear, so the two swapped symbols decide, for any others."""
    for first in ALPHABET:
        for second in set(ALPHABET) - {first}:
            symbols = valid_code_with(left, first, second)
            swapped = symbols[:left] + second + first + symbols[left + 2 :]
            assert normalise(symbols) is not None
            assert normalise(swapped) is None


def valid_code_with(left: int, first: str, second: str) -> str:
    """Return a valid code with two given neighbours: one other symbol is fitted."""
    fitted = 0 if left > 1 else 15
    symbols = ["7"] * 16
    symbols[left : left + 2] = first, second
    for symbol in ALPHABET:
        symbols[fitted] = symbol
        if normalise("".join(symbols)):
            return "".join(symbols)
    raise AssertionError("no symbol fits")


def test_a_hundred_thousand_codes_are_distinct_and_valid() -> None:
    """T1."""
    codes = [generate() for _ in range(100_000)]
    assert len(set(codes)) == len(codes)
    assert all(normalise(code) == code for code in codes[:2000])


def test_every_position_takes_every_symbol_equally_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """T1. Seventy-five random bits from `secrets`, five for each of fifteen symbols.

    When five of them run through all values, one position shows all 32 symbols
    once, so does the check symbol, and nothing else moves.
    """
    for place in range(15):
        seen = [code_from_bits(monkeypatch, value << 5 * place) for value in range(32)]
        columns = [set(column) for column in zip(*seen, strict=True)]
        assert [len(column) for column in columns].count(32) == 2
        assert [len(column) for column in columns].count(1) == 14
        assert columns[15] == set(ALPHABET)


def code_from_bits(monkeypatch: pytest.MonkeyPatch, number: int) -> str:
    with monkeypatch.context() as patched:
        patched.setattr(secrets, "randbits", {75: number}.__getitem__)
        return generate().replace("-", "")


def test_symbols_are_spread_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    """T1: χ² per position, p > 0.001; a fixed source, so never a false alarm."""
    source = random.Random(2026)  # noqa: S311  # a fixed one is wanted here
    monkeypatch.setattr(secrets, "randbits", source.getrandbits)
    codes = [generate().replace("-", "") for _ in range(100_000)]
    expected = len(codes) / 32
    for position in range(16):
        counts = Counter(code[position] for code in codes)
        spread = sum((counts[s] - expected) ** 2 / expected for s in ALPHABET)
        assert spread < CHI_SQUARE_LIMIT


def test_what_is_kept_differs_per_round_and_key_and_never_shows_the_code() -> None:
    kept = mac(SAMPLE, 7, b"key")
    assert kept == mac(SAMPLE.replace("-", ""), 7, b"key")
    assert len({kept, mac(SAMPLE, 8, b"key"), mac(SAMPLE, 7, b"yek")}) == 3
    assert len(kept) == 64
