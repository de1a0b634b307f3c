"""The map of the demo: four areas, a lake and two streets, all of them invented.

Straight lines and round numbers, so that nobody takes it for the real place.
"""

from zlib import crc32

from sqlalchemy import select

from pb.demo.plan import CROOSWIJK, OOST, RUBROEK, WEST
from pb.demo.rounds import Maker
from pb.maps.frame import DEGREE, Frame, Pin
from pb.maps.geojson import Feature, Point
from pb.maps.service import store_map
from pb.maps.shapes import GROUND, Outline, areas_at, outlines, plot
from pb.projects.facts import store_pin
from pb.projects.models import Project
from pb.rounds.models import BudgetRound
from pb.rounds.service import list_all_rounds

FILE_NAME, CREDIT = "verzonnen-wijken.geojson", "verzonnen voor dit voorbeeld"
# Corners in thousandths of a degree east of 4.480 and north of 51.915.
SHAPES: dict[str, tuple[tuple[int, int], ...]] = {
    RUBROEK: ((2, 4), (12, 1), (15, 8), (13, 13), (4, 12)),
    CROOSWIJK: ((4, 12), (13, 13), (17, 15), (15, 24), (7, 25), (2, 18)),
    WEST: ((12, 1), (26, 0), (28, 9), (24, 14), (17, 15), (13, 13), (15, 8)),
    OOST: ((26, 0), (40, 3), (43, 14), (38, 24), (24, 26), (15, 24), (17, 15),
           (24, 14), (28, 9)),
}  # fmt: skip
LAKE = ((27, 15), (32, 12), (37, 15), (36, 20), (30, 22), (26, 19))
STREETS = (((3, 8), (14, 7), (27, 5), (41, 8)), ((9, 2), (10, 12), (9, 25)))
NOWHERE = 5  # one plan in so many has no place of its own


def _corner(corner: tuple[int, int]) -> Point:
    return 4_480_000 + corner[0] * 1_000, 51_915_000 + corner[1] * 800


def _feature(corners: tuple[tuple[int, int], ...], *, is_line: bool = False) -> Feature:
    return Feature({}, (tuple(map(_corner, corners)),), is_line)


def draw_maps(maker: Maker) -> None:
    """Give every round of the demo the map, and most of its plans a point."""
    for budget_round in list_all_rounds(maker.session):
        if budget_round.areas:
            _draw_map(maker, budget_round)
    maker.session.commit()


def _draw_map(maker: Maker, budget_round: BudgetRound) -> None:
    features = [_feature(SHAPES[area.name]) for area in budget_round.areas]
    roles: dict[int, int | str] = {
        at: area.id for at, area in enumerate(budget_round.areas)
    }
    for behind in (
        _feature(LAKE),
        *(_feature(street, is_line=True) for street in STREETS),
    ):
        roles[len(features)] = GROUND
        features.append(behind)
    plotted = plot(features, roles)
    if plotted is None:
        return
    store_map(
        maker.session,
        budget_round,
        plotted,
        file_name=FILE_NAME,
        credit=CREDIT,
        now=maker.now,
    )
    shapes = {number: outlines(shape.parts) for number, shape in plotted.areas.items()}
    plans = select(Project).where(Project.budget_round_id == budget_round.id)
    for plan in maker.session.scalars(plans):
        chance = crc32(f"{plan.title} {plan.place}".encode())
        if plan.area_id is not None or chance % NOWHERE:
            spot = _somewhere(plotted.frame, shapes, plan.area_id, chance)
            store_pin(maker.session, plan.id, spot)


def _somewhere(
    frame: Frame,
    shapes: dict[int, list[Outline]],
    area_id: int | None,
    chance: int,
) -> Pin:
    """Return a point on dry land in an area, or in any; the same each time."""
    lake = {0: outlines([[[list(_corner(corner)) for corner in LAKE]]])}
    for turn in range(200):
        drawn = crc32(f"{chance} {turn}".encode())
        pin = frame.pin(drawn % 997 / 997, drawn // 997 % 991 / 991)
        found = areas_at(pin, shapes)
        is_meant = area_id in found if area_id is not None else bool(found)
        if is_meant and not areas_at(pin, lake):
            return pin
    return Pin(51_921 * DEGREE // 1000, 4_490 * DEGREE // 1000)
