"""What the status of a plan is called, for residents and for staff."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.projects.models import Project, ProjectStatus
from pb.results.verdicts import Verdict, Verdicts


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
# Once the result is public, the plans of the ballot tell what became of them.
VERDICTS = {
    Verdict.FUNDED: StatusWords(
        "doet-mee", _l("Krijgt geld"), "ok", _l("Dit plan krijgt geld.")
    ),
    Verdict.PARTLY: StatusWords(
        "doet-mee",
        _l("Krijgt een deel"),
        "ok",
        _l("Dit plan krijgt een deel van het geld dat het kost."),
    ),
    Verdict.NOT_FUNDED: StatusWords(
        "doet-mee", _l("Krijgt geen geld"), "", _l("Dit plan krijgt geen geld.")
    ),
}
VOTED = StatusWords(
    "doet-mee",
    _l("Stond op de stemlijst"),
    "",
    _l("Over dit plan hebben bewoners gestemd."),
)
# What is on the ballot comes first, what was taken back last.
ORDER = {status: place for place, status in enumerate(WORDS)}
BY_SLUG = {words.slug: status for status, words in WORDS.items()}


def filter_words(*, is_published: bool) -> dict[ProjectStatus, StatusWords]:
    """Return the names of the statuses one can choose in the list of plans."""
    return WORDS | {ProjectStatus.SHORTLISTED: VOTED} if is_published else WORDS


def words_of(project: Project, verdicts: Verdicts) -> StatusWords:
    """Return the status of a plan, or for one that was voted on its verdict."""
    verdict = verdicts.get((project.contest_id or 0, project.file_id or ""))
    if project.status is not ProjectStatus.SHORTLISTED or verdict is None:
        return WORDS[project.status]
    return VERDICTS[verdict]
