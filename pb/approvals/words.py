"""Proposals and decisions in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.approvals.acts import ActImpossible, NotNow
from pb.approvals.models import Decision
from pb.approvals.service import (
    AlreadyDecided,
    ApprovalRefused,
    Lapsed,
    LetInByEachOther,
    NotYours,
    SamePerson,
    ShownSomethingElse,
)

# One of the two could log in as the other.
LET_IN = _l(
    "Een van u beiden gaf de ander in deze ronde een account, een wachtwoord of een"
    " tweede stap. Daarom bent u hier niet de tweede persoon. Laat een andere collega"
    " dit goedkeuren. Is die er niet? Dan geeft een andere beheerder het account een"
    " nieuw wachtwoord en een nieuwe tweede stap."
)
REFUSALS: dict[type[ApprovalRefused], LazyString] = {
    SamePerson: _l(
        "U heeft dit zelf voorgesteld. Een collega moet het goedkeuren of afwijzen."
    ),
    LetInByEachOther: LET_IN,
    NotYours: _l("Alleen wie dit voorstelde, kan het intrekken."),
    AlreadyDecided: _l("Over dit voorstel is al besloten. Er is niets veranderd."),
    ShownSomethingElse: _l(
        "Het voorstel is niet meer wat u op uw scherm had. Er is niets veranderd."
        " Bekijk het opnieuw."
    ),
    Lapsed: _l(
        "Het voorstel is vervallen, want er is intussen iets veranderd. Er is niets"
        " gedaan. Doe zo nodig een nieuw voorstel."
    ),
}
DECISIONS: dict[Decision, tuple[LazyString, str]] = {
    Decision.APPROVED: (_l("Goedgekeurd"), "ok"),
    Decision.REJECTED: (_l("Afgewezen"), "stop"),
    Decision.LAPSED: (_l("Vervallen"), "wait"),
    Decision.WITHDRAWN: (_l("Ingetrokken"), "wait"),
}


def impossible(reason: ActImpossible) -> str:
    """Return why an act can't be proposed now, and what to do."""
    if isinstance(reason, NotNow):
        return reason.words
    return str(
        _l(
            "Hetzelfde is al voorgesteld. Een collega moet dat voorstel goedkeuren of"
            " afwijzen."
        )
    )
