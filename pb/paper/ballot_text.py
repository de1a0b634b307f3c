"""What a paper ballot says: the frozen round in the words of the ballot online."""

from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from pb.formatting import moment, money
from pb.paper.numbered import NumberedPlan, numbered_plans
from pb.rounds.configuration import FrozenArea, FrozenConfig, FrozenContest
from pb.site.settings import SiteSettings
from pb.voting.ballot_words import make_words, notes_of, rules_of, theme_name

LANGUAGES = ("nl", "en")


@dataclass(frozen=True, slots=True)
class BallotText:
    """All that stands on one paper ballot, as its template reads it."""

    words: dict[str, Any]
    contests: list[dict[str, Any]]
    large: bool

    def __str__(self) -> str:
        return str(self.words) + str(self.contests)


def write_ballot(
    config: FrozenConfig,
    area: FrozenArea,
    *,
    site: SiteSettings,
    language: str,
    large: bool,
) -> BallotText:
    """Return the paper ballot of an area, in Dutch or English."""
    plans = numbered_plans(config, area.id)
    with force_locale(language):
        contests = [
            _contest(config, contest, plans, language)
            for contest in config.contests_for(area.id)
        ]
        return BallotText(_words(config, area, site, language), contests, large)


def _words(
    config: FrozenConfig, area: FrozenArea, site: SiteSettings, language: str
) -> dict[str, Any]:
    kinds = {contest.vote_type for contest in config.contests_for(area.id)}
    return {
        "language": language,
        "owner": site.owner_name,
        "title": _(
            "Stembiljet %(round)s, %(area)s", round=config.title, area=area.name
        ),
        "strip": _("Strook met uw stemcode"),
        "strip_text": _(
            "Schrijf hier de stemcode van uw brief over. De balie knipt deze strook af"
            " voordat iemand uw keuze ziet."
        ),
        "cut": _("knip hier"),
        "heading": _("Stembiljet %(area)s", area=area.name),
        "round": config.title,
        "number_label": _("Nummer (voor de balie)"),
        "page": _("Blad %(page)s van %(pages)s", page="{page}", pages="{pages}"),
        "steps": [*_how(kinds), *_rest(config, site, language)],
        "end": _("Dit is het einde van het stembiljet. Dank u wel voor uw stem."),
    }


def _how(kinds: set[str]) -> list[str]:
    ways = {
        "approval": _("Zet een kruis in het vakje bij elk plan dat u kiest."),
        "choose-1": _("Mag u één plan kiezen? Zet dan één kruis."),
        "cumulative": _("Verdeelt u punten? Schrijf in het vakje hoeveel punten."),
        "ordinal": _("Zet u plannen op volgorde? Schrijf 1, 2, 3 in de vakjes."),
    }
    return [str(words) for kind, words in ways.items() if kind in kinds]


def _rest(config: FrozenConfig, site: SiteSettings, language: str) -> list[str]:
    place = ", ".join(
        line.strip() for line in site.contact_address.splitlines() if line.strip()
    )
    desk = place.rstrip(".") or _("de balie van %(owner)s", owner=site.owner_name)
    closes = moment(config.closes_at, locale=language)
    steps = [
        _("Kiest u te veel, of te duur? Dan telt het hele biljet niet mee."),
        _("Kiest u niets? Dan telt uw biljet als blanco stem."),
        _("Zet uw naam niet op dit biljet."),
        _("Lever het in bij %(desk)s, vóór %(closes)s.", desk=desk, closes=closes),
    ]
    if config.shows_receipt:
        steps.append(_("Wie op papier stemt, krijgt geen stembewijs."))
    return [str(step) for step in steps]


def _contest(
    config: FrozenConfig,
    contest: FrozenContest,
    plans: list[NumberedPlan],
    language: str,
) -> dict[str, Any]:
    words = make_words(contest, config.currency)
    boxes = {"cumulative": _("Punten"), "ordinal": _("Plaats")}
    own = [plan for plan in plans if plan.contest.id == contest.id]
    return {
        "kind": contest.vote_type,
        "title": contest.title,
        "rules": [*rules_of(words), *notes_of(words)],
        "columns": [
            _("Nummer"),
            str(boxes.get(contest.vote_type, _("Kruis"))),
            _("Plan"),
            _("Kosten"),
        ],
        "plans": [_plan(plan, config.currency, language) for plan in own],
    }


def _plan(plan: NumberedPlan, currency: str, language: str) -> dict[str, Any]:
    project = plan.project
    details = [theme_name(project.category) if project.category else "", project.area]
    return {
        "number": plan.number,
        "name": project.name,
        "detail": " · ".join(each for each in details if each),
        "cost": money(project.cost, currency, locale=language),
    }
