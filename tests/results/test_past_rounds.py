"""Past rounds side by side, and versions of one result."""

from sqlalchemy.orm import Session

from pb.models import BudgetRound, Publication, Withdrawal
from pb.results.listing import find_publication
from pb.results.past import past_rounds
from tests.pages import PageClient, tree
from tests.results.conftest import found
from tests.results.factories import make_armed_round
from tests.results.test_why_page import large


def text_of(client: PageClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return tree(response).text.replace("\u00a0", " ")


def test_lists_past_rounds_in_the_same_numbers(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    other = large(session)

    text = text_of(client, "/uitslagen")

    assert "Er zijn 2 rondes met een uitslag" in text
    assert published.title in text
    rows = {past.slug: past for past in past_rounds(session)}
    assert rows[other.slug].with_choice == 100
    assert rows[other.slug].with_choice_otherwise == 60


def test_a_round_without_a_result_is_not_listed(
    client: PageClient, session: Session
) -> None:
    found(session, make_armed_round(session))

    assert "Er is nog geen uitslag" in text_of(client, "/uitslagen")


def test_other_rounds_name_past_ones(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    slug = make_armed_round(session)

    text = text_of(client, f"/rondes/{slug}")

    assert "Wat brachten eerdere rondes?" in text
    assert "3 van de 5 plannen kregen geld, samen € 950" in text


def add_version(session: Session, budget_round: BudgetRound, figures: str) -> None:
    """Publish the same result once more, as a correction."""
    first = find_publication(session, budget_round)
    assert first is not None
    session.add(
        Publication(
            budget_round_id=budget_round.id,
            version=2,
            published_at=first.published_at,
            reason="Een biljet was twee keer geteld.",
            result_json=first.result_json,
            result_hash=first.result_hash,
            figures_json=figures,
        )
    )
    session.commit()


def test_a_correction_says_why_and_what_it_changed(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    first = find_publication(session, published)
    assert first is not None
    add_version(session, published, first.figures_json)
    address = f"/rondes/{published.slug}/uitslag"

    newest, older = text_of(client, address), text_of(client, f"{address}/v1")

    assert "Dit is een verbeterde uitslag: versie 2" in newest
    assert "Een biljet was twee keer geteld." in newest
    assert "zijn hetzelfde gebleven" in newest
    assert "Dit is een oude versie van de uitslag" in older


def test_an_older_result_without_a_study_has_its_pages(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    first = find_publication(session, published)
    assert first is not None
    figures = first.figures_json
    without = figures[: figures.index(', "studies"')] + "}"
    add_version(session, published, without)
    address = f"/rondes/{published.slug}/uitslag"

    assert "En met een andere regel?" not in text_of(client, address)
    assert "3 plannen krijgen geld" in text_of(client, address)


def test_a_withdrawn_result_says_so_and_why(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    first = find_publication(session, published)
    assert first is not None
    why = "De teller las de envelop van een ander."
    at = first.published_at
    session.add(Withdrawal(publication_id=first.id, withdrawn_at=at, reason=why))
    session.commit()

    text = text_of(client, f"/rondes/{published.slug}/uitslag")

    assert "Deze uitslag is ingetrokken" in text
    assert why in text
    assert "ingetrokken" in text_of(client, "/uitslagen")


def test_a_round_of_elsewhere_is_not_said_to_be_carried_out_here(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    slug = published.slug
    assert "Hier ziet u wat" in text_of(client, f"/rondes/{slug}/uitvoering")
    assert " uur tot " in text_of(client, f"/rondes/{slug}/plannen/1")
    published.imported_from = "Elders.pb"
    session.commit()

    text = text_of(client, f"/rondes/{slug}/uitvoering")

    assert "Wij voeren deze plannen niet uit" in text
    assert "Toegekend" not in text
    assert " uur tot " not in text_of(client, f"/rondes/{slug}/plannen/1")
