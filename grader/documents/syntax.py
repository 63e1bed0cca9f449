"""Where YAML cannot be read, in an instructor's words: the line to look at, what stands there, what people usually did.

libyaml's words and marks are judged by the line itself: what cannot be seen (a tab, a space that is none) comes first.
"""

import re

import yaml

_QUOTES = "put the whole text in single quotes, doubling any ' inside, or below `key: |`"
_CURES = (  # libyaml's words, and what people usually did
    (
        "mapping values are not allowed",
        f"usually an unquoted text with ': ' in it, or wrong indentation: {_QUOTES}",
    ),
    ("cannot start any token", f"a text that begins with @, `, % or a tab must be quoted: {_QUOTES}"),
    ("mapping keys are not allowed", f"a text that begins with '? ' must be quoted: {_QUOTES}"),
    ("unknown escape character", "in double quotes \\ must be doubled: use single quotes for LaTeX"),
    (
        "alphabetic or numeric character",
        "put a text that begins with * or & (such as **bold**) in single quotes, or below `key: |`",
    ),
    ("unexpected end of stream", "a quote is opened here and never closed"),
    ("expected ',' or", "a bracket is opened and not closed; put texts with [ ] { } or , in quotes"),
    ("comment or line break", "begin the text on the line below `|` or `>`"),
    (
        "could not find expected ':'",
        "a line without `key:`: indent it deeper than the key it belongs to, or add the colon",
    ),
    (
        "expected '-' indicator",
        "wrong indentation: the dashes of a list stand in one column, and so do the keys of an item",
    ),
    (
        "did not find expected key",
        "usually wrong indentation, or more text after a closing quote or bracket (double a ' inside '...')",
    ),
    ("block sequence entries", "begin the list on its own line below the key"),
    (
        "expected node content",
        "a bracket is not closed, or a text that begins with ] or } or , is not in quotes",
    ),
)
_SEEN = (  # libyaml's words, what the line itself shows, and what to do about it
    ("", r"\s*-[\w'\"]+:\s", "no space follows the dash", "write `- key: value`"),
    (
        "",
        "\\s*[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]",
        "the line is indented with characters that only look like spaces",
        "delete them and type spaces; they come with texts copied from web pages and word processors",
    ),
    ("tab char", r"\s*\t", "a tab stands in the indentation", "indent with spaces: YAML reads no tabs there"),
    ("expected ':'", r"\s*(- )?[\w-]+:\S", "no space follows the colon", "write `key: value`"),
    (
        "mapping values",
        r".*[“”„«»]",
        "YAML cannot be read here: “ ” and « » are no quotes to YAML",
        f"a text with ': ' in it needs straight ones: {_QUOTES}",
    ),
)


def explain(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str, str]:
    """The line (1-based) that is to be corrected, what is wrong with it, and the cure."""
    said = error.problem or error.context or ""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    if "could not find expected ':'" in said and error.context_mark:
        line = error.context_mark.line + 1  # noticed one line later
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", text)
    for words, look, what, cure in _SEEN:
        for near in (
            (line,) if words else (line, line - 1)
        ):  # noticed late, where it can still be read otherwise
            if words in said and 0 < near <= len(lines) and re.match(look, lines[near - 1]):
                return near, what, cure
    cure = next((cure for words, cure in _CURES if words in said), "check quotes and indentation around here")
    return line, f"YAML cannot be read here: {said}", cure
