"""A small Pabulib file, and a person who imports it."""

import sys
from pathlib import Path

import pytest

from pb.commands import main

META = {
    "description": "Wijkbudget",
    "unit": "Amsterdam",
    "district": "Centrum",
    "num_projects": "3",
    "num_votes": "4",
    "budget": "1000",
    "vote_type": "approval",
    "rule": "greedy",
    "date_begin": "03.10.2022",
    "date_end": "31.10.2022",
    "max_length": "2",
    "currency": "EUR",
}
PROJECTS = """\
project_id;cost;name;category;district
p-1;600;Plein;groen;Oost
x/2;500.50;"Bank; groot";straat;
Z3;300;Boom;;
"""
APPROVALS = "voter_id;vote\nv1;p-1,Z3\nv2;p-1\nv3;x/2\nv4;\n"


class Desk:
    """A person with a file and a terminal."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.file = folder / "Stad 2022.pb"
        self._monkeypatch = monkeypatch

    def write(self, votes: str = APPROVALS, **meta: str) -> None:
        """Write the file; what is empty in `meta` is left out."""
        pairs = {key: value for key, value in {**META, **meta}.items() if value}
        lines = "".join(f"{key};{value}\n" for key, value in pairs.items())
        text = f"META\nkey;value\n{lines}PROJECTS\n{PROJECTS}VOTES\n{votes}"
        self.file.write_text(text, encoding="utf-8")

    def run(self, *arguments: str, slug: str = "stad") -> int:
        """Return the exit status of the command."""
        words = ["buurtgeld", "import-round", str(self.file), "--slug", slug]
        self._monkeypatch.setattr(sys, "argv", [*words, *arguments])
        try:
            main.main()
        except SystemExit as stop:
            return int(stop.code or 0)
        return 0
