"""What the forms of all steps have in common.

What was typed is kept as it was typed, so a form is made from the answers of a draft
as well as from a request; the whole application refuses forged requests already.
"""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from pb.rounds.models import BudgetRound
from pb.web.forms import Form

Answers = Mapping[str, list[str]]


class StepForm(Form):
    """Some of the questions; read from answers, not from the request."""

    def __init__(
        self,
        budget_round: BudgetRound,
        answers: Answers | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        typed = None if answers is None else read_answers(answers)
        super().__init__(formdata=typed, data=data, meta={"csrf": False})
        self.budget_round = budget_round
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the round."""


def read_answers(answers: Answers) -> MultiDict[str, str]:
    """Return answers as a form reads them."""
    return MultiDict((name, text) for name, texts in answers.items() for text in texts)
