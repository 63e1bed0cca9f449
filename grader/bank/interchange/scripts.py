"""Raised and lowered text: digits and signs that Unicode has, all else as a formula's exponent or index."""

_SUP = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUB = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def script(name: str, text: str) -> str:
    """What stands for a `sup` or `sub`: "²", or LaTeX that begins with `^` or `_`."""
    table, sign = (_SUP, "^") if name == "sup" else (_SUB, "_")
    if all(ord(character) in table for character in text):
        return text.translate(table)
    inner = text if text.isalnum() and len(text) == 1 else rf"\text{{{literal(text)}}}"
    return f"{sign}{{{inner}}}"


def literal(text: str) -> str:
    """Text that LaTeX prints as it is."""
    return "".join(f"\\{c}" if c in "{}%#&_" else "" if c in "\\^~$" else c for c in text)
