"""What the letter says follows from what was fixed and who answers for it."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from pb.codes import fonts
from pb.codes.fonts import face_for
from pb.codes.letter import LetterText, Rich, Style, new_letter
from pb.codes.letter_text import languages_left_out, write_text
from pb.codes.letters import print_letters
from pb.rounds.configuration import read_config
from pb.site.settings import SiteSettings
from tests.codes.factories import make_frozen_round
from tests.codes.reading import read_pages

URL = "https://stem.example.nl"


def text_for(
    session: Session,
    language: str = "nl",
    *,
    of_round: dict[str, object] | None = None,
    **settings: object,
) -> LetterText:
    budget_round = make_frozen_round(
        session, 10, 20, title="Buurtbudget\u00ad 2027", **(of_round or {})
    )
    config = read_config(budget_round)
    return write_text(
        config,
        config.areas[1],
        site=SiteSettings(**settings),  # type: ignore[arg-type]  # all texts here
        public_url=URL,
        language=language,
    )


def plain(sentence: Rich) -> str:
    return "".join(text for text, _is_bold in sentence).replace("\u00a0", " ")


def test_amount_plans_and_dates_are_those_of_this_area(session: Session) -> None:
    text = text_for(session)

    assert text.heading.startswith("Beslis mee over €\u00a01.000 voor Wijk")
    assert "Op uw stembiljet staan 2 plannen." in plain(text.opening)
    assert ("zondag 29 november 2026, 13.00 uur", True) in text.opening
    assert ("zondag 13 december 2026, 13.00 uur", True) in text.opening
    assert text.note == "Buurtbudget 2027"  # a soft hyphen prints nothing


def test_it_tells_the_four_ways_to_vote(session: Session) -> None:
    ways = [plain(way) for way in text_for(session, paper=True).ways]
    go = "Ga met deze brief naar de balie van de deelgemeente."

    assert ways == [
        "Met uw telefoon. Scan de QR-code met de camera.",
        "Op een computer. Ga naar stem.example.nl/stem en typ uw stemcode.",
        f"Op papier. {go} Vraag daar hulp bij stemmen op papier.",
        f"Aan de balie. {go} Daar staat een computer klaar en helpt een medewerker u.",
    ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_paper_is_not_promised_where_it_is_not_offered(
    session: Session, language: str
) -> None:
    ways = [plain(way) for way in text_for(session, language).ways]

    assert len(ways) == 4
    assert not [way for way in ways if "papier" in way or "paper" in way]
    if language == "nl":
        assert ways[3] == "Lukt dat niet? Kom naar de balie: wij helpen u."


def test_a_receipt_and_one_vote_are_told_where_they_are_so(session: Session) -> None:
    text = text_for(session)

    assert text.then.endswith("U krijgt een bewijs dat uw stem is ontvangen.")
    assert text.code_note == "Voor één persoon. Eén keer te gebruiken."


def test_no_receipt_is_promised_in_a_round_without(session: Session) -> None:
    assert "bewijs" not in text_for(session, of_round={"hides_receipt": True}).then


def test_who_may_vote_again_is_told_so(session: Session) -> None:
    note = text_for(session, of_round={"recast": "last_counts"}).code_note

    assert "Eén keer" not in note
    assert "Uw laatste stem telt." in note


def test_help_is_what_the_installation_offers(session: Session) -> None:
    text = text_for(
        session,
        contact_phone="14 010",
        contact_hours="Maandag tot en met vrijdag, 8.00 tot 18.00 uur.",
        contact_email="stem@example.nl",
        contact_address="Huis van de Wijk\nRijkeplein 1\n",
        owner_address="Postbus 1\n3000 AA Rotterdam",
    )

    assert plain(text.help) == (
        "Hulp nodig? Bel 14 010 (maandag tot en met vrijdag, 8.00 tot 18.00 uur)"
        " of mail naar stem@example.nl."
    )
    assert "naar Huis van de Wijk, Rijkeplein 1." in plain(text.ways[2])
    assert text.return_address == "Retour: Postbus 1, 3000 AA Rotterdam"


def test_what_is_not_set_is_left_out(session: Session) -> None:
    text = text_for(session)

    assert (text.help, text.return_address) == ((), "")
    assert text.owner == "De deelgemeente"


def test_an_english_letter_is_english_throughout(session: Session) -> None:
    text = text_for(session, "en", contact_phone="14 010")

    assert text.heading.startswith("Help decide on €1,000 for Wijk")
    assert ("Sunday 29 November 2026, 13:00", True) in text.opening
    said = str(replace(text, neighbours=()))
    assert not [w for w in (" uw ", " met ", " een ", "Stem", "Brief") if w in said]


@pytest.mark.parametrize(
    ("language", "tags"), [("nl", "en tr ar pl"), ("en", "nl tr ar pl")]
)
def test_one_line_is_there_in_four_other_languages(
    session: Session, language: str, tags: str
) -> None:
    text = text_for(session, language)

    assert [tag for tag, _name, _words in text.neighbours] == tags.split()


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_letter_of_who_may_vote_again_fits(
    session: Session, language: str, *, large: bool
) -> None:
    text = text_for(session, language, of_round={"recast": "last_counts"})
    style, face = Style(large=large), face_for(str(text))

    pdf = print_letters(text, [new_letter()], style=style, public_url=URL, face=face)

    assert text.code_note in " ".join(read_pages(pdf)[0].text.split())


def test_what_people_typed_is_filled_in_and_never_read(session: Session) -> None:
    """T41."""
    text = text_for(session, contact_address="%(bold)s %s %% {x}")

    assert "naar %(bold)s %s %% {x}." in plain(text.ways[2])


def test_a_line_that_no_face_can_print_is_left_out_and_said(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "ARABIC", tmp_path / "none.ttf")

    tags = [tag for tag, _name, _words in text_for(session).neighbours]

    assert tags == ["en", "tr", "pl"]
    assert languages_left_out() == ["العربية"]
