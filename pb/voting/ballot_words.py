"""What a ballot says in words: its rules, what still fits, and what is too much."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from pb.formatting import money
from pb.projects.themes import theme_of
from pb.rounds.configuration import FrozenContest
from pb.voting.presentation import Card, Section
from pb.voting.selection import Choices


@dataclass(frozen=True, slots=True)
class BallotWords:
    """The sentences of one contest, in the visitor's language.

    Made once per configuration and language. Where a number is filled in at every
    tick, the words hold %s (and %t) for it; `ballot.js` fills them in alike.
    """

    contest: FrozenContest
    currency: str
    locale: str
    text: Mapping[str, str]
    counted: Mapping[str, tuple[str, str]]  # for one, and for many
    themes: Mapping[str, str]  # category -> that it is full

    def to_json(self) -> str:
        """Return the words for `ballot.js`."""
        return json.dumps({**self.text, **self.counted, "themes": self.themes})

    def money(self, cents: int) -> str:
        """Return an amount."""
        return money(cents, self.currency, locale=self.locale)

    def fit(self, card: Card) -> str:
        """Return whether a plan can be chosen, or why not."""
        kind = card.fit.kind
        if card.is_wrong:
            return self._wrong(card)
        if kind == "chosen" and self.contest.vote_type == "ordinal":
            return self.text["place"].replace("%s", str(card.fit.place))
        if kind == "dear":
            return self.text["dear"].replace("%s", self.money(card.fit.lacks))
        if kind == "theme":
            return self.themes[card.project.category]
        return self.text[kind] if kind else ""

    def _wrong(self, card: Card) -> str:
        """Return what is wrong with the field of a plan."""
        if card.mark is None:
            return self.text["wrong"]
        kind = "twice" if self.contest.vote_type == "ordinal" else "plan_points"
        return self.text[kind]

    def rest(self, section: Section) -> str:
        """Return what is left to give, where something is counted down."""
        if self.contest.vote_type == "cumulative":
            return self._points_left(section.choices)
        if not self.contest.limits.within_budget:
            return ""
        kind = "over" if section.left < 0 else "left"
        return self.text[kind].replace("%s", self.money(abs(section.left)))

    def _points_left(self, choices: Choices) -> str:
        points = self.contest.limits.points
        if points is None:
            return _counted(self.counted["given"], choices.points)
        left = points - choices.points
        if left == 0:
            return self.text["spent"]
        kind = "points_over" if left < 0 else "points"
        return _counted(self.counted[kind], abs(left))

    def count(self, section: Section) -> str:
        """Return how many plans are chosen, and how many more must be."""
        count, least = section.count, self.contest.limits.min_choices
        if 0 < count < least:
            return _counted(self.counted["more"], least - count).replace(
                "%t", str(count)
            )
        return _counted(self.counted["count"], count)


def _counted(words: tuple[str, str], count: int) -> str:
    """Return the words for one or for many, with the number filled in."""
    return words[count != 1].replace("%s", str(count))


def make_words(contest: FrozenContest, currency: str) -> BallotWords:
    """Return the words of a contest in the language of the request."""
    return BallotWords(
        contest,
        currency,
        str(get_locale() or "nl"),
        _texts(contest),
        _counted_texts(contest),
        dict(_full_themes(contest)),
    )


def _texts(contest: FrozenContest) -> dict[str, str]:
    full = ngettext(
        "U heeft al %(num)s plan gekozen",
        "U heeft al %(num)s plannen gekozen",
        contest.most_choices,
    )
    return {
        "chosen": _("Gekozen"),
        "place": _("Uw nummer %(place)s", place="%s"),
        "fits": _("Past nog"),
        "first": _("Haal eerst iets weg"),
        "dear": _("Past niet meer: %(amount)s te veel", amount="%s"),
        "left": _("Nog %(amount)s over", amount="%s"),
        "over": _("%(amount)s te veel", amount="%s"),
        "spent": _("Al uw punten zijn verdeeld"),
        "twice": _("Dit nummer staat er twee keer"),
        "wrong": _("Dit is geen nummer dat hier kan"),
        "plan_points": _most_points(contest),
        "full": full,
    }


def _counted_texts(contest: FrozenContest) -> dict[str, tuple[str, str]]:
    return {
        "points": (_("Nog 1 punt over"), _("Nog %(count)s punten over", count="%s")),
        "points_over": (
            _("1 punt te veel"),
            _("%(count)s punten te veel", count="%s"),
        ),
        "given": (_("1 punt gegeven"), _("%(count)s punten gegeven", count="%s")),
        "count": _count_words(contest),
        "more": (
            _("%(count)s gekozen, kies er nog 1", count="%t"),
            _("%(count)s gekozen, kies er nog %(more)s", count="%t", more="%s"),
        ),
    }


def _most_points(contest: FrozenContest) -> str:
    most = contest.limits.max_points
    if most is None:
        return ""
    return str(ngettext("Ten hoogste %(num)s punt", "Ten hoogste %(num)s punten", most))


def _full_themes(contest: FrozenContest) -> Iterator[tuple[str, str]]:
    for theme, most in contest.limits.max_per_theme.items():
        label = theme_name(theme)
        yield (
            theme,
            ngettext(
                "U heeft al %(num)s plan in %(theme)s",
                "U heeft al %(num)s plannen in %(theme)s",
                most,
                theme=label,
            ),
        )


def _count_words(contest: FrozenContest) -> tuple[str, str]:
    most = contest.limits.max_choices
    if most is None or contest.vote_type == "choose-1":
        return (_("1 plan gekozen"), _("%(count)s plannen gekozen", count="%s"))
    words = _("%(count)s van %(most)s plannen gekozen", count="%s", most=most)
    return (words, words)


def theme_name(category: str) -> str:
    """Return what residents call a category."""
    theme = theme_of(category)
    return str(theme.label) if theme else category


def rules_of(words: BallotWords) -> list[str]:
    """Return what one may choose, in the order in which one needs to know it."""
    contest = words.contest
    budget = words.money(contest.budget_limit)
    divides = contest.limits.within_budget and contest.vote_type != "choose-1"
    sentences = [
        _("U verdeelt %(budget)s.", budget=budget)
        if divides
        else _("Er is %(budget)s te verdelen.", budget=budget)
    ]
    sentences += {
        "approval": _number_rule,
        "choose-1": lambda _contest: [_("Kies één plan.")],
        "cumulative": _points_rules,
        "ordinal": _ranking_rules,
    }[contest.vote_type](contest)
    if divides:
        sentences.append(_("U hoeft niet alles op te maken."))
    return sentences


def _number_rule(contest: FrozenContest) -> list[str]:
    least, most = contest.limits.min_choices, contest.limits.max_choices
    if most is not None and least == most:
        return [ngettext("Kies %(num)s plan.", "Kies precies %(num)s plannen.", most)]
    if least > 1 and most is not None:
        words = _("Kies ten minste %(least)s en ten hoogste %(most)s plannen.")
        return [words % {"least": least, "most": most}]
    if least > 1:
        return [_("Kies ten minste %(least)s plannen.", least=least)]
    if most is not None:
        words = ngettext(
            "Kies ten hoogste %(num)s plan.", "Kies ten hoogste %(num)s plannen.", most
        )
        return [words]
    if contest.limits.within_budget:
        return [_("Kies zo veel plannen als u wilt, zolang het past.")]
    if contest.vote_type == "approval":
        return [_("Kies alle plannen die u goed vindt.")]
    return []


def _points_rules(contest: FrozenContest) -> list[str]:
    limits, sentences = contest.limits, []
    if limits.points is not None:
        sentences.append(
            ngettext(
                "U heeft %(num)s punt.",
                "U verdeelt %(num)s punten over de plannen. U hoeft niet alle punten"
                " te geven.",
                limits.points,
            )
        )
    if limits.max_points is not None:
        sentences.append(
            ngettext(
                "Geef ten hoogste %(num)s punt aan één plan.",
                "Geef ten hoogste %(num)s punten aan één plan.",
                limits.max_points,
            )
        )
    return sentences + _number_rule(contest)


def _ranking_rules(contest: FrozenContest) -> list[str]:
    return [
        *_number_rule(contest),
        _("Geef het beste plan een 1, het volgende een 2, en zo verder."),
    ]


def notes_of(words: BallotWords) -> list[str]:
    """Return the limits of theme and rule that hold for some plans only."""
    return [
        *_theme_rules(words.contest),
        *(sentence for sentence, _ids in group_notes(words.contest)),
        *_caps(words),
    ]


def _theme_rules(contest: FrozenContest) -> Iterator[str]:
    for theme, most in contest.limits.max_per_theme.items():
        yield ngettext(
            "Kies ten hoogste %(num)s plan in %(theme)s.",
            "Kies ten hoogste %(num)s plannen in %(theme)s.",
            most,
            theme=theme_name(theme),
        )


def group_notes(contest: FrozenContest) -> list[tuple[str, frozenset[str]]]:
    """Return of which plans not all can be funded: a sentence, and their ids."""
    names = {project.id: project.name for project in contest.projects}
    notes = []
    for group in contest.rule.options.get("groups", []):
        ids = [id_ for id_ in names if id_ in set(group["projects"])]
        if len(ids) > group["at_most"]:
            sentence = ngettext(
                "Van deze %(count)s plannen kan er %(num)s geld krijgen: %(names)s.",
                "Van deze %(count)s plannen kunnen er %(num)s geld krijgen: %(names)s.",
                group["at_most"],
                count=len(ids),
                names=", ".join(f"‘{names[id_]}’" for id_ in ids),
            )
            notes.append((sentence, frozenset(ids)))
    return notes


def _caps(words: BallotWords) -> Iterator[str]:
    present = {project.category for project in words.contest.projects}
    for category, cents in words.contest.rule.options.get("caps", {}).items():
        if category in present:
            yield _(
                "Naar plannen in %(theme)s gaat samen ten hoogste %(amount)s.",
                theme=theme_name(category),
                amount=words.money(cents),
            )
