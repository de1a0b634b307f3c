"""What is wrong with a file that should be a map, and what to do about it."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pb.maps.geojson import Wrong

WHAT: Mapping[str, tuple[LazyString, LazyString]] = {
    "too_large": (
        _l("Het bestand is groter dan 4 MB."),
        _l(
            "Maak de grenzen eenvoudiger (vereenvoudigen in QGIS) en stuur het opnieuw."
        ),
    ),
    "too_many_points": (
        _l("Er staan meer dan 50.000 punten in."),
        _l(
            "Maak de grenzen eenvoudiger (vereenvoudigen in QGIS) en stuur het opnieuw."
        ),
    ),
    "too_many_features": (
        _l("Er staan meer dan 300 vlakken of lijnen in."),
        _l("Haal weg wat niet op de kaart hoeft."),
    ),
    "not_utf8": (
        _l("De letters zijn niet geschreven als UTF-8."),
        _l("Bewaar het bestand als UTF-8."),
    ),
    "not_json": (
        _l("Dit is geen JSON."),
        _l(
            "Stuur een bestand dat op .geojson of .json eindigt. Geen zip of shapefile."
        ),
    ),
    "too_deep": (
        _l("Er staan te veel lijsten in elkaar."),
        _l("Maak het bestand opnieuw in uw kaartprogramma."),
    ),
    "no_number": (
        _l("Er staat NaN of Infinity in. Dat is geen getal."),
        _l("Maak het bestand opnieuw in uw kaartprogramma."),
    ),
    "no_collection": (
        _l("Dit is geen FeatureCollection."),
        _l("Kies bij het bewaren: GeoJSON, FeatureCollection."),
    ),
    "no_features": (
        _l("Er staat geen enkel vlak in."),
        _l("Bewaar de laag met de wijken."),
    ),
    "unknown_system": (
        _l("Wij weten niet in welk stelsel de getallen staan."),
        _l("Bewaar de kaart in WGS 84 (EPSG:4326) of RD (EPSG:28992)."),
    ),
    "other_system": (
        _l("De kaart staat in een ander stelsel dan WGS 84 of RD."),
        _l("Bewaar de kaart in WGS 84 (EPSG:4326) of RD (EPSG:28992)."),
    ),
    "not_that_system": (
        _l("De getallen passen niet bij het stelsel dat het bestand noemt."),
        _l("Bewaar de kaart opnieuw in WGS 84 (EPSG:4326) of RD (EPSG:28992)."),
    ),
    "swapped": (
        _l("Lengte en breedte zijn verwisseld."),
        _l("Zet eerst de lengte (ongeveer 4,5) en dan de breedte (ongeveer 52)."),
    ),
    "too_wide": (
        _l("De kaart is meer dan 100 kilometer groot."),
        _l("Waarschijnlijk staat er een punt verkeerd, of een vlak te veel in."),
    ),
    "bad_point": (
        _l("Er staat een punt in dat geen punt is."),
        _l("Een punt is twee getallen: lengte en breedte, of x en y."),
    ),
    "no_geometry": (_l("Er is geen vorm."), _l("Teken het vlak, of haal het weg.")),
    "other_geometry": (
        _l("Deze soort vorm kan niet."),
        _l("Gebruik Polygon of MultiPolygon, of voor de achtergrond een LineString."),
    ),
    "no_coordinates": (
        _l("Er zijn geen punten."),
        _l("Teken het vlak, of haal het weg."),
    ),
    "ring_open": (
        _l("De ring is niet gesloten."),
        _l("Het eerste en het laatste punt moeten gelijk zijn."),
    ),
    "ring_short": (
        _l("De ring heeft minder dan vier punten."),
        _l("Een vlak heeft drie hoeken, en het eerste punt nog een keer."),
    ),
    "ring_flat": (
        _l("De ring heeft geen oppervlakte."),
        _l("Teken het vlak opnieuw, of haal het weg."),
    ),
    "line_short": (
        _l("De lijn heeft maar één punt."),
        _l("Teken de lijn opnieuw, of haal haar weg."),
    ),
    "and_more": (_l("Er is nog meer mis."), _l("Verbeter eerst wat hierboven staat.")),
}


def place_of(wrong: Wrong) -> str:
    """Return where in the file something is wrong."""
    if not wrong.feature:
        return str(_("het bestand"))
    place = _("vorm %(number)s", number=wrong.feature)
    if wrong.name:
        place = f"{place} ({wrong.name})"
    return (
        str(_("%(place)s, ring %(ring)s", place=place, ring=wrong.ring))
        if (wrong.ring)
        else str(place)
    )


def told(wrong: Wrong) -> tuple[str, str, str]:
    """Return where it is, what it is and what to do."""
    what, remedy = WHAT[wrong.what]
    detail = f" ({wrong.detail})" if wrong.detail else ""
    return place_of(wrong), f"{what}{detail}", str(remedy)
