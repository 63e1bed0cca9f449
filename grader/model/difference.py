"""What a correction would do, before anybody applies it: what is proposed, who changes by it, and what it rests on."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from grader.model.base import Model
from grader.model.correction import Correction
from grader.model.mark import Outcome


class Proposal(Model):
    """Changes of items, or the number of the correction that is to be taken back."""

    corrections: tuple[Correction, ...] = ()
    undo: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """What a student's test and mark were, and what they become; none where there is none."""

    who: str  # the student's id, or "copy 17" of a paper without a student
    before: Decimal
    after: Decimal
    mark_before: str = ""
    mark_after: str = ""

    def __str__(self) -> str:
        text = f"{self.who}: {self.before:f} -> {self.after:f} points"
        if self.mark_before != self.mark_after:
            text += f"; mark {self.mark_before} -> {self.mark_after}"
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

    @property
    def digest(self) -> str:
        """SHA-256 over all that a person sees of it: two that are equal need not be shown twice."""
        seen = [self.proposal.model_dump_json(), self.after, [asdict(one) for one in self.lines]]
        return hashlib.sha256(json.dumps([*seen, dict(self.touched)], default=str).encode()).hexdigest()
