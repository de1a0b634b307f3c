"""What the report of a result says of one contest."""

from collections import Counter
from typing import Any

from exports.result import CountStep, ProjectLine
from pb.formatting import number
from pb.results.money_bar import MoneyPart
from pb.results.page import ContestPage
from pb.results.story import Case, Story
from pb.results.why import tell

Order = dict[str, Any]


def headline(funded: int) -> str:
    """Return the result in a sentence, by the number of plans with money."""
    if not funded:
        return "Geen plan krijgt geld"
    return (
        f"{number(funded)} {'plan krijgt' if funded == 1 else 'plannen krijgen'} geld"
    )


def contest_order(contest: ContestPage, *, is_only: bool) -> Order:
    """Return all that the report says of one contest.

    Args:
        contest: As its page shows it.
        is_only: There is no other; then the first page tells part of it.
    """
    result, teller = contest.result, contest.teller
    return {
        "title": result.title,
        "comparison": None if is_only else comparison(contest),
        "heading": "De uitslag" if is_only else f"De uitslag: {result.title}",
        "lead": _contest_lead(contest),
        "facts": _contest_facts(contest),
        "parts": [_part(part, contest) for part in contest.parts],
        "left": teller.amount(result.left),
        "money_alt": "Verdeling van het geld over onderwerpen. De bedragen staan in de"
        " tabel hieronder.",
        **_funded_table(contest),
        "others": [_other(contest, line) for line in contest.losers],
        "rule": [contest.rule, *contest.rule_sentences],
        "ties": [_tie(contest, step) for step in contest.ties],
        **_stories(contest),
    }


def _contest_lead(contest: ContestPage) -> str:
    result, teller = contest.result, contest.teller
    return (
        f"{number(result.ballots)} kiezers verdeelden {teller.amount(result.budget)}"
        f" over {number(len(result.projects))} plannen."
    )


def _contest_facts(contest: ContestPage) -> list[list[str]]:
    result, teller = contest.result, contest.teller
    facts = [
        [str(len(contest.funded)), "plannen krijgen geld"],
        [teller.amount(result.cost), "verdeeld"],
        [teller.amount(result.left), "over"],
    ]
    if result.endowment is not None:
        facts.append([teller.amount(result.endowment), "bedrag per kiezer"])
    return facts


def _part(part: MoneyPart, contest: ContestPage) -> Order:
    return {
        "label": part.label or "Zonder onderwerp",
        "plans": f"{part.plans} van {part.of_plans}",
        "amount": contest.teller.amount(part.cents),
        "share": part.cents / contest.result.budget,
        "tone": part.tone,
    }


def pot_row(contest: ContestPage) -> list[str]:
    """Return the row of a contest among all."""
    result, teller = contest.result, contest.teller
    return [
        result.title,
        number(result.ballots),
        f"{len(contest.funded)} van {len(result.projects)}",
        teller.amount(result.cost),
        teller.amount(result.left),
    ]


def _funded_table(contest: ContestPage) -> Order:
    """Return the table of plans with money; without a column that says nothing."""
    has_areas = any(line.area for line in contest.funded)
    columns = [True, True, has_areas, True, True, contest.result.is_shared]
    shown = [place for place, is_shown in enumerate(columns) if is_shown]
    rows = [_funded(contest, line) for line in contest.funded]
    return {
        "funded_columns": shown,
        "funded": [[row[place] for place in shown] for row in rows],
    }


def _funded(contest: ContestPage, line: ProjectLine) -> list[str]:
    teller, step = contest.teller, line.step
    support = step.effective_votes if step else None
    return [
        str(step.number) if step else "–",
        name_of(line),
        line.area,
        teller.amount(line.cost),
        teller.count(line.score),
        "–" if support is None else teller.support(support),
    ]


def _other(contest: ContestPage, line: ProjectLine) -> list[str]:
    teller = contest.teller
    return [
        name_of(line),
        teller.amount(line.cost),
        teller.count(line.score),
        teller.why_not(line),
    ]


def _tie(contest: ContestPage, step: CountStep) -> str:
    teller = contest.teller
    names = ", ".join(map(teller.name, contest.rivals(step)))
    chosen = name_of(contest.result.project(step.project))
    return f"{chosen} stond precies gelijk met {names} en ging voor."


def _stories(contest: ContestPage) -> Order:
    """Return why each plan did or did not get money; what holds for many, once."""
    lines = (*contest.funded, *contest.losers)
    told = [(line, tell(_case(contest, line))) for line in lines]
    times = Counter(caveat for _line, story in told for caveat in story.caveats)
    shared = [caveat for caveat, count in times.items() if count > 1]
    return {
        "caveats": shared,
        "stories": [_story(contest, line, story, shared) for line, story in told],
    }


def _case(contest: ContestPage, line: ProjectLine) -> Case:
    tried = contest.tried.get(line.id, {})
    return Case(line, contest.teller, contest.studied, tried)


def _story(
    contest: ContestPage, line: ProjectLine, story: Story, shared: list[str]
) -> Order:
    verdict = "Krijgt geld." if line.is_funded else "Krijgt geen geld."
    facts = [f"{each.fact}. {each.sentence}" for each in story.verdicts]
    paragraphs = [
        f"{verdict} {' '.join(story.lead)}",
        " ".join(story.support),
        " ".join([story.turning, *facts]),
        " ".join(caveat for caveat in story.caveats if caveat not in shared),
    ]
    return {
        "name": name_of(line),
        "meta": contest.teller.about(line),
        "paragraphs": [told for told in paragraphs if told.strip()],
    }


def name_of(line: ProjectLine) -> str:
    """Return the name of a plan; its id where it has none."""
    return line.name.strip() or line.id


def comparison(contest: ContestPage) -> Order | None:
    """Return what other rules would have given, as information."""
    beside = contest.beside
    if beside is None:
        return None
    head = [f"{beside.names[0]} (uitslag)", *beside.names[1:]]
    return {
        "head": ["Met dezelfde stemmen", *head],
        "rows": beside.rows,
        "remarks": beside.remarks,
    }


def ballots_row(contest: ContestPage) -> list[str]:
    """Return how many ballots of a contest were counted."""
    result = contest.result
    named = result.ballots - result.blank_ballots
    return [
        result.title,
        number(named),
        number(result.blank_ballots),
        number(result.ballots),
    ]
