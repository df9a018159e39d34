"""Draws the skill's icons into interaction_model/assets/: an open doorway, and two chairs that face each other in it.

python script/draw_icons.py
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from math import hypot
from pathlib import Path

Colour = tuple[float, float, float]
Shape = Callable[[float, float], float]
"""Distance from a point to a shape's edge, negative inside; the picture is one wide and one high."""

ASSETS = Path(__file__).resolve().parents[1] / "interaction_model" / "assets"
SIZES = (108, 512)

DUSK: Colour = (0.71, 0.29, 0.21)
DAWN: Colour = (0.93, 0.58, 0.36)
LIGHT: Colour = (1.00, 0.93, 0.80)
GLOW: Colour = (0.98, 0.78, 0.53)
WOOD: Colour = (0.29, 0.16, 0.15)
FLOOR: Colour = (0.55, 0.22, 0.18)


def main() -> None:
    """Writes both files."""
    for size in SIZES:
        (ASSETS / f"icon_{size}.png").write_bytes(png(size))


def png(size: int) -> bytes:
    """The icon as a PNG of `size` pixels."""
    rows = b"".join(b"\0" + bytes(channel for pixel in row for channel in pixel) for row in picture(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def picture(size: int) -> Iterator[list[tuple[int, int, int]]]:
    """Rows of pixels, top to bottom."""
    for row in range(size):
        y = (row + 0.5) / size
        yield [_byte(colour_at((column + 0.5) / size, y, 1 / size)) for column in range(size)]


def colour_at(x: float, y: float, pixel: float) -> Colour:
    """The colour of a point, edges softened over one pixel."""
    colour = _mix(DAWN, DUSK, y)
    for shape, paint in SCENE:
        colour = _mix(colour, paint(x, y), min(1.0, max(0.0, 0.5 - shape(x, y) / pixel)))
    return colour


def _doorway(half: float, top: float, bottom: float) -> Shape:
    """A door's opening around the middle, round at the top."""

    def distance(x: float, y: float) -> float:
        arch = top + half
        if y < arch:
            return hypot(x - 0.5, y - arch) - half
        return max(abs(x - 0.5) - half, y - bottom)

    return distance


def _rod(ax: float, ay: float, bx: float, by: float, thick: float) -> Shape:
    """A straight piece of wood with round ends."""

    def distance(x: float, y: float) -> float:
        along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
        along = min(1.0, max(0.0, along))
        return hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)) - thick

    return distance


def _chair(back: float, front: float) -> tuple[Shape, ...]:
    """A chair from the side: backrest, seat and two legs; `back` and `front` say where, and so which way it faces."""
    lean = (back - front) * 0.16
    return (
        _rod(back + lean, 0.47, back, 0.65, 0.021),
        _rod(back, 0.65, front, 0.65, 0.025),
        _rod(back, 0.65, back + lean * 0.7, 0.785, 0.016),
        _rod(front, 0.65, front - lean * 0.4, 0.785, 0.016),
    )


def _plain(colour: Colour) -> Callable[[float, float], Colour]:
    return lambda x, y: colour


def _warm(x: float, y: float) -> Colour:
    """The light in the door, brightest between the chairs."""
    return _mix(LIGHT, GLOW, min(1.0, hypot(x - 0.5, y - 0.45) * 2.2))


SCENE: tuple[tuple[Shape, Callable[[float, float], Colour]], ...] = (
    (_doorway(0.325, 0.105, 0.80), _plain(FLOOR)),
    (_doorway(0.295, 0.135, 0.80), _warm),
    (_rod(0.13, 0.81, 0.87, 0.81, 0.016), _plain(FLOOR)),
    *((shape, _plain(WOOD)) for shape in (*_chair(0.30, 0.425), *_chair(0.70, 0.575))),
)


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    return (
        one[0] + (other[0] - one[0]) * share,
        one[1] + (other[1] - one[1]) * share,
        one[2] + (other[2] - one[2]) * share,
    )


def _byte(colour: Colour) -> tuple[int, int, int]:
    return round(colour[0] * 255), round(colour[1] * 255), round(colour[2] * 255)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    main()
