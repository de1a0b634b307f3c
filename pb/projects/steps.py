"""The steps of handing in, and what a plan is made of when all are done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.projects.facts import Facts
from pb.projects.listing import WHOLE_DISTRICT
from pb.projects.models import Project
from pb.projects.proposals import Proposal
from pb.projects.step_form import Answers, StepForm
from pb.projects.step_forms import (
    LINES,
    STEP_FORMS,
    MoneyForm,
    TogetherForm,
    WhoForm,
)
from pb.rounds.models import BudgetRound

STEPS: dict[str, LazyString] = {
    "wat": _l("Wat is uw plan?"),
    "waar": _l("Waar en voor wie?"),
    "waarom": _l("Waarom is het goed voor de buurt?"),
    "geld": _l("Wat kost het?"),
    "samen": _l("Wat doet u zelf, en wat zoekt u?"),
    "wie": _l("Wie bent u?"),
    "fotos": _l("Foto’s"),
    "controle": _l("Kijk uw plan na"),
}


@dataclass(frozen=True, slots=True)
class Whole:
    """All questions about one plan, answered or not."""

    forms: Mapping[str, StepForm]

    @property
    def money(self) -> MoneyForm:
        """Return the form about money."""
        return cast(MoneyForm, self.forms["geld"])

    @property
    def together(self) -> TogetherForm:
        """Return the form about what is done and looked for."""
        return cast(TogetherForm, self.forms["samen"])

    @property
    def who(self) -> WhoForm:
        """Return the form about who hands it in."""
        return cast(WhoForm, self.forms["wie"])

    @property
    def title(self) -> str:
        """Return the name of the plan, as far as it has one."""
        return str(self.forms["wat"]["title"].data or "")

    def wrong(self) -> list[str]:
        """Check everything; return the steps where something is wrong."""
        return [step for step, form in self.forms.items() if not form.validate()]

    def facts(self) -> Facts:
        """Return what the plan says beyond its text."""
        who, why, where = self.who, self.forms["waarom"], self.forms["waar"]
        is_paid = who.is_paid.data == "yes"
        return Facts(
            for_whom=where["for_whom"].data or "",
            aims=tuple(sorted(int(aim) for aim in why["aims"].data or ())),
            values=tuple(why["values"].data or ()),
            lines=self.money.filled_lines(),
            contributions=self.money.contributions(),
            running_cost=self.money.running_cost.data,
            own_effort=self.together.own_effort.data or "",
            needs=self.together.needs(),
            proposer_kind=who.proposer_kind.data or "resident",
            organisation=who.organisation.data or "",
            is_paid=is_paid,
            paid_note=(who.paid_note.data or "") if is_paid else "",
            pin=where["pin"].data if "pin" in where else None,
        )

    def proposal(self, draft_id: int | None = None) -> Proposal:
        """Return the plan; only when nothing is wrong."""
        what, where, who = self.forms["wat"], self.forms["waar"], self.who
        area = int(where["area"].data) if "area" in where else WHOLE_DISTRICT
        return Proposal(
            title=what["title"].data or "",
            description=what["description"].data or "",
            place=where["place"].data or "",
            area_id=area or None,
            theme=what["theme"].data,
            estimated_cost=self.money.asked,
            contact_name=who.contact_name.data or "",
            contact_email=who.contact_email.data or "",
            contact_phone=who.contact_phone.data or "",
            language=who.contact_language.data,
            facts=self.facts(),
            draft_id=draft_id,
        )


def from_answers(budget_round: BudgetRound, kept: Mapping[str, Answers]) -> Whole:
    """Return the forms of a draft, each as it was answered."""
    return Whole(
        {
            step: form(budget_round, answers=kept.get(step))
            for step, form in STEP_FORMS.items()
        }
    )


def from_request(
    budget_round: BudgetRound, typed: Answers, *, by_staff: bool = False
) -> Whole:
    """Return all forms of one page, as they were sent together."""
    whole = Whole(
        {step: form(budget_round, answers=typed) for step, form in STEP_FORMS.items()}
    )
    whole.who.is_reachable_needed = not by_staff
    return whole


def from_plan(budget_round: BudgetRound, project: Project, facts: Facts) -> Whole:
    """Return all forms, filled in as the plan is now."""
    stored = _as_typed(project, facts)
    return Whole(
        {step: form(budget_round, data=stored) for step, form in STEP_FORMS.items()}
    )


def empty(budget_round: BudgetRound) -> Whole:
    """Return all forms, not filled in."""
    return Whole({step: form(budget_round) for step, form in STEP_FORMS.items()})


def _as_typed(project: Project, facts: Facts) -> dict[str, Any]:
    contact = project.contact
    lines = facts.lines or ((project.title, project.estimated_cost or 0),)
    money = {f"from_{source}": sum_ for source, sum_ in facts.contributions.items()}
    for place, (label, amount) in zip(LINES, lines, strict=False):
        money[f"cost_amount_{place}"] = amount
        money[f"cost_label_{place}"] = label  # type: ignore[assignment]  # a text
    return {
        "title": project.title,
        "description": project.description,
        "theme": project.theme,
        "area": str(project.area_id or WHOLE_DISTRICT),
        "place": project.place,
        "pin": facts.pin,
        "for_whom": facts.for_whom,
        "aims": [str(aim) for aim in facts.aims],
        "values": list(facts.values),
        "running_cost": facts.running_cost,
        "own_effort": facts.own_effort,
        "proposer_kind": facts.proposer_kind,
        "organisation": facts.organisation,
        "is_paid": "yes" if facts.is_paid else "no",
        "paid_note": facts.paid_note,
        "contact_name": contact.name if contact else "",
        "contact_email": contact.email if contact else "",
        "contact_phone": contact.phone if contact else "",
        "contact_language": contact.language if contact else "nl",
        **{f"need_{kind}": text for kind, text in facts.needs.items()},
        **money,
    }
