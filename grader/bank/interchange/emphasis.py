"""Bold, italic and struck text: written with Markdown's signs where they can be read back, else left plain."""

import re

from grader.bank.interchange.plain import Formulas, paragraph
from grader.bank.markdown import to_plain

STRONG, EM, STRUCK = "\ue003", "\ue004", "\ue005"  # where emphasis begins and ends, until it is written
EMPHASIS = {"b": STRONG, "strong": STRONG, "i": EM, "em": EM, "s": STRUCK, "del": STRUCK, "strike": STRUCK}
_MARKS = re.compile(f"[{STRONG}{EM}{STRUCK}]")
_CLEAR = re.compile(  # whole words, which can be read back for sure
    rf"(?<![^\s(])({_MARKS.pattern})[^\W_](?:(?:(?!{_MARKS.pattern})[^\ue002])*[^\W_])?\1(?![^\s.,;:!?)])"
)


def emphasise(text: str, formulas: Formulas) -> tuple[str, tuple[str, ...]]:
    """An escaped text with marks of emphasis as one paragraph of Markdown, and what is lost of it.

    Whether signs can be read depends on what stands on both sides of them, so the result is read to see.
    """
    bare = _MARKS.sub("", text)
    plain = formulas.put_back(paragraph(bare))
    if bare == text:
        return plain, ()
    signs = str.maketrans({STRONG: "**", EM: "*", STRUCK: "~~"})
    if not _MARKS.search(_CLEAR.sub("", text)):
        return formulas.put_back(paragraph(text.translate(signs))), ()
    beside = f"{STRONG}{EM}" in text or f"{EM}{STRONG}" in text
    for italic in ("_", "*") if beside else ("*",):
        signs = str.maketrans({STRONG: "**", EM: italic, STRUCK: "~~"})
        made = formulas.put_back(paragraph(text.translate(signs)))
        if to_plain(made) == to_plain(plain):
            return made, ()
    return plain, ("bold or italic print within a word",)
