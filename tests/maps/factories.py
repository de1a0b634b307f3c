"""Files with a map, as staff would send them, and rounds that have one."""

import json
from typing import Any

from sqlalchemy.orm import Session

from pb.maps.geojson import read_geojson
from pb.maps.service import store_map
from pb.maps.shapes import plot
from pb.models import BudgetRound
from tests.factories import NOW

# Two invented areas side by side; the border is at 4.51.
WEST = [[4.50, 51.92], [4.51, 51.92], [4.51, 51.93], [4.50, 51.93], [4.50, 51.92]]
EAST = [[4.51, 51.92], [4.52, 51.92], [4.52, 51.93], [4.51, 51.93], [4.51, 51.92]]
IN_WEST, IN_EAST = "51.92500, 4.50500", "51.92500, 4.51500"
OUTSIDE = "52.50000, 4.50500"


def surface(name: str, *rings: list[list[float]], **more: Any) -> dict[str, Any]:
    """Return a feature with one polygon."""
    return {
        "type": "Feature",
        "properties": {"wijk": name, **more},
        "geometry": {"type": "Polygon", "coordinates": list(rings)},
    }


def collection(*features: object, **more: object) -> dict[str, Any]:
    """Return a file with these features, not yet written."""
    return {"type": "FeatureCollection", "features": list(features), **more}


def written(document: object) -> bytes:
    """Return the bytes of a file."""
    return json.dumps(document).encode()


def two_areas(first: str = "Rubroek", second: str = "Crooswijk") -> bytes:
    """Return a file with two areas."""
    return written(collection(surface(first, WEST), surface(second, EAST)))


def give_map(
    session: Session, budget_round: BudgetRound, *, swaps: bool = False
) -> None:
    """Give the first two areas of a round, or its only one, the shapes above.

    Or the other way round.
    """
    features = read_geojson(two_areas()).features
    roles: dict[int, int | str] = {
        1 - at if swaps else at: area.id
        for at, area in enumerate(budget_round.areas[:2])
    }
    plotted = plot(features, roles)
    assert plotted is not None
    store_map(session, budget_round, plotted, file_name="k", credit="", now=NOW)
    session.commit()
