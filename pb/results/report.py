"""What stands in the report of a result for the council; `report.typ` lays it out.

The report is in Dutch whoever asks for it, like the other files of a result.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from exports.result import ProjectLine
from pb.formatting import day_year, number, percentage
from pb.results.models import Publication
from pb.results.page import ContestPage, ResultPage
from pb.results.record import Record
from pb.results.report_contest import (
    Order,
    ballots_row,
    comparison,
    contest_order,
    headline,
    name_of,
    pot_row,
)

GROUP = 4  # digits of a hash that people compare at once
MOST_NAMED = 3  # plans with many votes and no money, on the first page


@dataclass(frozen=True, slots=True)
class Standing:
    """What the report is about, and how far it is.

    Attributes:
        publication: The version; of a proposal, the version that it would be.
        is_proposal: Nobody adopted it yet.
        is_own: The vote was ours, not one taken over from a public file.
        owner: Who answers for it.
        address: Of the page of this version; empty for a proposal.
    """

    publication: Publication
    is_proposal: bool
    is_own: bool
    owner: str
    address: str


def make_report(page: ResultPage, record: Record, standing: Standing) -> Order:
    """Return all that the report says, as plain JSON.

    Args:
        page: Made for Dutch; numbers that must not be told are not in it.
        record: Of the count.
        standing: Of what is reported.
    """
    is_only = len(page.contests) == 1
    contests = [contest_order(contest, is_only=is_only) for contest in page.contests]
    return {
        **_heading(page, standing),
        "facts": _facts(page),
        **_decisions(page, standing),
        "contests": contests,
        "pots": [pot_row(contest) for contest in page.contests],
        "comparison": comparison(page.contests[0]) if is_only else None,
        "questions": [*_questions(page)],
        **_check(standing),
        "people": _people(page),
        "turnout": _turnout(page),
        "hides_areas": _hides_areas(page),
        "unit": "Punten" if page.contests[0].teller.has_points else "Stemmen",
        "ballots": [ballots_row(contest) for contest in page.contests],
        "record": record.as_order(signs=standing.is_own),
        "recount": RECOUNT if standing.address else RECOUNT_LATER,
        "address": standing.address,
        "note": "",
    }


RECOUNT = (
    "Vergelijk het controlegetal in dit verslag met dat op de website.",
    "Haal daar ‘Alles in één bestand’ op en lees LEESMIJ.txt.",
    "Het programma in dat bestand kijkt alles na en telt opnieuw.",
    "Of tel met een eigen programma: de stembiljetten staan in een open formaat.",
)
RECOUNT_LATER = (
    "Na vaststelling staan alle stembiljetten en een controleprogramma op de website.",
)


def _heading(page: ResultPage, standing: Standing) -> Order:
    published, at = page.published, standing.publication.published_at
    if standing.is_proposal:
        status = f"Voorstel van {day_year(at)} · nog niet vastgesteld"
    else:
        verb = "Vastgesteld op" if standing.is_own else "Overgenomen op"
        status = f"{verb} {day_year(at)} · versie {standing.publication.version}"
    return {
        "title": f"Uitslag {published.title}",
        "round": f"Uitslag {published.title}",
        "owner": standing.owner,
        "version": standing.publication.version,
        "is_proposal": standing.is_proposal,
        "kind": "Verslag voor de raad",
        "status": status,
        "headline": headline(page.funded),
        "lead": _lead(page, is_own=standing.is_own),
        "correction": standing.publication.reason,
    }


def _lead(page: ResultPage, *, is_own: bool) -> str:
    budget = page.contests[0].teller.amount(page.budget)
    verb = "bewoner stemde" if page.voters == 1 else "bewoners stemden"
    plans = "Er was 1 plan." if page.plans == 1 else f"Er waren {page.plans} plannen."
    rules = " en ".join(sorted({contest.rule for contest in page.contests}))
    fixed = " Die regel lag vast voordat het stemmen begon." if is_own else ""
    return (
        f"{number(page.voters)} {verb} over {budget}. {plans}"
        f" Er is gerekend met: {rules}.{fixed}"
    )


def _facts(page: ResultPage) -> list[list[str]]:
    amount = page.contests[0].teller.amount
    facts = [
        [number(page.ballots), "stemmen geteld"],
        [f"{number(page.funded)} van {number(page.plans)}", "plannen krijgen geld"],
        [amount(page.cost), f"verdeeld van {amount(page.budget)}"],
    ]
    if len(page.contests) == 1:
        one = page.contests[0]
        share = percentage(one.with_choice, one.result.ballots)
        facts.append([share, "van de kiezers ziet minstens één eigen keuze terug"])
    elif page.letters:
        turnout = percentage(page.voters, page.letters)
        facts.append([turnout, "van de bewoners met een brief stemde"])
    return facts


def _decisions(page: ResultPage, standing: Standing) -> Order:
    if not standing.is_own:
        return {
            "decision_head": "Ter informatie",
            "decisions": [
                "Deze uitslag is opnieuw geteld uit een openbaar bestand van elders.",
                "Er wordt geen besluit gevraagd.",
            ],
        }
    amount = page.contests[0].teller.amount
    decisions = ["De uitslag vaststellen."]
    if page.funded:
        whom = "het plan" if page.funded == 1 else f"de {page.funded} plannen"
        decisions.append(f"{amount(page.cost)} geven aan {whom} hieronder.")
    left = page.budget - page.cost
    if left:
        decisions.append(f"Besluiten waar {amount(left)} heen gaat: dat bleef over.")
    return {"decision_head": "Gevraagd besluit", "decisions": decisions}


def _questions(page: ResultPage) -> Iterable[list[str]]:
    dropped = [pair for contest in page.contests for pair in _dropped(contest)]
    if dropped:
        named = sorted(dropped, key=lambda pair: -pair[1].score)[:MOST_NAMED]
        told = "; ".join(_named(contest, line) for contest, line in named)
        yield [
            "Plannen met veel stemmen vallen af.",
            f"Dit zijn de grootste: {told}. Per plan staat verderop waarom.",
        ]
    for contest in page.contests:
        if contest.ties:
            fixed = "is geloot" if contest.is_own else "vastlag"
            yield [
                "Er was een gelijke stand.",
                f"De volgorde die vooraf {fixed}, besliste. Zie ‘Gelijke stand’.",
            ]
            break
    if _hides_areas(page):
        yield [
            "De opkomst van kleine gebieden staat er niet in.",
            "Met minder dan 10 stemmen kan het aantal iets over personen zeggen.",
        ]


def _hides_areas(page: ResultPage) -> bool:
    return bool(page.letters) and any(area.ballots is None for area in page.turnout)


def _dropped(contest: ContestPage) -> list[tuple[ContestPage, ProjectLine]]:
    """Return the plans without money that have more than the last one with money."""
    least = min((line.score for line in contest.funded), default=None)
    if least is None:
        return []
    return [(contest, line) for line in contest.losers if line.score > least]


def _named(contest: ContestPage, line: ProjectLine) -> str:
    votes = contest.teller.count(line.score)
    unit = "punten" if contest.teller.has_points else "stemmen"
    return f"{name_of(line)} ({contest.teller.amount(line.cost)}, {votes} {unit})"


def _check(standing: Standing) -> Order:
    hash_ = standing.publication.result_hash
    groups = [hash_[at : at + GROUP] for at in range(0, len(hash_), GROUP)]
    if standing.is_proposal:
        note = "Wie de uitslag vaststelt, typt twee van deze groepen over."
    else:
        note = (
            "Het staat ook op de website. Is één stem anders, dan is het getal anders."
        )
    return {
        "hash": groups,
        "check": "Dit is het controlegetal (SHA-256) van de uitslag, in 16 groepen:",
        "check_note": note,
    }


def _people(page: ResultPage) -> str:
    verb = "bewoner stemde" if page.voters == 1 else "bewoners stemden"
    text = (
        f"Opkomst: {number(page.voters)} {verb}. Er gingen {number(page.letters)}"
        f" brieven uit ({percentage(page.voters, page.letters)})."
    )
    if page.voters == page.ballots:
        return text
    counted = "Geteld is 1 stem" if page.ballots == 1 else "Geteld zijn {} stemmen"
    rest = "de andere biljetten waren ongeldig of niet te lezen."
    return f"{text} {counted.format(number(page.ballots))}: {rest}"


def _turnout(page: ResultPage) -> list[list[str]]:
    if not page.letters:
        return []
    rows = [
        [
            area.name,
            number(area.letters),
            "niet getoond" if area.ballots is None else number(area.ballots),
            "–" if area.ballots is None else percentage(area.ballots, area.letters),
        ]
        for area in page.turnout
    ]
    if len(rows) > 1:
        total = percentage(page.ballots, page.letters)
        rows.append(["Samen", number(page.letters), number(page.ballots), total])
    return rows
