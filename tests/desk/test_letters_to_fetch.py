"""After a new letter is approved everybody reads who must fetch it, and until when."""

from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.desk.letters import letter_path
from pb.models import StaffMember
from tests.auth.login import make_staff
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
    client: PageClient, session: Session, role: Role | None = None
) -> tuple[LetterDesk, PageClient, PageClient]:
    """Let two people replace a letter; return their browsers."""
    desk = make_desk(session)
    if role is not None:
        desk.approver = make_staff(session, role)
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


def test_who_approved_and_may_ask_too_can_go_on_after_a_letter_is_gone(
    client: PageClient, session: Session, now: Clock
) -> None:
    """Their browser still has a key, but to nothing."""
    desk, _clerk, approver = approved(client, session, Role.CONFIGURATOR)
    assert 'data-act="replace-again"' not in page(approver, desk)
    letter_path(newest(session).id).unlink()

    assert page(approver, desk).count('data-act="replace-again"') == 1


def test_who_closed_the_browser_reads_that_only_that_one_opens_the_letter(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, _clerk, approver = approved(client, session)
    anew = browser_of(client, desk.approver)

    assert "Is die gesloten?" not in page(approver, desk)
    assert "Is die gesloten? Vraag dan opnieuw" in page(anew, desk)
