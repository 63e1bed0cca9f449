"""What the page says about the machine, in the languages of exams: its suggestions, its warnings, and how far to trust it."""

from collections.abc import Mapping

from grader.model.base import Model
from grader.scoring.openended import guards
from grader.scoring.openended.model import UNCALIBRATED


class MachineWords(Model):
    """Phrases; braces are filled in."""

    nothing_decided: str
    learnt: str
    learnt_earlier: str
    earlier_answer: str
    same_as: str
    without: str
    between: str
    ideas: str
    flags: Mapping[str, str]  # by what the guards call them
    renewed: str
    this_question: str
    all_questions: str
    totals: str
    compared: str
    right: str
    right_means: str
    off: str
    kappa: str
    kappa_means: str
    in_short: str
    in_all: str
    too_few: str
    nothing_varies: str
    holds: str
    more: str
    none_sure: str
    all_read: str
    totals_more: str
    totals_hold: str
    interval: str
    measure: str


ENGLISH = MachineWords(
    nothing_decided="Nothing is decided on this question yet.",
    learnt="Learnt from decisions on this question: {decisions}.",
    learnt_earlier="Learnt from answers of earlier sittings: {earlier}.",
    earlier_answer="an earlier answer",
    same_as="Says the same as copy {copy}.",
    without="This is what would be suggested without the decision.",
    between="Likely from {low} to {high} points.",
    ideas="{found} of {all} ideas found.",
    flags={},  # the guards speak English
    renewed="suggestions renewed",
    this_question="This question",
    all_questions="All questions",
    totals="Students' totals",
    compared="compared with your decisions",
    right="right",
    right_means="within a tenth of the points, or on the same step",
    off="off by, points (RMSE)",
    kappa="weighted kappa",
    kappa_means="1: as you decide; 0: as by chance",
    in_short="{share} of {answers} suggestions were right",
    in_all="{share} of {answers} suggestions were right over all questions; on this one {here} decisions are too few to say",
    too_few="too few decisions to say how good suggestions are ({answers} of {few})",
    nothing_varies="all the same points",
    holds="The promise holds for all that waits: of 100 such suggestions {promise} are right.",
    more="Read at most {more} more, and the promise holds for the other {sure}.",
    none_sure="No suggestion keeps the promise yet: read on.",
    all_read="Everything of this question is read.",
    totals_more="Answers to read until students' totals are off by {error} points in the mean: {more}.",
    totals_hold="Students' totals are off by at most {error} points in the mean.",
    interval="in brackets: where the true value lies, 95 times in 100",
    measure="Each suggestion as it was without the decision it is compared with",
)

ITALIAN = MachineWords(
    nothing_decided="Su questa domanda non è ancora deciso nulla.",
    learnt="Decisioni su questa domanda da cui ha imparato: {decisions}.",
    learnt_earlier="Risposte di appelli precedenti da cui ha imparato: {earlier}.",
    earlier_answer="una risposta di un appello precedente",
    same_as="Dice lo stesso della copia {copy}.",
    without="È ciò che verrebbe proposto senza la decisione.",
    between="Probabilmente da {low} a {high} punti.",
    ideas="Trovate {found} idee su {all}.",
    flags={
        guards.NO_ANSWER: "nessuna parola",
        guards.NON_ANSWER: "dice di non essere una risposta",
        guards.APPEAL: "si rivolge a chi corregge",
        guards.COPIES_QUESTION: "copia la domanda",
        guards.COPIES_REFERENCE: "uguale a un riferimento, parola per parola",
        guards.EQUAL: "uguale alla risposta di un altro studente",
        guards.NEARLY_EQUAL: "quasi uguale alla risposta di un altro studente",
        guards.KEYWORDS: "un elenco di parole, nessuna frase",
        guards.NO_ORDER: "parole senza ordine",
        guards.REPEATS: "si ripete",
        guards.DENIES: "nega ciò che dice un riferimento",
        guards.CHANGED: "un riferimento con parole cambiate",
        guards.OTHER_LANGUAGE: "in un'altra lingua",
        guards.OFF_TOPIC: "molto lontana dal tema",
        guards.ELSEWHERE: "più vicina a un'altra domanda dell'esame",
        guards.MISCONCEPTION: "molto più vicina a un errore tipico che a un riferimento",
        UNCALIBRATED: "certezza non tarata per questo modello",
    },
    renewed="proposte aggiornate",
    this_question="Questa domanda",
    all_questions="Tutte le domande",
    totals="Totali degli studenti",
    compared="a confronto con le tue decisioni",
    right="giuste",
    right_means="entro un decimo dei punti, o sullo stesso gradino",
    off="scarto, punti (RMSE)",
    kappa="kappa pesato",
    kappa_means="1: decide come te; 0: come a caso",
    in_short="giuste {share} di {answers} proposte",
    in_all="giuste {share} di {answers} proposte su tutte le domande; su questa {here} decisioni sono troppo poche per dirlo",
    too_few="troppo poche decisioni per dire quanto valgono le proposte ({answers} di {few})",
    nothing_varies="punti tutti uguali",
    holds="La promessa vale per tutto ciò che attende: di 100 proposte così ne sono giuste {promise}.",
    more="Leggine al più altre {more}, e la promessa vale per le altre {sure}.",
    none_sure="Nessuna proposta mantiene ancora la promessa: continua a leggere.",
    all_read="Di questa domanda è letto tutto.",
    totals_more="Risposte da leggere perché lo scarto medio dei totali degli studenti sia di {error} punti: {more}.",
    totals_hold="Lo scarto medio dei totali degli studenti è al più di {error} punti.",
    interval="tra parentesi: dove sta il valore vero, 95 volte su 100",
    measure="Ogni proposta com'era senza la decisione con cui è confrontata",
)

MACHINE_WORDS = {"en": ENGLISH, "it": ITALIAN}
