"""The words of what a plan serves, adds, looks for, and who is behind it.

The keys are stored; `pb.projects.plan_models` lists them.
"""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

AIMS: dict[int, LazyString] = {
    1: _l("Meer bewoners doen mee"),
    2: _l("Buren kennen en helpen elkaar"),
    3: _l("Straten en parken zijn schoon, groen en veilig"),
    4: _l("Kinderen en jongeren krijgen kansen"),
    5: _l("Bewoners hebben meer zelf in de hand"),
}
VALUES: dict[str, LazyString] = {
    "community": _l("Gemeenschap: mensen leren elkaar kennen"),
    "democracy": _l("Democratie: bewoners beslissen samen"),
    "economy": _l("Economie: er komt werk of handel in de wijk"),
    "purchasing": _l("Koopkracht: het leven wordt goedkoper"),
    "sustainability": _l("Duurzaamheid: goed voor natuur en klimaat"),
}
PROPOSERS: dict[str, LazyString] = {
    "resident": _l("Een bewoner"),
    "street": _l("Een straat of groep buren"),
    "association": _l("Een vereniging of stichting"),
    "cooperative": _l("Een coöperatie"),
    "enterprise": _l("Een buurtonderneming"),
    "other": _l("Iemand anders"),
}
NEEDS: dict[str, LazyString] = {
    "hands": _l("Handen: mensen die helpen"),
    "skills": _l("Kennis: mensen die iets goed kunnen"),
    "materials": _l("Spullen"),
    "place": _l("Een plek"),
    "support": _l("Hulp voor een tijd van een medewerker"),
}
SOURCES: dict[str, LazyString] = {
    "own": _l("Wij zelf"),
    "membership": _l("Leden (contributie)"),
    "funds": _l("Fondsen"),
    "donations": _l("Giften"),
    "housing": _l("De woningcorporatie"),
    "municipality": _l("De gemeente, uit een andere pot"),
}
