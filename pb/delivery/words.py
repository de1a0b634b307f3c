"""How a plan is carried out, in words for residents and staff."""

from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pb.delivery.models import DeliveryChange, DeliveryState
from pb.delivery.standing import Standing
from pb.formatting import calendar_day, money


@dataclass(frozen=True, slots=True)
class StandingWords:
    """One standing in words, never in colour alone."""

    label: LazyString
    chip: str  # kind of the chip macro
    icon: str
    meaning: LazyString


STANDINGS = {
    Standing.NOT_BEGUN: StandingWords(
        _l("Nog niet begonnen"), "", "", _l("De uitvoering begint nog.")
    ),
    Standing.ON_TIME: StandingWords(
        _l("Op schema"), "ok", "clock", _l("De uitvoering loopt zoals afgesproken.")
    ),
    Standing.LATE: StandingWords(
        _l("Te laat"), "stop", "warn", _l("Een afspraak is niet op tijd gehaald.")
    ),
    Standing.DONE: StandingWords(
        _l("Klaar"), "live", "check", _l("Dit plan is uitgevoerd.")
    ),
    Standing.STOPPED: StandingWords(
        _l("Gestopt"), "stop", "cross", _l("Dit plan gaat niet door.")
    ),
}
STATES = {
    DeliveryState.PLANNED: _l("Nog niet begonnen"),
    DeliveryState.BUSY: _l("Bezig"),
    DeliveryState.DONE: _l("Klaar"),
    DeliveryState.STOPPED: _l("Gestopt"),
}


def sentence(change: DeliveryChange, *, currency: str, locale: str) -> str:
    """Return what changed, as one sentence."""
    if change.what == "granted":
        before, after = (
            money(int(cents), currency, locale=locale)
            for cents in (change.before, change.after)
        )
        return str(
            _("Toegekend: van %(before)s naar %(after)s.", before=before, after=after)
        )
    if change.what == "state":
        state = STATES[DeliveryState(change.after)]
        return str(_("De stand is nu: %(state)s.", state=state))
    if change.what in {"due_on", "milestone", "step_done"}:
        return _about_days(change, locale)
    texts = {
        "thanks": _("Het bedankje is veranderd."),
        "lesson": _("Wat wij leerden, is opgeschreven."),
    }
    return str(texts[change.what])


def _about_days(change: DeliveryChange, locale: str) -> str:
    """Return what changed about a promised day."""
    title = change.about or str(_("Het hele plan"))
    before, after = (
        calendar_day(date.fromisoformat(day), locale=locale) if day else ""
        for day in (change.before, change.after)
    )
    if change.what == "step_done":
        if after:
            return str(_("%(step)s: klaar op %(day)s.", step=title, day=after))
        return str(_("%(step)s: toch nog niet klaar.", step=title))
    if not after:
        return str(_("%(step)s: er is geen datum meer.", step=title))
    if not before:
        return str(_("%(step)s: afgesproken voor %(day)s.", step=title, day=after))
    return str(
        _(
            "%(step)s: van %(before)s naar %(after)s.",
            step=title,
            before=before,
            after=after,
        )
    )
