"""The form with which the order is drawn that decides ties."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from pb.projects.models import Project
from pb.rounds.forms import labels
from pb.rounds.models import Contest
from pb.rounds.rule_choices import Choice
from pb.rounds.tie_order import (
    LONGEST_SEED,
    NotAnOrder,
    NotASeed,
    Order,
    as_typed,
    check_order,
    clean_seed,
    draw,
    read_order,
)
from pb.web.forms import Form

SOURCES = (
    Choice(
        "public",
        _l("Uit een openbare loting"),
        _l("U typt de getallen over. Dit geeft het meeste vertrouwen."),
    ),
    Choice(
        "typed",
        _l("De plannen zelf zijn al geloot"),
        _l(
            "U typt de volgorde over, bijvoorbeeld uit een loting bij de notaris."
            " Niemand kan die volgorde narekenen."
        ),
    ),
    Choice(
        "computer",
        _l("De computer kiest het nu"),
        _l("Het getal is openbaar, maar niemand zag hoe het werd gekozen."),
    ),
)


class DrawForm(Form):
    """From which seed the tie order is drawn, or how it was drawn elsewhere."""

    source = RadioField(
        _l("Waar komt het lotinggetal vandaan?"),
        [InputRequired(_l("Kies waar het lotinggetal vandaan komt."))],
        choices=labels(SOURCES),
    )
    seed = StringField(
        _l("Getallen van de loting, of hoe is geloot"),
        description=_l(
            "Getallen precies zoals getrokken, zoals 7 23 31 40 4 12. Zes is genoeg."
            " Of, bij een eigen volgorde, hoe en wanneer is geloot:"
            " “Notaris, 3 maart 2027”."
            " Dit is openbaar."
        ),
    )
    typed = TextAreaField(
        _l("De gelote volgorde"),
        description=_l(
            "Alleen als de plannen zelf al zijn geloot. Eén nummer op een regel, het"
            " plan dat voorgaat bovenaan. Elk plan van de stemlijst één keer."
        ),
    )
    _names: Mapping[str, str] = {}

    def offer(self, listed: Iterable[tuple[Contest, list[Project]]]) -> None:
        """Let the form know which plans are on the list, by their id in files."""
        self._names = {
            plan.file_id or str(plan.id): plan.title
            for _contest, plans in listed
            for plan in plans
        }

    def order(self) -> Order:
        """Return what puts the plans in order."""
        if self.source.data != "typed":
            return draw
        return as_typed(read_order(self.typed.data or ""))

    def validate_typed(self, field: TextAreaField) -> None:
        """Refuse an order that is not one of all plans on the list."""
        if self.source.data != "typed":
            return
        try:
            check_order(read_order(field.data or ""), self._names)
        except NotAnOrder as reason:
            raise ValidationError(self._why_no_order(reason)) from reason

    def _why_no_order(self, reason: NotAnOrder) -> str:
        if reason.wrong:
            return str(
                gettext(
                    "Deze nummers staan er twee keer, of zijn niet van de stemlijst:"
                    " %(ids)s.",
                    ids=", ".join(id_[:20] for id_ in reason.wrong[:10]),
                )
            )
        names = (f"{id_} ({self._names[id_]})" for id_ in reason.missing[:5])
        return str(
            gettext("Deze plannen ontbreken nog: %(names)s.", names=", ".join(names))
        )

    def validate_seed(self, field: StringField) -> None:
        """Refuse what can't be written down and typed again."""
        if self.source.data not in {"public", "typed"}:
            return
        try:
            field.data = clean_seed(field.data or "")
        except NotASeed as reason:
            raise ValidationError(
                gettext(
                    "Typ de getallen van de loting, of hoe is geloot. Ten hoogste"
                    " %(most)s tekens.",
                    most=LONGEST_SEED,
                )
            ) from reason
