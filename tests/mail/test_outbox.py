"""The outbox: every mail goes out at most once."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.mail import outbox
from pb.mail.delivery import send_due
from pb.mail.transport import Letter, NotTaken, Nowhere, Rejected, Unsure
from pb.models import Mail
from tests.factories import NOW


class Postbox:
    """A mail server in memory, that can refuse or break."""

    is_ready = True

    def __init__(self, *answers: BaseException) -> None:
        self.taken: list[Letter] = []
        self.answers = list(answers)

    def send(self, letter: Letter) -> None:
        """Take the mail, or answer as was told."""
        if self.answers:
            raise self.answers.pop(0)
        self.taken.append(letter)


class PowerCut(BaseException):
    """The worker is gone, without a word."""


def put_in(session: Session, key: str = "een", **values: str) -> bool:
    made = outbox.post(
        session,
        **{
            "key": key,
            "recipient": "fatima@example.org",
            "subject": "Uw plan",
            "text": "Dag",
            "html": "<p>Dag</p>",
            **values,
        },
        now=NOW,
    )
    session.commit()
    return made


def state(session: Session) -> str:
    session.rollback()
    return session.scalars(select(Mail.state)).one()


def test_a_mail_goes_out_once_however_often_the_worker_comes(session: Session) -> None:
    put_in(session)
    postbox = Postbox()

    for minute in range(30):
        send_due(session, postbox, now=NOW + timedelta(minutes=minute))

    assert [letter.recipient for letter in postbox.taken] == ["fatima@example.org"]


def test_the_same_news_makes_one_mail(session: Session) -> None:
    assert put_in(session) is True
    assert put_in(session) is False
    send_due(session, Postbox(), now=NOW)
    assert put_in(session) is False

    assert state(session) == "sent"


def test_what_was_sent_leaves_no_address_and_no_words(session: Session) -> None:
    put_in(session)
    send_due(session, Postbox(), now=NOW)

    mail = session.scalars(select(Mail)).one()
    assert (mail.recipient, mail.subject, mail.text, mail.html) == ("", "", "", "")


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_worker_that_dies_while_sending_never_sends_it_again(
    session: Session, is_taken: bool
) -> None:
    put_in(session)
    postbox = Postbox(PowerCut())
    with pytest.raises(PowerCut):
        send_due(session, postbox, now=NOW)
    if is_taken:
        postbox.taken.append(Letter("een", "", "", "", ""))

    for minutes in (1, 9, 11, 60, 6000):
        send_due(session, postbox, now=NOW + timedelta(minutes=minutes))

    assert len(postbox.taken) == int(is_taken)
    assert state(session) == "unsure"


def test_two_workers_at_once_do_not_both_send(session: Session) -> None:
    put_in(session)
    (number,) = outbox.due(session, NOW, most=5)

    first = outbox.claim(session, number, NOW)
    second = outbox.claim(session, number, NOW)

    assert first is not None
    assert second is None


def test_a_mail_that_was_not_taken_is_tried_again_later(session: Session) -> None:
    put_in(session)
    postbox = Postbox(NotTaken("no line"), NotTaken("answer 450"))

    send_due(session, postbox, now=NOW)
    send_due(session, postbox, now=NOW + timedelta(seconds=59))
    send_due(session, postbox, now=NOW + timedelta(minutes=1))
    assert postbox.taken == []
    send_due(session, postbox, now=NOW + timedelta(minutes=7))

    assert len(postbox.taken) == 1


def test_gives_up_in_the_end(session: Session) -> None:
    put_in(session)
    postbox = Postbox(*[NotTaken("no line") for _time in range(20)])

    for hour in range(0, 200, 2):
        send_due(session, postbox, now=NOW + timedelta(hours=hour))

    assert state(session) == "failed"
    assert len(postbox.answers) == 20 - len(outbox.WAITS) - 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(Rejected("answer 550"), "failed"), (Unsure("disconnected"), "unsure")],
)
def test_what_cannot_be_mended_is_not_tried_again(
    session: Session, answer: Exception, expected: str
) -> None:
    put_in(session)
    postbox = Postbox(answer)

    for hour in range(3):
        send_due(session, postbox, now=NOW + timedelta(hours=hour))

    assert state(session) == expected
    assert postbox.taken == []


@pytest.mark.parametrize("sign", ["\r", "\n", "\0"])
@pytest.mark.parametrize("name", ["recipient", "subject"])
def test_no_text_can_add_a_header(session: Session, name: str, sign: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        put_in(session, **{name: f"x{sign}Bcc: evil@example.org"})


def test_without_a_mail_server_a_mail_keeps_its_words_however_long_it_waits(
    session: Session,
) -> None:
    put_in(session)

    for day in range(30):
        assert send_due(session, Nowhere(), now=NOW + timedelta(days=day)) == 0

    session.rollback()
    mail = session.scalars(select(Mail)).one()
    assert (mail.state, mail.attempts, mail.text) == ("queued", 0, "Dag")
    assert send_due(session, Postbox(), now=NOW + timedelta(days=30)) == 1
