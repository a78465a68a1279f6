"""Whether a point lies in an area: CAP writes latitude first, GeoJSON longitude."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from connectors._official.answers import record, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Point = tuple[float, float]  # latitude and longitude, in degrees
Ring = list[Point]

_EARTH = 6371.0  # km
_DEEP = 4  # GeoJSON nests lists no deeper: polygons, rings, positions, numbers
_POINTS_MOST = 200_000


def read_point(text: str) -> Point | None:
    """``58.27,11.44``, latitude first; None when it is no point on earth."""
    first, comma, second = text.partition(",")
    try:
        point = float(first), float(second)
    except ValueError:
        return None
    return point if comma and abs(point[0]) <= 90 and abs(point[1]) <= 180 else None


def read_polygon(text: str) -> Ring:
    """A polygon as CAP writes it: ``lat,lon lat,lon …``."""
    points = (read_point(pair) for pair in text.split()[:_POINTS_MOST])
    return [point for point in points if point is not None]


def read_geometry(geometry: Any) -> list[Ring]:
    """The rings of a GeoJSON geometry, feature or collection, whatever it nests; a point is a ring of one."""
    given = record(geometry)
    inner = [
        *records(given.get("features")),
        *records(given.get("geometries")),
        *([record(given["geometry"])] if isinstance(given.get("geometry"), dict) else []),
    ]
    if inner:
        return [ring for part in inner for ring in read_geometry({**part, "features": None, "geometries": None})]
    return list(_rings(given.get("coordinates"), _DEEP))


def _rings(value: Any, deep: int) -> Iterator[Ring]:
    if not isinstance(value, list) or deep < 0 or not value:
        return
    if isinstance(value[0], list) and value[0] and not isinstance(value[0][0], list):
        yield [point for point in map(_position, value[:_POINTS_MOST]) if point is not None]
    elif isinstance(value[0], list):
        for part in value:
            yield from _rings(part, deep - 1)
    elif (point := _position(value)) is not None:
        yield [point]


def _position(value: Any) -> Point | None:
    if not isinstance(value, list) or len(value) < 2:
        return None
    longitude, latitude = value[:2]
    if not all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in (longitude, latitude)):
        return None
    return (float(latitude), float(longitude)) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def reaches(rings: Iterable[Sequence[Point]], point: Point, within: float = 0.0) -> bool:
    """Whether the point lies in one of the rings, or a corner of one is within so many km of it."""
    return any(_holds(ring, point) or any(distance(point, corner) <= within for corner in ring) for ring in rings)


def distance(one: Point, other: Point) -> float:
    """Kilometres between two points."""
    (a, b), (c, d) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * _EARTH * math.asin(math.sqrt(min(1.0, half)))


def _holds(ring: Sequence[Point], point: Point) -> bool:
    """By counting how often a line to the east crosses the ring's edge."""
    latitude, longitude = point
    inside = False
    for (a, b), (c, d) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        if (a > latitude) != (c > latitude) and longitude < (d - b) * (latitude - a) / (c - a) + b:
            inside = not inside
    return inside
