"""The printed letter: what it shows, where, and what it refuses to be."""

from dataclasses import replace
from xml.etree import ElementTree

import pypdfium2
import pytest

from pb.codes.code import generate
from pb.codes.fonts import CharactersMissing, FontMissing, face_for, installed_faces
from pb.codes.letters import LetterText, print_letters, qr_picture
from pb.codes.proof import LetterDoesNotFit, MisprintedLetter, check_letters
from tests.codes.reading import code_in, read_pages

URL = "https://stem.kralingen-crooswijk.example"
TEXT = LetterText(
    title="Stembrieven Buurtbudget 2027, Rubroek",
    round="Buurtbudget 2027",
    site="Kralingen-Crooswijk beslist mee",
    owner="Deelgemeente Kralingen-Crooswijk",
    return_address="Postbus 00000, 3000 AA Rotterdam",
    budget="€\u00a0300.000",
    place="Rubroek",
    plans="12\u00a0plannen",
    opens_at="maandag 9 november 2026, 9.00 uur",
    closes_at="zondag 29 november 2026, 20.00 uur",
    address="stem.kralingen-crooswijk.example/stem",
    help="Bel 14\u00a0010.",
    visit="",
    note="",
)
HOSTILE = '"]#panic("x") $1/0$ #read("/etc/passwd") \\ *_`<script> {{7*7}} // @a'


def print_and_read(text: LetterText, codes: list[str]) -> bytes:
    return print_letters(text, codes, public_url=URL, face=face_for(str(text)))


def test_every_page_shows_its_own_code_twice_and_no_other() -> None:
    """T8: the QR code holds the address with the code behind the #."""
    codes = [generate() for _ in range(40)]

    pages = read_pages(print_and_read(TEXT, codes))

    assert [page.qr for page in pages] == [[f"{URL}/stem#{code}"] for code in codes]
    for page, code in zip(pages, codes, strict=True):
        assert code in page.text.replace(" ", "")
        assert code_in(page) == code


@pytest.mark.parametrize("dpi", [72, 110, 200])
def test_the_qr_code_is_read_at_any_sharpness(dpi: int) -> None:
    code = generate()

    [page] = read_pages(print_and_read(TEXT, [code]), dpi)

    assert page.qr == [f"{URL}/stem#{code}"]


def test_the_window_of_the_envelope_shows_the_address_alone() -> None:
    [page] = read_pages(print_and_read(TEXT, [generate()]))

    assert page.in_window == (
        "Retour: Postbus 00000, 3000 AA Rotterdam Aan de bewoner van dit adres"
    )


def test_the_letter_says_what_to_do_and_until_when() -> None:
    [page] = read_pages(print_and_read(TEXT, [generate()]))

    for words in (
        "Beslis mee over € 300.000 voor Rubroek",
        "tot zondag 29 november 2026, 20.00 uur",
        "Of ga naar stem.kralingen-crooswijk.example/stem en typ uw stemcode.",
        "Bel 14 010.",
        "English: scan the QR code",
    ):
        assert words in page.text.replace("\u00a0", " ")


def test_a_screen_reader_gets_a_tagged_document_in_dutch() -> None:
    pdf = print_and_read(TEXT, [generate()])
    document = pypdfium2.PdfDocument(pdf)

    assert document.get_metadata_value("Title") == TEXT.title
    assert b"/MarkInfo" in pdf
    assert b"/Lang(nl-NL)" in pdf
    assert b"pdfuaid:part>1<" in pdf
    document.close()


def test_what_people_typed_is_never_taken_for_markup() -> None:
    """T41."""
    text = replace(TEXT, round=HOSTILE, place="#x", owner=HOSTILE, note=HOSTILE)

    [page] = read_pages(print_and_read(text, [generate()]))

    assert page.text.count(HOSTILE.replace("  ", " ")) >= 2
    assert "root:" not in page.text


def test_text_that_needs_a_second_page_is_refused() -> None:
    codes = [generate()]
    pdf = print_and_read(replace(TEXT, help="Bel ons gerust. " * 150), codes)

    with pytest.raises(LetterDoesNotFit):
        check_letters(pdf, codes, public_url=URL)


def test_long_names_still_fit_on_the_page() -> None:
    long = "Struisenburg en omgeving, met de kades langs de Maas en de Boezem"
    text = replace(TEXT, place=long, round=long, site=long, owner=long, help=long * 3)
    codes = [generate()]

    check_letters(print_and_read(text, codes), codes, public_url=URL)


@pytest.mark.parametrize("fault", ["swapped", "fewer", "elsewhere"])
def test_the_proof_finds_what_was_printed_wrong(fault: str) -> None:
    codes = [generate(), generate()]
    pdf = print_and_read(TEXT, codes)
    expected = {"swapped": codes[::-1], "fewer": [*codes, generate()]}.get(fault, codes)
    url = "https://elders.example" if fault == "elsewhere" else URL

    with pytest.raises(MisprintedLetter) as caught:
        check_letters(pdf, expected, public_url=url)

    assert not any(code in str(caught.value) for code in codes)


def test_a_qr_code_that_differs_from_the_text_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes = [generate()]
    monkeypatch.setattr(
        "pb.codes.letters.qr_picture",
        lambda _address, mask: qr_picture(f"{URL}/stem#{generate()}", mask),
    )
    pdf = print_and_read(TEXT, codes)

    with pytest.raises(MisprintedLetter):
        check_letters(pdf, codes, public_url=URL)


def test_signs_without_a_letter_are_refused_by_name() -> None:
    assert face_for("Crooswijk-Noord: “Ğışéœ€” – 1½ m² 'Ż'")

    with pytest.raises(CharactersMissing) as caught:
        face_for("Plein 漢 voor iedereen 😀")

    assert caught.value.characters == "漢😀"


def test_signs_that_print_nothing_are_left_out() -> None:
    text = replace(TEXT, place="Rub\u200broek\u0007\u202e").printable()

    assert text.place == "Rubroek"


def test_the_picture_of_a_qr_code_has_a_quiet_zone_of_four() -> None:
    picture = ElementTree.fromstring(qr_picture("https://x.example", 3))  # noqa: S314  # our own
    side = float(picture.attrib["viewBox"].split()[2])
    dark = picture[1].attrib["d"]
    starts = [part.split("h")[0].split() for part in dark.split("M")[1:]]
    columns, rows = ([float(start[axis]) for start in starts] for axis in (0, 1))

    assert min(columns) == min(rows) == 4
    assert max(rows) == side - 5


def test_nothing_is_printed_without_a_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pb.codes.fonts._candidates", list)
    installed_faces.cache_clear()

    with pytest.raises(FontMissing, match="fonts-noto-core"):
        face_for("Rubroek")
    installed_faces.cache_clear()
