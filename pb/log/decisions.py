"""What two persons decided together, in sentences for the logbook."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from pb.desk.reasons import REASONS, Reason


def proposed(body: Mapping[str, Any]) -> list[str]:
    """Return what the line of a proposal tells."""
    return [
        _("Het gaat om: %(act)s.", act=act_words(str(body["act"]))),
        _("Een tweede persoon moet het goedkeuren."),
    ]


def decided(body: Mapping[str, Any]) -> list[str]:
    """Return what the line of a decision tells."""
    outcome = str(body["outcome"])
    decisions = {
        "approved": _("Een tweede persoon keurde het goed."),
        "rejected": _("Een tweede persoon wees het af."),
        "lapsed": _("Het verviel, want er was intussen iets veranderd."),
        "withdrawn": _("Wie het voorstelde, trok het in."),
    }
    return [
        _("Het ging om: %(act)s.", act=act_words(str(body["act"]))),
        decisions.get(outcome, outcome),
    ]


def reason_of(body: Mapping[str, Any]) -> str:
    """Return a reason in words; one that was typed is told as it is."""
    reason = str(body["reason"])
    if reason in set(Reason):
        return str(REASONS[Reason(reason)])
    return reason.rstrip(".") or str(_("niet genoemd"))


def act_words(act: str) -> str:
    """Return what was proposed, as part of a sentence."""
    names = {
        "replace-code": _("een nieuwe brief"),
        "void": _("een code ongeldig maken"),
        "issue-codes": _("extra stemcodes"),
        "release-hold": _("een stilgelegde ronde laten doorgaan"),
        "freeze": _("de ronde vastzetten"),
        "extend": _("het stemmen verlengen"),
        "propose-result": _("de uitslag vaststellen"),
        "withdraw": _("de uitslag intrekken"),
        "destroy-key": _("de sleutel vernietigen"),
        "explain-unreadable": _("uitleg bij onleesbare enveloppen"),
    }
    return str(names.get(act, act))
