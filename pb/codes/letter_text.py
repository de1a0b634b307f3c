"""What a letter says, from what the round fixed and who answers for it."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from pb.codes.fonts import unprintable
from pb.codes.letter import LetterText, Rich
from pb.formatting import moment, money
from pb.rounds.configuration import LAST_COUNTS, FrozenArea, FrozenConfig
from pb.site.settings import SiteSettings

LANGUAGES = ("nl", "en")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# Below every letter, for who reads neither Dutch nor English well.
NEIGHBOURS = {
    "nl": "Scan de QR-code met uw telefoon om te stemmen. De pagina is er ook in het"
    " Nederlands.",
    "en": "Scan the QR code to vote, then choose “English” at the top of the page.",
    "tr": "Oy vermek için QR kodunu telefonunuzla tarayın. Sayfa Hollandaca ve"
    " İngilizcedir.",
    "ar": "للتصويت، امسحوا رمز الاستجابة السريعة بهاتفكم. الصفحة متاحة بالهولندية"
    " والإنجليزية.",
    "pl": "Aby zagłosować, zeskanuj kod QR telefonem. Strona jest dostępna po"
    " niderlandzku i angielsku.",
}
NAMES = {
    "nl": "Nederlands",
    "en": "English",
    "tr": "Türkçe",
    "ar": "العربية",
    "pl": "Polski",
}


def languages_left_out() -> list[str]:
    """Return the languages whose line no installed face can print."""
    return [NAMES[tag] for tag, words in NEIGHBOURS.items() if unprintable(words)]


def write_text(
    config: FrozenConfig,
    area: FrozenArea,
    *,
    site: SiteSettings,
    public_url: str,
    language: str = "nl",
) -> LetterText:
    """Return the text for the residents of one area, in Dutch or English."""
    with force_locale(language):
        return _write(config, area, site, public_url, language).printable()


def _write(
    config: FrozenConfig,
    area: FrozenArea,
    site: SiteSettings,
    public_url: str,
    language: str,
) -> LetterText:
    plans = sum(len(c.projects) for c in config.contests_for(area.id))
    return LetterText(
        language=language,
        title=_("Stembrieven %(round)s, %(area)s", round=config.title, area=area.name),
        site=site.name,
        owner=_capital(site.owner_name),
        return_address=_return_address(site),
        resident=_("Aan de bewoner van dit adres"),
        scan_alt=_(
            "QR-code. Scan deze code met de camera van uw telefoon om te stemmen."
        ),
        scan_label=_("Scan en stem"),
        heading=_heading(config, area, language),
        greeting=_("Beste bewoner,"),
        opening=_opening(config, plans, language),
        how=_("Zo stemt u"),
        ways=tuple(_ways(site, f"{urlsplit(public_url).netloc}/stem")),
        then=_then(config),
        code_label=_("Uw stemcode"),
        code_note=_code_note(config),
        care=_care(),
        help=_help(site),
        closing=_("Met vriendelijke groet,"),
        number_label=_("Briefnummer"),
        turn=_("Zie ook de achterkant."),
        neighbours=_neighbours(language),
        note=_note(config.title, site.owner_note),
    )


def _heading(config: FrozenConfig, area: FrozenArea, language: str) -> str:
    budget = money(
        sum(contest.budget_limit for contest in config.contests_for(area.id)),
        config.currency,
        locale=language,
    )
    words = _(
        "Beslis mee over %(budget)s voor %(area)s",
        budget=_unbroken(budget),
        area=area.name,
    )
    return str(words)


def _care() -> Rich:
    return _rich(
        _(
            "%(bold)s In het stemsysteem staat bij deze code geen naam en geen"
            " adres. Wie de code heeft, kan ermee stemmen."
        ),
        bold=_("Geef uw code aan niemand anders."),
    )


def _neighbours(language: str) -> tuple[tuple[str, str, str], ...]:
    """Return the other languages, where the letter has the signs for them."""
    return tuple(
        (tag, NAMES[tag], words)
        for tag, words in NEIGHBOURS.items()
        if tag != language and not unprintable(NAMES[tag] + words)
    )


def _opening(config: FrozenConfig, plans: int, language: str) -> Rich:
    listed = ngettext(
        "Op uw stembiljet staat %(num)s plan.",
        "Op uw stembiljet staan %(num)s plannen.",
        plans,
    )
    return _rich(
        _(
            "Bewoners hebben plannen bedacht voor de buurt. U kiest mee welke plannen"
            " geld krijgen. %(listed)s U kunt stemmen van %(opens)s tot %(closes)s."
        ),
        plain={"listed": listed},
        opens=moment(config.opens_at, locale=language),
        closes=moment(config.closes_at, locale=language),
    )


def _then(config: FrozenConfig) -> str:
    steps = _("Stemt u zelf? U kiest plannen, kijkt uw keuze na en drukt op de knop.")
    if not config.shows_receipt:
        return str(steps)
    receipt = _("U krijgt een bewijs dat uw stem is ontvangen.")
    return f"{steps} {receipt}"


def _code_note(config: FrozenConfig) -> str:
    if config.recast == LAST_COUNTS:
        return str(_("Voor één persoon. Stemt u vaker? Uw laatste stem telt."))
    return str(_("Voor één persoon. Eén keer te gebruiken."))


def _ways(site: SiteSettings, address: str) -> Iterator[Rich]:
    place = _on_one_line(site.contact_address).rstrip(".")
    desk = place or _("de balie van %(owner)s", owner=site.owner_name)
    yield _rich(
        _("%(bold)s Scan de QR-code met de camera."), bold=_("Met uw telefoon.")
    )
    yield _rich(
        _("%(bold)s Ga naar %(address)s en typ uw stemcode."),
        bold=_("Op een computer."),
        address=address,
    )
    if site.paper:
        yield _rich(
            _(
                "%(bold)s Ga met deze brief naar %(desk)s. Vraag daar hulp bij stemmen"
                " op papier."
            ),
            plain={"desk": desk},
            bold=_("Op papier."),
        )
    yield _rich(
        _(
            "%(bold)s Ga met deze brief naar %(desk)s. Daar staat een computer klaar"
            " en helpt een medewerker u."
        ),
        plain={"desk": desk},
        bold=_("Aan de balie."),
    )
    if not site.paper:
        yield _rich(
            _("%(bold)s Kom naar de balie: wij helpen u."), bold=_("Lukt dat niet?")
        )


def _return_address(site: SiteSettings) -> str:
    address = _on_one_line(site.owner_address)
    return _("Retour: %(address)s", address=address) if address else ""


def _help(site: SiteSettings) -> Rich:
    ways = []
    if site.contact_phone:
        phone = _("bel %(phone)s", phone=_unbroken(site.contact_phone))
        ways.append(phone + _hours(site))
    if site.contact_email:
        ways.append(_("mail naar %(address)s", address=site.contact_email))
    if not ways:
        return ()
    said = _capital(_(" of ").join(ways))
    return _rich("%(bold)s %(said)s.", plain={"said": said}, bold=_("Hulp nodig?"))


def _hours(site: SiteSettings) -> str:
    hours = _on_one_line(site.contact_hours).rstrip(".")
    return f" ({hours[0].lower()}{hours[1:]})" if hours else ""


def _note(title: str, note: str) -> str:
    return f"{title}. {note}" if note else title


def _rich(sentence: str, *, plain: dict[str, str] | None = None, **bold: str) -> Rich:
    """Return a sentence in parts; what people typed is filled in, never read."""
    given = {**(plain or {}), **bold}
    pieces = PLACEHOLDER.split(sentence)  # text, name, text, name, text
    parts = [
        (given[piece], piece in bold) if index % 2 else (piece, False)
        for index, piece in enumerate(pieces)
    ]
    return tuple((text, is_bold) for text, is_bold in parts if text)


def _unbroken(text: str) -> str:
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _on_one_line(text: str) -> str:
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
