"""Where a ballot stands in the public list, and the proof of it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.log import proofs
from pb.log.checkpoints import sign_ballots
from pb.log.keeping import sign_all
from pb.log.proofs import ListChanged, Proof, inclusion
from pb.log.signing import Signer, load_signer
from pb.models import Ballot, BudgetRound
from pb.rounds.service import find_round
from pb.voting.commitment import receipt_of
from tests.pages import PageClient, tree
from tests.urn import unseal
from tests.voting.factories import Vote, cast, make_vote, receipt_on

Clock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def forget_lists() -> Iterator[None]:
    """Let no list of another test stand in for one of this."""
    proofs._kept.clear()
    yield
    proofs._kept.clear()


@pytest.fixture
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return load_signer(tmp_path_factory.mktemp("instance"), "stem.example.nl")


def commitments(session: Session) -> list[str]:
    session.rollback()
    return sorted(session.scalars(select(Ballot.commitment)))


def climb(proof: Proof) -> str:
    """Follow the steps as the page tells a resident to."""
    hash_ = sha256(b"\x00" + bytes.fromhex(proof.commitment)).digest()
    for step in proof.steps:
        other = bytes.fromhex(step.hash)
        pair = other + hash_ if step.is_left else hash_ + other
        hash_ = sha256(b"\x01" + pair).digest()
    return hash_.hex()


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13])
def test_leads_from_every_ballot_to_the_signed_root(
    client: FlaskClient, session: Session, now: Clock, signer: Signer, size: int
) -> None:
    vote = make_vote(session, codes=size)
    budget_round = opened(client, session, vote)
    sign_all(session, signer)

    for place, commitment in enumerate(commitments(session), start=1):
        proof = inclusion(session, budget_round, commitment)
        assert proof is not None
        assert (proof.place, proof.size) == (place, size)
        assert climb(proof) == proof.root


def opened(
    client: FlaskClient, session: Session, vote: Vote, *, voted: int = 0
) -> BudgetRound:
    """Let every code vote that did not yet, and open the urn."""
    for code in vote.codes[voted:]:
        cast(client, code, vote.plans[0])
    budget_round = find_round(session, vote.slug)
    assert budget_round is not None
    unseal(session, budget_round, vote.closes_at)
    return budget_round


def test_has_no_proof_before_the_list_is_signed_or_for_another_ballot(
    client: FlaskClient, session: Session, now: Clock, signer: Signer
) -> None:
    budget_round = opened(client, session, make_vote(session, codes=2))
    commitment = commitments(session)[0]
    early = inclusion(session, budget_round, commitment)
    sign_all(session, signer)

    assert early is None
    for other in ("0" * 64, "f" * 64):
        assert inclusion(session, budget_round, other) is None


def test_finds_that_the_list_is_not_the_signed_one(
    client: FlaskClient, session: Session, now: Clock, signer: Signer
) -> None:
    budget_round = opened(client, session, make_vote(session, codes=2))
    sign_ballots(session, budget_round, [bytes(32)], signer)
    session.commit()

    with pytest.raises(ListChanged):
        inclusion(session, budget_round, commitments(session)[0])


def test_a_resident_sees_the_place_and_the_proof(
    client: PageClient, session: Session, now: Clock, signer: Signer
) -> None:
    vote = make_vote(session, codes=3)
    receipt = receipt_on(cast(client, vote.codes[0], vote.plans[0]))
    opened(client, session, vote, voted=1)
    sign_all(session, signer)
    now(vote.closes_at)
    listed = commitments(session)
    mine = next(c for c in listed if receipt_of(c) == receipt)

    page = client.post("/controle", data={"receipt": receipt}, follow_redirects=True)

    place = listed.index(mine) + 1
    assert f"Uw stem staat op plaats {place} van 3 in de openbare lijst" in page.text
    shown = [e["data-commitment"] for e in tree(page).all("p")]
    assert mine in shown


def test_a_resident_is_warned_of_a_changed_list(
    client: PageClient, session: Session, now: Clock, signer: Signer
) -> None:
    vote = make_vote(session, codes=1)
    receipt = receipt_on(cast(client, vote.codes[0], vote.plans[0]))
    budget_round = opened(client, session, vote, voted=1)
    sign_ballots(session, budget_round, [bytes(32)], signer)
    session.commit()
    now(vote.closes_at)

    page = client.post(
        "/controle", data={"receipt": receipt}, follow_redirects=True
    ).text

    assert "De lijst met stemmen klopt niet" in page
    assert "op plaats" not in page
