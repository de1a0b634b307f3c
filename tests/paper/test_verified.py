"""Paper in the bundle: whoever checks it finds the numbers even (T27, T29)."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from exports import verify
from exports.bundle import make_files, to_zip
from pb.paper.sheets import Invalid
from pb.results.service import count_round, propose, publish
from pb.rounds.service import close_round
from pb.urn.opening import open_urn
from tests.exports.bundles import KEY, chain, random_round, sign, with_events
from tests.pages import PageClient
from tests.paper.factories import Choice, PaperDesk
from tests.urn import PRIVATE
from tests.voting.factories import cast, make_vote

Verdict = Callable[[Mapping[str, Any]], str]
SETTLED = {"spent": 14, "valid": 12, "invalid": 2, "reasons": None}


@pytest.fixture
def judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verdict:
    """Give verify.py a made-up round with two invalid paper ballots."""
    parts = random_round(3).parts()

    def say(settled: Mapping[str, Any]) -> str:
        told = [(e["type"], e["body"]) for e in map(json.loads, parts.events)]
        for at, *names in ((2, "count"), (7, "issued", "used"), (8, "issued", "used")):
            for name in names:
                told[at][1][name] += 2
        log = chain(*told[:8], ("PAPER_SETTLED", dict(settled)), *told[8:])
        path = tmp_path / "bundel.zip"
        path.write_bytes(to_zip(make_files(with_events(parts, log), KEY, sign)))
        verify.main([str(path)])
        return capsys.readouterr().out.splitlines()[-1]

    return say


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"spent": None, "valid": None},
        {"reasons": {"unclear": 2}},
        {"spent": 2, "valid": 0},
    ],
)
def test_invalid_paper_explains_codes_without_a_ballot(
    judge: Verdict, change: dict[str, Any]
) -> None:
    assert judge({**SETTLED, **change}).startswith("GOEDGEKEURD")


@pytest.mark.parametrize(
    "change",
    [
        {"invalid": 3, "valid": 11},
        {"invalid": 0, "valid": 14},
        {"spent": 15},
        {"spent": None},
        {"valid": None},
        {"reasons": {"unclear": 1}},
        {"reasons": "unclear"},
        {"invalid": -2, "valid": 16},
        {"invalid": None},
    ],
)
def test_numbers_of_paper_that_do_not_add_up_are_found(
    judge: Verdict, change: dict[str, Any]
) -> None:
    assert not judge({**SETTLED, **change}).startswith("GOEDGEKEURD")


@pytest.fixture
def bundle(session: Session, client: PageClient, now: object, tmp_path: Path) -> Path:
    """The bundle of a round with eleven voters on paper and eleven online."""
    desk = PaperDesk(session, make_vote(session, codes=22))
    plans, shared = desk.vote.plans, desk.vote.shared
    choices: list[Choice] = [[plans[0]], [], Invalid.TOO_MANY, [plans[1], shared[2]]]
    desk.run(*choices, *[[plans[0], plans[2]]] * 7)
    for code in desk.vote.codes[11:]:
        cast(client, code, plans[3])
    budget_round, closes = desk.round_, desk.vote.closes_at
    close_round(session, budget_round, closes)
    open_urn(session, budget_round, PRIVATE, now=closes, actor="system")
    later = closes + timedelta(hours=1)
    count_round(session, budget_round, later)
    propose(session, budget_round, later)
    publish(session, budget_round, later)
    address = f"/rondes/{budget_round.slug}/uitslag/v1/bundel.zip"
    path = tmp_path / "bundel.zip"
    path.write_bytes(client.get(address, buffered=True).data)
    return path


def test_a_round_with_paper_is_verified(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Paper counts in the rule like every other vote."""
    assert verify.main([str(bundle)]) == 0

    said = capsys.readouterr().out
    assert "21 stembiljetten zijn geldig" in said
    assert said.splitlines()[-1].startswith("GOEDGEKEURD")
