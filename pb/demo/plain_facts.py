"""What the plans of the demo say of themselves where nothing more is known."""

from pb.projects.facts import Facts
from pb.projects.models import Project

# For plans without a life of their own: aims, values, what proposers do, by theme.
BY_THEME: dict[str, tuple[tuple[int, ...], tuple[str, ...], str]] = {
    "groen": ((3,), ("sustainability",), "Wij geven water en halen het vuil weg."),
    "straat": ((3, 5), ("community",), "Wij schilderen en vegen zelf."),
    "ontmoeten": ((1, 2), ("community",), "Wij koken en ontvangen de mensen."),
    "cultuur": ((1, 2), ("community", "economy"), "Wij zoeken de artiesten."),
    "sport": ((1, 4), ("community",), "Vrijwilligers geven de lessen."),
    "zorg": ((2,), ("community", "purchasing"), "Wij gaan bij mensen langs."),
    "jeugd": ((4, 5), ("democracy",), "Jongeren maken het plan zelf af."),
    "duurzaam": ((3, 5), ("sustainability", "purchasing"), "Wij leggen het uit."),
    "veilig": ((3,), ("community",), "Wij lopen zelf mee."),
}
HANDS = {"hands": "Een paar mensen die af en toe helpen"}


def plain_facts(plan: Project) -> Facts:
    """Return what such a plan says, by its theme."""
    aims, values, effort = BY_THEME.get(plan.theme, ((2,), ("community",), ""))
    asked = plan.estimated_cost or 0
    work = asked // 3 // 5_000 * 5_000
    lines = (("Materiaal", asked - work), ("Uitvoering", work))
    return Facts(
        aims=aims,
        values=values,
        lines=tuple(line for line in lines if line[1] > 0),
        own_effort=effort,
        needs=HANDS if plan.id % 3 == 0 else {},
    )
