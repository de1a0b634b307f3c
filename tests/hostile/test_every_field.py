"""Whatever is typed in any field of any form comes back as text (T37).

The fields are those of the form classes: one that is made tomorrow is tried too.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from werkzeug.datastructures import MultiDict
from wtforms import FormField, StringField
from wtforms.fields.core import UnboundField

from pb.web.forms import Form
from tests.conftest import make_app
from tests.projects.payloads import PAYLOADS
from tests.projects.test_hostile_texts import dangers


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application; it asks no database for anything."""
    instance = tmp_path_factory.mktemp("fields")
    return make_app(instance, f"sqlite:///{instance / 'fields.db'}")


def forms_below(kind: type[Form]) -> Iterator[type[Form]]:
    """Return every kind of form of the application."""
    for each in kind.__subclasses__():
        yield each
        yield from forms_below(each)


def text_fields() -> dict[str, tuple[str, Any]]:
    """Return every field in which somebody can type words, by form and name."""
    found = {}
    for form in forms_below(Form):
        for name in dir(form):
            unbound = getattr(form, name)
            is_field = isinstance(unbound, UnboundField)
            if is_field and issubclass(unbound.field_class, StringField):
                found[f"{form.__module__}.{form.__name__}.{name}"] = (name, unbound)
    return found


def test_the_fields_of_all_parts_of_the_site_are_among_them(app: Flask) -> None:
    fields = text_fields()

    assert len(fields) > 100
    for part in ("projects", "talk", "community", "delivery", "rounds", "auth"):
        assert any(name.startswith(f"pb.{part}.") for name in fields), part
    assert not [f for f in fields.values() if issubclass(f[1].field_class, FormField)]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_field_brings_a_text_back_alive(app: Flask, payload: str) -> None:
    with app.test_request_context():
        draw = get_template_attribute("_form.html", "field")
        tell = get_template_attribute("_form.html", "error_summary")
        for where, (name, unbound) in text_fields().items():
            kind = type("OneField", (Form,), {name: unbound})
            form = kind(formdata=MultiDict({name: payload}), meta={"csrf": False})
            form.validate()
            form[name].errors = [*form[name].errors, payload]  # if a message quotes it

            page = f"<!doctype html>{draw(form[name])}{tell(form)}"

            assert dangers(page) == [], where
