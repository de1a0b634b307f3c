"""What staff fill in about a plan."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from pb.projects.care_models import VerdictDraft
from pb.projects.fields import AtMost, InWords, LineField, TextField
from pb.projects.forms import TITLE_LENGTH
from pb.projects.models import Project, ProjectStatus
from pb.projects.verdicts import Verdict, contests_for
from pb.rounds.models import BudgetRound, Contest
from pb.web.fields import EuroField
from pb.web.forms import Form

REASON_LENGTH = 1500
VERSION = re.compile("[0-9]{1,9}")


class VerdictForm(Form):
    """What staff decide about a plan."""

    version = HiddenField()
    decision = RadioField(
        _l("Besluit"), [InputRequired(_l("Kies of het plan kan."))], choices=[]
    )
    cost = EuroField(_l("Vastgestelde kosten"), [Optional()])
    contest = SelectField(_l("Pot"), [Optional()], choices=[])
    public_reason = TextField(_l("Uitleg voor iedereen"), [AtMost(REASON_LENGTH)])
    title = LineField(
        _l("Naam van het plan"),
        [InWords(_l("Geef het plan een naam.")), AtMost(TITLE_LENGTH)],
    )
    title_reason = LineField(_l("Waarom verandert de naam?"), [AtMost(REASON_LENGTH)])

    def __init__(
        self,
        budget_round: BudgetRound,
        project: Project,
        draft: VerdictDraft | None = None,
    ) -> None:
        super().__init__(data=_stored(budget_round, project) | _drafted(draft))
        self._project = project
        self._contests = {
            str(contest.id): contest for contest in contests_for(budget_round, project)
        }
        self.decision.choices = [
            ("yes", _("Haalbaar")),
            ("no", _("Niet haalbaar")),
        ]
        self.contest.choices = [
            ("", _("Kies een pot")),
            *((key, contest.title) for key, contest in self._contests.items()),
        ]

    @property
    def is_feasible(self) -> bool:
        """Say whether the plan can take part."""
        return bool(self.decision.data == "yes")

    @property
    def chosen_contest(self) -> Contest | None:
        """Return the contest that was chosen."""
        return self._contests.get(self.contest.data or "")

    @property
    def seen_version(self) -> int:
        """Return the version of the plan that the page showed; 0 when unreadable."""
        return _read_version(self.version.data)

    def validate_public_reason(self, field: TextField) -> None:
        """Refuse to turn a plan down without a word."""
        if self.decision.data == "no" and not field.data:
            raise ValidationError(
                _("Schrijf waarom dit plan niet kan. Iedereen kan dit lezen.")
            )

    def validate_title_reason(self, field: LineField) -> None:
        """Ask why a plan gets another name than its maker gave it."""
        if self.title.data != self._project.title and not field.data:
            raise ValidationError(_("Schrijf waarom u de naam verandert."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and what a plan on the list needs."""
        is_valid = bool(super().validate(extra_validators))
        if not self.is_feasible:
            return is_valid
        if self.chosen_contest is None and not self.contest.errors:
            self.contest.errors = [_("Kies uit welke pot het geld komt.")]
        if not self.cost.errors:
            self.cost.errors = self._wrong_with_cost()
        return is_valid and not self.contest.errors and not self.cost.errors

    def _wrong_with_cost(self) -> list[str]:
        if not self.cost.data:
            return [_("Vul in wat het plan kost.")]
        contest = self.chosen_contest
        if contest is not None and self.cost.data > contest.budget_limit:
            return [_("Dit is meer dan in de pot zit. Dit plan kan zo nooit winnen.")]
        return []

    def verdict(self) -> Verdict:
        """Return what was decided."""
        contest = self.chosen_contest
        return Verdict(
            is_feasible=self.is_feasible,
            cost=self.cost.data,
            contest_id=None if contest is None else contest.id,
            public_reason=self.public_reason.data or "",
            title=self.title.data or "",
            title_reason=self.title_reason.data or "",
        )


def _stored(budget_round: BudgetRound, project: Project) -> dict[str, Any]:
    """Return what the form shows first: the verdict so far, or a proposal for one."""
    contests = contests_for(budget_round, project)
    only = str(contests[0].id) if len(contests) == 1 else ""
    asked = project.cost if project.cost is not None else project.estimated_cost
    decision = {ProjectStatus.SUBMITTED: "", ProjectStatus.NOT_FEASIBLE: "no"}
    return {
        "version": str(project.version),
        "decision": decision.get(project.status, "yes"),
        "cost": asked,
        "contest": str(project.contest_id) if project.contest_id else only,
        "public_reason": project.public_reason,
        "title": project.title,
        "title_reason": project.title_reason,
    }


def _drafted(draft: VerdictDraft | None) -> dict[str, Any]:
    """Return what a colleague or this one kept of a verdict that is not public."""
    if draft is None:
        return {}
    return {
        "decision": "yes" if draft.is_feasible else "no",
        "cost": draft.cost,
        "contest": str(draft.contest_id or ""),
        "public_reason": draft.public_reason,
        "title": draft.title,
        "title_reason": draft.title_reason,
    }


class WithdrawalForm(Form):
    """Taking a plan back: it holds the version of the plan that the page showed."""

    version = HiddenField()
    all_agree = BooleanField(_l("Alle indieners vinden het goed"))

    def __init__(self, project: Project) -> None:
        super().__init__(data={"version": str(project.version)})

    @property
    def seen_version(self) -> int:
        """Return the version of the plan that the page showed; 0 when unreadable."""
        return _read_version(self.version.data)


def _read_version(text: str | None) -> int:
    return int(text) if text and VERSION.fullmatch(text) else 0
