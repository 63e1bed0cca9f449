"""What phones do to a page: perspective, shadow, vignetting, a table around it.

`perspective` makes the image larger than the page; the others keep the size.
"""

import cv2
import numpy as np

from grader.reading.simulate.ink import Grey

Generator = np.random.Generator
TABLE = 70  # grey of the table under the page


def perspective(image: Grey, strength: float, chance: Generator) -> Grey:
    """Photograph the page from aside: each corner moved by up to `strength` (share of the width) over a table."""
    high, wide = image.shape
    border = strength * wide * 1.2
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    moved = corners + border + chance.uniform(-strength * wide, strength * wide, (4, 2))
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    size = (round(wide + 2 * border), round(high + 2 * border))
    seen = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_LINEAR, borderValue=TABLE)
    return np.asarray(seen, np.uint8)


def shadow(image: Grey, strength: float, chance: Generator) -> Grey:
    """Shade the page by a soft edge across it: the dark side loses `strength` (0-1) of its light."""
    across, down = _plane(image)
    turn = chance.uniform(0, 2 * np.pi)
    along = across * np.cos(turn) + down * np.sin(turn)
    soft = 1 / (1 + np.exp(-(along - chance.uniform(-0.4, 0.4)) / chance.uniform(0.05, 0.25)))
    return _dimmed(image, 1 - strength * soft)


def gradient(image: Grey, strength: float, chance: Generator) -> Grey:
    """Light the page from one side: the far side loses `strength` (0-1) of its light."""
    across, down = _plane(image)
    turn = chance.uniform(0, 2 * np.pi)
    along = (across * np.cos(turn) + down * np.sin(turn)) / 2.83 + 0.5
    return _dimmed(image, 1 - strength * along)


def vignette(image: Grey, strength: float, chance: Generator) -> Grey:
    """Darken towards the corners, which lose `strength` (0-1) of their light."""
    across, down = _plane(image)
    return _dimmed(image, 1 - strength * (across**2 + down**2) / 2)


def crumple(image: Grey, strength: float, chance: Generator) -> Grey:
    """Bend the page: everything moves smoothly by up to about `strength` mm, with light and dark slopes."""
    high, wide = image.shape
    hills = [chance.standard_normal((5, 4), dtype=np.float32) for _ in range(2)]
    shifts = [cv2.resize(hill, (wide, high), interpolation=cv2.INTER_CUBIC) for hill in hills]
    columns, rows = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
    move = np.float32(strength / 2.5 * wide / 210)
    bent = cv2.remap(
        image,
        columns + shifts[0] * move,
        rows + shifts[1] * move,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return _dimmed(np.asarray(bent, np.uint8), 1 - 0.06 * np.clip(np.abs(shifts[0]), 0, 2))


def _plane(image: Grey) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates from -1 to 1 across and down the image, as a row and a column."""
    high, wide = image.shape
    across = np.linspace(-1, 1, wide, dtype=np.float32)[None, :]
    return across, np.linspace(-1, 1, high, dtype=np.float32)[:, None]


def _dimmed(image: Grey, light: np.ndarray) -> Grey:
    lit = image * np.asarray(light, np.float32) + np.float32(0.5)
    return np.asarray(np.clip(lit, 0, 255), np.float32).astype(np.uint8)
