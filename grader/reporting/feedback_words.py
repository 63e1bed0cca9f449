"""The words of a feedback sheet, in English and in Italian. They speak to the student."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedbackWords:
    """The phrases of one language; `{}` takes numbers that are already written in that language."""

    feedback: str
    draft: str
    points_of: str  # takes points and the most there are
    waits: str
    bands: tuple[str, str, str]  # the lowest third first
    band_note: str  # takes how many papers
    sum: str  # takes the sum as an addition, and the total
    sum_floor: str
    provisional: str
    mark: str
    overview: str
    yours: str
    right: str
    yours_right: str
    blank: str
    handwritten: str
    picture: str  # takes the question's number
    your_answer: str
    right_answer: str
    reference: str
    question: str
    within: str  # takes the tolerance
    met: str
    missed: str
    ideas: str
    ideas_note: str
    criteria_note: str
    explanation: str
    form: str
    comment: str
    corrected: str
    fairness: str


ENGLISH = FeedbackWords(
    feedback="Your answers and your points",
    draft="Draft: points may still change",
    points_of="{} of {}",
    waits="a person has still to read this answer",
    bands=("the lower third of the class", "the middle third of the class", "the upper third of the class"),
    band_note="With these points you are in {} ({} papers).",
    sum="{} = {} points, question by question.",
    sum_floor="Together they would be below 0; a test gives no less than 0 points.",
    provisional="Some answers wait for a person: the sum is of those that have points.",
    mark="How your mark comes about",
    overview="Points by question",
    yours="your answer",
    right="right",
    yours_right="your answer, right",
    blank="You left this question blank.",
    handwritten="You answered by hand; your paper shows it.",
    picture="Scan of your answer to question {}",
    your_answer="Your answer",
    right_answer="Right answer",
    reference="An answer with full points",
    question="Question",
    within="within ± {}",
    met="met",
    missed="missing",
    ideas="What the answer was marked by",
    ideas_note="What was found in your answer was proposed by a program; a person read the answer and gave these points.",
    criteria_note="As the person who read your answer marked it.",
    explanation="Explanation",
    form="Form",
    comment="Comment",
    corrected="Changed after the exam: {}.",
    fairness="This sheet says nothing of other students. If you think that something was overlooked, ask about the question by its number.",
)

ITALIAN = FeedbackWords(
    feedback="Le tue risposte e i tuoi punti",
    draft="Bozza: i punti possono ancora cambiare",
    points_of="{} su {}",
    waits="una persona deve ancora leggere questa risposta",
    bands=(
        "nel terzo inferiore della classe",
        "nel terzo di mezzo della classe",
        "nel terzo superiore della classe",
    ),
    band_note="Con questi punti sei {} ({} elaborati).",
    sum="{} = {} punti, domanda per domanda.",
    sum_floor="Insieme sarebbero sotto 0; una prova non dà meno di 0 punti.",
    provisional="Alcune risposte attendono una persona: la somma è di quelle che hanno punti.",
    mark="Come nasce il tuo voto",
    overview="Punti per domanda",
    yours="la tua risposta",
    right="esatta",
    yours_right="la tua risposta, esatta",
    blank="Hai lasciato in bianco questa domanda.",
    handwritten="Hai risposto a mano; si vede sul tuo elaborato.",
    picture="Scansione della tua risposta alla domanda {}",
    your_answer="La tua risposta",
    right_answer="Risposta esatta",
    reference="Una risposta da punti pieni",
    question="Domanda",
    within="entro ± {}",
    met="presente",
    missed="manca",
    ideas="Come è stata valutata la risposta",
    ideas_note="Ciò che è stato trovato nella risposta è stato proposto da un programma; una persona l’ha letta e ha dato questi punti.",
    criteria_note="Come segnato dalla persona che ha letto la risposta.",
    explanation="Spiegazione",
    form="Versione",
    comment="Commento",
    corrected="Cambiato dopo la prova: {}.",
    fairness="Questo foglio non dice nulla di altri studenti. Se pensi che qualcosa sia sfuggito, chiedi indicando il numero della domanda.",
)

FEEDBACK_WORDS: Mapping[str, FeedbackWords] = {"en": ENGLISH, "it": ITALIAN}
