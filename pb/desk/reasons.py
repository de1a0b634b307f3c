"""Why a letter is replaced or a code made invalid."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Reason(StrEnum):
    """A reason, as the logbook names it."""

    LOST = "lost"
    NEVER_CAME = "never-came"
    SECRECY = "secrecy"  # the address is secret, so no letter could be sent
    PROXY = "proxy"
    DAMAGED = "damaged"
    STOLEN = "stolen"
    MOVED = "moved"
    DECEASED = "deceased"
    NOT_ENTITLED = "not-entitled"
    NOT_PRINTED = "not-printed"  # a new letter that nobody fetched


FOR_REPLACING = (
    Reason.LOST,
    Reason.NEVER_CAME,
    Reason.SECRECY,
    Reason.PROXY,
    Reason.DAMAGED,
    Reason.STOLEN,
)
FOR_VOIDING = (
    Reason.STOLEN,
    Reason.LOST,
    Reason.MOVED,
    Reason.DECEASED,
    Reason.NOT_ENTITLED,
)
REASONS: dict[Reason, LazyString] = {
    Reason.LOST: _l("De brief is kwijt"),
    Reason.NEVER_CAME: _l("De brief is nooit aangekomen"),
    Reason.SECRECY: _l("Het adres is geheim"),
    Reason.PROXY: _l("Iemand anders haalt de brief op, met een machtiging"),
    Reason.DAMAGED: _l("De brief is beschadigd"),
    Reason.STOLEN: _l("De brief is gestolen"),
    Reason.MOVED: _l("De bewoner is verhuisd"),
    Reason.DECEASED: _l("De bewoner is overleden"),
    Reason.NOT_ENTITLED: _l("De bewoner mag niet meestemmen"),
    Reason.NOT_PRINTED: _l("De nieuwe brief is niet opgehaald of niet goed gedrukt"),
}
