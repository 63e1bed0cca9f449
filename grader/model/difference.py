"""What a correction would do, before anybody applies it: what is proposed, who changes by it, and what it rests on."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from grader.model.base import Model
from grader.model.correction import Correction
from grader.model.mark import Outcome
from grader.model.response import Copy, Response
from grader.model.score import Decision


class Binding(Model):
    """What is said about a copy: whose it is, which form it answers, that two were exchanged, or that it does not count."""

    copy_number: Annotated[int, Field(ge=1)]
    student: str = ""
    form: str = ""
    swap: Annotated[int, Field(ge=0)] = 0  # the other copy
    void: bool = False

    @property
    def says_one_thing(self) -> bool:
        """A student, a form or both; or an exchange; or that it does not count."""
        return bool(self.student or self.form) + bool(self.swap) + self.void == 1


class Proposal(Model):
    """Changes of items, or of a copy, or the number of the correction that is to be taken back."""

    corrections: tuple[Correction, ...] = ()
    binding: Binding | None = None
    undo: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """What a student's test and mark were, and what they become; none where there is none."""

    who: str  # the student's id, or "copy 17" of a paper without a student
    before: Decimal | None  # points; none without a paper
    after: Decimal | None
    mark_before: str = ""
    mark_after: str = ""
    waits_before: int = 0  # answers that wait for people
    waits_after: int = 0

    def __str__(self) -> str:
        if self.before is None or self.after is None:
            sides = ["no paper" if one is None else f"{one:f} points" for one in (self.before, self.after)]
        else:
            sides = [f"{self.before:f}", f"{self.after:f} points"]
        text = f"{self.who}: {' -> '.join(sides)}"
        if self.waits_before != self.waits_after:
            text += f"; answers that wait {self.waits_before} -> {self.waits_after}"
        if self.mark_before != self.mark_after:
            text += f"; mark {self.mark_before or 'none'} -> {self.mark_after or 'none'}"
        return text + {1: "  passes now", -1: "  no longer passes"}.get(self.crosses, "")

    @property
    def crosses(self) -> int:
        """1 if the student passes by it, -1 if the student fails by it, else 0."""
        failed = Outcome.FAIL.value
        was, now = self.mark_before == failed, self.mark_after == failed
        both = all(mark == failed or mark[:1].isdecimal() for mark in (self.mark_before, self.mark_after))
        return (was - now) if both else 0


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A difference that was worked out, and the event up to which the records were known."""

    proposal: Proposal
    after: int  # the sitting's last event then, 0 where there was none
    new: bool  # false where the correction stands already
    lines: tuple[Changed, ...]
    touched: Mapping[str, tuple[int, ...]]  # items whose decisions it concerns, and their copies
    stands: tuple[int, ...] = ()  # the corrections that stood then
    copies: tuple[Copy, ...] = ()  # as they are to be bound
    responses: tuple[Response, ...] = ()  # that come along
    decisions: tuple[Decision, ...] = ()  # marked on the sheet, that come along
    asks: tuple[str, ...] = ()  # what paper will ask about these copies
    warnings: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over all that a person sees of it, and the corrections it rests on: equal ones need not be shown twice.

        What other people decided meanwhile is in it as far as it changes a line.
        """
        lines = [asdict(one) for one in self.lines]
        seen = (
            self.proposal.model_dump_json(),
            self.stands,
            lines,
            dict(self.touched),
            self.asks,
            self.warnings,
        )
        return hashlib.sha256(json.dumps(seen, default=str).encode()).hexdigest()
