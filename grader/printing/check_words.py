"""The words on check pages and specimens, in English and in Italian."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckWords:
    """The phrases of one language."""

    specimen: str
    check: str
    measure: str
    compare: str
    hundred: str
    marker: str  # takes its number
    code: str
    page: str
    where: str
    what: str
    number: str
    one: str  # takes how many options
    several: str
    true_false: str
    numeric: str
    written: str  # takes how many lines
    scores: str  # takes the least and the most points
    nameless: str
    accessible: str


ENGLISH = CheckWords(
    specimen="SPECIMEN · NOT FOR USE",
    check="Check page: not an answer sheet",
    measure="Print at 100 % (“actual size”). Both rulers must be 100 mm long, to half a millimetre.",
    compare="Red ellipses are measured: nothing may be printed in them but a pale letter.",
    hundred="100 mm",
    marker="corner mark {}",
    code="code",
    page="sheet page",
    where="Page",
    what="What it is",
    number="Question",
    one="one of {} options",
    several="any of {} options",
    true_false="true or false",
    numeric="a number, in a grid",
    written="in words, {} lines",
    scores="grader’s points from {} to {}",
    nameless="with a grid for the student number",
    accessible="larger print",
)

ITALIAN = CheckWords(
    specimen="FAC-SIMILE · NON USARE",
    check="Pagina di controllo: non è un foglio delle risposte",
    measure="Stampare al 100 % (“dimensioni effettive”). I due righelli devono misurare 100 mm, con mezzo millimetro di scarto.",
    compare="Si misura dentro le ellissi rosse: non vi deve essere stampato nulla se non una lettera chiara.",
    hundred="100 mm",
    marker="quadrato {}",
    code="codice",
    page="pagina del foglio",
    where="Pagina",
    what="Che cos’è",
    number="Domanda",
    one="una di {} opzioni",
    several="più d’una di {} opzioni",
    true_false="vero o falso",
    numeric="un numero, in griglia",
    written="a parole, {} righe",
    scores="punti di chi corregge da {} a {}",
    nameless="con griglia per la matricola",
    accessible="caratteri grandi",
)

CHECK_WORDS: Mapping[str, CheckWords] = {"en": ENGLISH, "it": ITALIAN}
