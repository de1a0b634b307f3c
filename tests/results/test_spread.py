"""How funded plans are spread over voters, the last rows together."""

import pytest
from flask import Flask

from pb.results.spread import named_rows
from pb.results.studied import RuleNumbers, Studied


def studied(*named: int) -> Studied:
    numbers = RuleNumbers(
        rule="greedy",
        winners=(),
        cost=0,
        named=named,
        parts=(),
        value=0,
        more=0,
        fewer=0,
        areas=(),
    )
    return Studied(rules=(numbers,))


@pytest.mark.parametrize(
    ("named", "voters"),
    [
        pytest.param((136, 288, 63, 10, 1), [136, 288, 63, 11], id="a-few-at-the-end"),
        pytest.param((50, 40, 30), [50, 40, 30], id="enough-everywhere"),
        pytest.param((50, 4, 3, 2), [50, 9], id="few-but-for-none"),
        pytest.param((*[20] * 14,), [20] * 10 + [80], id="many-plans"),
        pytest.param((7,), [7], id="nobody-has-any"),
        pytest.param((), [], id="no-ballots"),
    ],
)
def test_tells_voters_together_where_they_are_few(
    app: Flask, named: tuple[int, ...], voters: list[int]
) -> None:
    with app.test_request_context():
        rows = named_rows(studied(*named))

    assert [row.voters for row in rows] == voters
    assert sum(row.voters for row in rows) == sum(named)
