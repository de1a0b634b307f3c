"""What the sheets of a workbook hold: their columns, and their rows of cells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from exports.result import ContestResult, CountStep, PublishedResult
from exports.table import ordered, why_not

TEXT, WHOLE, MONEY, FRACTION = "@", "#,##0", "#,##0.00", "#,##0.00"
Cell = str | int | Fraction | None
Column = tuple[str, int, str]  # its head, width in characters, number format
PHASES = {
    "free": "kost niets",
    "equal-shares": "gelijke delen",
    "completion": "van het geld dat over was",
    "greedy": "meeste stemmen eerst",
    "phragmen": "sparen",
}


@dataclass(frozen=True, slots=True)
class Participation:
    """How many residents of an area voted, as far as that may be told.

    Attributes:
        area: Its name.
        letters: How many residents got a letter.
        ballots: None where so few voted that it would tell who.
    """

    area: str
    letters: int
    ballots: int | None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What says which result a file is about.

    Attributes:
        published_at: When the version was adopted; the file bears this time.
        result_hash: SHA-256 of result.json in hex.
        address: Of the page of this version.
        rules: The name of the rule per contest id.
    """

    published_at: datetime
    result_hash: str
    address: str
    rules: dict[str, str]


RESULT: Sequence[Column] = (
    ("Pot", 30, TEXT),
    ("Regel", 24, TEXT),
    ("Munt", 8, TEXT),
    ("Budget", 14, MONEY),
    ("Verdeeld", 14, MONEY),
    ("Over", 14, MONEY),
    ("Stemmen", 10, WHOLE),
    ("Waarvan leeg", 10, WHOLE),
    ("Plannen", 10, WHOLE),
    ("Plannen met geld", 10, WHOLE),
    ("Bedrag per kiezer", 14, FRACTION),
)
PLANS: Sequence[Column] = (
    ("Pot", 24, TEXT),
    ("Nummer", 9, WHOLE),
    ("Id", 12, TEXT),
    ("Plan", 44, TEXT),
    ("Onderwerp", 18, TEXT),
    ("Gebied", 24, TEXT),
    ("Kosten", 14, MONEY),
    ("Stemmen", 10, WHOLE),
    ("Punten", 10, FRACTION),
    ("Gekozen", 9, TEXT),
    ("Volgorde", 9, WHOLE),
    ("Steun die meetelde", 14, FRACTION),
    ("Bedrag per kiezer", 14, FRACTION),
    ("Bijdrage", 14, MONEY),
    ("Reden", 30, TEXT),
)
STEPS: Sequence[Column] = (
    ("Pot", 24, TEXT),
    ("Stap", 7, WHOLE),
    ("Id", 12, TEXT),
    ("Plan", 44, TEXT),
    ("Hoe", 24, TEXT),
    ("Steun die meetelde", 14, FRACTION),
    ("Bedrag per kiezer", 14, FRACTION),
    ("Betaalden alles mee", 12, WHOLE),
    ("Betaalden wat zij nog hadden", 12, WHOLE),
    ("Geld van kiezers vooraf", 16, MONEY),
    ("Geld van kiezers daarna", 16, MONEY),
    ("Gelijk met", 20, TEXT),
    ("Nog over", 14, MONEY),
)
TURNOUT: Sequence[Column] = (
    ("Gebied", 30, TEXT),
    ("Brieven", 12, WHOLE),
    ("Stemmen", 12, WHOLE),
    ("Opmerking", 60, TEXT),
)
NOTES: Sequence[Column] = (("Wat", 26, TEXT), ("Toelichting", 100, TEXT))
EXPLAINED = (
    ("Kosten, Budget, Over", "In de munt van de ronde, met twee decimalen."),
    (
        "Stemmen",
        (
            "Bij een plan: stembiljetten waarop het plan staat. Bij een pot: alle"
            " getelde stembiljetten, ook lege."
        ),
    ),
    (
        "Steun die meetelde",
        (
            "De kosten gedeeld door het hoogste bedrag dat één kiezer betaalde. Daarmee"
            " werd de volgorde bepaald."
        ),
    ),
    (
        "Bedrag per kiezer",
        (
            "Bij een pot: wat elke kiezer te verdelen had. Bij een plan: wat één kiezer"
            " ten hoogste betaalde."
        ),
    ),
    ("Bijdrage", "Wat een plan kreeg dat niet gekozen is, van het geld dat over was."),
    ("Gelijk met", "Deze plannen stonden precies gelijk. De vaste volgorde besliste."),
    (
        "Opkomst",
        (
            "Getelde stemmen: een ongeldig biljet op papier telt niet mee. Een gebied"
            " met minder dan 10 stemmen tonen wij niet. Soms laten wij er"
            " nog één weg, omdat het aantal anders uit het totaal volgt."
        ),
    ),
    (
        "' voor een tekst",
        "Staat voor een tekst die een rekenprogramma anders als formule leest.",
    ),
)


def results(result: PublishedResult, provenance: Provenance) -> Iterator[list[Cell]]:
    """Yield a row per contest."""
    for contest in result.contests:
        yield [
            contest.title,
            provenance.rules.get(contest.id, contest.rule),
            contest.currency,
            _units(contest.budget),
            _units(contest.cost),
            _units(contest.left),
            contest.ballots,
            contest.blank_ballots,
            len(contest.projects),
            len(contest.funded),
            _units(contest.endowment),
        ]


def plans(result: PublishedResult) -> Iterator[list[Cell]]:
    """Yield a row per plan, in the order of the table."""
    for contest in result.contests:
        for line in ordered(contest):
            step, part = line.step, _part(contest, line.id)
            yield [
                contest.title,
                line.number,
                line.id,
                line.name,
                line.category,
                line.area,
                _units(line.cost),
                line.votes,
                line.score,
                "ja" if line.is_funded else "nee",
                step.number if step else None,
                step.effective_votes if step else None,
                _units(step.payment) if step else None,
                _units(part),
                why_not(line),
            ]


def _part(contest: ContestResult, id_: str) -> int | None:
    is_it = contest.partial is not None and contest.partial[0] == id_
    return contest.partial[1] if contest.partial and is_it else None


def steps(result: PublishedResult) -> Iterator[list[Cell]]:
    """Yield a row per selection."""
    for contest in result.contests:
        names = {line.id: line.name for line in contest.projects}
        for step in contest.steps:
            yield [contest.title, *_step(step, names[step.project])]


def _step(step: CountStep, name: str) -> list[Cell]:
    return [
        step.number,
        step.project,
        name,
        PHASES.get(step.phase, step.phase),
        step.effective_votes,
        _units(step.payment),
        step.payers_full,
        step.payers_all_they_had,
        _units(step.money_before),
        _units(step.money_after),
        ", ".join(step.tied_with),
        _units(step.left_after),
    ]


def turnout(participation: Iterable[Participation]) -> Iterator[list[Cell]]:
    """Yield a row per area."""
    for area in participation:
        note = "" if area.ballots is not None else "niet getoond"
        yield [area.area, area.letters, area.ballots, note]


def notes(result: PublishedResult, provenance: Provenance) -> Iterator[list[Cell]]:
    """Yield what the file is about, then what its columns mean."""
    yield ["Ronde", result.title]
    yield ["Versie", str(result.version)]
    yield [
        "Gestemd",
        f"{result.opened_on:%d-%m-%Y} tot en met {result.closed_on:%d-%m-%Y}",
    ]
    yield ["Pagina", provenance.address]
    yield ["Controlegetal (SHA-256)", provenance.result_hash]
    for what, words in EXPLAINED:
        yield [what, words]


def _units(cents: int | Fraction | None) -> Fraction | None:
    """Return an amount in whole units of money."""
    return None if cents is None else Fraction(cents) / 100
