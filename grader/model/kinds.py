"""The closed vocabularies that people type, in files and on the command line.

They are apart from the nouns that use them so that the command line can name them without loading pydantic.
"""

from enum import StrEnum


class Part(StrEnum):
    """The half of the course that an item belongs to."""

    FIRST = "first"
    SECOND = "second"


class Level(StrEnum):
    """What an item asks of a student (Bloom's taxonomy as revised by Anderson and Krathwohl, 2001)."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"
    EVALUATE = "evaluate"
    CREATE = "create"


class Status(StrEnum):
    """Whether an item may be used in an exam."""

    DRAFT = "draft"
    READY = "ready"
    RETIRED = "retired"


class ItemType(StrEnum):
    """The five types of item, as written in the bank."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true-false"
    NUMERIC = "numeric"
    OPEN = "open"


class Profile(StrEnum):
    """How a student's paper is laid out; never printed on it and never exported."""

    STANDARD = "standard"
    ACCESSIBLE = "accessible"


class Recordable(StrEnum):
    """What a person can record about a student with `grader record`."""

    WITHDRAWN = "withdrawn"  # from one sitting
    ABSENT = "absent"  # from one sitting, whatever the papers say
    REFUSED = "refused"  # the points of one sitting, or (without a sitting) the mark as it stands
    LODE_CONFIRMED = "lode-confirmed"
    ROUTE = "route"  # the student's choice; `value` is the route


class Voiding(StrEnum):
    """What becomes of the points of an item that does not count."""

    EVERYONE = "everyone"  # its points for every paper that was handed in
    REMOVE = "remove"  # as if it had not been asked, and the rest counted for the whole
    HELPS = "helps"  # removed from those papers that gain by it


class Counts(StrEnum):
    """Which of a student's attempts on a platform counts."""

    FIRST = "first"
    LAST = "last"
