"""Settings of the installation: read from the environment, refused when wrong."""

from datetime import date

import pytest

from pb.config import ConfigurationError
from pb.site.settings import SiteSettings


def test_has_honest_defaults() -> None:
    site = SiteSettings.from_environ({"PATH": "/bin"})

    assert site.accessibility_status == ""
    assert site.contact_phone == ""
    assert site.name == "Buurtgeld"


def test_reads_text_numbers_and_dates() -> None:
    site = SiteSettings.from_environ(
        {
            "BUURTGELD_SITE_NAME": " Kralingen-Crooswijk ",
            "BUURTGELD_SITE_CONTACT_PHONE": "14 010",
            "BUURTGELD_SITE_ACCESSIBILITY_DATE": "2027-03-01",
            "BUURTGELD_SITE_KEEP_CONTACTS_MONTHS": "12",
            "BUURTGELD_SITE_PAPER": "yes",
        }
    )

    assert site.name == "Kralingen-Crooswijk"
    assert site.contact_phone_link == "14010"
    assert site.accessibility_date == date(2027, 3, 1)
    assert site.keep_contacts_months == 12
    assert site.paper is True


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        pytest.param("NAAM", "x", "is not a setting", id="unknown"),
        pytest.param("ACCESSIBILITY_DATE", "1 maart", "a date such as", id="date"),
        pytest.param("ACCESSIBILITY_STATUS", "AA", "A, B, C, D or E", id="status"),
        pytest.param("KEEP_CONTACTS_MONTHS", "0", "whole number", id="months"),
        pytest.param("PAPER", "misschien", "yes or no", id="paper"),
        pytest.param("SOURCE_URL", "javascript:alert(1)", "https://", id="link"),
        pytest.param("SECURITY_CONTACT", "jan@x.nl", "mailto:", id="contact"),
    ],
)
def test_refuses_what_it_cannot_use_and_says_what_to_give(
    name: str, value: str, advice: str
) -> None:
    with pytest.raises(ConfigurationError, match=advice):
        SiteSettings.from_environ({f"BUURTGELD_SITE_{name}": value})
