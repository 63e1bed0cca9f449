"""What scanners do to a page: each a small function of an image, a strength and chance.

Images are grey and upright pages 210 mm wide, so the width says pixels per mm. All keep the size but
`resolution`, `flatbed` and `quarter_turns`; what needs millimetres comes before a `flatbed`.
"""

import cv2
import numpy as np

from grader.reading.simulate.ink import Grey, scale_of

Generator = np.random.Generator


def rotation(image: Grey, strength: float, chance: Generator) -> Grey:
    """Feed the page askew by up to `strength` degrees either way, over white."""
    return turned(image, float(chance.uniform(-strength, strength)))


def askew(image: Grey, strength: float, chance: Generator) -> Grey:
    """Feed the page askew by `strength` degrees, to either side, over white."""
    return turned(image, strength * float(chance.choice([-1, 1])))


def flatbed(image: Grey, strength: float, chance: Generator) -> Grey:
    """Lay the page askew by `strength` degrees on a glass that is large enough for all of it, to either side."""
    high, wide = image.shape
    turn = np.radians(strength)
    more = [
        int(np.ceil(a * np.cos(turn) + b * np.sin(turn) - a)) // 2 for a, b in ((high, wide), (wide, high))
    ]
    around = cv2.copyMakeBorder(
        image, more[0], more[0], max(more[1], 0), max(more[1], 0), cv2.BORDER_CONSTANT, value=255
    )
    return askew(np.asarray(around, np.uint8), strength, chance)


def turned(image: Grey, degrees: float, paper: int = 255) -> Grey:
    """The page turned anticlockwise about its middle, over a background."""
    middle = (image.shape[1] / 2 - 0.5, image.shape[0] / 2 - 0.5)
    return _affine(image, cv2.getRotationMatrix2D(middle, degrees, 1.0), paper)


def scale(image: Grey, strength: float, chance: Generator) -> Grey:
    """Print or copy at `strength` times the size, about the middle: 0.93 to 1.05 happens."""
    middle = (image.shape[1] / 2 - 0.5, image.shape[0] / 2 - 0.5)
    return _affine(image, cv2.getRotationMatrix2D(middle, 0.0, strength), 255)


def skew(image: Grey, strength: float, chance: Generator) -> Grey:
    """Shear the page by up to `strength` mm from top to bottom, and feed it 1 % too fast or too slow."""
    shift = float(chance.uniform(-strength, strength)) * scale_of(image) / image.shape[0]
    feed = float(chance.uniform(0.99, 1.01))
    middle = image.shape[0] / 2
    matrix = np.array([[1.0, shift, -shift * middle], [0.0, feed, (1 - feed) * middle]])
    return _affine(image, matrix, 255)


def blur(image: Grey, strength: float, chance: Generator) -> Grey:
    """Put the page out of focus: a Gaussian of `strength` mm."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), strength * scale_of(image)), np.uint8)


def motion(image: Grey, strength: float, chance: Generator) -> Grey:
    """Move the page by `strength` mm while it is taken, in any direction."""
    length = max(2, round(strength * scale_of(image)))
    turn = chance.uniform(0, np.pi)
    kernel = np.zeros((2 * length + 1, 2 * length + 1), np.float32)
    ends = [
        (round(length * (1 + s * np.cos(turn) / 2)), round(length * (1 + s * np.sin(turn) / 2)))
        for s in (-1, 1)
    ]
    cv2.line(kernel, ends[0], ends[1], 1.0)
    kernel /= kernel.sum()
    return np.asarray(cv2.filter2D(image, -1, kernel, borderType=cv2.BORDER_REPLICATE), np.uint8)


def noise(image: Grey, strength: float, chance: Generator) -> Grey:
    """Add noise of `strength` grey levels (standard deviation), triangular because that is four times as fast."""
    raw = np.frombuffer(chance.bytes(2 * image.size), np.uint8).reshape(2, *image.shape)
    share = strength / np.sqrt(2 * (256**2 - 1) / 12)  # each byte is uniform on 0 to 255
    grain = cv2.addWeighted(raw[0], share, raw[1], share, -255 * share, dtype=cv2.CV_32F)
    return np.asarray(cv2.add(image, grain, dtype=cv2.CV_8U), np.uint8)


def jpeg(image: Grey, strength: float, chance: Generator) -> Grey:
    """Compress the page as JPEG of quality `strength`."""
    done, packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(strength)])
    assert done, "OpenCV writes JPEG into memory"
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def bilevel(image: Grey, strength: float, chance: Generator) -> Grey:
    """Keep black and white only, at Otsu's threshold moved by `strength` levels (towards black if positive)."""
    otsu, _ = cv2.threshold(image, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(cv2.threshold(image, otsu + strength, 255, cv2.THRESH_BINARY)[1], np.uint8)


def dither(image: Grey, strength: float, chance: Generator) -> Grey:
    """Keep black and white only, as a fax does: an ordered 4 x 4 screen mixed in by `strength` (0-1)."""
    order = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32)
    high, wide = image.shape
    screen = np.tile((order + 0.5) * 16 - 128, (high // 4 + 1, wide // 4 + 1))[:high, :wide]
    return np.where(image > 150 + strength * screen, 255, 0).astype(np.uint8)


def contrast(image: Grey, strength: float, chance: Generator) -> Grey:
    """Flatten the page: ink `strength` (0-1) of the way to the paper's white, and paper a little grey."""
    flat = image.astype(np.float32) * np.float32(1 - strength) + np.float32(235 * strength + 0.5)
    return flat.astype(np.uint8)


def dark(image: Grey, strength: float, chance: Generator) -> Grey:
    """Expose the page by a gamma of `strength`: above 1 is too dark, below 1 is too light."""
    levels = 255 * (np.arange(256) / 255) ** strength
    return np.asarray(cv2.LUT(image, np.round(levels).astype(np.uint8)), np.uint8)


def cast(image: Grey, strength: float, chance: Generator) -> Grey:
    """Print on yellowish paper or scan under warm light, then take grey: paper loses `strength` (0-1) of blue."""
    red, green, blue = (image.astype(np.float32) * gain for gain in (1.0, 1 - strength / 4, 1 - strength))
    return np.asarray(0.299 * red + 0.587 * green + 0.114 * blue + 0.5, np.float32).astype(np.uint8)


def streak(image: Grey, strength: float, chance: Generator) -> Grey:
    """Dirt on the glass of a feeder: `strength` thin lines along the whole page."""
    spoiled = image.copy()
    for _ in range(int(strength)):
        x = int(chance.integers(0, image.shape[1]))
        wide = max(1, round(chance.uniform(0.08, 0.25) * scale_of(image)))
        part = spoiled[:, x : x + wide]
        part[:] = (part * chance.uniform(0.55, 0.85)).astype(np.uint8)
    return spoiled


def resolution(image: Grey, strength: float, chance: Generator) -> Grey:
    """Scan the page at `strength` dpi instead."""
    wide = round(210 / 25.4 * strength)
    if wide == image.shape[1]:
        return image
    tall = round(image.shape[0] * wide / image.shape[1])
    way = cv2.INTER_AREA if wide < image.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (wide, tall), interpolation=way), np.uint8)


def quarter_turns(image: Grey, strength: float, chance: Generator) -> Grey:
    """Lay the page on the scanner turned by `strength` times 90 degrees anticlockwise."""
    return np.ascontiguousarray(np.rot90(image, int(strength)))


def _affine(image: Grey, matrix: np.ndarray, paper: int) -> Grey:
    size = (image.shape[1], image.shape[0])
    warped = cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderValue=paper)
    return np.asarray(warped, np.uint8)
