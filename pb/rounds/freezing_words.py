"""What freezing fixes, in words for the second person."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from pb.approvals.acts import Description
from pb.formatting import grouped, moment, money, number
from pb.rounds.configuration import LAST_COUNTS
from pb.rounds.details import ContestDetails
from pb.rounds.explanations import explain_ballot, explain_rule, rule_name


def describe_freezing(subject: Mapping[str, Any]) -> Description:
    """Return all that is to be fixed, as the second person sees it."""
    config = subject["config"]
    facts: list[tuple[str, str | list[str]]] = [
        (_("Stemmen van"), _moment(config["opens_at"])),
        (_("Stemmen tot"), _moment(config["closes_at"])),
        (_("Opnieuw stemmen"), _recast(config["voting"]["recast"])),
        (_("Stembewijs"), _("ja") if config["voting"]["receipt"] else _("nee")),
        (_("Wijken en brieven"), [_area(area) for area in config["areas"]]),
        (_("Lotinggetal"), config["tie_seed"]),
    ]
    for contest in config["contests"]:
        facts.append((contest["title"], _contest(contest, config["currency"])))
    facts += _small_areas(subject)
    facts.append((_("Controlegetal van dit alles"), grouped(subject["config_hash"])))
    return Description(
        title=_("De ronde vastzetten"),
        button=_("Keur goed en zet de ronde vast"),
        facts=facts,
        warning=_(
            "Daarna kan niemand de plannen, kosten, bedragen, regels en data nog"
            " veranderen. Dit kan niet terug."
        ),
    )


def _small_areas(subject: Mapping[str, Any]) -> list[tuple[str, str | list[str]]]:
    wanted = set(subject["small_areas"])
    if not wanted:
        return []
    areas = [_area(a) for a in subject["config"]["areas"] if a["id"] in wanted]
    return [
        (_("Kleine wijken die toch meedoen"), areas),
        (_("Reden daarvoor"), subject["small_areas_reason"]),
    ]


def _area(area: Mapping[str, Any]) -> str:
    if not area["letters_sent"]:
        return str(_("%(name)s: aantal brieven niet ingevuld", name=area["name"]))
    return str(
        ngettext(
            "%(name)s: %(num)s brief",
            "%(name)s: %(count)s brieven",
            area["letters_sent"],
            name=area["name"],
            count=number(area["letters_sent"], locale=_locale()),
        )
    )


def _contest(contest: Mapping[str, Any], currency: str) -> list[str]:
    chosen = _chosen(contest)

    def amount(cents: int) -> str:
        return money(cents, currency, locale=_locale())

    head = _(
        "%(budget)s, regel: %(rule)s",
        budget=amount(contest["budget"]),
        rule=rule_name(chosen),
    )
    told = [*explain_rule(chosen, currency, _locale())]
    told += explain_ballot(chosen, _locale())
    told += _groups(contest)
    by_id = {project["id"]: project for project in contest["projects"]}
    ordered = [by_id[id_] for id_ in contest["tie_order"]]
    plans = [
        f"{place}. {p['name']}: {amount(p['cost'])}"
        for place, p in enumerate(ordered, start=1)
    ]
    return [str(head), *told, *plans]


def _chosen(contest: Mapping[str, Any]) -> ContestDetails:
    """Return a contest of a configuration as its form would hold it."""
    limits = dict(contest["limits"])
    return ContestDetails(
        title=contest["title"],
        area_id=None,
        budget_limit=contest["budget"],
        max_choices=limits.pop("max_choices"),
        within_budget=limits.pop("within_budget"),
        rule=contest["rule"]["rule"],
        utility=contest["rule"]["utility"],
        completion=contest["rule"]["completion"],
        rule_options=contest["rule"]["options"],
        vote_type=contest["vote_type"],
        ballot_limits=limits,
    )


def _groups(contest: Mapping[str, Any]) -> Iterator[str]:
    """Yield each group of plans that can't all get money, by name."""
    names = {project["id"]: project["name"] for project in contest["projects"]}
    for group in contest["rule"]["options"]["groups"]:
        yield ngettext(
            "Hiervan ten hoogste %(num)s plan: %(plans)s.",
            "Hiervan ten hoogste %(num)s plannen: %(plans)s.",
            group["at_most"],
            plans=", ".join(names.get(id_, id_) for id_ in group["projects"]),
        )


def _recast(recast: str) -> str:
    if recast == LAST_COUNTS:
        return str(_("ja, de laatste stem telt"))
    return str(_("nee, één code is één stem"))


def _moment(written: str) -> str:
    return moment(datetime.fromisoformat(written), locale=_locale())


def _locale() -> str:
    return str(get_locale() or "nl")
