"""The window of the envelope, as a setting."""

import pytest

from pb.config import ConfigurationError
from pb.site.settings import SiteSettings
from pb.site.window import Window


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("left", Window(20, 50, 90, 38)),
        ("right", Window(105, 50, 90, 38)),
        ("30 45.5 80 30", Window(30, 45.5, 80, 30)),
    ],
)
def test_a_window_has_a_name_or_four_measures(text: str, window: Window) -> None:
    given = {"BUURTGELD_SITE_LETTER_WINDOW": text}

    assert SiteSettings.from_environ(given).letter_window == window


@pytest.mark.parametrize(
    "text",
    ["", "middle", "20 50 90", "20 50 90 38 1", "0 50 90 38", "20 5 90 38",
     "20 50 200 38", "125 50 100 38", "nan 50 90 38", "20 50 90 1e9"],
)  # fmt: skip
def test_another_window_stops_the_start(text: str) -> None:
    with pytest.raises(ConfigurationError, match="millimetres"):
        SiteSettings.from_environ({"BUURTGELD_SITE_LETTER_WINDOW": text})
