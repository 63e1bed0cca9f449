"""A table of typed answers -> papers: for each student the form and what every question got as an answer.

Two shapes are read: a row for each student with a column for each question, and a row for each answer.
What a cell says and is not understood is a problem with its line, and no answer: neither a blank nor a zero,
so that the paper stays pending until a person corrects the file. Nothing is dropped, no row wins over another
because it comes last, and where even the form is in doubt, no answer of the paper is taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from grader.errors import Problem, Severity
from grader.model.exam import Exam, FormItem
from grader.model.kinds import Counts
from grader.model.response import Copy, CopyStatus
from grader.model.roster import Student
from grader.model.table import Row, Table
from grader.reading.answers import Answer, Unclear, is_nothing, read_answer
from grader.reading.attempts import attempts
from grader.reading.columns import WHO, Columns, Role, as_question, map_columns
from grader.reading.papers import Paper, Typed
from grader.reading.people import Roll
from grader.reading.stems import Stems
from grader.reading.whose import Person, Whose, copy_number
from grader.reading.words import quoted, visible

_MOST_LINES = 10  # named in one message


def read_typed(
    table: Table,
    exam: Exam,
    roster: Sequence[Student],
    *,
    copies: Sequence[Copy] = (),
    form: str = "",
    counts: Counts | None = None,
    unfinished: bool = False,
    confirmed: Mapping[Person, str] = MappingProxyType({}),
) -> Typed:
    """Read typed answers; `form` is the form of rows that name none. Raise InputError for a useless file.

    `counts` says which of a student's attempts on a platform counts, `unfinished` that one never submitted does;
    `confirmed` says who somebody is that the roster does not surely have.
    """
    roll = Roll(roster)
    columns, problems = map_columns(table, exam, roll)
    chosen = attempts(table, columns, counts=counts, unfinished=unfinished)
    reader = _Reader(table, exam, columns, roll, copies, form, confirmed)
    for row in chosen.rows:
        reader.read(row)
    for row in chosen.waiting:
        reader.leave(row)
    reader.finish()
    papers = tuple(p for p in reader.papers.values() if p.student not in reader.spoiled)
    for paper in papers:
        for number in paper.unclear:
            paper.answers.pop(number, None)
    return Typed(
        table.where,
        columns.meanings,
        papers,
        (*problems, *chosen.problems, *reader.whose.problems, *reader.problems),
        frozenset(reader.spoiled),
        reader.whose.strangers,
        tuple(reader.whose.doubtful),
    )


class _Reader:
    """The papers found so far, with those that some row spoiled."""

    def __init__(
        self,
        table: Table,
        exam: Exam,
        columns: Columns,
        roll: Roll,
        copies: Sequence[Copy],
        form: str,
        confirmed: Mapping[Person, str],
    ) -> None:
        self.table, self.exam, self.columns = table, exam, columns
        self.copies = {c.number: c for c in copies if c.status is not CopyStatus.VOIDED}
        self.whose = Whose(table, columns, roll, self.copies, confirmed)
        self.form_of = {c.student: c.form for c in self.copies.values() if c.student}
        self.default = form.upper()
        self.stems = Stems(exam)
        self.forms = {f.letter: f for f in exam.forms}
        self.papers: dict[str, Paper] = {}
        self.spoiled: set[str] = set()
        self.formless: list[Row] = []
        self.away: list[Row] = []
        self._forms_hint = f"the forms are {', '.join(self.forms)}: add a column `form`, or use --form"
        self.problems: list[Problem] = []

    def read(self, row: Row) -> None:
        """Add one row to its student's paper, or say why it cannot be."""
        student = self.whose.student(row)
        if student is None:
            return
        if not self._came(row):
            self.away.append(row)
            return
        copy = self._copy(row, student)
        form = None if copy is None else self._form(row, student, copy)
        if copy is None or form is None:
            self.spoiled.add(student)
            return
        answers: dict[int, Answer | Unclear] = {}
        for column, place in self._places(row, student, form):
            cell = row.cells[column]
            formula = self.table.formulas.get((row.line, column))
            answer = (
                Unclear(
                    f"question {place.number}: the cell is a formula, {quoted(formula)}",
                    "type what the student answered as text",
                )
                if formula
                else read_answer(place, cell)
            )
            answers[place.number] = answer
        self._add(row, Paper(student, form, copy, row.line), answers)

    def leave(self, row: Row) -> None:
        """Keep a student's paper waiting of which no attempt could be taken."""
        if student := self.whose.student(row):
            self.spoiled.add(student)

    def finish(self) -> None:
        """Say once what is wrong with many rows."""
        if self.formless:
            what = f"which form they answer is not said in the rows of lines {_lines(self.formless)}"
            self._say(self.formless[0], what, self._forms_hint)
        if self.away:
            what = f"nothing but who it is stands in the rows of lines {_lines(self.away)}: not handed in"
            hint = "for a blank paper, write its form's letter into a column `form`"
            self._say(self.away[0], what, hint, Severity.WARNING)

    def _add(self, row: Row, paper: Paper, answers: dict[int, Answer | Unclear]) -> None:
        known = self.papers.setdefault(paper.student, paper)
        if (known.form, known.copy) != (paper.form, paper.copy):
            what = f"{paper.student} has another form or copy here than in line {known.line}"
            self._spoil(row, paper.student, what, "remove the row that is wrong")
            return
        repeated = [number for number in answers if number in known.answers]
        if repeated and all(known.answers.get(n) == answer for n, answer in answers.items()):
            what = f"{paper.student}: says the same as line {known.lines[repeated[0]]}; kept once"
            self._say(row, what, "", Severity.WARNING)
        for number, answer in answers.items():
            if isinstance(answer, Unclear):
                self._say(row, answer.what, answer.hint)
                known.unclear.add(number)
            elif known.answers.setdefault(number, answer) != answer:
                line = known.lines[number]
                what = (
                    f"{paper.student} answers question {number} differently in line {line}; neither is taken"
                )
                self._say(row, what, "remove the row that does not count")
                known.unclear.add(number)
            known.lines.setdefault(number, row.line)

    def _came(self, row: Row) -> bool:
        """Whether a row says anything beside who it is about: platforms list those who never came as well."""
        who = {self.columns.roles.get(role) for role in WHO}
        return self.columns.long or not all(
            is_nothing(row.cells[c]) for c in self.table.header if c not in who
        )

    def _copy(self, row: Row, student: str) -> int | None:
        """The copy's number that a row names, 0 for none, nothing for one that cannot be."""
        text = row.cells.get(self.columns.roles.get(Role.COPY, ""), "").strip()
        if not text:
            return 0
        number = copy_number(text)
        if not number:
            self._say(row, f"{quoted(text)} is no copy's number", "write the number printed on the copy")
            return None
        known = self.copies.get(number)
        if known and known.student not in (None, student):
            what = f"copy {number} is {known.student}'s, not {student}'s"
            self._say(row, what, "correct the copy or the student")
            return None
        return number

    def _form(self, row: Row, student: str, copy: int) -> str | None:
        told = visible(row.cells.get(self.columns.roles.get(Role.FORM, ""), "")).upper()
        printed = self.copies.get(copy)
        letter = told.split()[-1] if told else self.default
        letter = letter or (printed.form if printed else self.form_of.get(student, ""))
        if not letter and len(self.forms) == 1:
            letter = next(iter(self.forms))
        if letter in self.forms:
            return letter
        if letter:
            self._say(row, f"{student}: there is no form {quoted(letter)}", self._forms_hint)
        else:
            self.formless.append(row)
        return None

    def _places(self, row: Row, student: str, form: str) -> Iterator[tuple[str, FormItem]]:
        """The columns of a row that answer something, each with the item at its place on the form."""
        targets: list[tuple[str, int | str | None, str]]
        if self.columns.long:
            named = row.cells[self.columns.roles[Role.ITEM]]
            targets = [(self.columns.roles[Role.ANSWER], as_question(named, self.exam), named)]
        else:
            targets = [(column, target, column) for column, target in self.columns.questions.items()]
        by_id = {place.item.id: place for place in self.forms[form].items}
        for column, target, named in targets:
            if asked := self.columns.asked.get(
                column
            ):  # what this student saw there says more than its number
                seen = self.stems.item_of(row.cells[asked])
                target = seen if seen in by_id else target
            place = self.forms[form].at(target) if isinstance(target, int) else by_id.get(target or "")
            if place:
                yield column, place
            elif row.cells[column].strip():  # an empty cell of another form's item is as it should be
                what = f"form {form} has no {quoted(named)}, and the row answers it"
                hint = "correct the form, or the question's id or number"
                if isinstance(target, str):
                    self._spoil(row, student, what, hint)  # another form's item: which form is it?
                else:
                    self._say(row, what, hint)

    def _spoil(self, row: Row, student: str, what: str, hint: str) -> None:
        self.spoiled.add(student)
        self._say(row, what, hint)

    def _say(self, row: Row, what: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(self.table.at(row), what, hint, severity))


def _lines(rows: Sequence[Row]) -> str:
    more = f" and {len(rows) - _MOST_LINES} more" if len(rows) > _MOST_LINES else ""
    return ", ".join(str(row.line) for row in rows[:_MOST_LINES]) + more
