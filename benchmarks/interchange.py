"""How fast questions of another system become the bank's: 5,000 of a Moodle file, beside what parsing its XML alone takes.

python benchmarks/interchange.py [--questions 5000]
"""

import argparse
import time
from decimal import Decimal

from lxml import etree

from grader.bank import Bank
from grader.bank.formula import fault
from grader.bank.interchange.carried import Outgoing
from grader.bank.interchange.filing import file_away
from grader.bank.interchange.moodle import read_moodle
from grader.bank.interchange.moodle_out import write_moodle
from grader.bank.interchange.placing import Wishes, place
from grader.model.item import ITEM, Item

STEM = "A model has **{n}** layers and $2^{{{k}}}$ heads. Look at\n\n```python\nx = {n} * [{k}]\n```\n\nWhich statement about `x` is right?"


def bank_of(count: int) -> list[Item]:
    """Invented items of the types that Moodle has, four of five with options."""
    made: list[Item] = []
    for n in range(count):
        common = {
            "id": f"q-{n}", "topic": f"topic-{n % 40}", "module": "m", "part": "first", "status": "draft",
            "stem": STEM.format(n=n, k=n % 9), "explanation": f"Because $x_{{{n}}}$ holds *{n}* times.",
            "tags": ["a", "b"], "level": "apply", "facility": 0.5, "minutes": Decimal("1.5"),
        }  # fmt: skip
        if n % 5 == 4:
            fields = {"type": "numeric", "answer": n, "tolerance": 1}
        else:
            options = [f"Option {k} of question {n}, as long as options are" for k in range(1, 4)]
            fields = {
                "type": "single",
                "correct": f"The key of question {n}, which is $x^{n}$",
                "wrong": options,
            }
        made.append(ITEM.validate_python({**common, **fields}))
    return made


def main() -> None:
    """Print a table of the steps, best of three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=5000)
    count = parser.parse_args().questions
    content = write_moodle(Outgoing("bench", bank_of(count))).content
    steps: dict[str, list[float]] = {}

    def timed(name: str, begun: float) -> None:
        steps.setdefault(name, []).append(time.process_time() - begun)

    for _ in range(3):
        fault.cache_clear()
        begun = time.process_time()
        etree.fromstring(content)
        timed("yardstick: lxml parses the XML", begun)
        whole = begun = time.process_time()
        foreign = read_moodle(content, "bench.xml")
        timed("read: questions in our words", begun)
        begun = time.process_time()
        placed = place(foreign, Bank(), Wishes())
        timed("place: ids, topics, checks", begun)
        begun = time.process_time()
        files = file_away(placed.items, lambda _: None)
        timed("file: YAML, read back", begun)
        timed("import, all of it", whole)
        assert len(placed.items) == count and len(files) == min(count, 40)
    print(
        f"{count} questions of Moodle XML, {len(content) / 2**20:.1f} MB; CPU seconds of one core, best of three"
    )
    for name, seconds in steps.items():
        print(f"{min(seconds):8.2f}  {name}")


if __name__ == "__main__":
    main()
