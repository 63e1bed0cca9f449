"""What the columns of a table of questions are called, in English and Italian, and what people write into them."""

import re
import unicodedata
from collections.abc import Mapping

COLUMNS: dict[str, str] = {
    "id": "id, item id, item, code, codice, identificativo",
    "title": "title, name, question name, titolo, nome",
    "type": "type, kind, question type, tipo, tipologia, tipo di domanda, tipo domanda",
    "stem": "stem, question, question text, text, prompt, domanda, testo, testo della domanda, testo domanda, quesito",
    "key": (
        "key, correct, correct answer, correct answers, correct option, correct options, right answer, answer,"
        " chiave, corretta, corrette, risposta, risposta corretta, risposte corrette, opzione corretta,"
        " risposta esatta, risposte esatte, risposta giusta, esatta, giusta, soluzione"
    ),
    "last": "last, in fondo, ultima",
    "tolerance": "tolerance, margin, margin of error, tolleranza, margine, margine di errore",
    "unit": "unit, units, unita, unita di misura",
    "points": "points, marks, score, punti, punteggio",
    "topic": "topic, argomento",
    "module": "module, modulo",
    "part": "part, parte",
    "tags": "tags, tag, keywords, etichette, etichetta, parole chiave",
    "level": "level, bloom, bloom level, livello, livello di bloom",
    "facility": "facility, facilita",
    "minutes": "minutes, minuti",
    "status": "status, stato",
    "author": "author, autore, autrice",
    "source": "source, fonte",
    "explanation": "explanation, rationale, feedback, general feedback, spiegazione, commento, commento generale",
    "lines": "lines, righe",
    "enemies": "enemies, incompatible with, incompatibili, incompatibile con",
    "category": "category, categoria",
}
SERIES: dict[str, str] = {  # columns of which there may be several: "option A", "distrattore 2"
    "option": "option, choice, alternative, answer, opzione, scelta, alternativa, risposta",
    "correct": "correct, correct answer, corretta, risposta corretta, risposta esatta",
    "wrong": "wrong, wrong answer, distractor, incorrect answer, errata, sbagliata, distrattore, risposta errata, risposta sbagliata",
    "feedback": "feedback, feedback on, comment on, commento, commento a",
    "reference": "reference, reference answer, model answer, expected answer, riferimento, risposta modello, risposta attesa",
    "misconception": "misconception, misconcetto, errore tipico",
    "criterion": "criterion, criterio",
    "criterion points": "criterion points, points of criterion, punti criterio, punti del criterio",
    "criterion ideas": "criterion ideas, ideas of criterion, idee criterio, idee del criterio",
}
ALONE = ("wrong", "reference", "misconception", "criterion")  # series that need no letter or number

TYPES: dict[str, str] = {
    "single": "single, single choice, single answer, scelta singola, risposta singola",
    "multiple": "multiple, multiple answer, multiple answers, multiple response, multiple select, risposta multipla, risposte multiple",
    "choice": "multiple choice, choice, mc, mcq, closed, scelta multipla, chiusa, domanda chiusa",
    "true-false": "true false, truefalse, tf, vero falso, vf",
    "numeric": "numeric, numerical, number, numerica, numerico, numero",
    "open": "open, essay, short answer, open answer, aperta, domanda aperta, risposta aperta, risposta breve",
}
LEVELS: dict[str, str] = {
    "remember": "remember, ricordare",
    "understand": "understand, comprendere, capire",
    "apply": "apply, applicare",
    "analyse": "analyse, analyze, analizzare",
    "evaluate": "evaluate, valutare",
    "create": "create, creare",
}
PARTS: dict[str, str] = {
    "first": "first, 1, first half, prima, prima meta",
    "second": "second, 2, second half, seconda, seconda meta",
}
STATUSES: dict[str, str] = {
    "draft": "draft, bozza",
    "ready": "ready, pronta, pronto",
    "retired": "retired, ritirata, ritirato",
}


def plain(text: str) -> str:
    """The words of a heading: no case, accents or punctuation ("Unità di misura:" -> "unita di misura")."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare))


def meant(word: str, vocabulary: Mapping[str, str]) -> str:
    """Which entry of a vocabulary is meant by a text, or an empty text."""
    wanted = plain(word)
    return next((name for name, words in vocabulary.items() if wanted and wanted in words.split(", ")), "")


def column(heading: str) -> tuple[str, str]:
    """What a column holds, and its letter or number: ("option", "a"), ("stem", ""), ("", "") for an unknown one."""
    words = plain(heading)
    if re.fullmatch(r"[a-z]|\d{1,2}", words):
        return "option", words
    if name := meant(words, COLUMNS):
        return name, ""
    *rest, label = words.split() or [""]
    if re.fullmatch(r"[a-z]|\d{1,2}", label) and (name := meant(" ".join(rest), SERIES)):
        return name, label
    glued = re.fullmatch(r"(.*?[a-z])(\d{1,2})", words)
    if glued and (name := meant(glued[1], SERIES)):
        return name, glued[2]
    if re.fullmatch(r"(criterion|criterio) \d{1,2} (points|ideas|punti|idee)", words):
        _, label, what = words.split()
        return f"criterion {'points' if what in ('points', 'punti') else 'ideas'}", label
    name = meant(words, SERIES)
    return (name, "") if name in ALONE else ("", "")
