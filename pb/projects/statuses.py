"""What the status of a plan is called, for residents and for staff."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.projects.models import ProjectStatus


@dataclass(frozen=True, slots=True)
class StatusWords:
    """One status in words, never in colour alone."""

    slug: str  # in addresses: ?status=
    label: LazyString
    chip: str  # kind of the chip macro
    meaning: LazyString  # one sentence for residents


WORDS = {
    ProjectStatus.SHORTLISTED: StatusWords(
        "doet-mee",
        _l("Doet mee"),
        "ok",
        _l("Dit plan staat op de lijst waarover bewoners stemmen."),
    ),
    ProjectStatus.FEASIBLE: StatusWords(
        "haalbaar",
        _l("Haalbaar"),
        "ok",
        _l("Dit plan kan. Wij maken nu de lijst voor de stemming."),
    ),
    ProjectStatus.SUBMITTED: StatusWords(
        "ontvangen",
        _l("Ontvangen"),
        "wait",
        _l("Wij hebben dit plan ontvangen. Wij kijken nog na of het kan."),
    ),
    ProjectStatus.NOT_FEASIBLE: StatusWords(
        "kan-niet",
        _l("Kan niet meedoen"),
        "stop",
        _l("Dit plan kan niet meedoen. Hieronder staat waarom."),
    ),
    ProjectStatus.WITHDRAWN: StatusWords(
        "ingetrokken",
        _l("Ingetrokken"),
        "",
        _l("Wie dit plan indiende, heeft het teruggenomen."),
    ),
}
# What is on the ballot comes first, what was taken back last.
ORDER = {status: place for place, status in enumerate(WORDS)}
BY_SLUG = {words.slug: status for status, words in WORDS.items()}
