"""What was looked at, and what was found, in Dutch; with what to do about it."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pb.recovery.findings import Finding
from pb.recovery.soundness import Part

ROUND = "round "
NAMES: dict[str, LazyString] = {
    "environment": _l("Echte omgeving"),
    "address": _l("Beveiligd adres"),
    "secrets": _l("Geheime bestanden"),
    "database": _l("Wat de database belooft"),
    "migrations": _l("Versie van de database"),
    "clock": _l("Klok"),
    "disk": _l("Ruimte op de schijf"),
    "worker": _l("Werk op de achtergrond"),
    "backups": _l("Back-ups"),
    "mail": _l("E-mail"),
    "codes": _l("Onbekende stemcodes"),
    "log key": _l("Sleutel van het logboek"),
    "checkpoints": _l("Controlepunten bij een ander"),
}
WELL: dict[str, LazyString] = {
    "environment": _l("Dit is een echte omgeving. Bewoners kunnen hier stemmen."),
    "address": _l("Bewoners komen over een beveiligde verbinding."),
    "secrets": _l("Alleen dit systeem kan de sleutels lezen."),
    "database": _l("De database bewaart elke stem, ook als de stroom uitvalt."),
    "migrations": _l("De database past bij dit programma."),
    "clock": _l("De klok loopt gelijk met die van de database."),
    "clock of the log": _l("Geen regel van een logboek ligt in de toekomst."),
    "disk": _l("Er is genoeg ruimte."),
    "worker": _l("Brieven, tellingen en mails worden gemaakt en verstuurd."),
    "backups": _l("De laatste back-up is vers."),
    "mail": _l("Er is ingesteld waar mail heen gaat."),
    "printed mail": _l(
        "Dit is een proefomgeving: mail wordt niet verstuurd, maar alleen getoond aan"
        " wie de server beheert."
    ),
    "outbox": _l("Alle mails zijn weg, of onderweg."),
    "codes": _l("Niemand lijkt codes te raden."),
    "log key": _l("De sleutel is er."),
    "checkpoints": _l("Een ander kan nakijken dat het logboek alleen groeit."),
    "no copies": _l(
        "Niemand anders heeft onze controlepunten. In een proefomgeving hoeft dat niet."
    ),
    "round": _l("Logboek, controlepunten, aantallen en sleutel kloppen met elkaar."),
}
WRONG: dict[str, LazyString] = {
    "environment": _l(
        "Dit is een proefomgeving. Laat bewoners hier niet stemmen. De beheerder van de"
        " server stelt de echte omgeving in."
    ),
    "address": _l(
        "Het adres is niet beveiligd. Anderen kunnen meelezen. Stel een adres met"
        " https in."
    ),
    "secrets": _l("Anderen op de server kunnen sleutels lezen. Sluit de bestanden af."),
    "database": _l(
        "De database kan stemmen verliezen. Open geen stemming. Vraag hulp aan de"
        " beheerder van de server."
    ),
    "migrations": _l("De database is van een andere versie. Werk haar eerst bij."),
    "clock": _l("De klok loopt niet gelijk met die van de database. Zet hem gelijk."),
    "clock of the log": _l(
        "Een logboek heeft een regel uit de toekomst. Kijk of de klok goed staat."
    ),
    "disk": _l("De schijf is bijna vol. Maak ruimte, anders kan niemand stemmen."),
    "worker": _l(
        "Het werk op de achtergrond staat stil. Brieven, tellingen en mails wachten."
        " Start het programma opnieuw."
    ),
    "backups": _l("De laatste back-up is te oud. Maak er nu een."),
    "no backups": _l(
        "Er worden geen back-ups gemaakt, of wij weten niet waar. Gaat de server stuk,"
        " dan zijn alle plannen en stemmen weg. Vraag wie de server beheert om elke dag"
        " een back-up, elk uur zolang bewoners stemmen, en om de map in te stellen."
    ),
    "mail": _l("Mail wordt niet verstuurd. Stel in waar mail heen gaat."),
    "printed mail": _l("Mail wordt niet verstuurd. Stel in waar mail heen gaat."),
    "outbox": _l("Er zijn mails die niet aankwamen. Kijk of de mailserver werkt."),
    "codes": _l(
        "Iemand typt veel codes die niet bestaan. Misschien worden codes geraden. De"
        " grens per adres werkt. Kijk in het logboek van de server."
    ),
    "log key": _l(
        "De sleutel van het logboek is weg, en er is al mee getekend. Zet hem terug uit"
        " uw kopie van de sleutels."
    ),
    "checkpoints": _l(
        "Een ander heeft andere controlepunten dan wij. Zoek eerst uit waarom."
    ),
    "no copies": _l(
        "Niemand anders heeft onze controlepunten. Niemand kan dan nakijken dat het"
        " logboek alleen groeit. Stel een map of een mailbox van een ander in."
    ),
    Part.CONFIG: _l("De regels van de ronde zijn niet meer die van het vastzetten."),
    Part.SIGNATURE: _l("Een controlepunt is niet meer zoals het is ondertekend."),
    Part.LOG: _l("Een regel van het logboek klopt niet."),
    Part.CODES: _l("De aantallen stemcodes tellen niet op."),
    Part.ENVELOPES: _l("Het aantal stemmen past niet bij de gebruikte codes."),
    Part.CLOSING: _l("De stembus is niet meer zoals hij bij het sluiten was."),
    Part.BALLOTS: _l("De stemmen zijn niet meer die van de geopende stembus."),
    Part.OPENING: _l("De stembus is geopend, maar er zitten nog stemmen in."),
    Part.HOLD: _l("De ronde is stilgezet. Twee mensen beslissen bij de ronde."),
    Part.WATERMARK: _l("Wat buiten de database is bewaard, is niet te lezen."),
    Part.LESS: _l(
        "De database weet minder dan eerst. Misschien is een oude back-up teruggezet."
    ),
    Part.OTHER_KEY: _l("Op de server ligt de sleutel van een andere ronde."),
    Part.KEY: _l(
        "De sleutel van de stembus is weg. Niemand kan de stembus openen. Zet de"
        " sleutel terug uit de kluis."
    ),
    Part.NONCES: _l(
        "Een geheim bestand van de ronde is weg. Niemand kan stemmen. Zet het terug."
    ),
    Part.GONE: _l("Deze server kende de ronde, en de database kent haar niet meer."),
}
TAIL = _l("Publiceer niets van deze ronde voordat u weet hoe dit komt.")


def name_of(finding: Finding) -> str:
    """Return what was looked at; of a round its name."""
    if finding.name.startswith(ROUND):
        slug = finding.name.removeprefix(ROUND)
        return str(_("Ronde %(slug)s", slug=slug))
    return str(NAMES[finding.name])


def say(finding: Finding) -> str:
    """Return what was found and what to do, for who is no engineer."""
    if finding.name.startswith(ROUND):
        if finding.is_ok:
            return str(WELL["round"])
        return f"{WRONG[finding.part]} {TAIL}"
    words = WELL if finding.is_ok else WRONG
    return str(words[finding.part or finding.name])
