"""After a new letter is approved everybody reads who must fetch it, and until when."""

from sqlalchemy.orm import Session

from pb.desk.letters import letter_path
from pb.models import StaffMember
from tests.desk.factories import (
    Clock,
    LetterDesk,
    approve,
    ask_replacement,
    browser_of,
    make_desk,
    newest,
    press,
)
from tests.pages import PageClient

TITLE = "1 nieuwe brief is nog niet opgehaald"
CHIP = "1 nieuwe brief nog niet opgehaald"


def approved(
    client: PageClient, session: Session
) -> tuple[LetterDesk, PageClient, PageClient]:
    """Let two people replace a letter; return their browsers."""
    desk = make_desk(session)
    clerk, approver = (browser_of(client, m) for m in (desk.clerk, desk.approver))
    ask_replacement(clerk, desk)
    approve(approver, session, desk)
    return desk, clerk, approver


def page(browser: PageClient, desk: LetterDesk) -> str:
    return browser.get(f"/beheer/rondes/{desk.slug}").text


def test_both_persons_read_who_fetches_the_letter_until_it_is_fetched(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, clerk, approver = approved(client, session)
    email = session.get_one(StaffMember, desk.approver.id).email
    session.rollback()

    there, elsewhere = page(approver, desk), page(clerk, desk)
    lists = [browser.get("/beheer").text for browser in (approver, clerk)]
    press(approver, desk.slug, "new-letter", proposal=newest(session).id)
    fetched = page(clerk, desk)

    assert "Haal nu de nieuwe brief op, in deze browser." in there
    assert there.count('data-act="new-letter"') == there.count(TITLE) == 1
    assert f"{email} keurde dit goed en haalt de brief op" in elsewhere
    assert 'data-act="new-letter"' not in elsewhere
    assert all(CHIP in text for text in lists)
    assert TITLE not in fetched
    assert "Is de nieuwe brief er niet?" in fetched


def test_a_letter_that_waited_too_long_is_said_to_be_gone(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, clerk, approver = approved(client, session)
    letter_path(newest(session).id).unlink()

    assert "Niemand haalde deze brief op tijd op." in page(approver, desk)
    assert page(clerk, desk).count('data-act="replace-again"') == 1
    now(desk.vote.closes_at)
    assert 'data-act="replace-again"' not in page(clerk, desk)
