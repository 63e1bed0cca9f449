"""The words of the page about paper, in the languages of exams."""

from grader.model.base import Model
from grader.model.paper import Question


class PaperWords(Model):
    """Every phrase about paper, in one language."""

    ask: dict[Question, str]
    why: str
    saw: str
    states: dict[str, str]
    nothing: str
    number: str
    words: str
    proposed: str
    find: str
    has_paper: str
    absent: str
    blank: str
    dealt_with: str
    take: str
    scan: str
    page: str
    later: str
    open_: str
    all_done: str
    remarks: str
    write_words: str
    back: str
    choose: str
    other_scans: str
    clash: str
    gone: str
    said_by: str
    trouble: str
    key_letters: str
    key_paper: str


ENGLISH = PaperWords(
    ask={
        Question.UNREADABLE: "This page cannot be read",
        Question.PAGE: "Which scan counts?",
        Question.STUDENT: "Whose paper is it?",
        Question.NO_INK: "No ink: absent or blank?",
        Question.ANSWER: "What is answered here?",
        Question.SCORE: "Which points are marked?",
        Question.TRANSCRIPTION: "What is written here?",
    },
    why="Why you are asked",
    saw="What the reader saw",
    states={
        "marked": "marked",
        "empty": "empty",
        "uncertain": "not clear",
        "cancelled": "crossed out",
    },
    nothing="nothing",
    number="The number",
    words="The words",
    proposed="Proposed",
    find="Search the roster by name or id",
    has_paper="has another paper",
    absent="absent",
    blank="blank",
    dealt_with="It was dealt with: scanned again, typed in, or none of ours",
    take="This one counts",
    scan="Scan",
    page="page",
    later="Decide later",
    open_="open",
    all_done="Paper leaves nothing open.",
    remarks="Pages to look for",
    write_words="Type handwritten answers, if you like",
    back="Back to the doubts",
    choose="That is no answer to this question: choose or write one.",
    other_scans="Other scans of it have come since you looked. Nothing was recorded: look again.",
    clash="Someone else answered this while you were looking. Nothing of yours was recorded.",
    gone="This is not asked any more.",
    said_by="said by",
    trouble="What was said is recorded; what follows from it waits for this",
    key_letters="on paper: choose letters, or nothing",
    key_paper="to what paper leaves open",
)

ITALIAN = PaperWords(
    ask={
        Question.UNREADABLE: "Questa pagina non si legge",
        Question.PAGE: "Quale scansione vale?",
        Question.STUDENT: "Di chi è il compito?",
        Question.NO_INK: "Nessun segno: assente o in bianco?",
        Question.ANSWER: "Che cosa è stato risposto?",
        Question.SCORE: "Quali punti sono segnati?",
        Question.TRANSCRIPTION: "Che cosa c'è scritto?",
    },
    why="Perché lo chiediamo",
    saw="Che cosa ha visto il lettore",
    states={
        "marked": "segnata",
        "empty": "vuota",
        "uncertain": "non chiara",
        "cancelled": "cancellata",
    },
    nothing="niente",
    number="Il numero",
    words="Le parole",
    proposed="Proposte",
    find="Cerca nell'elenco per nome o matricola",
    has_paper="ha già un compito",
    absent="assente",
    blank="in bianco",
    dealt_with="È sistemata: scansionata di nuovo, scritta a mano, o non è nostra",
    take="Vale questa",
    scan="Scansione",
    page="pagina",
    later="Decidi dopo",
    open_="aperte",
    all_done="La carta non lascia nulla in sospeso.",
    remarks="Pagine da cercare",
    write_words="Trascrivi le risposte a mano, se vuoi",
    back="Torna ai dubbi",
    choose="Non è una risposta a questa domanda: scegline o scrivine una.",
    other_scans="Intanto sono arrivate altre scansioni. Nulla è stato registrato: guarda di nuovo.",
    clash="Qualcun altro ha risposto mentre guardavi. Nulla di tuo è stato registrato.",
    gone="Questo non è più in dubbio.",
    said_by="detto da",
    trouble="Ciò che è stato detto è registrato; ciò che ne segue aspetta questo",
    key_letters="sulla carta: scegli le lettere, o niente",
    key_paper="a ciò che la carta lascia in dubbio",
)

PAPER_WORDS = {"en": ENGLISH, "it": ITALIAN}
