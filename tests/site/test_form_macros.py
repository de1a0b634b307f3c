"""The form macros: each field labelled, each error tied to it, nothing typed lost."""

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import DataRequired, InputRequired, Length

from tests.html_tree import Element, parse
from tests.pages import faults

PAGE = """{% extends "base.html" %}{% set heading = "Plan" %}
{% from "_form.html" import csrf, error_summary, field, money, moment, button %}
{% set has_errors = form.errors %}
{% block before_heading %}{{ error_summary(form) }}{% endblock %}
{% block content %}<form method="post" action="/plan" novalidate>{{ csrf(form) }}
{{ field(form.title, hint="Kort") }}{{ field(form.text) }}{{ money(form.cost) }}
{{ field(form.area) }}{{ field(form.theme) }}{{ field(form.aims) }}
{{ moment(form.opens) }}{{ field(form.agree) }}{{ field(form.place.form.street) }}
{% for name in form.names %}{{ field(name) }}{% endfor %}
{{ button("Bewaar", name="act", value="save") }}</form>{% endblock %}"""


class Place(Form):
    """A part of the form below."""

    street = StringField("Straat", [DataRequired("Vul een straat in.")])


class Plan(Form):
    """One field of every kind."""

    title = StringField("Naam", [DataRequired("Vul een naam in.")])
    text = TextAreaField("Verhaal", [Length(max=5, message="Maak het korter.")])
    cost = StringField("Kosten", [DataRequired("Vul een bedrag in.")])
    area = SelectField("Wijk", [DataRequired("Kies een wijk.")], choices=[])
    theme = RadioField("Onderwerp", [InputRequired("Kies een onderwerp.")], choices=[])
    aims = SelectMultipleField(
        "Doelen",
        choices=[],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    opens = DateTimeLocalField("Begin", [InputRequired("Kies een moment.")])
    agree = BooleanField("Ik ga akkoord", [DataRequired("Zet een vinkje.")])
    place = FormField(Place)
    names = FieldList(
        StringField("Wie", [DataRequired("Vul een naam in.")]), min_entries=1
    )
    nonce = HiddenField()


def _render(app: Flask, **typed: str) -> str:
    form = Plan(MultiDict(typed))
    form.area.choices = [("", "Kies"), ("a", "A")]
    form.theme.choices = [("g", "Groen"), ("s", "Straat", {"data-hint": "Verkeer"})]
    form.aims.choices = [("1", "Ontmoeten"), ("2", "Veilig")]
    if typed:
        form.validate()
    with app.test_request_context("/plan"):
        return render_template_string(PAGE, form=form)


def _field(html: str, id_: str) -> Element:
    return next(e for e in parse(html).root.all() if e["id"] == id_)


def test_an_empty_form_passes_the_audit(app: Flask) -> None:
    assert faults(_render(app)) == []


def test_a_form_with_every_error_passes_the_audit(app: Flask) -> None:
    html = _render(app, text="te lang verhaal")

    assert faults(html) == []
    assert "<title>Fout: Plan" in html


def test_the_summary_leads_to_every_field(app: Flask) -> None:
    summary = _field(_render(app, text="te lang verhaal"), "fouten")

    assert summary["role"] == "alert"
    assert {link["href"] for link in summary.all("a")} == {
        "#title",
        "#text",
        "#cost",
        "#area",
        "#theme-0",
        "#opens",
        "#agree",
        "#place-street",
        "#names-0",
    }


def test_hint_and_error_are_tied_to_the_field(app: Flask) -> None:
    html = _render(app, text="x")

    title = _field(html, "title")
    assert title["aria-invalid"] == "true"
    assert title["aria-describedby"] == "title-uitleg title-fout"
    assert _field(html, "title-fout").text == "Vul een naam in."


def test_what_was_typed_comes_back_as_text(app: Flask) -> None:
    html = _render(app, title='"><script>x', text="te lang <b>", cost="12,5x")

    assert _field(html, "title")["value"] == '"><script>x'
    assert _field(html, "text").text == "te lang <b>"
    assert _field(html, "cost")["value"] == "12,5x"
    assert "<script>x" not in html


def test_choices_come_back(app: Flask) -> None:
    html = _render(app, theme="s", aims="2", area="a", agree="y")

    for id_, is_checked in (("theme-1", True), ("theme-0", False), ("aims-1", True)):
        assert ("checked" in _field(html, id_)) is is_checked
    assert "checked" in _field(html, "agree")


def test_a_choice_can_explain_itself(app: Flask) -> None:
    labels = [label.text for label in parse(_render(app)).root.all("label")]

    assert "StraatVerkeer" in labels
    assert "data-hint" not in _render(app)


def test_a_browser_may_not_cut_what_someone_pastes(app: Flask) -> None:
    html = _render(app)

    assert "maxlength" not in _field(html, "text")
    assert _field(html, "text-uitleg").text == "Ten hoogste 5 tekens."


@pytest.mark.parametrize(
    ("label", "is_marked"), [("Naam", False), ("Verhaal", True), ("Doelen", True)]
)
def test_says_which_fields_may_stay_empty(
    app: Flask, label: str, is_marked: bool
) -> None:
    root = parse(_render(app)).root

    texts = [e.text for e in root.all("label", "legend") if e.text.startswith(label)]
    assert texts == [f"{label} (niet verplicht)" if is_marked else label]


def test_the_hidden_fields_have_no_ids_that_could_clash(app: Flask) -> None:
    root = parse(_render(app)).root

    hidden = [field for field in root.all("input") if field["type"] == "hidden"]
    assert {field["name"] for field in hidden} >= {"csrf_token", "nonce"}
    assert all("id" not in field for field in hidden)


def test_an_act_of_staff_is_a_form_with_its_name(app: Flask) -> None:
    page = """{% from "_form.html" import act_form %}
    {{ act_form("freeze", "Zet vast", "/beheer/rondes/a/freeze", note="Let op.") }}"""
    with app.test_request_context("/beheer"):
        root = parse(render_template_string(page)).root

    form = next(root.all("form"))
    assert (form["method"], form["action"]) == ("post", "/beheer/rondes/a/freeze")
    assert [b["data-act"] for b in form.all("button")] == ["freeze"]
    assert any(field["name"] == "csrf_token" for field in form.all("input"))
