"""The table of formats: what each is called and how it is recognised, read and written.

A new format is a line here. The first that recognises a file reads it, so what is more particular stands first.
"""

from grader.bank.interchange.aiken import is_aiken, read_aiken, write_aiken
from grader.bank.interchange.carried import Format
from grader.bank.interchange.gift import is_gift, read_gift
from grader.bank.interchange.gift_out import write_gift
from grader.bank.interchange.moodle import is_moodle, read_moodle
from grader.bank.interchange.moodle_out import write_moodle

FORMATS = (
    Format("moodle", "Moodle XML", ".xml", is_moodle, read_moodle, write_moodle),
    Format("aiken", "Aiken", ".txt", is_aiken, read_aiken, write_aiken),
    Format("gift", "GIFT", ".gift", is_gift, read_gift, write_gift),
)


def named(name: str) -> Format | None:
    """The format of a name, as typed after --format."""
    return next((each for each in FORMATS if each.name == name), None)


def recognise(content: bytes, name: str) -> Format | None:
    """The format of a file, by what is in it."""
    return next((each for each in FORMATS if each.read and each.recognises(content, name)), None)
