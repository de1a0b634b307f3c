"""The part of a ballot that is the same for all who vote, made once.

A page of sixty plans costs ten times as much to write as to fill in, and hundreds
of voters may ask for it in the same minute.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, get_template_attribute
from flask_babel import get_locale
from markupsafe import Markup, escape

from pb.projects.themes import theme_of
from pb.rounds.configuration import FrozenConfig, FrozenContest, FrozenProject
from pb.voting.ballot_form import tick_name
from pb.voting.ballot_words import (
    BallotWords,
    group_notes,
    make_words,
    notes_of,
    rules_of,
)
from pb.voting.presentation import Card, Text, View, make_sections

MOST_KEPT = 32  # configurations times areas times languages
Texts = Callable[[list[int]], Mapping[int, Text]]


@dataclass(frozen=True, slots=True)
class Face:
    """What the ballot of a contest always says."""

    words: BallotWords
    tick: str  # name of the fields with which a plan is ticked
    rules: tuple[str, ...]
    notes: tuple[str, ...]
    # The number of a plan -> its card: place drawn, hidden, state, class, words.
    cards: Mapping[int, tuple[str, ...]]
    # The same where nothing was chosen: what stands before and after the place drawn.
    untouched: Mapping[int, tuple[str, str]]
    words_json: str  # for ballot.js
    limits_json: str

    def untouched_list(self, drawn: Iterable[FrozenProject]) -> Markup:
        """Return the cards of a ballot on which nothing was chosen, in this order."""
        written: list[str] = []
        for place, project in enumerate(drawn, start=1):
            before, after = self.untouched[project.number]
            written += (before, str(place), after)
        return Markup("".join(written))  # noqa: S704  # as below

    def list_of(self, cards: Iterable[Card]) -> Markup:
        """Return the cards one after the other, with everything filled in."""
        written: list[str] = []
        for card in cards:
            parts = self.cards[card.project.number]
            for part, filled in zip(parts, _filled(card, self.words), strict=True):
                written += (part, filled)
        # Made by our own template, where everything is escaped.
        return Markup("".join(written))  # noqa: S704


def _filled(card: Card, words: BallotWords) -> tuple[str, ...]:
    """Return what stands in the holes of a card; after its last part nothing."""
    kind = "fit--yes" if card.fit.kind == "chosen" else ""
    is_no = card.fit.is_no or card.is_wrong
    return (
        str(card.drawn),
        "" if card.is_shown else " hidden",
        _state(card, words),
        "fit--no" if is_no else kind,
        escape(words.fit(card)),
        "",
    )


def _state(card: Card, words: BallotWords) -> str:
    if words.contest.vote_type in {"approval", "choose-1"}:
        return " checked" if card.mark else ""
    wrong = ' aria-invalid="true"' if card.is_wrong else ""
    return f' value="{card.mark}"{wrong}' if card.mark else wrong


def faces_of(config: FrozenConfig, area_id: str, texts: Texts) -> Mapping[str, Face]:
    """Return the faces of the contests of a ballot, by contest id.

    Nothing in them changes after freezing; descriptions are fixed with handing in.

    Args:
        config: Of the round.
        area_id: Of the ballot form.
        texts: Finds description and place of plans; asked at the first time only.
    """
    kept: dict[Any, Mapping[str, Face]] = current_app.extensions.setdefault(
        "ballot_faces", {}
    )
    key = (config.hash, area_id, str(get_locale()))
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = _make_faces(config, area_id, texts)
    return kept[key]


def _make_faces(config: FrozenConfig, area_id: str, texts: Texts) -> Mapping[str, Face]:
    contests = config.contests_for(area_id)
    found = texts([p.number for contest in contests for p in contest.projects])
    return {
        contest.id: _make_face(
            contest, config.currency, tick_name(contests, contest), found
        )
        for contest in contests
    }


def _make_face(
    contest: FrozenContest, currency: str, tick: str, texts: Mapping[int, Text]
) -> Face:
    words = make_words(contest, currency)
    write = get_template_attribute("voting/_card.html", "card")
    groups = group_notes(contest)
    hole = secrets.token_hex(16)  # in a card, where something is filled in

    def parts(project: FrozenProject) -> tuple[str, ...]:
        written = write(
            plan=project,
            theme=theme_of(project.category),
            text=texts.get(project.number, Text()),
            notes=[sentence for sentence, ids in groups if project.id in ids],
            contest=contest,
            tick=tick,
            hole=hole,
            currency=currency,
        )
        return tuple(str(written).split(hole))

    cards = {project.number: parts(project) for project in contest.projects}
    return Face(
        words,
        tick,
        tuple(rules_of(words)),
        tuple(notes_of(words)),
        cards,
        _untouched(words, cards),
        words.to_json(),
        json.dumps(_limits(contest)),
    )


def _untouched(
    words: BallotWords, cards: Mapping[int, tuple[str, ...]]
) -> Mapping[int, tuple[str, str]]:
    (section,) = make_sections([words.contest], {}, lot=lambda _: b"", view=View())
    written = {}
    for card in section.cards:
        first, *parts = cards[card.project.number]
        _drawn, *filled = _filled(card, words)
        both = zip(parts, filled, strict=True)
        written[card.project.number] = (first, "".join(map("".join, both)))
    return written


def _limits(contest: FrozenContest) -> dict[str, Any]:
    """Return what `ballot.js` counts with; null is no limit."""
    limits = contest.limits
    return {
        "budget": contest.budget_limit if limits.within_budget else None,
        "least": limits.min_choices,
        "most": contest.most_choices,
        "points": limits.points,
        "planPoints": limits.max_points,
        "themes": dict(limits.max_per_theme),
    }
