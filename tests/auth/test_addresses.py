"""After logging in, a link leads to a page of the desk and nowhere else."""

import pytest

from pb.auth.addresses import page_of_the_desk

ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://evil.example/beheer",
    "http:/beheer",
    "javascript:alert(1)",
    "%2f%2fevil.example",
    "/%2fevil.example",
    "\t//evil.example",
    " /beheer",
    "/beheer\n",
    "/beheer\r\nSet-Cookie: a=b",
    "/beheer\x00",
    "/beheer//evil.example",
    "/beheer/../rondes",
    "/beheer/./rondes",
    "/beheer/%2e%2e/rondes",
    "/beheer\\evil",
    "/beheer@evil.example",
    "/beheer:80",
    "/beheerder",
    "/beheer?next=//evil.example",
    "/beheer#x",
    "/rondes/een",
    "/",
    "beheer",
    "",
    None,
    "/beheer/" + "a" * 500,
    "/beheer/rondes/één",
    "/ⓑeheer",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_refuses_every_other_address(address: str | None) -> None:
    assert page_of_the_desk(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "/beheer",
        "/beheer/rondes/centrum-2026",
        "/beheer/rondes/centrum-2026/plannen/12?status=open&p=2",
        "/beheer/rondes/centrum-2026/brieven/1.pdf",
    ],
)
def test_accepts_pages_of_the_desk(address: str) -> None:
    assert page_of_the_desk(address) == address
