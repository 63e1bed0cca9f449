"""Why people are asked about paper, in Italian: the reader says it in English, by phrases that a test holds against these. Pure."""

import re

# Each phrase of grader.reading, with a group for each value, and what the page says instead.
_PHRASES: tuple[tuple[str, str], ...] = (
    (r"no ink at all on the paper of (.*)", "non c’è alcun segno sul compito di {0}"),
    (
        r"the sheet has no box for this open answer: is it the right form\?",
        "il foglio non ha un riquadro per questa risposta aperta: è la versione giusta?",
    ),
    (
        r"the sheet has no bubbles for it: is it the right form\?",
        "il foglio non ha caselle per questa domanda: è la versione giusta?",
    ),
    (r"a bubble is not clear", "una casella non è chiara"),
    (r"the digits are no number", "le cifre non formano un numero"),
    (r"(.*) are both marked", "sono segnate entrambe: {0}"),
    (r"one is crossed out and none is marked", "una è cancellata e nessuna è segnata"),
    (r"(.*) is not printed on form (.*)", "{0} non è stampata sulla versione {1}"),
    (r"(.*) scans of page (.*) disagree: (.*)", "{0} scansioni della pagina {1} non concordano: {2}"),
    (r"(.*) cannot be read: (.*)", "{0} non si legge: {1}"),
    (r"no matricola is filled in", "la matricola non è compilata"),
    (r"the page with the matricola is not there", "manca la pagina con la matricola"),
    (r"(.*) has another paper already", "{0} ha già un altro compito"),
    (r"(.*) papers say (.*)", "{0} compiti portano {1}"),
    (
        r'the matricola reads "(.*)", which is not on the roster',
        "la matricola letta è «{0}», che non è nell’elenco",
    ),
    (r"(.*) is not on the roster", "{0} non è nell’elenco"),
    (
        r"(.*) points are marked, and the question has (.*)",
        "sono segnati {0} punti, e la domanda ne vale {1}",
    ),
    (r"the sheet says (.*) and (.*) was decided", "il foglio dice {0} e la decisione è {1}"),
    (
        r"(.*) was marked on a sheet printed for another form: does it hold for (.*)\?",
        "{0} è segnato su un foglio stampato per un’altra versione: vale per {1}?",
    ),
    (
        r"typed as (.*), which counts, and the paper says (.*): write .* to keep it, or import the other answer with --replace",
        "trascritta come {0}, che vale, e la carta dice {1}: scrivi {0} per tenerla, o importa l’altra con --replace",
    ),
    (r"handwritten", "scritta a mano"),
    (r"transcribed", "trascritta"),
    (r"a score bubble is not clear", "una casella dei punti non è chiara"),
    (r"the points differ between the scans", "i punti differiscono tra le scansioni"),
    (r"(.*) points are both marked", "sono segnati tutti e due: {0} punti"),
    (r"points are crossed out and none are marked", "i punti sono cancellati e nessuno è segnato"),
    # pages to look for
    (r"(.*) is recorded as absent, and a paper came back", "{0} risulta assente, ed è tornato un compito"),
    (r"`(.*)` if that was a mistake", "`{0}` se era un errore"),
    (r"page (.*) did not come back \((.*)\)", "la pagina {0} non è tornata ({1})"),
    (r"find the page and read its scan", "cerca la pagina e leggi la sua scansione"),
    (
        r"copy (.*) was never issued, and page (.*) of it came back",
        "la copia {0} non è mai stata emessa, e ne è tornata la pagina {1}",
    ),
    (r"who made this copy\? It is not counted", "chi ha fatto questa copia? Non conta"),
    # why a page cannot be read
    (r"the page is mirrored", "la pagina è specchiata"),
    (
        r"the printed code is not where the corner marks say",
        "il codice stampato non è dove dicono i riferimenti d’angolo",
    ),
    (r"the image has only (.*) x (.*) pixels", "l’immagine ha solo {0} x {1} punti"),
    (r"the scan is too coarse: (.*) dpi", "la scansione è troppo grossa: {0} dpi"),
    (
        r"(.*) of 4 corner marks found; two and the code are needed",
        "trovati {0} riferimenti d’angolo su 4; ne servono due e il codice",
    ),
    (
        r"the corner marks do not fit the page \((.*) mm off\)",
        "i riferimenti d’angolo non combaciano con la pagina (di {0} mm)",
    ),
    (
        r"the corner marks are of another page than the code",
        "i riferimenti d’angolo sono di un’altra pagina rispetto al codice",
    ),
)
_KNOWN = tuple((re.compile(phrase, re.DOTALL), italian) for phrase, italian in _PHRASES)


def in_italian(why: str) -> str:
    """A reason of the reader in Italian; one that has no phrase here as it is."""
    for phrase, italian in _KNOWN:
        if found := phrase.fullmatch(why):
            return italian.format(*(_part(value) for value in found.groups()))
    return why


def told_in_italian(told: str) -> str:
    """What `Doubt.told` says, in Italian: "copia 17, domanda 3: una casella non è chiara"."""
    found = re.fullmatch(r"copy (\d+)(?:, question (\d+))?: (.*?)(?: \((.*)\?\))?", told, re.DOTALL)
    if not found:
        return in_italian(told)
    copy, number, why, near = found.groups()
    where = f"copia {copy}" + (f", domanda {number}" if number else "")
    return f"{where}: {in_italian(why)}" + (f" ({near.replace(' or ', ' o ')}?)" if near else "")


def _part(value: str) -> str:
    """A value of a phrase: itself a phrase, a list, or what was read."""
    known = in_italian(value)
    return re.sub(r"^([^ ]{1,12}) and ([^ ]{1,12})$", r"\1 e \2", known)
