"""What is said of each kind of alarm, in English and in Italian: a title, what was found, and one line of advice.

`{}` takes what advice.py puts there, written in that language. Nobody is named: a report may be shown to others.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alarm:
    """The phrases of one kind of alarm."""

    title: str
    text: str
    advice: str


@dataclass(frozen=True, slots=True)
class AlarmWords:
    """The phrases of one language."""

    wrong_key: Alarm  # key, distractor; sitting, item
    harsh: Alarm  # people, percent of the points, this one's answers, the others'
    mild: Alarm  # the same
    disputed: Alarm  # answers, percent apart, percent above or below with its word; sitting, item
    above: str
    below: str
    everybody: Alarm  # papers
    nobody: Alarm  # papers; sitting, item
    twins: Alarm  # correlation, papers; the other item
    untaken: Alarm  # distractor, wrong answers that are to be expected
    alike_one: Alarm
    alike: Alarm  # pairs


ENGLISH = AlarmWords(
    wrong_key=Alarm(
        "The key may be wrong",
        "Better students avoid the key “{}” and choose “{}”.",
        "Read both again; if the key is wrong: grader correct {} --item {} --key “…”",
    ),
    harsh=Alarm(
        "One person gives fewer points than the others",
        "One of {} people gives {} of a question’s points less than the others do, on the same questions, to answers "
        "that promise the same ({} answers, against {}).",
        "graders.csv says who. Read a few answers together and agree; then decide again on those that differ.",
    ),
    mild=Alarm(
        "One person gives more points than the others",
        "One of {} people gives {} of a question’s points more than the others do, on the same questions, to answers "
        "that promise the same ({} answers, against {}).",
        "graders.csv says who. Read a few answers together and agree; then decide again on those that differ.",
    ),
    disputed=Alarm(
        "Suggestions and people disagree",
        "On {} answers suggestions are {} of the points off on average, {} {} what people gave.",
        "Read three of them again. If people are right, the references or the rubric miss what they accept: "
        "grader correct {} --item {} --rubric FILE",
    ),
    above="above by",
    below="below by",
    everybody=Alarm(
        "Everybody gets it",
        "All {} papers have full points, so it says nothing of who is better.",
        "Keep it where it is meant to open the test; else make it harder, or retire it.",
    ),
    nobody=Alarm(
        "Nobody gets it",
        "Not one of {} papers has a point.",
        "Look at the key, and whether it was taught. To let it not count: grader correct {} --item {} --void-item everyone",
    ),
    twins=Alarm(
        "Two questions may measure the same",
        "Whoever gets one gets the other, beyond what ability explains (correlation {}, {} papers).",
        "If they ask the same, or one gives the other away, make them enemies in the bank: enemies: [{}]",
    ),
    untaken=Alarm(
        "A distractor that nobody takes",
        "Nobody chose “{}”; if the distractors drew alike, about {} wrong answers would be on it.",
        "Write one that a student who errs would believe. One that nobody believes makes guessing easier.",
    ),
    alike_one=Alarm(
        "Two papers are more alike than chance allows",
        "They share more answers, rare wrong ones above all, than two students of their ability would by chance; of "
        "100 classes in which everybody works alone at most one has such a pair.",
        "A reason to look, never a verdict: who learnt together errs alike. alike.csv says which papers; look at them "
        "and at the seats before anything is said to anybody.",
    ),
    alike=Alarm(
        "Papers more alike than chance allows",
        "{} pairs of papers share more answers, rare wrong ones above all, than two students of their ability would by "
        "chance; of 100 classes in which everybody works alone at most one has any such pair.",
        "A reason to look, never a verdict: who learnt together errs alike. alike.csv says which papers; look at them "
        "and at the seats before anything is said to anybody.",
    ),
)

ITALIAN = AlarmWords(
    wrong_key=Alarm(
        "La chiave può essere errata",
        "Gli studenti migliori evitano la chiave «{}» e scelgono «{}».",
        "Rileggere entrambe; se la chiave è errata: grader correct {} --item {} --key «…»",
    ),
    harsh=Alarm(
        "Una persona dà meno punti delle altre",
        "Una delle {} persone dà, sulle stesse domande e a risposte che promettono lo stesso, il {} dei punti in meno "
        "delle altre ({} risposte, contro {}).",
        "graders.csv dice chi. Leggere insieme alcune risposte e mettersi d’accordo; poi decidere di nuovo dove serve.",
    ),
    mild=Alarm(
        "Una persona dà più punti delle altre",
        "Una delle {} persone dà, sulle stesse domande e a risposte che promettono lo stesso, il {} dei punti in più "
        "delle altre ({} risposte, contro {}).",
        "graders.csv dice chi. Leggere insieme alcune risposte e mettersi d’accordo; poi decidere di nuovo dove serve.",
    ),
    disputed=Alarm(
        "Suggerimenti e persone non sono d’accordo",
        "Su {} risposte i suggerimenti distano in media il {} dei punti, {} {} rispetto a ciò che le persone hanno dato.",
        "Rileggerne tre. Se hanno ragione le persone, ai riferimenti o alla griglia manca ciò che esse accettano: "
        "grader correct {} --item {} --rubric FILE",
    ),
    above="in più il",
    below="in meno il",
    everybody=Alarm(
        "Tutti la sanno",
        "Tutti i {} elaborati hanno i punti pieni: non dice nulla su chi è più bravo.",
        "Tenerla se deve aprire la prova; altrimenti renderla più difficile, o ritirarla.",
    ),
    nobody=Alarm(
        "Nessuno la sa",
        "Nessuno dei {} elaborati ha un punto.",
        "Guardare la chiave, e se l’argomento è stato spiegato. Perché non conti: "
        "grader correct {} --item {} --void-item everyone",
    ),
    twins=Alarm(
        "Due domande forse misurano la stessa cosa",
        "Chi sa l’una sa l’altra, oltre quanto spieghi la bravura (correlazione {}, {} elaborati).",
        "Se chiedono la stessa cosa, o una svela l’altra, dichiararle nemiche nella banca: enemies: [{}]",
    ),
    untaken=Alarm(
        "Un distrattore che nessuno sceglie",
        "Nessuno ha scelto «{}»; se i distrattori attirassero allo stesso modo, vi sarebbero circa {} risposte errate.",
        "Scriverne uno a cui creda chi sbaglia. Uno a cui nessuno crede rende più facile indovinare.",
    ),
    alike_one=Alarm(
        "Due elaborati sono più simili di quanto porti il caso",
        "Hanno in comune più risposte, soprattutto errate e rare, di quante ne avrebbero per caso due studenti della loro "
        "bravura; di 100 classi in cui ognuno lavora da solo al massimo una ha una coppia simile.",
        "Un motivo per guardare, mai un verdetto: chi ha studiato insieme sbaglia allo stesso modo. alike.csv dice quali; "
        "guardare gli elaborati e i posti prima di dire qualcosa a qualcuno.",
    ),
    alike=Alarm(
        "Elaborati più simili di quanto porti il caso",
        "{} coppie di elaborati hanno in comune più risposte, soprattutto errate e rare, di quante ne avrebbero per caso due "
        "studenti della loro bravura; di 100 classi in cui ognuno lavora da solo al massimo una ha una coppia simile.",
        "Un motivo per guardare, mai un verdetto: chi ha studiato insieme sbaglia allo stesso modo. alike.csv dice quali; "
        "guardare gli elaborati e i posti prima di dire qualcosa a qualcuno.",
    ),
)

ALARM_WORDS: Mapping[str, AlarmWords] = {"en": ENGLISH, "it": ITALIAN}
