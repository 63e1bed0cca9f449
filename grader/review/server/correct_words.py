"""The words of the page about corrections, in the languages of exams; long because every phrase stands here in both."""

from grader.model.base import Model


class CorrectWords(Model):
    """Every phrase about corrections, in one language; braces are filled in."""

    tab: str
    title: str
    intro: str
    find: str
    find_hint: str
    open_: str
    items: str
    worth: str
    paper: str
    paper_number: str
    no_item: str
    no_copy: str
    made: str
    none_made: str
    take_back: str
    what_is_wrong: str
    kinds: dict[str, str]
    types: dict[str, str]
    on_forms: str
    form: str
    number: str
    right_options: str
    one_of: str
    all_of: str
    right_now: str
    answer: str
    tolerance: str
    voiding: dict[str, str]
    points_of: str
    other_item: str
    other_points: str
    points_hint: str
    rubric_hint: str
    line: str
    line_points: str
    line_ideas: str
    whose: str
    nobody: str
    voided: str
    no_paper: str
    find_student: str
    which_form: str
    other_copy: str
    foresee: str
    working: str
    difference: str
    taken_back: str
    students_change: str
    nobody_changes: str
    marks_change: str
    over_by_it: str
    under_by_it: str
    student: str
    points: str
    mark: str
    waits: str
    passes: str
    fails: str
    marks: dict[str, str]
    lode: str
    no_mark: str
    touched: str
    asks: str
    stands_already: str
    reason: str
    reason_hint: str
    apply: str
    back: str
    applied: str
    undone: str
    other: str
    other_now: str
    other_before: str
    by_others: str
    no_reason: str
    no_option: str
    no_number: str
    no_kind: str
    no_student: str
    no_other: str
    wrong_sum: str
    cannot: str
    key_k: str


ENGLISH = CorrectWords(
    tab="Corrections",
    title="Put something right",
    intro="A wrong key, a question that does not count, a paper of somebody else. You see first who changes; nothing is recorded before you give a reason.",
    find="Find a question",
    find_hint="Its number (12, or B12 on form B) or its id",
    open_="Open",
    items="Questions",
    worth="worth",
    paper="A paper",
    paper_number="The number on the paper",
    no_item="There is no such question.",
    no_copy="There is no such paper.",
    made="Corrections that stand",
    none_made="None.",
    take_back="Take back …",
    what_is_wrong="What is wrong?",
    kinds={
        "key": "the right options",
        "answer": "the right number",
        "rubric": "the rubric",
        "points": "the points",
        "void": "it should not count",
        "student": "it is another student’s",
        "form": "it answers another form",
        "swap": "it was exchanged with another",
    },
    types={
        "single": "one right option",
        "multiple": "several right options",
        "true-false": "true or false",
        "numeric": "a number",
        "open": "open",
    },
    on_forms="On the forms",
    form="form",
    number="number",
    right_options="Right options",
    one_of="Several: each one alone is right.",
    all_of="All that are ticked together are right.",
    right_now="right now",
    answer="The right number",
    tolerance="How far off is still right",
    voiding={
        "everyone": "its points for everyone",
        "remove": "removed: the rest counts for the whole",
        "helps": "removed where that helps the student",
    },
    points_of="Points",
    other_item="and of another question",
    other_points="Its points",
    points_hint="Every form must stay worth what it is.",
    rubric_hint="The points of the lines must sum to {points}. An empty line is left out.",
    line="Line",
    line_points="Points",
    line_ideas="Ideas by which one knows it, one a line",
    whose="Whose paper it is",
    nobody="nobody yet",
    voided="does not count",
    no_paper="no paper",
    find_student="Search the roster by name or id",
    which_form="Which form it answers",
    other_copy="The number on the other paper",
    foresee="Show who changes",
    working="Working it out …",
    difference="Who changes",
    taken_back="Correction {number} would be taken back",
    students_change="Students who change: {n}",
    nobody_changes="Nobody’s points change.",
    marks_change="marks that change: {n}",
    over_by_it="pass by it: {n}",
    under_by_it="fail by it: {n}",
    student="Student",
    points="Points",
    mark="Mark",
    waits="answers that wait",
    passes="passes now",
    fails="no longer passes",
    marks={
        "fail": "fail",
        "absent": "absent",
        "withdrawn": "withdrawn",
        "refused": "refused",
        "pending": "waiting",
    },
    lode="lode proposed",
    no_mark="–",
    touched="Decisions of people stay as they are. Look at these again",
    asks="Then paper will ask",
    stands_already="This stands already; there is nothing to apply.",
    reason="Reason",
    reason_hint="Kept in the history, for whoever asks how a mark came about.",
    apply="Apply",
    back="Back",
    applied="Recorded as correction {number}.",
    undone="Correction {undone} is taken back; event {number} says so.",
    other="Something changed while you were reading. Nothing was recorded: look at the difference as it is now.",
    other_now="As it is now",
    other_before="As you saw it",
    by_others="Recorded meanwhile",
    no_reason="Give a reason first.",
    no_option="Tick at least one option.",
    no_number="Write numbers where numbers are asked.",
    no_kind="Choose what is wrong first.",
    no_student="Choose a student first.",
    no_other="Write the number of the other paper.",
    wrong_sum="The lines sum to {sum}, and the question is worth {points}.",
    cannot="This cannot be made; nothing was recorded.",
    key_k="to corrections",
)

ITALIAN = CorrectWords(
    tab="Correzioni",
    title="Rimediare a un errore",
    intro="Una chiave sbagliata, una domanda che non deve contare, un compito di qualcun altro. Prima vedi chi cambia; nulla è registrato finché non dai un motivo.",
    find="Trova una domanda",
    find_hint="Il numero (12, o B12 sulla versione B) o il nome",
    open_="Apri",
    items="Domande",
    worth="vale",
    paper="Un compito",
    paper_number="Il numero sul compito",
    no_item="Non c’è una domanda così.",
    no_copy="Non c’è un compito così.",
    made="Correzioni in vigore",
    none_made="Nessuna.",
    take_back="Ritira …",
    what_is_wrong="Che cosa è sbagliato?",
    kinds={
        "key": "le opzioni giuste",
        "answer": "il numero giusto",
        "rubric": "la griglia",
        "points": "i punti",
        "void": "non deve contare",
        "student": "è di un altro studente",
        "form": "risponde a un’altra versione",
        "swap": "è stato scambiato con un altro",
    },
    types={
        "single": "una sola giusta",
        "multiple": "più giuste",
        "true-false": "vero o falso",
        "numeric": "un numero",
        "open": "aperta",
    },
    on_forms="Sulle versioni",
    form="versione",
    number="numero",
    right_options="Opzioni giuste",
    one_of="Se sono più d’una, ciascuna da sola è giusta.",
    all_of="Giuste sono tutte quelle spuntate, insieme.",
    right_now="giusta ora",
    answer="Il numero giusto",
    tolerance="Di quanto può discostarsi",
    voiding={
        "everyone": "i suoi punti a tutti",
        "remove": "tolta: il resto conta per l’intero",
        "helps": "tolta dove aiuta lo studente",
    },
    points_of="Punti",
    other_item="e di un’altra domanda",
    other_points="I suoi punti",
    points_hint="Ogni versione deve continuare a valere quanto vale.",
    rubric_hint="I punti delle voci devono fare {points}. Una voce vuota si tralascia.",
    line="Voce",
    line_points="Punti",
    line_ideas="Idee da cui si riconosce, una per riga",
    whose="Di chi è",
    nobody="ancora di nessuno",
    voided="non conta",
    no_paper="nessun compito",
    find_student="Cerca nell’elenco per nome o matricola",
    which_form="A quale versione risponde",
    other_copy="Il numero sull’altro compito",
    foresee="Mostra chi cambia",
    working="Sto calcolando …",
    difference="Chi cambia",
    taken_back="Si ritirerebbe la correzione {number}",
    students_change="Studenti che cambiano: {n}",
    nobody_changes="Non cambiano i punti di nessuno.",
    marks_change="voti che cambiano: {n}",
    over_by_it="promossi: {n}",
    under_by_it="bocciati: {n}",
    student="Studente",
    points="Punti",
    mark="Voto",
    waits="risposte in attesa",
    passes="ora è promosso",
    fails="non è più promosso",
    marks={
        "fail": "insufficiente",
        "absent": "assente",
        "withdrawn": "ritirato",
        "refused": "rifiutato",
        "pending": "in attesa",
    },
    lode="lode proposta",
    no_mark="–",
    touched="Le decisioni delle persone restano. Da riguardare",
    asks="Poi la carta chiederà",
    stands_already="È già così: non c’è nulla da applicare.",
    reason="Motivo",
    reason_hint="Resta nella storia, per chi chiede come è nato un voto.",
    apply="Applica",
    back="Indietro",
    applied="Registrata come correzione {number}.",
    undone="La correzione {undone} è ritirata; lo dice l’evento {number}.",
    other="Qualcosa è cambiato mentre leggevi. Nulla è stato registrato: guarda la differenza com’è ora.",
    other_now="Com’è ora",
    other_before="Come l’hai vista",
    by_others="Registrato nel frattempo",
    no_reason="Prima scrivi un motivo.",
    no_option="Spunta almeno un’opzione.",
    no_number="Scrivi numeri dove servono numeri.",
    no_kind="Prima scegli che cosa è sbagliato.",
    no_student="Prima scegli uno studente.",
    no_other="Scrivi il numero dell’altro compito.",
    wrong_sum="Le voci fanno {sum}, e la domanda vale {points}.",
    cannot="Non si può fare; nulla è stato registrato.",
    key_k="alle correzioni",
)

CORRECT_WORDS = {"en": ENGLISH, "it": ITALIAN}
