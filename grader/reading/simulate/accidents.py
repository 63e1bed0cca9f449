"""What happens to paper between the desk and the scanner: coffee, staples, folds, dirt. All keep the size."""

import cv2
import numpy as np

from grader.reading.simulate.ink import BALLPOINT, PAGE_WIDTH, Grey, Pen, blot, draw, ellipse, scale_of
from grader.reading.simulate.scanner import turned

Generator = np.random.Generator


def coffee(image: Grey, strength: float, chance: Generator) -> Grey:
    """Put `strength` wet cups of 70 to 85 mm on the page: a brown ring, paler inside, and a few drops."""
    spoiled = image.copy()
    for _ in range(int(strength)):
        x, y = chance.uniform(40, 170), chance.uniform(50, 240)
        wide = chance.uniform(70, 85)
        wobble = chance.normal(0, 0.5, (24, 2))
        blot(spoiled, [ellipse(x, y, wide, wide, wobble)], Pen(1, chance.uniform(0.05, 0.12)), chance)
        around = ellipse(x, y, wide, wide, wobble)[chance.integers(0, 8) :]
        for thick in (5.0, 2.5, 1.2):
            draw(spoiled, [around], Pen(thick, chance.uniform(0.1, 0.2), 0.2), chance, fine=1)
        for _ in range(int(chance.integers(2, 7))):
            size = chance.uniform(1, 5)
            drop = ellipse(x + chance.normal(0, 45), y + chance.normal(0, 45), size, size)
            blot(spoiled, [drop], Pen(1, chance.uniform(0.2, 0.45)), chance)
    return spoiled


def staple(image: Grey, strength: float, chance: Generator) -> Grey:
    """Staple the top left corner `strength` times: a dark wire, its two holes and a shadow."""
    spoiled = image.copy()
    for _ in range(int(strength)):
        x, y, turn = chance.uniform(8, 20), chance.uniform(8, 20), chance.uniform(0.5, 1.1)
        reach = np.array([[-5.5], [5.5]]) * np.array([[np.cos(turn), -np.sin(turn)]])
        ends = np.array([[x, y]]) + reach
        draw(spoiled, [ends + 0.5], Pen(1.2, 0.3), chance)
        draw(spoiled, [ends], Pen(0.6, 0.8), chance)
        blot(spoiled, [ellipse(end[0], end[1], 1.0, 1.0) for end in ends], Pen(1, 0.95), chance)
    return spoiled


def punch_holes(image: Grey, strength: float, chance: Generator) -> Grey:
    """Punch two holes of 6 mm (ISO 838, 80 mm apart), `strength` mm from the left edge; black under the lid."""
    spoiled = image.copy()
    middle = image.shape[0] / scale_of(image) / 2 + chance.uniform(-3, 3)
    holes = [ellipse(strength, middle + side * 40, 6, 6) for side in (-1, 1)]
    blot(spoiled, holes, Pen(1, 0.9), chance)
    return spoiled


def fold(image: Grey, strength: float, chance: Generator) -> Grey:
    """Fold the page once across and open it: a line of a shadow and a highlight, darker by `strength` (0-1)."""
    spoiled = image.copy()
    y = image.shape[0] / scale_of(image) * chance.uniform(0.3, 0.7)
    ends = np.array([[-1.0, y + chance.uniform(-2, 2)], [PAGE_WIDTH + 1, y + chance.uniform(-2, 2)]])
    draw(spoiled, [ends], Pen(0.35, strength, 0.3), chance)
    draw(spoiled, [ends + np.array([0.0, 1.2])], Pen(2.2, strength / 5), chance)
    return spoiled


def corner_clipped(image: Grey, strength: float, chance: Generator) -> Grey:
    """Tear off or fold over a corner of `strength` mm along both edges."""
    spoiled = image.copy()
    size = strength * scale_of(image) * chance.uniform(0.9, 1.1, 2)
    high, wide = image.shape
    x, y = (0.0, float(wide))[int(chance.integers(2))], (0.0, float(high))[int(chance.integers(2))]
    inward = (1 if x == 0 else -1, 1 if y == 0 else -1)
    triangle = np.array([[x, y], [x + inward[0] * size[0], y], [x, y + inward[1] * size[1]]])
    cv2.fillPoly(spoiled, [np.round(triangle).astype(np.int32)], float(chance.choice([60, 255])))
    return spoiled


def dust(image: Grey, strength: float, chance: Generator) -> Grey:
    """Scatter `strength` specks of 0.1 to 0.7 mm over the page."""
    spoiled = image.copy()
    high = image.shape[0] / scale_of(image)
    for _ in range(int(strength)):
        size = chance.uniform(0.1, 0.7)
        speck = ellipse(
            chance.uniform(0, PAGE_WIDTH), chance.uniform(0, high), size, size * chance.uniform(0.5, 1)
        )
        blot(spoiled, [speck], Pen(1, chance.uniform(0.3, 0.9)), chance)
    return spoiled


def show_through(image: Grey, strength: float, chance: Generator) -> Grey:
    """Let the other side shine through: text lines, mirrored and blurred, of `strength` (0-1) of their ink."""
    back = foreign_text(image.shape[0], image.shape[1], chance)
    soft = cv2.GaussianBlur(np.fliplr(back), (0, 0), 0.25 * scale_of(image)).astype(np.float32)
    return np.clip(image * (1 - strength * (1 - soft / 255)) + 0.5, 0, 255).astype(np.uint8)


def lid(image: Grey, strength: float, chance: Generator) -> Grey:
    """Scan the page askew by `strength` degrees under a dark lid: black wedges at the edges."""
    return turned(image, strength * float(chance.choice([-1, 1])), int(chance.integers(10, 70)))


def scrawl(image: Grey, strength: float, chance: Generator) -> Grey:
    """Doodle `strength` times over the top right corner, where a code and a marker are."""
    spoiled = image.copy()
    for _ in range(int(strength)):
        steps = chance.normal(0, 4.0, (30, 2))
        draw(spoiled, [np.array([[175.0, 24.0]]) + steps], BALLPOINT, chance)
    return spoiled


def marker_lost(image: Grey, strength: float, chance: Generator) -> Grey:
    """Stick a label of `strength` mm over one corner's marker."""
    spoiled = image.copy()
    scale, half = scale_of(image), strength / 2
    high = image.shape[0] / scale
    x, y = (19.0, PAGE_WIDTH - 19)[int(chance.integers(2))], (19.0, high - 19)[int(chance.integers(2))]
    rows = slice(max(0, round((y - half) * scale)), round((y + half) * scale))
    columns = slice(max(0, round((x - half) * scale)), round((x + half) * scale))
    spoiled[rows, columns] = 245
    return spoiled


def foreign_text(high: int, wide: int, chance: Generator) -> Grey:
    """A page of somebody else's text: paragraphs of grey words, a heading, no marker and no code."""
    page = np.full((high, wide), 255, np.uint8)
    scale = wide / PAGE_WIDTH
    y = 30.0
    while y < high / scale - 30:
        x, end = 25.0, 185.0 if chance.random() < 0.8 else chance.uniform(60, 180)
        while x < end:
            word = min(chance.uniform(3, 16), end - x)
            letters = np.arange(x, x + word, 1.1)
            zigzag = np.stack([letters, y + chance.uniform(-1.1, 1.1, letters.size)], axis=1)
            if letters.size > 1:
                points = np.round(zigzag * scale * 16).astype(np.int32)
                cv2.polylines(page, [points], False, 30, max(1, round(0.35 * scale)), cv2.LINE_AA, 4)
            x += word + 2.2
        y += 5.5 if chance.random() < 0.9 else 11.0
    return page
