"""The page's own words, in the languages of exams; long because every phrase stands here in both."""

from grader.model.base import Model


class PageWords(Model):
    """Every phrase on the page, in one language."""

    title: str
    begin: str
    welcome: str
    used: str
    ended: str
    questions: str
    paper: str
    all_done: str
    done_here: str
    copy_: str
    question: str
    rubric: str
    reference: str
    answer: str
    written_by_hand: str
    points: str
    of: str
    save: str
    accept: str
    suggestion: str
    no_suggestion: str
    abstains: str
    sure: str
    found: str
    missing: str
    nearest: str
    look: str
    group: str
    group_hint: str
    comment: str
    comment_hint: str
    again: str
    previous: str
    next_: str
    undo: str
    search: str
    keys: str
    close: str
    saved: str
    undone: str
    nothing_to_undo: str
    not_saved: str
    conflict: str
    outdated: str
    theirs: str
    yours: str
    keep_theirs: str
    put_mine: str
    decided: str
    waiting: str
    decided_by: str
    leave: str
    left: str
    choose_points: str
    choose_lines: str
    by_line: str
    by_line_now: str
    by_points_now: str
    lines: str
    no_line: str
    met: str
    not_met: str
    key_digits: str
    key_enter: str
    key_r: str
    key_arrows: str
    key_u: str
    key_slash: str
    key_c: str
    key_v: str
    key_question: str
    results: str
    zoom: str
    key_z: str
    key_h: str
    history: str
    history_hint: str
    when: str
    who: str
    what: str
    why: str


ENGLISH = PageWords(
    title="Review",
    begin="Begin",
    welcome="You are reviewing as",
    used="This link was used, or is not one of ours. Ask for a new one: stop `grader review` and start it again.",
    ended="Your session has ended. Start `grader review` again and open its new link.",
    questions="Questions",
    paper="Paper",
    all_done="Everything here is decided.",
    done_here="This question is done.",
    copy_="copy",
    question="Question",
    rubric="Rubric",
    reference="Reference answers",
    answer="Answer",
    written_by_hand="Written by hand",
    points="Points",
    of="of",
    save="Save",
    accept="Accept",
    suggestion="Suggested",
    no_suggestion="No suggestion: run `grader score` to get some.",
    abstains="The machine abstains: this is a guess.",
    sure="sure",
    found="Found",
    missing="Not seen",
    nearest="Graded answers like this one",
    look="Look twice",
    group="Answers that say the same",
    group_hint="One decision for all that are ticked.",
    comment="Comment",
    comment_hint="The student reads it on the feedback sheet.",
    again="Used before",
    previous="Previous",
    next_="Next",
    undo="Undo",
    search="Search answers",
    keys="Keys",
    close="Close",
    saved="Saved",
    undone="Taken back",
    nothing_to_undo="There is nothing of yours to take back.",
    not_saved="Perhaps not saved. Is `grader review` still running?",
    conflict="Someone else decided this answer while you were reading it. Nothing of yours was recorded.",
    outdated="What this question or paper is judged by was corrected while you were reading. Nothing was recorded: look again.",
    theirs="Theirs",
    yours="Yours",
    keep_theirs="Keep theirs",
    put_mine="Record mine instead",
    decided="decided",
    waiting="waiting",
    decided_by="decided by",
    leave="End the session",
    left="Your session is over. What was shown as saved is recorded.",
    choose_points="Choose the points first.",
    choose_lines="Tick the rubric lines that are met first, or 0 for none.",
    by_line="By rubric line",
    by_line_now="Digits tick the rubric's lines now.",
    by_points_now="Digits choose points now.",
    lines="Rubric lines that are met",
    no_line="none of them",
    met="met",
    not_met="not met",
    key_digits="choose points: 0 is the least; or tick rubric lines",
    key_r="digits tick the rubric's lines, or choose points again",
    key_enter="save what is chosen, or accept the suggestion",
    key_arrows="to the previous or next answer",
    key_u="take your last decision back",
    key_slash="search",
    key_c="write a comment",
    key_v="put in a comment used before; again: the next one",
    key_question="show these keys",
    results="found",
    zoom="Enlarge",
    key_z="enlarge the picture, or make it small again",
    key_h="show what happened to this answer",
    history="What happened to this answer",
    history_hint="Every event about it, the oldest first; times in UTC.",
    when="When",
    who="Who",
    what="What",
    why="Why",
)

ITALIAN = PageWords(
    title="Correzione",
    begin="Inizia",
    welcome="Stai correggendo come",
    used="Questo collegamento è già stato usato, o non è dei nostri. Chiedine un altro: ferma `grader review` e avvialo di nuovo.",
    ended="La sessione è scaduta. Avvia di nuovo `grader review` e apri il nuovo collegamento.",
    questions="Domande",
    paper="Carta",
    all_done="Qui è tutto deciso.",
    done_here="Questa domanda è finita.",
    copy_="copia",
    question="Domanda",
    rubric="Griglia di valutazione",
    reference="Risposte di riferimento",
    answer="Risposta",
    written_by_hand="Scritta a mano",
    points="Punti",
    of="su",
    save="Salva",
    accept="Accetta",
    suggestion="Proposta",
    no_suggestion="Nessuna proposta: `grader score` le calcola.",
    abstains="La macchina si astiene: è solo un'ipotesi.",
    sure="di certezza",
    found="Trovato",
    missing="Non visto",
    nearest="Risposte simili già valutate",
    look="Guarda due volte",
    group="Risposte che dicono lo stesso",
    group_hint="Una decisione per tutte quelle spuntate.",
    comment="Commento",
    comment_hint="Lo studente lo legge nella sua scheda.",
    again="Già usati",
    previous="Precedente",
    next_="Successiva",
    undo="Annulla",
    search="Cerca nelle risposte",
    keys="Tasti",
    close="Chiudi",
    saved="Salvato",
    undone="Annullato",
    nothing_to_undo="Non c'è nulla di tuo da annullare.",
    not_saved="Forse non salvato. `grader review` è ancora in funzione?",
    conflict="Qualcun altro ha deciso questa risposta mentre la leggevi. Nulla di tuo è stato registrato.",
    outdated="Il criterio con cui si valuta questa domanda o questo compito è stato corretto mentre leggevi. Nulla è stato registrato: guarda di nuovo.",
    theirs="La sua",
    yours="La tua",
    keep_theirs="Tieni la sua",
    put_mine="Registra la mia",
    decided="decise",
    waiting="in attesa",
    decided_by="deciso da",
    leave="Termina la sessione",
    left="La sessione è finita. Ciò che risultava salvato è registrato.",
    choose_points="Scegli prima i punti.",
    choose_lines="Spunta prima le voci della griglia soddisfatte, o 0 per nessuna.",
    by_line="Per voci della griglia",
    by_line_now="Ora le cifre spuntano le voci della griglia.",
    by_points_now="Ora le cifre scelgono i punti.",
    lines="Voci della griglia soddisfatte",
    no_line="nessuna",
    met="soddisfatta",
    not_met="non soddisfatta",
    key_digits="scegli i punti: 0 è il minimo; o spunta le voci della griglia",
    key_r="le cifre spuntano le voci della griglia, o scelgono di nuovo i punti",
    key_enter="salva i punti scelti, o accetta la proposta",
    key_arrows="risposta precedente o successiva",
    key_u="annulla la tua ultima decisione",
    key_slash="cerca",
    key_c="scrivi un commento",
    key_v="metti un commento già usato; di nuovo: il successivo",
    key_question="mostra questi tasti",
    results="trovate",
    zoom="Ingrandisci",
    key_z="ingrandisci l'immagine, o rimpiccioliscila",
    key_h="mostra che cosa è successo a questa risposta",
    history="Che cosa è successo a questa risposta",
    history_hint="Ogni evento che la riguarda, dal più vecchio; ore in UTC.",
    when="Quando",
    who="Chi",
    what="Che cosa",
    why="Perché",
)

WORDS = {"en": ENGLISH, "it": ITALIAN}
