"""The words on an answer sheet, in English and in Italian."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The phrases of one language."""

    language: str
    sheet: str
    form: str
    page: str  # takes the number and how many
    copy: str
    code: str  # read aloud for the printed code; takes the numbers of copy and page
    seat: str
    surname: str
    name: str
    signature: str
    matricola: str
    closed: str
    several: str
    numeric: str
    open: str
    question: str
    continued: str
    grader: str  # beside score bubbles
    fill: str
    filled: str
    changed: str
    cancelled: str
    write: str  # how to use a digit grid
    corners: str
    bubbles_for: str  # read aloud for a page: takes numbers of questions
    boxes_for: str
    grid_for: str
    true: str
    false: str
    comma: str


ENGLISH = SheetWords(
    language="en",
    sheet="Answer sheet",
    form="Form",
    page="Page {} of {}",
    copy="Copy",
    code="Code of copy {}, page {}",
    seat="Seat",
    surname="Surname",
    name="Name",
    signature="Signature",
    matricola="Student number: write it and fill the bubbles",
    closed="Questions with a list of answers",
    several="* more than one answer may be right",
    numeric="Answers that are numbers",
    open="Questions to answer in words",
    question="Question",
    continued="continued",
    grader="for the grader",
    fill="Use a black or blue pen. Fill the bubble of your answer completely. Write inside the frames only.",
    filled="your answer",
    changed="changed: cross out the first, fill another",
    cancelled="cancelled: no answer",
    write="From the left, one digit or sign in each box; fill the bubble below it.",
    corners="Do not write on the codes and the corner marks.",
    bubbles_for="Bubbles for the questions {}.",
    boxes_for="Boxes to write in for the questions {}.",
    grid_for="A grid for the student number.",
    true="T",
    false="F",
    comma=".",
)

ITALIAN = SheetWords(
    language="it",
    sheet="Foglio delle risposte",
    form="Versione",
    page="Pagina {} di {}",
    copy="Copia",
    code="Codice della copia {}, pagina {}",
    seat="Posto",
    surname="Cognome",
    name="Nome",
    signature="Firma",
    matricola="Matricola: scriverla e annerire le caselle",
    closed="Domande con un elenco di risposte",
    several="* le risposte esatte possono essere più d’una",
    numeric="Risposte numeriche",
    open="Domande a risposta aperta",
    question="Domanda",
    continued="continua",
    grader="per chi corregge",
    fill="Usare una penna nera o blu. Annerire completamente la casella della risposta scelta. Scrivere solo nei riquadri.",
    filled="risposta data",
    changed="cambiata: barrare la prima, annerirne un’altra",
    cancelled="annullata: nessuna risposta",
    write="Da sinistra, una cifra o un segno per riquadro; annerire la casella sotto.",
    corners="Non scrivere sui codici e sui quadrati agli angoli.",
    bubbles_for="Caselle da annerire per le domande {}.",
    boxes_for="Riquadri per le domande {}.",
    grid_for="Una griglia per la matricola.",
    true="V",
    false="F",
    comma=",",
)

SHEET_WORDS: Mapping[str, SheetWords] = {"en": ENGLISH, "it": ITALIAN}
