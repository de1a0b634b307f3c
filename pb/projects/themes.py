"""The subjects a plan can have, with their words and pictures."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Theme:
    """One subject (onderwerp)."""

    key: str  # as stored and as it stands in files
    label: LazyString | str  # for residents; an imported one is just a word
    icon: str  # of static/img/icons.svg
    chip: str  # kind of the chip macro: a colour
    scene: str  # of static/img/scenes.svg


THEMES = (
    Theme("groen", _l("Groen"), "leaf", "green", "groen"),
    Theme("straat", _l("Straat en plein"), "road", "sun", "straat"),
    Theme("ontmoeten", _l("Ontmoeten"), "people", "water", "ontmoeten"),
    Theme("cultuur", _l("Cultuur"), "music", "clay", "cultuur"),
    Theme("sport", _l("Sport en spel"), "ball", "green", "sport"),
    Theme("zorg", _l("Zorg en welzijn"), "heart", "clay", "ontmoeten"),
    Theme("jeugd", _l("Kinderen en jongeren"), "kite", "sun", "spelen"),
    Theme("duurzaam", _l("Duurzaam"), "sun", "water", "water"),
    Theme("veilig", _l("Veilig"), "shield", "water", "fiets"),
)
_BY_KEY = {theme.key: theme for theme in THEMES}


def theme_of(key: str) -> Theme | None:
    """Return the theme with this key, or None where a plan has no theme.

    An imported round has categories of its own; they are shown as they are.
    """
    if not key:
        return None
    return _BY_KEY.get(key) or Theme(key, key, "file", "", "plas")
