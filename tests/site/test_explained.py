"""The explanation: its figures are those that the rules themselves give."""

from tests.allocation.elections import EURO, count, make_instance, worked_example
from tests.pages import PageClient, tree

NAMES = {"A": "Speeltuin", "C": "Geveltuinen", "E": "Muziek op het plein"}


def _text(client: PageClient) -> str:
    return tree(client.get("/uitleg")).text.replace("\u00a0", " ")


def test_tells_the_first_steps_of_equal_shares(client: PageClient) -> None:
    outcome = count(worked_example(), completion="none")
    first, second = outcome.steps

    text = _text(client)

    assert first.project == "A"
    assert first.payment == 100 * EURO
    assert "€ 600 : 6 kiezers = € 100 per kiezer" in text
    assert second.project == "C"
    assert second.payment == 60 * EURO
    assert "€ 240 : 4 kiezers = € 60 per kiezer" in text
    assert outcome.left == 160 * EURO
    assert "Er is nog € 160 over. Daarom rekenen wij opnieuw" in text


def test_tells_how_the_money_left_is_used(client: PageClient) -> None:
    outcome = count(worked_example())

    text = _text(client)

    assert outcome.endowment == 126 * EURO
    assert "Daarom telt de berekening met € 126." in text
    winners = [NAMES[id_] for id_ in outcome.winners]
    assert "{}, {} en {}".format(*winners) in text
    assert outcome.left == 50 * EURO
    assert "Er is nog € 50 over." in text


def test_tells_at_which_amount_the_music_is_bought(client: PageClient) -> None:
    at_115 = count(worked_example(), completion="add1", add1_stop="exhaustive")

    assert at_115.endowment == 115 * EURO
    assert at_115.steps[-1].project == "E"
    assert "Bij € 115 per kiezer houden bewoner 7 en 10 elk € 55 over." in _text(client)


def test_tells_that_one_more_euro_would_overspend() -> None:
    costs = {project.id: project.cost for project in worked_example().projects}
    ballots = ["AB"] * 5 + ["AD", "CE", "CD", "CD", "CE"]
    # A budget of € 1,270 is € 127 for each of the ten.
    richer = count(make_instance(1270 * EURO, costs, *ballots), completion="none")

    assert richer.cost > 1000 * EURO


def test_tells_why_the_benches_get_nothing(client: PageClient) -> None:
    outcome = count(worked_example())
    playground = outcome.steps[0]

    assert playground.project == "A"
    assert outcome.endowment is not None
    money = 5 * outcome.endowment
    left = money - 5 * (playground.payment or 0)
    assert money == 630 * EURO
    assert left == 130 * EURO
    assert "Samen hadden zij € 630." in _text(client)
    assert "Er was € 170 te weinig." in _text(client)


def test_tells_what_most_votes_first_would_fund(client: PageClient) -> None:
    outcome = count(worked_example(), rule="greedy")

    assert outcome.winners == ("A", "B")
    assert outcome.left == 100 * EURO
    assert "In het voorbeeld zijn dat de speeltuin en de bankjes." in _text(client)
    assert "Er is dan nog € 100 over." in _text(client)
