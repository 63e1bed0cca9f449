"""The words in which a sitting's history is told, in the languages of exams."""

from grader.model.base import Model
from grader.review.server.paper_words import PAPER_WORDS


class HistoryWords(Model):
    """What happened, in one language; braces are filled in."""

    place: str
    place_of_item: str
    copy_: str
    recorded_all: str
    recorded: str
    a_picture: str
    nothing: str
    no_line: str
    decided_all: str
    decided: str
    for_lines: str
    undone: str
    unsaid: str
    said: str
    questions: dict[str, str]  # about paper, by what they are recorded as
    taken_back: str
    corrected: str
    right: str
    or_: str
    right_number: str
    void: str
    worth: str
    rubric: str
    accepted_all: str
    accepted: str
    copies: str
    copy_bound: str
    of_student: str
    of_somebody: str
    of_nobody: str
    statuses: dict[str, str]
    swapped: str
    sealed: str
    read: str
    judged: str
    status: str
    status_undone: str
    announced: str
    published: str
    copies_undone: str
    voiding: dict[str, str]


ENGLISH = HistoryWords(
    place="copy {copy}, question {number}",
    place_of_item="copy {copy}, question {number} ({item})",
    copy_="copy {copy}",
    recorded_all="{n} answers recorded from {source}",
    recorded="{where}: answer recorded from {source}: {answer}",
    a_picture="a picture",
    nothing="nothing",
    no_line="no line",
    decided_all="{n} answers decided",
    decided="{where}: {points} points{more}",
    for_lines=", for {lines}",
    undone="{where}: what event {event} decided is taken back",
    unsaid="{where}: asked about {question}, what event {event} said is taken back",
    said="{where}: asked about {question}, a person said: {answer}",
    questions={},  # as they are recorded
    taken_back="correction {event} is taken back",
    corrected="{item}: {what}",
    right="right is {options}",
    or_=" or ",
    right_number="the right number is {answer} within {tolerance}",
    void="does not count: {how}",
    worth="is worth {points} points",
    rubric="has another rubric: {lines}",
    accepted_all="{n} suggestions accepted without a person",
    accepted="{where}: suggestion of {points} points accepted{why}",
    copies="{n} copies issued or bound: {first} to {last}",
    copy_bound="copy {copy}: form {form}, {who}, {status}",
    of_student="of {student}",
    of_somebody="of a student",
    of_nobody="of nobody yet",
    statuses={},  # as they are recorded
    swapped="copies {copy} and {other}: their students are exchanged",
    sealed="the exam was sealed",
    read="scans were read; {n} pages in all",
    judged="bubbles were judged anew on {n} pages",
    status="{student}: {status}",
    status_undone=", taken back",
    announced="announced",
    published="published",
    copies_undone=" (correction {event} is taken back)",
    voiding={},
)

ITALIAN = HistoryWords(
    place="copia {copy}, domanda {number}",
    place_of_item="copia {copy}, domanda {number} ({item})",
    copy_="copia {copy}",
    recorded_all="{n} risposte registrate da {source}",
    recorded="{where}: risposta registrata da {source}: {answer}",
    a_picture="un’immagine",
    nothing="niente",
    no_line="nessuna voce",
    decided_all="{n} risposte decise",
    decided="{where}: {points} punti{more}",
    for_lines=", per {lines}",
    undone="{where}: ciò che l’evento {event} aveva deciso è ritirato",
    unsaid="{where}: chiesto «{question}», ciò che l’evento {event} aveva detto è ritirato",
    said="{where}: chiesto «{question}», una persona ha detto: {answer}",
    questions={question.value: text for question, text in PAPER_WORDS["it"].ask.items()},
    taken_back="la correzione {event} è ritirata",
    corrected="{item}: {what}",
    right="è giusta {options}",
    or_=" o ",
    right_number="il numero giusto è {answer} ± {tolerance}",
    void="non conta: {how}",
    worth="vale {points} punti",
    rubric="ha un’altra griglia: {lines}",
    accepted_all="{n} proposte accettate senza una persona",
    accepted="{where}: proposta di {points} punti accettata{why}",
    copies="{n} copie emesse o attribuite: da {first} a {last}",
    copy_bound="copia {copy}: versione {form}, {who}, {status}",
    of_student="di {student}",
    of_somebody="di uno studente",
    of_nobody="ancora di nessuno",
    statuses={"issued": "emessa", "spare": "di riserva", "voided": "annullata"},
    swapped="copie {copy} e {other}: gli studenti sono scambiati",
    sealed="l’esame è stato sigillato",
    read="scansioni lette; {n} pagine in tutto",
    judged="segni giudicati di nuovo su {n} pagine",
    status="{student}: {status}",
    status_undone=", ritirato",
    announced="annunciato",
    published="pubblicato",
    copies_undone=" (la correzione {event} è ritirata)",
    voiding={"everyone": "punti a tutti", "remove": "tolta", "helps": "tolta dove aiuta"},
)

HISTORY_WORDS = {"en": ENGLISH, "it": ITALIAN}
