"""Pictures of handwriting -> words proposed to a person, through a function that is given; without one nothing is guessed.

What comes out is a proposal in the table of doubts. It becomes a transcription only when a person writes it there.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from grader.reading.handed_in import Doubt

_RULED = 0.6  # share of a row that is darker than paper: a printed rule or the border
_PAPER = 0.93  # of the paper's light: what is darker is printed or written
_INK = 0.8  # and what is darker than this was written
_BELOW = 0.3  # of the distance between rules: how far strokes hang below theirs
_LEAST = 40  # px of ink, at 150 dpi about a square millimetre: less is dust

Transcribe = Callable[[NDArray[np.uint8]], tuple[str, float]]  # a grey picture -> words, confidence 0 to 1


def propose_words(
    handwritten: Sequence[Doubt],
    picture: Callable[[str], NDArray[np.uint8]],
    transcribe: Transcribe | None = None,
) -> tuple[Doubt, ...]:
    """Put the words that `transcribe` sees, with its confidence, beside the answers that have none yet."""
    if transcribe is None:
        return tuple(handwritten)
    return tuple(
        doubt if doubt.proposals else replace(doubt, proposals=_words(doubt, picture, transcribe))
        for doubt in handwritten
    )


def lines_of(picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], ...]:
    """The written lines of an answer's box, cut along its printed rules: most models read one line at a time."""
    paper = float(np.median(picture))
    ruled = np.flatnonzero((picture < _PAPER * paper).mean(axis=1) > _RULED)
    starts = ruled[np.flatnonzero(np.diff(ruled, prepend=-2) > 1)]
    ends = ruled[np.flatnonzero(np.diff(ruled, append=picture.shape[0] + 1) > 1)] + 1
    edges = [(0, 0), *zip(starts.tolist(), ends.tolist(), strict=True), (len(picture), len(picture))]
    lines = []
    for (_, top), (bottom, _) in itertools.pairwise(edges):
        if (picture[top:bottom] < _INK * paper).sum() >= _LEAST:
            hang = round(_BELOW * (bottom - top))
            lines.append(picture[top : min(bottom + hang, len(picture))])
    return tuple(lines)


def _words(
    doubt: Doubt, picture: Callable[[str], NDArray[np.uint8]], transcribe: Transcribe
) -> tuple[str, ...]:
    seen = [transcribe(picture(crop)) for crop in doubt.crops]
    text = " ".join(words.strip() for words, _ in seen if words.strip())
    return (f"{text} ({min(sure for _, sure in seen):.0%})",) if text else ()
