"""The forms for logging in, and for a password of one's own."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from pb.auth import passwords
from pb.web.forms import Form


class LoginForm(Form):
    """The first step: e-mail address and password."""

    email = EmailField(
        _l("E-mailadres"),
        [
            InputRequired(_l("Vul uw e-mailadres in.")),
            Length(max=254, message=_l("Dit e-mailadres is te lang.")),
        ],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Wachtwoord"),
        [
            InputRequired(_l("Vul uw wachtwoord in.")),
            Length(
                max=passwords.LONGEST,
                message=_l(
                    "Een wachtwoord heeft hier ten hoogste %(max)d tekens.",
                    max=passwords.LONGEST,
                ),
            ),
        ],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(Form):
    """The second step: the code of the authenticator app."""

    totp = StringField(
        _l("Code van 6 cijfers"),
        [
            InputRequired(_l("Vul de code uit uw app in.")),
            Length(max=20, message=_l("De code heeft 6 cijfers.")),
        ],
        # No numeric keyboard: a recovery code has letters.
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters"},
    )


class NewPasswordForm(Form):
    """A password of one's own, typed twice."""

    current_password = PasswordField(
        _l("Uw wachtwoord van nu"),
        [InputRequired(_l("Vul het wachtwoord in dat u nu heeft."))],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _l("Nieuw wachtwoord"),
        [InputRequired(_l("Kies een nieuw wachtwoord."))],
        render_kw={"autocomplete": "new-password"},
    )
    password_again = PasswordField(
        _l("Nieuw wachtwoord, nog een keer"),
        [
            InputRequired(_l("Typ het nieuwe wachtwoord nog een keer.")),
            EqualTo("password", _l("De twee nieuwe wachtwoorden zijn niet gelijk.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, *, must_change: bool) -> None:
        super().__init__()
        if must_change:  # whoever is asked to, gave the password a moment ago
            del self.current_password


class ConfirmForm(Form):
    """The password once more, before something that opens the account."""

    current_password = PasswordField(
        _l("Uw wachtwoord van nu"),
        [InputRequired(_l("Vul het wachtwoord in dat u nu heeft."))],
        render_kw={"autocomplete": "current-password"},
    )
