"""The printed letter: what it shows, where, and what it refuses to be."""

import unicodedata
from dataclasses import replace
from xml.etree import ElementTree

import pypdfium2
import pytest
from PIL import ImageFilter

from pb.codes.code import generate
from pb.codes.fonts import CharactersMissing, FontMissing, face_for, installed_faces
from pb.codes.letter import Letter, LetterText, Style, new_letter
from pb.codes.letter_number import generate_number
from pb.codes.letters import LetterDoesNotFit, print_letter, print_letters, qr_picture
from pb.codes.proof import MisprintedLetter, check_letters
from pb.site.window import Window
from tests.codes.reading import read_pages

NORMAL = Style()
URL = "https://stem.kralingen-crooswijk.example"
TEXT = LetterText(
    language="nl",
    title="Stembrieven Buurtbudget 2027, Rubroek",
    site="Kralingen-Crooswijk beslist mee",
    owner="Deelgemeente Kralingen-Crooswijk",
    return_address="Retour: Postbus 00000, 3000 AA Rotterdam",
    resident="Aan de bewoner van dit adres",
    scan_alt="QR-code.",
    scan_label="Scan en stem",
    heading="Beslis mee over €\u00a0300.000 voor Rubroek",
    greeting="Beste bewoner,",
    opening=(("U kunt stemmen tot ", False), ("zondag 29 november 2026", True)),
    how="Zo stemt u",
    ways=(
        (("Met uw telefoon.", True), (" Scan de QR-code.", False)),
        (("Op een computer.", True), (" Typ uw stemcode.", False)),
        (("Op papier.", True), (" Vraag een stembiljet.", False)),
        (("Aan de balie.", True), (" Een medewerker helpt u.", False)),
    ),
    then="U krijgt een bewijs.",
    code_label="Uw stemcode",
    code_note="Voor één persoon.",
    care=(("Geef uw code aan niemand anders.", True),),
    help=(("Bel 14\u00a0010.", False),),
    closing="Met vriendelijke groet,",
    number_label="Briefnummer",
    turn="Zie ook de achterkant.",
    neighbours=(
        ("en", "English", "Scan the QR code to vote."),
        ("tr", "Türkçe", "Oy vermek için tarayın."),
        ("ar", "العربية", "للتصويت، امسحوا الرمز بهاتفكم."),
        ("pl", "Polski", "Aby zagłosować, zeskanuj kod."),
    ),
    note="Buurtbudget 2027",
)
ADDRESS = (
    "Mevrouw F. el Amrani-de Vries",
    "Jonker Fransstraat 123 B",
    "3031 AM  ROTTERDAM",
)
HOSTILE = '"]#panic("x") $1/0$ #read("/etc/passwd") \\ *_`<script> {{7*7}} // @a'


def press(*letters: Letter, text: LetterText = TEXT, style: Style = NORMAL) -> bytes:
    face = face_for(str(text) + "".join(map(str, letters)))
    return print_letters(text, letters, style=style, public_url=URL, face=face)


def check(pdf: bytes, *letters: Letter, url: str = URL, style: Style = NORMAL) -> None:
    check_letters(pdf, letters, public_url=url, pages=style.pages)


def test_every_page_shows_its_own_code_twice_and_no_other() -> None:
    """T8: the QR code holds the address with the code behind the #."""
    letters = [new_letter() for _ in range(40)]

    pages = read_pages(press(*letters))

    assert [page.qr for page in pages] == [
        [f"{URL}/stem#{letter.code}"] for letter in letters
    ]
    for page, letter in zip(pages, letters, strict=True):
        assert letter.code in page.text.replace(" ", "")
        assert letter.number in page.text


@pytest.mark.parametrize("dpi", [72, 110, 200])
@pytest.mark.parametrize("window", ["left", "right", "30 45 80 30"])
def test_the_qr_code_is_read_at_any_sharpness(dpi: int, window: str) -> None:
    letter = new_letter()

    pdf = press(letter, style=Style(Window.read(window)))

    assert read_pages(pdf, dpi)[0].qr == [f"{URL}/stem#{letter.code}"]


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("window", ["left", "right", "30 45 80 40", "110 60 90 30"])
def test_the_window_of_the_envelope_shows_the_address_alone(
    large: bool, window: str
) -> None:
    style = Style(Window.read(window), large=large)

    pdf = press(new_letter(ADDRESS), style=style)

    shown = read_pages(pdf, window=style.window)[0].in_window
    assert shown == " ".join([TEXT.return_address, *ADDRESS]).replace("  ", " ")


@pytest.mark.parametrize("window", ["left", "right", "30 45 80 40", "110 60 90 30"])
def test_no_qr_code_comes_within_five_millimetres_of_the_window(window: str) -> None:
    style = Style(Window.read(window))

    pdf = press(new_letter(), style=style)

    assert not darkest_around(pdf, style.window, millimetres=5)


def darkest_around(pdf: bytes, window: Window, millimetres: float) -> bool:
    """Say whether black modules touch the window or a strip around it."""
    document = pypdfium2.PdfDocument(pdf)
    scale = 4  # pixels in a millimetre
    bitmap = document[0].render(scale=scale * 25.4 / 72, grayscale=True)
    picture = bitmap.to_pil()
    left, top = window.left - millimetres, window.top - millimetres
    right = window.left + window.width + millimetres
    bottom = window.top + window.height + millimetres
    seen = picture.crop([round(mm * scale) for mm in (left, top, right, bottom)])
    document.close()
    # A module is some 1 mm wide: a black square of 3 pixels is not a letter's stroke.
    solid = seen.filter(ImageFilter.MaxFilter(5))
    return bool(solid.getextrema()[0] < 20)


def test_a_letter_without_an_address_is_for_who_lives_there() -> None:
    [page] = read_pages(press(new_letter()))

    assert page.in_window == f"{TEXT.return_address} {TEXT.resident}"


def test_the_letter_says_how_to_vote_in_four_ways_and_five_languages() -> None:
    [page] = read_pages(press(new_letter()))

    for words in (
        "Beslis mee over € 300.000 voor Rubroek",
        "tot zondag 29 november 2026",
        "1. Met uw telefoon.",
        "2. Op een computer.",
        "3. Op papier.",
        "4. Aan de balie.",
        "Bel 14 010.",
        "English: Scan the QR code",
        "Türkçe: Oy vermek için",
        "Polski: Aby zagłosować",
    ):
        assert words in page.text.replace("\u00a0", " ")
    assert "بهاتفكم" in unicodedata.normalize("NFKC", page.text) or arabic_in(page.text)


def arabic_in(text: str) -> int:
    return sum(unicodedata.bidirectional(sign) == "AL" for sign in text)


def test_large_print_is_eighteen_points_on_two_sides() -> None:
    style = Style(large=True)
    letters = [new_letter(ADDRESS), new_letter()]

    pdf = press(*letters, style=style)

    check(pdf, *letters, style=style)
    pages = read_pages(pdf)
    assert [bool(page.qr) for page in pages] == [True, False, True, False]
    assert letters[1].number in pages[3].text
    assert [TEXT.turn in page.text for page in pages] == [True, False, True, False]
    assert smallest_print(pdf, leaving=TEXT.return_address) >= 17.9


def smallest_print(pdf: bytes, leaving: str) -> float:
    """Return the smallest size of print, in points, but for one line."""
    sizes = []
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        words = page.get_textpage()
        text = words.get_text_range()
        left_out = range(text.find(leaving), text.find(leaving) + len(leaving))
        sizes += [
            pypdfium2.raw.FPDFText_GetFontSize(words, at)
            for at in range(words.count_chars())
            if text[at].strip() and (leaving not in text or at not in left_out)
        ]
    document.close()
    return float(min(sizes))


def test_a_single_letter_is_tagged_for_a_screen_reader() -> None:
    letter = new_letter()

    pdf = print_letter(
        TEXT, letter, style=NORMAL, public_url=URL, face=face_for(str(TEXT))
    )

    check(pdf, letter)
    document = pypdfium2.PdfDocument(pdf)
    assert document.get_metadata_value("Title") == TEXT.title
    document.close()
    for sign in (b"/MarkInfo", b"/Lang(nl-NL)", b"pdfuaid:part>1<"):
        assert sign in pdf


def test_a_pile_and_a_single_letter_look_the_same() -> None:
    letter = new_letter(ADDRESS)
    face = face_for(str(TEXT))

    alone = print_letter(TEXT, letter, style=NORMAL, public_url=URL, face=face)

    pile = press(letter)
    for words in (*ADDRESS, letter.number, letter.code[:4], "Uw stemcode", "Polski"):
        for own, shared in zip(
            place_of(alone, words), place_of(pile, words), strict=True
        ):
            assert abs(own - shared) < 1, words


def place_of(pdf: bytes, words: str) -> tuple[float, ...]:
    """Return the box of the first sign of some words, in points."""
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage()
    found = text.search(words).get_next()
    assert found, words
    box: tuple[float, ...] = text.get_charbox(found[0])
    document.close()
    return box


def test_what_people_typed_is_never_taken_for_markup() -> None:
    """T41: neither in the text nor in an address."""
    text = replace(TEXT, heading="#x", owner=HOSTILE, note=HOSTILE)
    letter = new_letter((HOSTILE[:40], '#import "a.typ": \\ *b*', '"\\"#{1+1}$x$'))

    pdf = press(letter, text=text)

    check(pdf, letter)
    [page] = read_pages(pdf)
    assert page.text.count(HOSTILE.replace("  ", " ")) >= 2
    assert '#import "a.typ": \\ *b*' in page.text
    assert "root:" not in page.text


def test_text_that_needs_another_page_is_refused() -> None:
    text = replace(TEXT, then="Bel ons gerust. " * 150)

    with pytest.raises(LetterDoesNotFit):
        press(new_letter(), text=text)


@pytest.mark.parametrize("window", ["left", "right"])
def test_long_names_still_fit_on_the_page(window: str) -> None:
    long = "Struisenburg en omgeving, met de kades langs de Maas en de Boezem"
    rich = ((long * 2, False),)
    text = replace(TEXT, heading=long, note=long, site=long, owner=long, help=rich)
    letter, style = new_letter(), Style(Window.read(window))

    pages = read_pages(press(letter, text=text, style=style))

    assert len(pages) == 1
    assert pages[0].qr == [f"{URL}/stem#{letter.code}"]


@pytest.mark.parametrize(
    "fault", ["swapped", "fewer", "elsewhere", "number", "address"]
)
def test_the_proof_finds_what_was_printed_wrong(fault: str) -> None:
    letters = [new_letter(), new_letter(ADDRESS)]
    pdf = press(*letters)
    expected = {
        "swapped": letters[::-1],
        "fewer": [*letters, new_letter()],
        "number": [letters[0], replace(letters[1], number=generate_number())],
        "address": [letters[0], replace(letters[1], address=("Iemand anders",))],
    }.get(fault, letters)
    url = "https://elders.example" if fault == "elsewhere" else URL

    with pytest.raises(MisprintedLetter) as caught:
        check(pdf, *expected, url=url)

    assert not any(letter.code in str(caught.value) for letter in letters)


def test_a_qr_code_that_differs_from_the_text_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letter = new_letter()
    monkeypatch.setattr(
        "pb.codes.letters.qr_picture",
        lambda _address, mask: qr_picture(f"{URL}/stem#{generate()}", mask),
    )
    pdf = press(letter)

    with pytest.raises(MisprintedLetter):
        check(pdf, letter)


def test_signs_without_a_letter_are_refused_by_name() -> None:
    assert face_for("Crooswijk-Noord: “Ğışéœ€” – 1½ m² 'Ż' فاطمة")

    with pytest.raises(CharactersMissing) as caught:
        face_for("Plein 漢 voor iedereen 😀")

    assert caught.value.characters == "漢😀"


def test_signs_that_print_nothing_are_left_out() -> None:
    text = replace(
        TEXT,
        heading="Rub\u200broek\u0007\u202e",
        opening=(("Tot\u200b", True),),
    ).printable()

    assert (text.heading, text.opening) == ("Rubroek", (("Tot", True),))


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
