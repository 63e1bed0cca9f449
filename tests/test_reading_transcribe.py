"""Words proposed for handwriting: only from a function that is given, and never over what a person typed."""

import numpy as np

from grader.model.paper import Question
from grader.reading.handed_in import Doubt
from grader.reading.transcribe import propose_words


def test_nothing_is_guessed_without_a_model() -> None:
    """Without a function the answers go out as they are; with one, only those without words get a proposal."""
    new = Doubt(Question.TRANSCRIPTION, 1, "handwritten", "a", number=5, crops=("1.png", "2.png"))
    typed = Doubt(
        Question.TRANSCRIPTION, 2, "transcribed", "b", number=5, crops=("3.png",), proposals=("it helps",)
    )

    def picture(path: str) -> np.ndarray:
        return np.full((2, 2), int(path[0]), np.uint8)

    def transcribe(image: np.ndarray) -> tuple[str, float]:
        return f"word{image[0, 0]}", 1.0 - 0.25 * float(image[0, 0])

    assert propose_words([new, typed], picture) == (new, typed)
    found = propose_words([new, typed], picture, transcribe)
    assert found[0].proposals == ("word1 word2 (50%)",) and found[1] == typed
