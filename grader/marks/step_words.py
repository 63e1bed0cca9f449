"""The words of the steps to a mark, in English and in Italian: a student reads them in the language of the exam.

The names of components and routes, and formulas, stay as course.yaml has them, with a decimal point.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepWords:
    """The phrases of one language; `{}` takes names and numbers."""

    on: str  # takes a day
    scored: str  # takes points and the most there are
    pending: str  # takes the day, points so far, the most
    states: Mapping[str, str]
    latest: str
    best: str
    nothing: str
    passed_over: str  # takes why, and what is passed over
    as_zero: str  # takes a component and its state
    route: str  # takes its name
    below: str  # takes a component, its points, the least
    chosen: str  # takes a route
    refused: str  # takes a day, and routes
    counts: Mapping[str, str]  # by `choose`; takes the route and all of them
    either: str
    rounded: str  # takes the rule
    rules: Mapping[str, str]
    passes: str
    fails: str
    at_least: str  # takes the mark and the border
    under: str  # the same
    bound: str  # takes the bound below
    at_most: str
    not_below: str
    lode_proposed: str  # takes the rule and the mark before the cap
    lode_confirmed: str
    group: str  # takes its name and mark
    change: str  # takes a signed number
    labs: str  # takes how many passed, of how many, and the points of each
    accepted: tuple[str, str]  # one, several
    undecided: tuple[str, str]  # the same
    not_taken: str
    too_late: str  # takes a day, and the last day on which results count
    recorded: str  # takes a state and a day
    given_back: str  # takes points and a day
    no_group: str
    left_group: str  # takes the group
    not_presented: str  # takes the group and its state
    not_marked: str  # takes the group
    projects: Mapping[str, str]
    no_line: str
    no_result: str  # takes labs


ENGLISH = StepWords(
    on=" on {}",
    scored="{} of {}",
    pending="pending{}, {} of {} so far",
    states={},
    latest="the latest attempt counts",
    best="the best attempt counts",
    nothing="the others give nothing",
    passed_over=" ({}; not {})",
    as_zero="{}: {}, and the course counts what is missing as 0",
    route="route {}",
    below="{} {} is below the minimum {}",
    chosen="the route {} was chosen and recorded",
    refused="refused on {}: {}",
    counts={
        "best": "the best route counts: {}, out of {}",
        "latest": "the latest route counts: {}, out of {}",
        "student": "the student route counts: {}, out of {}",
    },
    either=" or ",
    rounded="rounded once, {}",
    rules={},
    passes="pass",
    fails="fail",
    at_least="{} is at least {}",
    under="{} is below {}",
    bound="a mark is {}",
    at_most="at most {}",
    not_below="at least 0",
    lode_proposed="lode is proposed: {} holds for uncapped {}",
    lode_confirmed="lode is confirmed by a person",
    group="group {}: {}",
    change=", change {}",
    labs="{} of {} labs passed, {} points each",
    accepted=("1 open answer scored without a person", "{} open answers scored without a person"),
    undecided=("1 answer to be decided", "{} answers to be decided"),
    not_taken="not taken",
    too_late="{} is after {}, when results end",
    recorded="{} (recorded {})",
    given_back="{} points refused on {}",
    no_group="in no group",
    left_group="withdrawn from group {}",
    not_presented="group {}: {}, not presented",
    not_marked="group {}: presented, not marked",
    projects={},
    no_line="no line in labs.csv",
    no_result="no result for {}",
)

ITALIAN = StepWords(
    on=" il {}",
    scored="{} su {}",
    pending="in attesa{}, finora {} su {}",
    states={
        "scored": "valutato",
        "pending": "in attesa",
        "waiting": "manca",
        "absent": "assente",
        "withdrawn": "ritirato",
        "refused": "rifiutato",
    },
    latest="conta l’ultimo tentativo",
    best="conta il tentativo migliore",
    nothing="gli altri non danno nulla",
    passed_over=" ({}; non {})",
    as_zero="{}: {}, e il corso conta ciò che manca come 0",
    route="percorso {}",
    below="{} {} è sotto il minimo {}",
    chosen="il percorso {} è stato scelto e registrato",
    refused="rifiutato il {}: {}",
    counts={
        "best": "conta il percorso migliore: {}, fra {}",
        "latest": "conta il percorso più recente: {}, fra {}",
        "student": "conta il percorso dello studente: {}, fra {}",
    },
    either=" e ",
    rounded="arrotondato una volta, {}",
    rules={
        "half_up": "la metà in su",
        "half_even": "la metà al pari",
        "floor": "in giù",
        "ceil": "in su",
    },
    passes="superato",
    fails="non superato",
    at_least="{} è almeno {}",
    under="{} è sotto {}",
    bound="un voto è {}",
    at_most="al massimo {}",
    not_below="almeno 0",
    lode_proposed="la lode è proposta: {} vale per {} prima del massimo",
    lode_confirmed="la lode è confermata da una persona",
    group="gruppo {}: {}",
    change=", variazione {}",
    labs="laboratori superati: {} su {}, {} punti ciascuno",
    accepted=(
        "1 risposta aperta valutata senza una persona",
        "{} risposte aperte valutate senza una persona",
    ),
    undecided=("1 risposta da decidere", "{} risposte da decidere"),
    not_taken="non sostenuto",
    too_late="{} è dopo il {}, quando scadono i risultati",
    recorded="{} (registrato il {})",
    given_back="{} punti rifiutati il {}",
    no_group="in nessun gruppo",
    left_group="ritirato dal gruppo {}",
    not_presented="gruppo {}: {}, non presentato",
    not_marked="gruppo {}: presentato, senza voto",
    projects={"assigned": "assegnato", "revised": "rivisto"},
    no_line="nessuna riga in labs.csv",
    no_result="nessun risultato per {}",
)

STEP_WORDS: Mapping[str, StepWords] = {"en": ENGLISH, "it": ITALIAN}
