"""New letters: a code and a number for each, that no other letter of the round has."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.codes.code import mac
from pb.codes.letter import Letter, new_letter
from pb.codes.letter_number import number_mac
from pb.codes.models import VotingCode
from pb.codes.service import KeptCode


class FreshLetters:
    """Draws letters of one round; a number that was drawn before is drawn anew.

    With 40 random bits, two of 50,000 numbers are the same once in 900 rounds.
    """

    def __init__(self, session: Session, round_id: int, code_key: bytes) -> None:
        self._session = session
        self._round_id = round_id
        self._key = code_key
        self._drawn: set[str] = set()

    def draw(self, addresses: Sequence[Sequence[str]]) -> list[Letter]:
        """Return a letter for each address. The session is committed."""
        letters = {}
        for address in addresses:
            letter = self._one(tuple(address), self._drawn)
            letters[self._mac(letter)] = letter
            self._drawn.add(self._mac(letter))
        for taken in self._known(letters):
            self._drawn.add(taken)
            letters[taken] = self._one(letters[taken].address, self._drawn)
        return list(letters.values())

    def kept(self, letter: Letter) -> KeptCode:
        """Return what the database keeps of a letter."""
        code_mac = mac(letter.code, self._round_id, self._key)
        return KeptCode(code_mac, self._mac(letter))

    def _one(self, address: tuple[str, ...], drawn: set[str]) -> Letter:
        letter = new_letter(address)
        while self._mac(letter) in drawn:
            letter = new_letter(address)
        return letter

    def _known(self, macs: dict[str, Letter]) -> Sequence[str]:
        known = self._session.scalars(
            select(VotingCode.letter_mac).where(
                VotingCode.budget_round_id == self._round_id,
                VotingCode.letter_mac.in_(list(macs)),
            )
        ).all()
        self._session.commit()
        return [letter_mac for letter_mac in known if letter_mac is not None]

    def _mac(self, letter: Letter) -> str:
        return number_mac(letter.number, self._round_id, self._key)
