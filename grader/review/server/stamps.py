"""Which event last changed what answers to an item are judged by: its points or rubric, or the form that some copy answers.

Pure. A decision names the stamp of what its person saw; where it is another by now, the person looks again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.model.event import Event, EventKind


@dataclass
class Stamps:
    """The numbers of events; 0 where nothing was corrected."""

    items: dict[str, int] = field(default_factory=dict)
    copies: int = 0  # the last one that bound copies anew
    _made: dict[int, frozenset[str]] = field(default_factory=dict)  # the items of each correction

    def of(self, item: str) -> int:
        """The last event that changed what answers to an item are judged by."""
        return max(self.items.get(item, 0), self.copies)

    def read(self, events: Sequence[Event]) -> bool:
        """Take in events that follow those before, and say whether any of them corrects something."""
        before = (dict(self.items), self.copies)
        for event in events:
            if event.kind is EventKind.CORRECTED:
                self._corrected(event.sequence, json.loads(event.payload))
            elif event.kind is EventKind.COPIES:
                said = json.loads(event.payload)
                if "corrects" in said or "undoes" in said:
                    self.copies = event.sequence
        return before != (self.items, self.copies)

    def _corrected(self, sequence: int, said: dict[str, object]) -> None:
        made = said.get("corrections")
        if isinstance(made, list):
            self._made[sequence] = frozenset(one["item_id"] for one in made)
            concerned = self._made[sequence]
        else:
            undone = said["undoes"]
            assert isinstance(undone, int), "an event's number"
            concerned = self._made.get(undone, frozenset())
        self.items |= dict.fromkeys(concerned, sequence)
