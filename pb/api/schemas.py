"""The shapes of what the API gives, as JSON Schema."""

from typing import Any

from pb.projects.models import ProjectStatus
from pb.results.verdicts import Verdict
from pb.rounds.phases import Phase

Schema = dict[str, Any]


def ref(name: str, part: str = "schemas") -> Schema:
    """Return a reference to a component of the description."""
    return {"$ref": f"#/components/{part}/{name}"}


def _object(**properties: Schema) -> Schema:
    """Return an object that has all of these, always."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _one_of(values: Any) -> Schema:
    return {"type": "string", "enum": [str(value) for value in values]}


TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
MONEY: Schema = {"type": "number", "minimum": 0}
MOMENT: Schema = {"type": "string", "format": "date-time"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
# When and why a version stopped to hold; null while it does.
WITHDRAWN: Schema = {"anyOf": [_object(at=MOMENT, reason=TEXT), {"type": "null"}]}

ALL: dict[str, Schema] = {
    "Rounds": _object(rounds=_list(ref("Round"))),
    "Round": _object(
        slug=TEXT,
        title=TEXT,
        summary=TEXT,
        phase=_one_of(Phase),
        collectingOpensAt=_or_null(MOMENT),
        collectingClosesAt=_or_null(MOMENT),
        opensAt=_or_null(MOMENT),
        closesAt=_or_null(MOMENT),
        currency=TEXT,
        budget=MONEY,
        configHash=_or_null(HASH),
        importedFrom=_or_null(TEXT),
        contests=_list(ref("Contest")),
        url=ADDRESS,
    ),
    "Contest": _object(
        id=TEXT,
        title=TEXT,
        area=_or_null(TEXT),
        budget=MONEY,
        voteType=_one_of(("approval", "choose-1", "cumulative", "ordinal")),
        maxChoices=_or_null(COUNT),
        withinBudget={"type": "boolean"},
        rule=TEXT,
        utility=_or_null(TEXT),
        completion=_or_null(TEXT),
    ),
    "Projects": _object(
        total=COUNT, page=COUNT, pageSize=COUNT, projects=_list(ref("Project"))
    ),
    "Project": _object(
        id=COUNT,
        fileId=_or_null(TEXT),
        contest=_or_null(TEXT),
        title=TEXT,
        description=TEXT,
        theme=TEXT,
        place=TEXT,
        status=_one_of(ProjectStatus),
        reason=TEXT,
        estimatedCost=_or_null(MONEY),
        cost=_or_null(MONEY),
        verdict={"anyOf": [_one_of(Verdict), {"type": "null"}]},
        submittedAt=MOMENT,
        url=ADDRESS,
    ),
    "Result": _object(
        slug=TEXT,
        version=COUNT,
        publishedAt=MOMENT,
        reason=TEXT,
        hash=HASH,
        withdrawn=WITHDRAWN,
        ballots=COUNT,
        letters=COUNT,
        turnout=_list(ref("Turnout")),
        contests=_list(ref("ContestResult")),
        files=_object(
            bundle=ADDRESS, json=ADDRESS, csv=ADDRESS, xlsx=ADDRESS, pdf=ADDRESS
        ),
        versions=_list(
            _object(
                version=COUNT,
                publishedAt=MOMENT,
                hash=HASH,
                withdrawn=WITHDRAWN,
                url=ADDRESS,
            )
        ),
    ),
    "Turnout": {
        **_object(area=TEXT, letters=COUNT, ballots=_or_null(COUNT)),
        "description": "`ballots` is null where so few voted that it would tell who.",
    },
    "ContestResult": _object(
        id=TEXT,
        title=TEXT,
        rule=TEXT,
        utility=_or_null(TEXT),
        completion=_or_null(TEXT),
        ballots=COUNT,
        blankBallots=COUNT,
        budget=MONEY,
        cost=MONEY,
        left=MONEY,
        endowment=_or_null(NUMBER),
        winners=_list(COUNT),
        projects=_list(ref("ProjectResult")),
        steps=_list(ref("Step")),
    ),
    "ProjectResult": _object(
        id=COUNT,
        fileId=TEXT,
        title=TEXT,
        cost=MONEY,
        votes=COUNT,
        score=NUMBER,
        status=_one_of(("funded", "not_funded", "ineligible")),
        reason=_or_null(TEXT),
        step=_or_null(COUNT),
        partial=_or_null(MONEY),
    ),
    "Step": _object(
        number=COUNT,
        project=COUNT,
        phase=TEXT,
        effectiveVotes=_or_null(NUMBER),
        payment=_or_null(NUMBER),
        tiedWith=_list(COUNT),
        leftAfter=MONEY,
    ),
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {"type": TEXT, "title": TEXT, "status": COUNT, "detail": TEXT},
        "description": "RFC 9457.",
    },
}
