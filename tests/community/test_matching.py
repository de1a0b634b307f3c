"""How well an offer fits a wish, and that the points say why."""

from hypothesis import given
from hypothesis import strategies as st

from pb.community.matching import BEST, Help, Reason, Wish, fit, words_of

WISH = Wish("skills", "Wij zoeken een timmerman voor 's avonds", "Rubroek", "groen")
GOOD = Help("skills", "Timmeren", "Rubroek", "groen", frozenset({"evening"}))


def score(wish: Wish, help_: Help) -> int:
    return sum(points.points for points in fit(wish, help_) or [])


def test_says_for_what_each_point_is() -> None:
    found = fit(WISH, GOOD)

    assert found is not None
    assert {(p.reason, p.points) for p in found} == {
        (Reason.SAME_AREA, 30),
        (Reason.SAME_THEME, 20),
        (Reason.WORDS, 20),
        (Reason.TIME, 10),
    }
    assert next(p.about for p in found if p.reason is Reason.WORDS) == "timmerman"


def test_another_kind_or_another_area_does_not_fit() -> None:
    hands = Help("hands", "Timmeren", "Rubroek", "groen", frozenset())
    far = Help("skills", "Timmeren", "Kralingen-Oost", "groen", frozenset())

    assert fit(WISH, hands) is None
    assert fit(WISH, far) is None


def test_who_helps_everywhere_fits_but_comes_after_who_is_near() -> None:
    anywhere = Help("skills", "Timmeren", "", "groen", frozenset({"evening"}))

    assert 0 < score(WISH, anywhere) < score(WISH, GOOD)


def test_a_time_that_the_wish_does_not_name_gives_nothing() -> None:
    by_day = Help("skills", "Timmeren", "Rubroek", "groen", frozenset({"workday"}))

    assert score(WISH, by_day) == score(WISH, GOOD) - 10


def test_accents_and_capitals_do_not_part_words() -> None:
    assert words_of("TUINIËREN, één creatieve méns") == {"tuinieren", "creatieve"}


@given(st.text(), st.text(), st.sampled_from(["", "Rubroek"]))
def test_the_sum_is_never_above_the_best(wish: str, text: str, area: str) -> None:
    found = score(
        Wish("hands", wish, area, "groen"),
        Help("hands", text, "Rubroek", "groen", frozenset({"evening", "weekend"})),
    )

    assert 0 <= found <= BEST
