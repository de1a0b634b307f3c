"""The start page of the desk: the rounds, and what one may do."""

import pytest
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.factories import make_round
from tests.pages import PageClient, tree

pytestmark = pytest.mark.usefixtures("now")


def links(client: PageClient) -> dict[str, str]:
    """Return the links of the page's content, text by address."""
    main = next(tree(client.get("/beheer")).all("main"))
    return {link["href"]: link.text for link in main.all("a")}


def test_leads_to_every_round_drafts_included(
    client: PageClient, session: Session
) -> None:
    make_round(session, slug="een", title="Een <b>ronde</b>")
    make_round(session, slug="twee", title="Twee", stage=Stage.ANNOUNCED)
    make_round(session, slug="drie", opens_at=None, closes_at=None)
    log_in(client, make_staff(session, Role.AUDITOR))

    found = links(client)
    assert "Een <b>ronde</b>" in found["/beheer/rondes/een"]
    assert "Plannen worden getoetst" in found["/beheer/rondes/twee"]
    assert "Nog geen datum om te stemmen" in found["/beheer/rondes/drie"]


@pytest.mark.parametrize(
    ("role", "may"), [(Role.CONFIGURATOR, True), (Role.ADMINISTRATOR, False)]
)
def test_only_who_may_make_a_round_is_offered_that(
    client: PageClient, session: Session, role: Role, may: bool
) -> None:
    log_in(client, make_staff(session, role))

    assert ("/beheer/rondes/nieuw" in links(client)) is may


def test_says_what_ones_roles_are(client: PageClient, session: Session) -> None:
    log_in(client, make_staff(session, Role.EVALUATOR, Role.COUNTER))

    page = tree(client.get("/beheer"))
    assert [term.text for term in page.all("dt")] == ["Beoordelaar", "Teller"]
    assert "Uw rollen" in [heading.text for heading in page.all("h2")]
    assert "Er is nog geen ronde." in page.text


@pytest.mark.parametrize(
    ("role", "duty"),
    [
        (
            Role.KEY_HOLDER,
            "Opent na het sluiten de stembus, samen met een tweede sleutelhouder.",
        ),
        (
            Role.COUNCIL_READER,
            "Leest de rondes aan het bureau, zonder namen van bewoners.",
        ),
        (
            Role.COUNTER,
            "Voert stemmen op papier in, telt na het sluiten en stelt de uitslag voor.",
        ),
    ],
)
def test_promises_a_role_no_more_than_it_can_do(
    client: PageClient, session: Session, role: Role, duty: str
) -> None:
    log_in(client, make_staff(session, role))

    page = tree(client.get("/beheer"))
    assert [text.text for text in page.all("dd")] == [duty]
