"""Batches of paper ballots for tests, and the people who handle them."""

import secrets
from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role, StaffMember
from pb.models import Area, BudgetRound, PaperBatch
from pb.paper.finishing import finish_batch
from pb.paper.service import list_batches, open_batch
from pb.paper.sheets import Entry, Invalid, Outcome, attempt_of, enter_sheet
from pb.paper.spending import begin_entering, spend_code
from pb.rounds.configuration import FrozenConfig, read_config
from pb.urn.keyfiles import urn_files
from pb.voting.selection import Selection, read_selection
from pb.voting.service import Urn
from tests.auth.login import make_staff
from tests.factories import NOW
from tests.pages import tree
from tests.voting.factories import KEY, Vote

Choice = Sequence[int] | Invalid


class PaperDesk:
    """An open round, and two people who enter paper ballots in it."""

    def __init__(self, session: Session, vote: Vote) -> None:
        self.session = session
        self.vote = vote
        self.ann = make_staff(session, Role.DESK_CLERK)
        self.bob = make_staff(session, Role.COUNTER)
        self.carol = make_staff(session, Role.DESK_CLERK)  # who uses the codes

    @property
    def round_(self) -> BudgetRound:
        """Return the round as it is now."""
        self.session.rollback()
        query = select(BudgetRound).where(BudgetRound.slug == self.vote.slug)
        return self.session.scalars(query).one()

    @property
    def config(self) -> FrozenConfig:
        """Return what was fixed."""
        return read_config(self.round_)

    @property
    def urn(self) -> Urn:
        """Return what it takes to seal."""
        instance = current_app.extensions["config"].instance
        files = urn_files(instance, self.vote.slug)
        return Urn(self.round_.public_key or "", files.secret())

    @property
    def area(self) -> Area:
        """Return the area of the codes."""
        return self.round_.areas[0]

    @property
    def batch(self) -> PaperBatch:
        """Return the newest batch as it is now."""
        self.session.rollback()
        self.session.expire_all()
        return list_batches(self.session, self.round_)[-1]

    def spend(self, *codes: str) -> None:
        """Open a batch and spend codes in it."""
        open_batch(self.session, self.round_.id, self.area.id, now=NOW)
        for code in codes:
            self.spend_one(code)

    def spend_one(self, code: str, token: str = "") -> int:
        """Spend a code in the newest batch; return how many were."""
        token = token or secrets.token_hex(16)
        carol, batch = self.carol.id, self.batch
        return spend_code(
            self.session, batch, code, token=token, key=KEY, staff_id=carol, now=NOW
        )

    def begin(self) -> None:
        """Shuffle: from now on ballots are entered."""
        ann, batch = self.ann.id, self.batch
        begin_entering(self.session, batch, accepts_few=True, staff_id=ann, now=NOW)

    def select(self, *numbers: int) -> Selection:
        """Return a selection of plans by our numbers."""
        return read_selection(self.config, str(self.area.id), numbers)

    def enter(
        self, who: StaffMember, number: int, choice: Choice, attempt: int = 0
    ) -> Outcome:
        """Let somebody enter a sheet."""
        staff_id, batch = who.id, self.batch
        attempt = attempt or attempt_of(self.session, batch, number)
        content = choice if isinstance(choice, Invalid) else self.select(*choice)
        entry = Entry(number, attempt, staff_id, content)
        config, urn = self.config, self.urn
        return enter_sheet(
            self.session, self.batch, entry, config=config, urn=urn, now=NOW
        )

    def both(self, number: int, choice: Choice) -> Outcome:
        """Let both enter a sheet alike."""
        assert self.enter(self.ann, number, choice) is Outcome.FIRST
        return self.enter(self.bob, number, choice)

    def finish(self) -> None:
        """Seal the newest batch."""
        finish_batch(self.session, self.batch, now=NOW)

    def run(self, *choices: Choice) -> None:
        """Take ballots with the first codes of the round, from letter to urn."""
        self.spend(*self.vote.codes[: len(choices)])
        self.begin()
        for number, choice in enumerate(choices, start=1):
            assert self.both(number, choice) is Outcome.AGREED
        self.finish()


def address(desk: PaperDesk, rest: str = "") -> str:
    return f"/beheer/rondes/{desk.vote.slug}/papier{rest}"


def fields_of(page: TestResponse, act: str) -> dict[str, str]:
    """Return what the form with this button sends."""
    form = next(
        form
        for form in tree(page).all("form")
        if any(button["data-act"] == act for button in form.all("button"))
    )
    hidden = (i for i in form.all("input") if i["type"] == "hidden")
    return {field["name"]: field["value"] for field in hidden}
