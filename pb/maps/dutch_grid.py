"""From the Dutch grid (Rijksdriehoeksstelsel, EPSG:28992) to degrees (WGS 84).

By the polynomial that Schreutelkamp and Strang van Hees published in 2001: within
half a metre anywhere in the Netherlands, which is far less than a line is wide here.
"""

X0, Y0 = 155_000.0, 463_000.0  # Amersfoort, in metres
LATITUDE0, LONGITUDE0 = 52.15517440, 5.38720621
# Power of x, power of y, seconds of arc per 100 km to those powers.
LATITUDE = (
    (0, 1, 3235.65389),
    (2, 0, -32.58297),
    (0, 2, -0.24750),
    (2, 1, -0.84978),
    (0, 3, -0.06550),
    (2, 2, -0.01709),
    (1, 0, -0.00738),
    (4, 0, 0.00530),
    (2, 3, -0.00039),
    (4, 1, 0.00033),
    (1, 1, -0.00012),
)
LONGITUDE = (
    (1, 0, 5260.52916),
    (1, 1, 105.94684),
    (1, 2, 2.45656),
    (3, 0, -0.81885),
    (1, 3, 0.05594),
    (3, 1, -0.05607),
    (0, 1, 0.01199),
    (3, 2, -0.00256),
    (1, 4, 0.00128),
    (0, 2, 0.00022),
    (2, 0, -0.00022),
    (5, 0, 0.00026),
)


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude of a point of the grid."""
    dx, dy = (x - X0) / 100_000, (y - Y0) / 100_000
    longitude = sum(factor * dx**p * dy**q for p, q, factor in LONGITUDE)
    latitude = sum(factor * dx**p * dy**q for p, q, factor in LATITUDE)
    return LONGITUDE0 + longitude / 3600, LATITUDE0 + latitude / 3600
