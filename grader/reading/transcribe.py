"""Pictures of handwriting -> words proposed to a person, through a function that is given; without one nothing is guessed.

What comes out is a proposal in the table of doubts. It becomes a transcription only when a person writes it there.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from grader.reading.handed_in import Doubt

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


def _words(
    doubt: Doubt, picture: Callable[[str], NDArray[np.uint8]], transcribe: Transcribe
) -> tuple[str, ...]:
    seen = [transcribe(picture(crop)) for crop in doubt.crops]
    text = " ".join(words.strip() for words, _ in seen if words.strip())
    return (f"{text} ({min(sure for _, sure in seen):.0%})",) if text else ()
