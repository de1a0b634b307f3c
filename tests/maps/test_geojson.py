"""What a file with a map may hold, and what is refused in words (T38)."""

import json
import time
from typing import Any

import pytest

from pb.maps.dutch_grid import to_degrees
from pb.maps.geojson import DUTCH, LARGEST, MOST_PROBLEMS, WGS84, read_geojson
from tests.maps.factories import EAST, WEST, collection, surface, two_areas, written


def wrong_of(document: object) -> list[str]:
    reading = read_geojson(written(document))
    assert not (reading.wrong and reading.features)
    return [wrong.what for wrong in reading.wrong]


def shape(kind: str, coordinates: object) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}}


def test_a_file_with_two_areas_is_read() -> None:
    reading = read_geojson(two_areas())

    assert reading.wrong == []
    assert [each.properties for each in reading.features] == [
        {"wijk": "Rubroek"},
        {"wijk": "Crooswijk"},
    ]
    assert reading.features[0].rings[0][0] == (4_500_000, 51_920_000)
    assert (reading.points, reading.system) == (8, WGS84)


def test_the_westertoren_stands_where_it_stands() -> None:
    """The point that the authors of the polynomial check it with."""
    longitude, latitude = to_degrees(120_700.723, 487_525.501)

    assert (round(longitude, 6), round(latitude, 6)) == (4.883526, 52.374533)


@pytest.mark.parametrize(
    "crs", [None, "EPSG:28992", "urn:ogc:def:crs:EPSG::28992"], ids=str
)
def test_coordinates_of_the_dutch_grid_become_degrees(crs: str | None) -> None:
    ring = [[92e3, 437e3], [93e3, 437e3], [93e3, 438e3], [92e3, 437e3]]
    more = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}

    reading = read_geojson(written(collection(surface("Rubroek", ring), **more)))

    assert (reading.wrong, reading.system) == ([], DUTCH)
    longitude, latitude = reading.features[0].rings[0][0]
    assert (longitude // 10_000, latitude // 10_000) == (447, 5191)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("EPSG:3857", "other_system"),
        ("EPSG:28992", "not_that_system"),
        (["EPSG:4326"], "other_system"),
        (None, "other_system"),
    ],
)
def test_another_system_is_refused(name: object, what: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}

    assert wrong_of(collection(surface("A", WEST), crs=crs)) == [what]


@pytest.mark.parametrize(
    ("ring", "what"),
    [
        ([[4.50, 51.92], [4.51, 51.92], [4.51, 51.93], [4.50, 51.93]], "ring_open"),
        ([[4.50, 51.92], [4.51, 51.92], [4.50, 51.92]], "ring_short"),
        ([[4.50, 51.92]] * 5, "ring_flat"),
        ([[y, x] for x, y in WEST], "swapped"),
        ([[500_000, 5_700_000]] * 4, "bad_point"),
        ([[400_000, 10_000]] * 4, "unknown_system"),
        ([[4.5, 51.92], [4.6, 51.92], [9.5, 52], [4.5, 51.92]], "too_wide"),
        ([[4.50], [4.51], [4.51], [4.50]], "bad_point"),
        ([["4.50", "51.92"]] * 4, "bad_point"),
        ([[True, False]] * 4, "bad_point"),
        ([[1e308, 51.92]] * 4, "bad_point"),
        ([[10**308, 51.92]] * 4, "bad_point"),
        ([[None, None]] * 4, "bad_point"),
        ([[[4.5, 51.92]]] * 4, "bad_point"),
        (["x"] * 4, "bad_point"),
    ],
)
def test_a_ring_that_is_none_is_named(ring: list[Any], what: str) -> None:
    assert wrong_of(collection(surface("A", ring))) == [what]


@pytest.mark.parametrize(
    ("feature", "what"),
    [
        ({"type": "Feature", "properties": {}, "geometry": None}, "no_geometry"),
        ({"type": "Feature"}, "no_geometry"),
        (None, "no_geometry"),
        (3, "no_geometry"),
        (shape("Point", [4.5, 51.9]), "other_geometry"),
        (shape("GeometryCollection", []), "other_geometry"),
        (shape("Polygon", None), "no_coordinates"),
        (shape("Polygon", []), "no_coordinates"),
        (shape("Polygon", [[]]), "no_coordinates"),
        (shape("Polygon", {"a": 1}), "no_coordinates"),
        (shape("MultiPolygon", [WEST, 5]), "no_coordinates"),
        (shape("LineString", [[4.5, 51.9], [4.5, 51.9]]), "line_short"),
    ],
)
def test_a_feature_that_draws_nothing_is_named(feature: object, what: str) -> None:
    assert wrong_of(collection(feature)) == [what]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "not_json"),
        (b"PK\x03\x04", "not_json"),
        (b"\xff\xfe{", "not_utf8"),
        (b"[]", "no_collection"),
        (b'{"type": "Topology"}', "no_collection"),
        (b'{"type": "FeatureCollection"}', "no_features"),
        (b'{"type": "FeatureCollection", "features": {}}', "no_features"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "no_number"),
        (b'{"type": "FeatureCollection", "features": [-Infinity]}', "no_number"),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        (b'{"a":' * 1_100 + b"1" + b"}" * 1_100, "too_deep"),
        (b"[" * 200_000, "too_many_points"),
        (b"[" + b"1" * 5_000 + b"]", "not_json"),
        (b" " * (LARGEST + 1), "too_large"),
    ],
    ids=range(14),
)
def test_a_file_that_is_no_map_is_refused(content: bytes, what: str) -> None:
    assert [wrong.what for wrong in read_geojson(content).wrong] == [what]


def test_infinity_written_as_a_large_number_is_no_point() -> None:
    content = written(collection(surface("A", WEST))).replace(b"4.51", b"1e999")

    assert [wrong.what for wrong in read_geojson(content).wrong] == ["bad_point"]


def test_everything_that_is_wrong_is_named_with_its_place_up_to_a_limit() -> None:
    open_ring = WEST[:-1]

    two = read_geojson(
        written(
            collection(surface("Rubroek", WEST, open_ring), surface("B", open_ring))
        )
    )
    many = read_geojson(written(collection(*[surface("A", open_ring)] * 200)))

    assert [(w.what, w.feature, w.name, w.ring) for w in two.wrong] == [
        ("ring_open", 1, "Rubroek", 2),
        ("ring_open", 2, "B", 1),
    ]
    assert len(many.wrong) == MOST_PROBLEMS + 1
    assert many.wrong[-1].what == "and_more"


def test_names_lose_what_nobody_sees_and_keep_what_is_escaped_later() -> None:
    name = "\u202e<script>alert(1)</script>\x00 " + "x" * 1_000

    (feature,) = read_geojson(
        written(collection(surface(name, EAST, size=3, flag=True, deep={"a": 1})))
    ).features

    assert feature.properties["wijk"].startswith("<script>alert(1)</script> xx")
    assert len(feature.properties["wijk"]) == 100
    assert feature.properties.keys() == {"wijk", "size"}


@pytest.mark.clock
def test_a_file_as_large_as_may_be_is_read_in_seconds() -> None:
    ring = [
        [4.5 + at % 300 / 10_000, 51.9 + at // 300 / 10_000] for at in range(49_000)
    ]
    ring.append(ring[0])
    content = json.dumps(collection(surface("A", ring))).encode()

    begun = time.perf_counter()
    reading = read_geojson(content)

    assert (reading.wrong, reading.points) == ([], 49_000)
    assert time.perf_counter() - begun < 5


def test_a_file_with_too_many_shapes_is_told_so() -> None:
    content = written(collection(*[surface("Rubroek", WEST)] * 600))

    (wrong,) = read_geojson(content).wrong

    assert (wrong.what, wrong.detail) == ("too_many_features", "600")
