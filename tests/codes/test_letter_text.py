"""What the letter says follows from what was fixed and who answers for it."""

from sqlalchemy.orm import Session

from pb.codes.letter_text import write_text
from pb.codes.letters import LetterText
from pb.rounds.configuration import read_config
from pb.site.settings import SiteSettings
from tests.codes.factories import make_frozen_round


def text_for(session: Session, **settings: str) -> LetterText:
    budget_round = make_frozen_round(session, 10, 20, title="Buurtbudget\u00ad 2027")
    config = read_config(budget_round)
    return write_text(
        config,
        config.areas[1],
        site=SiteSettings(**settings),  # type: ignore[arg-type]  # all texts here
        public_url="https://stem.example.nl",
    )


def test_amount_plans_and_dates_are_those_of_this_area(session: Session) -> None:
    text = text_for(session)

    assert text.budget == "€\u00a01.000"
    assert text.plans == "2\u00a0plannen"
    assert text.round == "Buurtbudget 2027"  # a soft hyphen prints nothing
    assert text.opens_at == "zondag 29 november 2026, 13.00 uur"
    assert text.closes_at == "zondag 13 december 2026, 13.00 uur"
    assert text.address == "stem.example.nl/stem"


def test_help_is_what_the_installation_offers(session: Session) -> None:
    text = text_for(
        session,
        contact_phone="14 010",
        contact_hours="Maandag tot en met vrijdag, 8.00 tot 18.00 uur.",
        contact_email="stem@example.nl",
        contact_address="Huis van de Wijk\nRijkeplein 1\n",
        owner_address="Postbus 1\n3000 AA Rotterdam",
    )

    assert text.help == (
        "Bel 14\u00a0010 (maandag tot en met vrijdag, 8.00 tot 18.00 uur)"
        " of mail naar stem@example.nl."
    )
    assert text.visit == "U kunt ook langskomen: Huis van de Wijk, Rijkeplein 1."
    assert text.return_address == "Postbus 1, 3000 AA Rotterdam"


def test_what_is_not_set_is_left_out(session: Session) -> None:
    text = text_for(session)

    assert (text.help, text.visit, text.return_address, text.note) == ("", "", "", "")
    assert text.owner == "De deelgemeente"
