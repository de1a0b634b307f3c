"""Phases and acts of a round, in words for the desk and for residents."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString, get_locale, gettext, pgettext
from flask_babel import lazy_gettext as _l

from pb.formatting import day_short, moment
from pb.rounds.acts import Act
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase, Stage

STAGES: dict[Stage, LazyString] = {
    Stage.DRAFT: _l("De ronde is nog een concept."),
    Stage.ANNOUNCED: _l("De ronde is aangekondigd. Er is nog geen stemlijst."),
    Stage.SHORTLISTED: _l("De stemlijst is klaar. De ronde staat nog niet vast."),
    Stage.FROZEN: _l("De ronde staat vast. De stemming is nog niet klaargezet."),
    Stage.ARMED: _l("De stemming is klaargezet. De klok opent en sluit haar."),
    Stage.CLOSED: _l("De stemming is definitief gesloten."),
    Stage.COUNTED: _l("De stemmen zijn geteld."),
    Stage.PUBLISHED: _l("De uitslag is bekendgemaakt."),
    Stage.DELIVERING: _l("De plannen worden uitgevoerd."),
    Stage.ARCHIVED: _l("De ronde is afgerond."),
}


@dataclass(frozen=True, slots=True)
class ActWords:
    """An act of staff: its button, and what it does."""

    label: LazyString
    consequence: LazyString
    done: LazyString  # after it succeeded
    again: LazyString  # when it was done before


ACTS: dict[Act, ActWords] = {
    Act.ANNOUNCE: ActWords(
        _l("Kondig de ronde aan"),
        _l("Bewoners zien de ronde. Indienen kan vanaf de eerste dag van indienen."),
        _l("De ronde is aangekondigd. Bewoners kunnen haar nu zien."),
        _l("De ronde is al aangekondigd."),
    ),
    Act.SHORTLIST: ActWords(
        _l("Maak de stemlijst"),
        _l("Alle plannen die kunnen, komen erop. U kunt dit nog terugdraaien."),
        _l("De stemlijst is gemaakt."),
        _l("De stemlijst is al gemaakt."),
    ),
    Act.REOPEN_LIST: ActWords(
        _l("Draai de stemlijst terug"),
        _l("De plannen gaan terug naar het nakijken. De loting vervalt."),
        _l("De stemlijst is teruggedraaid. De loting is vervallen."),
        _l("Er is geen stemlijst meer om terug te draaien."),
    ),
    Act.DRAW: ActWords(
        _l("Leg de volgorde vast"),
        _l("Bij een gelijke stand gaat het plan voor dat hoger in de loting staat."),
        _l("De volgorde bij gelijke stand is vastgelegd."),
        _l("De volgorde bij gelijke stand kan niet meer veranderen."),
    ),
    Act.FREEZE: ActWords(
        _l("Zet de ronde vast"),
        _l(
            "Daarna kan niemand de plannen, kosten, bedragen, regels en data nog"
            " veranderen. Dit kunt u niet terugdraaien."
        ),
        _l("De ronde staat vast. Het controlegetal is openbaar."),
        _l("De ronde staat al vast."),
    ),
    Act.OPEN: ActWords(
        _l("Zet de stemming klaar"),
        _l(
            "De klok opent en sluit de stemming op de vaste tijden."
            " Dit kunt u niet terugdraaien."
        ),
        _l("De stemming staat klaar. De klok opent en sluit haar."),
        _l("De stemming is al klaargezet."),
    ),
    Act.PAUSE: ActWords(
        _l("Leg het stemmen stil"),
        _l("Niemand kan nu stemmen. Elke code blijft werken. De klok loopt door."),
        _l("Het stemmen ligt stil. Iedereen leest de reden."),
        _l("Het stemmen ligt al stil."),
    ),
    Act.RESUME: ActWords(
        _l("Laat het stemmen verdergaan"),
        _l("Bewoners kunnen weer stemmen, tot de sluitingstijd."),
        _l("Het stemmen gaat verder."),
        _l("Het stemmen gaat al verder."),
    ),
    Act.EXTEND: ActWords(
        _l("Verleng het stemmen"),
        _l("Bewoners kunnen langer stemmen. Korter kan daarna niet meer."),
        _l("Het stemmen duurt langer."),
        _l("Het stemmen is al verlengd."),
    ),
    Act.DELIVER: ActWords(
        _l("Begin met de uitvoering"),
        _l("Bewoners zien dat de gekozen plannen nu worden uitgevoerd."),
        _l("De uitvoering is begonnen. Bewoners zien dat op de pagina van de ronde."),
        _l("De uitvoering is al begonnen."),
    ),
    Act.ARCHIVE: ActWords(
        _l("Rond de ronde af"),
        _l(
            "Alle pagina’s blijven te lezen. Er kan daarna niets meer met deze ronde."
            " Dit kunt u niet terugdraaien."
        ),
        _l("De ronde is afgerond."),
        _l("De ronde is al afgerond."),
    ),
    Act.CLOSE: ActWords(
        _l("Sluit de stemming definitief"),
        _l("Het aantal stemmen ligt daarna vast. Dan kunt u tellen."),
        _l("De stemming is gesloten. Het aantal stemmen ligt vast."),
        _l("De stemming is al gesloten."),
    ),
}


def refusal(act: Act, stage: Stage, target: Stage) -> str:
    """Return why an act cannot be done in this stage."""
    if stage is target:
        return f"{ACTS[act].again} {gettext('Er is niets veranderd.')}"
    return f"{STAGES[stage]} {gettext('Daarom kan dit nu niet.')}"


Step = tuple[str, str, str]  # words, state, when


def desk_phases(budget_round: BudgetRound, now: datetime) -> list[Step]:
    """Return the phases as staff know them, for the phase bar of the desk."""
    names = [
        (gettext("Voorbereiden"), None),
        (gettext("Indienen"), budget_round.collecting_opens_at),
        (gettext("Nakijken"), budget_round.collecting_closes_at),
        (gettext("Klaarzetten"), budget_round.frozen_at),
        (pgettext("fase", "Stemmen"), budget_round.opens_at),
        (gettext("Tellen"), budget_round.closes_at),
        (gettext("Uitslag"), None),
    ]
    place = DESK_PLACES[budget_round.phase(now)]
    return [(name, _state(i, place), _when(at)) for i, (name, at) in enumerate(names)]


DESK_PLACES: dict[Phase, int] = {
    Phase.DRAFT: 0,
    Phase.COLLECTING: 1,
    Phase.REVIEWING: 2,
    Phase.SHORTLISTED: 3,
    Phase.FROZEN: 3,
    Phase.VOTING: 4,
    Phase.CLOSED: 5,
    Phase.UNSEALED: 5,
    Phase.PUBLISHED: 6,
    Phase.DELIVERING: 7,  # beyond the last
    Phase.ARCHIVED: 7,
}


def _state(index: int, place: int) -> str:
    if index < place:
        return "done"
    return "now" if index == place else "later"


def _when(at: datetime | None) -> str:
    locale = str(get_locale() or "nl")
    return (
        "" if at is None else gettext("vanaf %(day)s", day=day_short(at, locale=locale))
    )


def done_steps(budget_round: BudgetRound) -> list[Step]:
    """Return what was done with a round, newest first, for the time line."""
    reached = list(Stage).index(budget_round.stage)
    locale = str(get_locale() or "nl")
    steps = (
        (Stage.ANNOUNCED, gettext("Ronde aangekondigd"), None),
        (Stage.SHORTLISTED, gettext("Stemlijst gemaakt"), None),
        (Stage.FROZEN, gettext("Ronde vastgezet"), budget_round.frozen_at),
        (Stage.ARMED, gettext("Stemming klaargezet"), None),
        (Stage.CLOSED, gettext("Stemming gesloten"), budget_round.closed_at),
    )
    return [
        (title, "" if at is None else moment(at, locale=locale), "done")
        for stage, title, at in reversed(steps)
        if list(Stage).index(stage) <= reached
    ]
