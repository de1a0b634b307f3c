"""What a letter says, from what the round fixed and who answers for it."""

from urllib.parse import urlsplit

from pb.codes.letters import LetterText
from pb.formatting import moment, money
from pb.rounds.configuration import FrozenArea, FrozenConfig
from pb.site.settings import SiteSettings


def write_text(
    config: FrozenConfig, area: FrozenArea, *, site: SiteSettings, public_url: str
) -> LetterText:
    """Return the Dutch text for the residents of one area."""
    contests = config.contests_for(area.id)
    budget = sum(contest.budget_limit for contest in contests)
    plans = sum(len(contest.projects) for contest in contests)
    return LetterText(
        title=f"Stembrieven {config.title}, {area.name}",
        round=config.title,
        site=site.name,
        owner=_capital(site.owner_name),
        return_address=_on_one_line(site.owner_address),
        budget=_unbroken(money(budget, config.currency)),
        place=area.name,
        plans=_unbroken(_plans(plans)),
        opens_at=moment(config.opens_at),
        closes_at=moment(config.closes_at),
        address=f"{urlsplit(public_url).netloc}/stem",
        help=_help(site),
        visit=_visit(site),
        note=site.owner_note,
    ).printable()


def _plans(number: int) -> str:
    return "1 plan" if number == 1 else f"{number} plannen"


def _unbroken(text: str) -> str:
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _on_one_line(text: str) -> str:
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())


def _help(site: SiteSettings) -> str:
    ways = []
    if site.contact_phone:
        ways.append(f"bel {_unbroken(site.contact_phone)}{_hours(site)}")
    if site.contact_email:
        ways.append(f"mail naar {site.contact_email}")
    return f"{_capital(' of '.join(ways))}." if ways else ""


def _hours(site: SiteSettings) -> str:
    hours = _on_one_line(site.contact_hours).rstrip(".")
    return f" ({hours[0].lower()}{hours[1:]})" if hours else ""


def _visit(site: SiteSettings) -> str:
    where = _on_one_line(site.contact_address).rstrip(".")
    return f"U kunt ook langskomen: {where}." if where else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
