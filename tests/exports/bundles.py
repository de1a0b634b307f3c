"""Made-up rounds with ballots and a result, as the files of a bundle."""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import rfc8785
from nacl.signing import SigningKey

from exports import checkpoint, event_log, merkle
from exports.bundle import ListedBallot, Parts, make_files
from exports.pabulib import to_pabulib
from exports.result import PublishedResult, read_contest
from pb.results.ballots import CastBallots, make_instance
from pb.results.counting import count_ballots, frame
from pb.rounds.configuration import FrozenConfig, read_config
from pb.rounds.models import BudgetRound
from pb.rounds.rule_options import DEFAULTS
from pb.voting.commitment import commitment_of

SECRET = SigningKey(b"key of the made-up bundles......")
KEY = checkpoint.Key("buurt.example", bytes(SECRET.verify_key))
ORIGIN = "buurt.example/rondes/buurtbudget"
Json = dict[str, Any]


def sign(message: bytes) -> bytes:
    """Sign as the publisher of the made-up bundles."""
    return SECRET.sign(message).signature


@dataclass
class MadeRound:
    """One round from its configuration to its result."""

    config: Json
    bodies: list[Json]
    nonces: list[bytes] = field(default_factory=list)
    changes: Mapping[str, Any] = field(default_factory=dict)  # of the parts

    def __post_init__(self) -> None:
        """Give every ballot the nonce of its place, unless there are nonces."""
        places = range(len(self.bodies))
        self.nonces = self.nonces or [sha(f"nonce {n}") for n in places]

    @property
    def frozen(self) -> FrozenConfig:
        """Return the configuration as the count reads it."""
        text = rfc8785.dumps(self.config)
        row = SimpleNamespace(
            config_json=text.decode(),
            config_hash=hashlib.sha256(text).hexdigest(),
            closes_at=None,
        )
        return read_config(cast(BudgetRound, row))

    @property
    def ballots(self) -> list[ListedBallot]:
        """Return the ballots, in the order in which they were cast."""
        hash_ = self.frozen.hash
        return [
            ListedBallot(commitment_of(hash_, nonce, body), nonce.hex(), body.decode())
            for nonce, body in zip(
                self.nonces, map(rfc8785.dumps, self.bodies), strict=True
            )
        ]

    def counted(self) -> tuple[bytes, dict[str, str]]:
        """Return result.json and the Pabulib files."""
        counts = Counter(rfc8785.dumps(body).decode() for body in self.bodies)
        config, ballots = self.frozen, CastBallots(counts)
        text = count_ballots(config, ballots).result_json
        documents = json.loads(text)["contests"]
        contests = tuple(
            read_contest(documents[c.id], frame(c)) for c in config.contests
        )
        day = date(2026, 11, 9)
        result = PublishedResult(
            "buurtbudget", "Buurt", "Kralingen", "NL", day, day, 1, contests
        )
        return text.encode(), {
            contest.id: to_pabulib(result, contest, make_instance(fixed, ballots))
            for contest, fixed in zip(contests, config.contests, strict=True)
        }

    def parts(self) -> Parts:
        """Return what the bundle is made of: a whole log, and its checkpoints."""
        result, rounds = self.counted()
        ballots = sorted(self.ballots, key=lambda ballot: ballot.commitment)
        leaves = [bytes.fromhex(ballot.commitment) for ballot in ballots]
        events = self.events(result, leaves)
        texts = {
            f"events-{size}": make_checkpoint("events", event_log.leaves(events[:size]))
            for size in (3, len(events))
        }
        texts[f"ballots-{len(leaves)}"] = make_checkpoint("ballots", leaves)
        return Parts(
            origin=ORIGIN,
            version=1,
            config=rfc8785.dumps(self.config),
            ballots=ballots,
            events=events,
            checkpoints=texts,
            result=result,
            rounds=rounds,
            contests=len(self.config["contests"]),
        )

    def events(self, result: bytes, leaves: Sequence[bytes]) -> list[str]:
        """Return a log with the numbers of this round."""
        number, root = len(leaves), merkle.root(leaves).hex()
        hash_ = hashlib.sha256(result).hexdigest()
        codes = {"issued": number + 7, "unused": 3, "used": number + 2}
        codes |= {"revoked": 2, "void": 2}
        issued = {"area": "1", "root": "0" * 64, "extra": False}
        urn = {"unreadable": 0, "envelopes": number, "envelopes_root": "0" * 64}
        void = ("BALLOT_VOIDED", {"area": "1", "reason": "lost"})
        return chain(
            ("ROUND_FROZEN", {"config_hash": self.frozen.hash}),
            ("KEY_MADE", {"public_key": "0" * 64, "holders": ["A", "B", "C"]}),
            ("CODES_ISSUED", {**issued, "count": number + 7}),
            ("CODES_REVOKED", {"area": "1", "count": 1}),
            ("CODE_REPLACED", {"area": "1", "reason": "lost"}),
            void,
            void,
            ("COUNTS", codes),
            ("ROUND_CLOSED", {**codes, **urn}),
            ("URN_OPENED", {"ballots": number, "unreadable": 0, "root": root}),
            ("RESULT_PROPOSED", {"result_hash": hash_}),
            ("RESULT_PUBLISHED", {"version": 1, "result_hash": hash_, "reason": ""}),
        )

    def files(self) -> dict[str, bytes]:
        """Return the files of the bundle."""
        return make_files(self.parts(), KEY, sign)


def sha(text: str) -> bytes:
    """Return 32 bytes that follow from a text."""
    return hashlib.sha256(text.encode()).digest()


def chain(*told: tuple[str, Json]) -> list[str]:
    """Return the lines of a log."""
    lines: list[str] = []
    previous = event_log.NOTHING
    for index, (type_, body) in enumerate(told):
        event = {
            "index": index,
            "at": "2026-11-30T08:00:00Z",
            "type": type_,
            "actor": "system",
            "body": body,
            "previous": previous,
        }
        previous = event_log.event_hash(event)
        lines.append(event_log.event_line({**event, "hash": previous}))
    return lines


def with_events(parts: Parts, events: Sequence[str]) -> Parts:
    """Return parts with another log, signed as if it had been so."""
    kept = {n: t for n, t in parts.checkpoints.items() if n.startswith("ballots")}
    signed = make_checkpoint("events", event_log.leaves(events))
    texts = {**kept, f"events-{len(events)}": signed}
    return replace(parts, events=events, checkpoints=texts)


def make_checkpoint(log: str, leaves: Sequence[bytes]) -> str:
    """Return the signed text of a checkpoint."""
    state = checkpoint.Checkpoint(f"{ORIGIN}/{log}", len(leaves), merkle.root(leaves))
    return checkpoint.make(state, KEY, sign)


def sign_again(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return changed files with sums and signature as if they were published so."""
    from exports.bundle import signed_sums

    rest = {n: d for n, d in files.items() if not n.startswith("SHA256SUMS")}
    parts = cast(Parts, SimpleNamespace(origin=ORIGIN, version=1))
    return rest | signed_sums(rest, parts, key=KEY, sign=sign)


# ---- Rounds by chance ---------------------------------------------------------

RULES: Sequence[tuple[str, tuple[str | None, ...]]] = (
    ("equal-shares", ("none", "utilitarian", "add1", "add1u", "knapsack", None)),
    ("greedy", (None,)),
    ("knapsack", (None,)),
    ("phragmen", (None, "none", "utilitarian")),
)
THEMES = ("groen", "jeugd", "straat")
IDS = ("a", "B", "10", "9", "é", "f")


def random_round(seed: int) -> MadeRound:
    """Return a small round of any rule, vote type and options, full of ties."""
    chance = random.Random(seed)  # noqa: S311  # repeatable, guards nothing
    areas: list[Json] = [
        {"id": str(n + 1), "name": f"Wijk {n}", "letters_sent": 100}
        for n in range(chance.randint(1, 3))
    ]
    where: list[str | None] = (
        [None] if len(areas) == 1 else [None, *(area["id"] for area in areas)]
    )
    contests = [
        _contest(chance, str(n + 5), area)
        for n, area in enumerate(where[: chance.randint(1, 3)])
    ]
    config = {
        "format": "buurtgeld-config/1",
        "slug": "buurtbudget",
        "title": "Buurtbudget",
        "opens_at": "2026-11-09T08:00:00Z",
        "closes_at": "2026-11-29T08:00:00Z",
        "currency": "EUR",
        "tie_seed": str(seed),
        "areas": areas,
        "contests": contests,
    }
    number = chance.choice([1, 3, 10, 14, 25])
    bodies = [_ballot(chance, areas, contests) for _ in range(number)]
    return MadeRound(config, bodies)


def _contest(chance: random.Random, id_: str, area: str | None) -> Json:
    rule, completions = chance.choice(RULES)
    kinds = ["approval", "choose-1"]
    if rule != "phragmen":
        kinds += ["cumulative", "ordinal"]
    kind = chance.choice(kinds)
    projects: list[Json] = [
        {
            "id": name,
            "number": n,
            "name": f"Plan {name}",
            "cost": chance.choice([0, 100, 100, 150, 200, 333, 700, 1200]),
            "category": chance.choice(THEMES),
            "area": "",
        }
        for n, name in enumerate(
            ["a", "B", "10", "9", "é", "f"][: chance.randint(1, 6)]
        )
    ]
    ids = [project["id"] for project in projects]
    return {
        "id": id_,
        "title": f"Pot {id_}",
        "area": area,
        "budget": chance.choice([200, 500, 1000, 1001]),
        "vote_type": kind,
        "limits": _limits(chance, kind),
        "rule": {
            "rule": rule,
            "utility": chance.choice(["cost", "cardinality"])
            if rule in ("equal-shares", "greedy")
            else None,
            "completion": chance.choice(completions),
            "options": {**DEFAULTS, **_options(chance, rule, ids)},
        },
        "projects": projects,
        "tie_order": chance.sample(ids, len(ids)),
    }


def _limits(chance: random.Random, kind: str) -> Json:
    return {
        "max_choices": 1 if kind == "choose-1" else chance.choice([None, 3]),
        "within_budget": False,
        "min_choices": 0,
        "points": 7 if kind == "cumulative" else None,
        "max_points": chance.choice([None, 4]),
        "max_per_theme": chance.choice([{}, {"groen": 1}]),
    }


def _options(chance: random.Random, rule: str, ids: list[str]) -> Json:
    options: Json = {
        "add1_stop": chance.choice(["overspend", "exhaustive"]),
        "increment": chance.choice([1, 7, 100]),
        "leftover": chance.choice(["keep", "keep", "next-fit", "partial"]),
        "min_score": chance.choice(["0", "0", "2", "2.5%", "15%"]),
        "objective": chance.choice(["votes", "votes-cost"]),
        "skip": chance.choice([True, False]),
    }
    if rule == "equal-shares":
        options["comparison"] = chance.choice(["none", "funded-votes"])
    if chance.random() < 0.3:
        group = chance.sample(ids, chance.randint(1, len(ids)))
        options["groups"] = [{"projects": group, "at_most": 1}]
    if chance.random() < 0.3:
        options["caps"] = {chance.choice(THEMES): chance.choice([100, 400])}
        options["caps_bind_completion"] = chance.choice([True, False])
    return options


def _ballot(chance: random.Random, areas: list[Json], contests: list[Json]) -> Json:
    area = chance.choice(areas)["id"]
    choices = {}
    for contest in contests:
        if contest["area"] in (None, area):
            given = _choices(chance, contest)
            if given:
                choices[contest["id"]] = given
    return {"area": area, "choices": choices}


def _choices(chance: random.Random, contest: Json) -> Any:
    projects = contest["projects"]
    most = contest["limits"]["max_choices"] or len(projects)
    size = chance.randint(0, min(most, len(projects)))
    chosen, themes = [], Counter[str]()
    for project in chance.sample(projects, size):
        limit = contest["limits"]["max_per_theme"].get(project["category"], 9)
        if themes[project["category"]] < limit:
            chosen.append(project["id"])
            themes[project["category"]] += 1
    if contest["vote_type"] == "cumulative":
        return {id_: chance.choice([1, 2]) for id_ in chosen[:3]}
    return chosen if contest["vote_type"] == "ordinal" else sorted(chosen)
