"""One letter in place of one that was lost, never came, or must not be used."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pb.codes.fonts import face_for
from pb.codes.fresh import FreshLetters
from pb.codes.letter import Style
from pb.codes.letter_text import write_text
from pb.codes.press import press_letter
from pb.codes.service import KeptCode
from pb.rounds.configuration import read_config
from pb.rounds.models import Area, BudgetRound
from pb.site.settings import SiteSettings


@dataclass(frozen=True, slots=True)
class SingleLetter:
    """A letter that was printed and read back; nothing of it is stored yet."""

    pdf: bytes  # the only place where the code stands: hand it over, keep it nowhere
    number: str  # of the letter
    kept: KeptCode  # what the database is to keep, with `service.keep_codes`


def print_single_letter(
    session: Session,
    budget_round: BudgetRound,
    area: Area,
    *,
    site: SiteSettings,
    public_url: str,
    code_key: bytes,
    language: str = "nl",
    large: bool = False,
    address: tuple[str, ...] = (),
) -> SingleLetter:
    """Return a letter with a new code for one resident of an area.

    It takes a second or two, so print first; then kill the old code and keep the new
    one in one transaction, and answer with the PDF. When that answer gets lost, the
    code is lost too, and another letter takes its place.

    Args:
        session: Committed: no transaction stays open while the letter is printed.
        budget_round: It is frozen.
        area: Where the resident lives.
        site: Who writes, and where the window of the envelope is.
        public_url: Where the QR code leads.
        code_key: The code key of the installation.
        language: Of the letter.
        large: In large print.
        address: Lines; without, the letter is for whoever lives there.

    Raises:
        CharactersMissing: A sign of the address can't be printed.
        FontMissing: No font is installed.
        LetterDoesNotFit: Some text is too long.
        MisprintedLetter: The letter did not show its code when it was read back.
        PressBroke: Something else went wrong.
        ValueError: The area is not in the frozen round.
    """
    config = read_config(budget_round)
    frozen = config.area(area.id)
    if frozen is None:
        raise ValueError(f"area {area.id} is not in {config.slug}")
    text = write_text(
        config, frozen, site=site, public_url=public_url, language=language
    )
    fresh = FreshLetters(session, budget_round.id, code_key)
    [letter] = fresh.draw([address])
    pdf = press_letter(
        text,
        letter,
        style=Style(site.letter_window, large=large),
        public_url=public_url,
        face=face_for(str(text) + "".join(address)),
    )
    return SingleLetter(pdf, letter.number, fresh.kept(letter))
