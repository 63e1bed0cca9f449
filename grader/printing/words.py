"""The words that grader itself puts on paper, in English and in Italian.

One field per phrase, so that the type checker finds a phrase that a language lacks.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of one language; `{}` takes a number that is already written in that language."""

    form: str
    page: str
    of: str
    question: str
    surname: str
    name: str
    matricola: str
    date: str
    time: str
    minutes: str
    total: str
    point: str
    points: str
    questions: str
    several: str  # said at an item that may have more than one key
    answer: str
    how: str  # heading of the rules
    rule_one: str
    rule_tick: str
    rule_sheet: str
    rule_apart: str  # in a booklet whose answers go on an answer sheet
    rule_written: str  # the same where no question has letters
    rule_kept: str
    apart: str  # said at a question that has no letters; takes one of the two below, or nothing
    apart_unit: str
    apart_lines: str
    rule_wrong: str
    rule_no_wrong: str
    rule_all: str
    rule_per_option: str
    rule_floor: str
    rule_zero: str
    sheet: str
    closed: str
    open: str
    key: str
    confidential: str
    overview: str
    facility: str
    tolerance: str
    explanation: str
    reference: str
    rubric: str
    criterion: str
    misconceptions: str
    announcement: str
    announced: str  # takes date and time
    practice: str
    solutions: str
    months: tuple[str, ...]
    comma: str  # the decimal sign


ENGLISH = Words(
    form="Form",
    page="Page",
    of="of",
    question="Question",
    surname="Surname",
    name="Name",
    matricola="Student number (matricola)",
    date="Date",
    time="Time",
    minutes="{} minutes",
    total="Total",
    point="{} point",
    points="{} points",
    questions="Questions",
    several="More than one answer may be right: mark all that are.",
    answer="Answer",
    how="How to answer",
    rule_one="A question with a list of answers has exactly one right answer, unless it says otherwise.",
    rule_tick="Tick the box beside your answer. To change your mind, fill the box completely and tick another.",
    rule_sheet="Write on these pages only; the numbers are those of the questions. Cross the letter of your answer. To change your mind, fill its box completely and cross another.",
    rule_apart="All answers go on the answer sheet: fill the bubble under the letter of your answer, in the row of the question’s number.",
    rule_written="All answers go on the answer sheet, each under the number of its question.",
    rule_kept="Nothing that is written in this booklet counts. You may use it for notes.",
    apart="Answer on the answer sheet{}.",
    apart_unit=", in {}",
    apart_lines=", {} lines",
    rule_wrong="Where one answer is right, a wrong answer takes away {} % of the question’s points; no answer takes nothing away.",
    rule_no_wrong="A wrong answer takes no points away.",
    rule_all="Where several answers may be right, only marking all the right ones and no other earns the points.",
    rule_per_option="Where several answers may be right, each right one that is marked adds a share of the points and each wrong one takes one away.",
    rule_zero="No such question gives less than 0 points.",
    rule_floor="Such a question may give less than 0 points: at worst it takes away {} % of its points.",
    sheet="Answer pages",
    closed="Questions with a list of answers",
    open="Questions to answer in words",
    key="Key for graders",
    confidential="Confidential until the exam is over",
    overview="The key at a glance",
    facility="expected facility {}",
    tolerance="tolerance",
    explanation="Explanation",
    reference="Reference answer",
    rubric="Rubric",
    criterion="Criterion",
    misconceptions="Sounds right, but is not",
    announcement="Announcement",
    announced="Announced {}",
    practice="Practice questions with solutions",
    solutions="Solutions",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    comma=".",
)

ITALIAN = Words(
    form="Versione",
    page="Pagina",
    of="di",
    question="Domanda",
    surname="Cognome",
    name="Nome",
    matricola="Matricola",
    date="Data",
    time="Durata",
    minutes="{} minuti",
    total="Totale",
    point="{} punto",
    points="{} punti",
    questions="Domande",
    several="Le risposte esatte possono essere più d’una: segnarle tutte.",
    answer="Risposta",
    how="Come rispondere",
    rule_one="Una domanda con un elenco di risposte ha una sola risposta esatta, se non è indicato altrimenti.",
    rule_tick="Segnare la casella accanto alla risposta scelta. Per cambiarla, annerire tutta la casella e segnarne un’altra.",
    rule_sheet="Scrivere solo su queste pagine; i numeri sono quelli delle domande. Barrare la lettera della risposta scelta. Per cambiarla, annerire tutta la casella e barrarne un’altra.",
    rule_apart="Tutte le risposte vanno sul foglio delle risposte: annerire la casella sotto la lettera scelta, nella riga con il numero della domanda.",
    rule_written="Tutte le risposte vanno sul foglio delle risposte, ciascuna sotto il numero della sua domanda.",
    rule_kept="Quanto è scritto su questo fascicolo non conta; si può usare per gli appunti.",
    apart="Rispondere sul foglio delle risposte{}.",
    apart_unit=", in {}",
    apart_lines=", {} righe",
    rule_wrong="Dove una sola risposta è esatta, una risposta errata toglie il {} % dei punti della domanda; una risposta non data non toglie nulla.",
    rule_no_wrong="Una risposta errata non toglie punti.",
    rule_all="Dove le risposte esatte possono essere più d’una, si ottengono i punti solo segnando tutte quelle esatte e nessun’altra.",
    rule_per_option="Dove le risposte esatte possono essere più d’una, ogni risposta esatta segnata aggiunge una quota dei punti e ogni errata ne toglie una.",
    rule_zero="Nessuna di queste domande dà meno di 0 punti.",
    rule_floor="Una di queste domande può dare meno di 0 punti: al peggio toglie il {} % dei suoi punti.",
    sheet="Pagine per le risposte",
    closed="Domande con un elenco di risposte",
    open="Domande a risposta aperta",
    key="Soluzioni per la correzione",
    confidential="Riservato fino alla fine della prova",
    overview="Le risposte esatte in breve",
    facility="facilità attesa {}",
    tolerance="tolleranza",
    explanation="Spiegazione",
    reference="Risposta di riferimento",
    rubric="Griglia di valutazione",
    criterion="Criterio",
    misconceptions="Sembra giusto, ma non lo è",
    announcement="Comunicazione",
    announced="Comunicato il {}",
    practice="Domande di esercitazione con soluzioni",
    solutions="Soluzioni",
    months=(
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ),
    comma=",",
)

WORDS: Mapping[str, Words] = {"en": ENGLISH, "it": ITALIAN}


def number_text(value: Decimal, words: Words) -> str:
    """A number without idle zeros, with the language's decimal sign and a true minus."""
    plain = f"{value:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(".", words.comma).replace("-", "−")


def points_text(value: Decimal, words: Words) -> str:
    """`1 point`, `2.5 points`, `0,5 punti`."""
    return (words.point if value == 1 else words.points).format(number_text(value, words))


def date_text(date: dt.date, words: Words) -> str:
    """`15 April 2026`, `15 aprile 2026`."""
    return f"{date.day} {words.months[date.month - 1]} {date.year}"
