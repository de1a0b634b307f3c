"""Logs hold no code and no receipt, however a line came to hold one."""

import pytest

from pb.logs import MASK, mask_secrets


@pytest.mark.parametrize(
    "text",
    ["K7QM-4RTX-9WPA-3HC3", "k7qm4rtx9wpa3hc3", "k7qm 4rtx 9wpa 3hc3", "A" * 26],
)
def test_masks_what_looks_like_a_code_or_a_receipt(text: str) -> None:
    line = mask_secrets(None, "info", {"event": f"bad request for {text}!"})

    assert line["event"] == f"bad request for {MASK}!"


def test_leaves_ordinary_words_alone() -> None:
    event = "job failed: letters for Kralingen-Crooswijk"

    assert mask_secrets(None, "info", {"event": event})["event"] == event
