"""A form in which staff change one row, and what they read when it is refused."""

from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l

from pb.db import db
from pb.rounds import setup
from pb.rounds.contest_form import ContestForm, contest_values
from pb.rounds.details import details_of, fingerprint
from pb.rounds.models import Area, BudgetRound, Contest
from pb.rounds.setup import SetupRefused
from pb.web.seen import SeenForm, differences


def values_of(row: BudgetRound | Area | Contest | None) -> dict[str, Any]:
    """Return what is stored of a row, for the fields of its form."""
    if row is None:
        return {}
    values = (
        contest_values(row) if isinstance(row, Contest) else asdict(details_of(row))
    )
    return {**values, "seen": fingerprint(row)}


@dataclass(frozen=True, slots=True)
class Editing:
    """A page with a form; `row` is None while something new is made."""

    template: str
    form: SeenForm
    budget_round: BudgetRound | None = None
    row: BudgetRound | Area | Contest | None = None

    def page(
        self, status: HTTPStatus | None = None, **context: Any
    ) -> ResponseReturnValue:
        """Show the form, as typed and with its errors."""
        problem = HTTPStatus.UNPROCESSABLE_ENTITY if self.form.errors else HTTPStatus.OK
        page = render_template(
            self.template,
            form=self.form,
            budget_round=self.budget_round,
            row=self.row,
            **context,
        )
        return page, status or problem

    def refuse(self, reason: SetupRefused) -> ResponseReturnValue:
        """Say why nothing was stored: at its field where there is one."""
        db.session().rollback()
        if isinstance(reason, setup.ChangedMeanwhile) and self.row:
            return self._show_both(self.row)
        field = {
            setup.SlugTaken: "slug",
            setup.SlugIsFixed: "slug",
            setup.NameTaken: "name" if "name" in self.form else "title",
            setup.NoSuchArea: "area",
            setup.DatesOutOfOrder: "opens_at",
        }.get(type(reason))
        if field is None or field not in self.form:
            return refused_setup(self.budget_round, reason)
        self.form[field].errors = [*self.form[field].errors, why_not_stored(reason)]
        return self.page(HTTPStatus.UNPROCESSABLE_ENTITY)

    def _show_both(self, row: BudgetRound | Area | Contest) -> ResponseReturnValue:
        """Show what somebody else stored, above the form as it was typed."""
        stored = type(self.form)(formdata=None, data=values_of(row))
        if isinstance(stored, ContestForm) and self.budget_round is not None:
            stored.offer(self.budget_round.areas)
        theirs = differences(self.form, stored)
        self.form.show_again(fingerprint(row))
        return self.page(HTTPStatus.CONFLICT, differences=theirs)


def refused_setup(
    budget_round: BudgetRound | None, reason: SetupRefused
) -> ResponseReturnValue:
    """Answer 409: why nothing was stored."""
    db.session().rollback()
    page = render_template(
        "rounds/refused.html",
        budget_round=budget_round,
        why=why_not_stored(reason),
        checks=[],
    )
    return page, HTTPStatus.CONFLICT


SETUP: dict[type[SetupRefused], LazyString] = {
    setup.RoundIsFrozen: _l(
        "De ronde staat vast. Plannen, kosten, bedragen, regels en data kunnen niet"
        " meer veranderen."
    ),
    setup.SlugTaken: _l("Een andere ronde heeft dit adres al. Kies een ander adres."),
    setup.SlugIsFixed: _l("Het adres van een aangekondigde ronde verandert niet meer."),
    setup.NameTaken: _l("Deze naam is in deze ronde al gebruikt. Kies een andere."),
    setup.DatesOutOfOrder: _l("De data staan niet in de goede volgorde."),
    setup.NoSuchArea: _l("Deze wijk is er niet meer. Kies een andere wijk."),
    setup.BallotImpossible: _l(
        "De instellingen van het stembiljet passen niet bij elkaar."
    ),
    setup.ChangedMeanwhile: _l("Een collega veranderde dit net."),
    setup.RemovedMeanwhile: _l("Een collega haalde dit net weg. Er is niets bewaard."),
}


def why_not_stored(reason: SetupRefused) -> str:
    """Return why a change of the set-up was refused, and what to do."""
    if isinstance(reason, setup.InUse):
        return _in_use(reason)
    return str(SETUP[type(reason)])


def _in_use(reason: setup.InUse) -> str:
    parts = []
    if reason.plans:
        parts.append(
            ngettext(
                "Er hoort nog %(num)s plan bij.",
                "Er horen nog %(num)s plannen bij.",
                reason.plans,
            )
        )
    if reason.contests:
        parts.append(
            ngettext(
                "Er hoort nog %(num)s pot bij.",
                "Er horen nog %(num)s potten bij.",
                reason.contests,
            )
        )
    parts.append(gettext("Geef die eerst een andere plaats. Daarna kan dit weg."))
    return " ".join(parts)
