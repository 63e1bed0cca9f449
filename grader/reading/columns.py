"""A table's header -> what each column means: who answered, on which form, and which question a column answers.

Names are recognised in a few languages; what has no known name is recognised by content (values that are
ids or emails of the roster) or by structure (columns numbered 1, 2, ...; headers that are a question's
text, as Microsoft Forms writes them). The meanings are returned in words, to be shown to a person.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from grader.errors import InputError, Problem
from grader.model.exam import Exam
from grader.model.table import Table
from grader.reading.people import Roll
from grader.reading.stems import Stems
from grader.reading.words import bare, quoted


class Role(StrEnum):
    """What a column that answers no question can be."""

    STUDENT = "the student's id"
    EMAIL = "the student's email"
    SURNAME = "the student's surname"
    NAME = "the student's name"
    FULL_NAME = "the student's full name"
    FORM = "the form's letter"
    COPY = "the copy's number"
    ITEM = "the item or the question's number"
    ANSWER = "the answer"
    STARTED = "when the attempt was begun"
    FINISHED = "when it was submitted"
    ATTEMPT = "the attempt's number"
    STATE = "the attempt's state"


WHO = (Role.STUDENT, Role.EMAIL, Role.SURNAME, Role.NAME, Role.FULL_NAME)
_NAMES = {
    Role.STUDENT: "studentid student matricola idnumber numeromatricola numerodimatricola idstudente"
    " codicestudente codiceidentificativo numerodeid numeroid numerodidentification idnummer registration registrationnumber studentnumber matrikelnummer",
    Role.EMAIL: "email emailaddress mail indirizzoemail indirizzodiposta indirizzodipostaelettronica"
    " adressedecourriel direcciondecorreo emailadresse username nomeutente",
    Role.SURNAME: "surname lastname familyname cognome apellidos apellido nachname nomdefamille cognoms",
    Role.NAME: "name firstname givenname nome nombre vorname prenom",
    Role.FULL_NAME: "fullname nomecompleto nominativo studentname cognomeenome cognomenome surnamename",
    Role.FORM: "form version versione variant variante fila",
    Role.COPY: "copy copynumber copia numerocopia",
    Role.ITEM: "item itemid iditem questionid number question questionnumber numero domanda numerodomanda n no nr",
    Role.ANSWER: "answer response risposta text testo answertext respuesta reponse antwort",
    Role.STARTED: "started startedon startedat iniziato iniziatoil iniziata begonnen begonnenam comenzado comenzadoel"
    " commence commencele començat començatel iniciado iniciadoem starttime oradiinizio",
    Role.FINISHED: "completed completedon completato completatoil completata completat completadoel finalizado finalizadoel"
    " terminado terminadoel beendet beendetam termine concluido concluida voltooid submitted submittedat completiontime"
    " oradicompletamento timestamp informazionicronologiche horodateur marcatemporal zeitstempel",
    Role.ATTEMPT: "attempt attemptnumber tentativo tentative versuch intento intent tentativa",
    Role.STATE: "state status stato estado etat estat",
}
_ROLE_OF = {name: role for role, names in _NAMES.items() for name in names.split()}
_BY_CONTENT = {  # how the roll recognises a column that is named in another language, or wrongly
    Role.STUDENT: "knows_id",
    Role.EMAIL: "knows_email",
    Role.SURNAME: "knows_surname",
    Role.NAME: "knows_name",
}
_NUMBERED = re.compile(r"(\D*?)[\s.#:_-]*(\d{1,3})[.):]?")
_ANSWERING = ["response", "risposta", "respuesta", "resposta", "reponse", "antwort", "answer"]
_ASKING = ["q", "question", "domanda", "", "d", "pregunta", "frage", "item"]
_BESIDE = re.compile(
    r"(points|punt|feedback|comment|grade|voto|mark|lab|right|corre|starttime|completiontime|lastmodified|orario|ora\b)"
)
_SAMPLE = 500  # rows by which a column is recognised
_SENTENCE = 20  # characters from which on a column's name may be a question's text
_LONGEST = 60  # characters of a column's name that may end in a question's number


@dataclass(frozen=True)
class Columns:
    """The columns of a table by meaning; a question is a printed number or an item's id."""

    roles: Mapping[Role, str]
    questions: Mapping[str, int | str]
    meanings: tuple[tuple[str, str], ...]  # every column with its meaning in words
    asked: Mapping[str, str] = field(
        default_factory=dict
    )  # of a column of answers: the one with the question's text

    @property
    def long(self) -> bool:
        """Whether each row is one answer; else each row is one student."""
        return Role.ANSWER in self.roles


def map_columns(table: Table, exam: Exam, roll: Roll) -> tuple[Columns, tuple[Problem, ...]]:
    """Say what each column means, and which look like questions that this exam has not.

    Raise InputError where no column says who answered, or none answers a question.
    """
    roles = _roles(table, roll)
    by_name = {c for c in table.header if c in roles.values()}
    free = [c for c in table.header if c not in by_name]
    questions: dict[str, int | str] = {} if Role.ANSWER in roles else _questions(free, exam)
    hint = f"the columns are: {', '.join(quoted(name, 30) for name in table.header[:30])}"
    if not roles.keys() & {*WHO, Role.COPY}:
        raise InputError(f"{table.where}: no column says which student answered", hint=hint)
    if not questions and Role.ANSWER not in roles:
        raise InputError(f"{table.where}: no column answers a question of {exam.id}", hint=hint)
    _refuse_twins(table, exam, questions)

    problems, meanings = [], []
    role_of = {column: role for role, column in roles.items()}
    asked = _asked(free, questions)
    for column in table.header:
        if column in role_of:
            meanings.append((column, role_of[column].value))
        elif column in questions:
            target = questions[column]
            meanings.append((column, f"question {target}" if isinstance(target, int) else f"item {target}"))
        elif column in asked.values():
            meanings.append((column, "what was asked"))
        else:
            meanings.append((column, "not used"))
            if not _beside(column, free) and _looks_like_a_question(column, questions):
                what = f"column {quoted(column)} is no question of {exam.id}"
                problems.append(Problem(f"{table.where}:1", what, "correct its name, or remove the column"))
    return Columns(roles, questions, tuple(meanings), asked), tuple(problems)


def item_ids(exam: Exam) -> Mapping[str, str]:
    """The ids of all items of all forms, by their bare letters."""
    return {bare(place.item.id): place.item.id for form in exam.forms for place in form.items}


def as_question(text: str, exam: Exam) -> int | str | None:
    """The printed number or the item's id that a cell or a header names; none if it names none."""
    if found := item_ids(exam).get(bare(text)):
        return found
    numbered = _NUMBERED.fullmatch(text.strip()[:_LONGEST])
    if numbered and bare(numbered[1]) in _ASKING + _ANSWERING:
        return int(numbered[2])
    return None


def _roles(table: Table, roll: Roll) -> dict[Role, str]:
    roles: dict[Role, str] = {}
    for column in table.header:
        role = _ROLE_OF.get(bare(column))
        if role is not None:
            roles.setdefault(role, column)
    if Role.ANSWER not in roles or Role.ITEM not in roles:
        roles.pop(Role.ANSWER, None)
        roles.pop(Role.ITEM, None)
    if not {Role.STARTED, Role.FINISHED} & roles.keys():
        roles.pop(Role.STATE, None)

    def share(column: str, known: str) -> float:
        cells = [row.cells[column] for row in islice(table.rows, _SAMPLE) if row.cells[column].strip()]
        return sum(map(getattr(roll, known), cells)) / len(cells) if cells else 0.0

    for role, known in _BY_CONTENT.items():
        if role in roles and share(roles[role], known):
            continue  # it is named so, and it holds what the name says
        others = [c for c in table.header if c not in roles.values() or c == roles.get(role)]
        best = max(others, key=lambda c: share(c, known), default=None)
        if best is not None and share(best, known) >= 0.5:
            roles[role] = best
    if {Role.SURNAME, Role.NAME} & roles.keys() == {Role.NAME}:
        roles[Role.FULL_NAME] = roles.pop(Role.NAME)  # as Microsoft Forms calls it
    return roles


def _questions(free: list[str], exam: Exam) -> dict[str, int | str]:
    ids, stems = item_ids(exam), Stems(exam)
    questions: dict[str, int | str] = {c: ids[bare(c)] for c in free if bare(c) in ids}
    groups: dict[str, dict[str, int | str]] = defaultdict(dict)
    for column in free:
        numbered = _NUMBERED.fullmatch(column[:_LONGEST])
        if numbered and column not in questions and int(numbered[2]) >= 1:
            groups[bare(numbered[1])][column] = int(numbered[2])
    groups = {prefix: g for prefix, g in groups.items() if prefix in _ASKING or not _BESIDE.match(prefix)}
    # a Moodle export may hold "Question 1", "Response 1" and "Right answer 1"
    ranked = [p for p in _ANSWERING + _ASKING if p in groups] or (list(groups) if len(groups) == 1 else [])
    if ranked:
        questions |= groups[ranked[0]]
    for column in free:
        if column not in questions and not _beside(column, free) and (found := stems.item_of(column)):
            questions[column] = found
    return questions


def _beside(column: str, free: list[str]) -> bool:
    """Whether a column is about another one, as Google Forms writes it: "Why? [Score]"."""
    text, bracket, _ = column.rpartition(" [")
    return bool(bracket) and text in free


def _asked(free: list[str], questions: Mapping[str, int | str]) -> dict[str, str]:
    """For each column of responses the one beside it that shows what was asked, as Moodle writes them."""
    texts = {}
    for column in free:
        numbered = _NUMBERED.fullmatch(column[:_LONGEST])
        if numbered and column not in questions and bare(numbered[1]) in _ASKING:
            texts[int(numbered[2])] = column
    return {c: texts[n] for c, n in questions.items() if isinstance(n, int) and n in texts}


def _looks_like_a_question(column: str, questions: Mapping[str, int | str]) -> bool:
    """Unused columns are usual (state, time, grade); one like those that are used is a mistyped question."""
    if _BESIDE.match(bare(column)):
        return False
    used = [name for name, target in questions.items() if isinstance(target, str)]
    by_id = [name for name in used if bare(name) == bare(str(questions[name]))]
    if by_id and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", column):
        return True
    return len(used) > len(by_id) and len(column) > _SENTENCE


def _refuse_twins(table: Table, exam: Exam, questions: Mapping[str, int | str]) -> None:
    problems = []
    for form in exam.forms:
        places = {place.item.id: place.number for place in form.items}
        seen: dict[int, str] = {}
        for column, target in questions.items():
            number = target if isinstance(target, int) else places.get(target, 0)
            if number and number in seen:
                both = f"{quoted(seen[number])} and {quoted(column)}"
                what = f"{both} both answer question {number} of form {form.letter}"
                problems.append(Problem(f"{table.where}:1", what, "remove one"))
            seen[number] = column
    if problems:
        raise InputError(f"{table.where}: two columns answer one question", problems=problems)
