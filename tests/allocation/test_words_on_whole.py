"""What voters got, and what a rule does not promise, in words."""

from typing import Any

import pytest

from allocation import BallotGroup, Instance, Project, explain, to_text
from allocation.explain import (
    against_greedy,
    limits_of,
    overall,
    sentences_on_whole,
)
from allocation.explain.sentences import EN as EN_OF_PROJECT
from allocation.explain.sentences import NL as NL_OF_PROJECT
from allocation.explain.whole import EN, NL
from tests.allocation.elections import count, worked_example


def words(language: Any, **options: Any) -> str:
    instance = worked_example()
    outcome = count(instance, **options)
    said = overall(instance, outcome)
    assert said is not None
    against = against_greedy(instance, outcome)
    return " ".join(
        sentences_on_whole(said, against, {"B": "Bankjes"}, language=language)
    )


def test_says_in_dutch_what_the_voters_got() -> None:
    text = words("nl", completion="none")

    assert "10 van de 10 stembiljetten (100%) noemen" in text
    assert "gemiddeld € 84,00 per biljet" in text
    assert "Het tiende deel met het minste heeft 7,1% van het geld." in text
    assert "Meeste stemmen eerst had ook gekozen: Bankjes." in text
    assert "Meeste stemmen eerst had niet gekozen: C." in text
    assert "0 hebben er geen, tegen 4." in text


def test_says_in_english_that_greedy_would_have_done_the_same() -> None:
    text = words("en", rule="greedy")

    assert "6 of 10 ballots (60%) name at least one funded project." in text
    assert "would have funded the same projects" in text


def test_says_what_each_area_got() -> None:
    groups = {
        "noord": (BallotGroup({"a": 1}, 20),),
        "": (BallotGroup({"a": 1}, 12),),
        "x": (BallotGroup({"a": 1}, 5),),
        "y": (BallotGroup({}, 8),),
    }
    ballots = tuple(group for mine in groups.values() for group in mine)
    instance = Instance((Project("a", 370_00),), 400_00, ballots)
    outcome = count(instance)

    text = to_text(
        instance, outcome, explanations=explain(instance, outcome), areas=groups
    )

    assert "noord: 20 ballots, 20 with a funded project. EUR 200.00 goes to" in text
    assert "Without area: 12 ballots. EUR 120.00 goes to" in text
    assert "Small areas together: 13 ballots. EUR 50.00 goes to" in text
    assert "in proportion it would be EUR 106.89" in text


@pytest.mark.parametrize(
    ("options", "text"),
    [
        pytest.param({"rule": "greedy"}, "promises no group", id="greedy"),
        pytest.param({"rule": "knapsack"}, "promises no group", id="knapsack"),
        pytest.param({"rule": "phragmen"}, "more votes always help", id="phragmen"),
        pytest.param({"completion": "none"}, "more votes always help", id="none"),
        pytest.param({"completion": "add1"}, "do not always help", id="add1"),
        pytest.param(
            {"completion": "utilitarian"}, "Its own supporters did not", id="completed"
        ),
        pytest.param(
            {"comparison": "funded-votes"}, "promises no group", id="comparison"
        ),
    ],
)
def test_says_what_is_not_promised_where_it_is_explained(
    options: dict[str, Any], text: str
) -> None:
    instance = worked_example()
    outcome = count(instance, **options)

    shown = to_text(instance, outcome, explanations=explain(instance, outcome))

    assert any(text in sentence for sentence in limits_of(outcome, language="en"))
    assert text in shown
    assert text not in to_text(instance, outcome)


def test_notes_of_the_count_are_shown_always() -> None:
    outcome = count(worked_example(), comparison="funded-votes")

    assert "Note: more voters named more projects" in to_text(worked_example(), outcome)


@pytest.mark.parametrize(
    ("dutch", "english"), [(NL, EN), (NL_OF_PROJECT, EN_OF_PROJECT)]
)
def test_both_languages_say_the_same_with_the_same_values(
    dutch: dict[str, str], english: dict[str, str]
) -> None:
    assert dutch.keys() == english.keys()
    for key, sentence in dutch.items():
        assert values_in(sentence) == values_in(english[key]), key


def values_in(sentence: str) -> set[str]:
    return {part.split("}")[0] for part in sentence.split("{")[1:]}
