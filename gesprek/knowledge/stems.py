"""Dutch words made alike, so that sloeg, geslagen and slaan meet: lower case, no accents, no endings. Small on purpose.

Not a dictionary and not a linguist: strong verbs stand in a list, the rest loses its endings by rule. A rule that is wrong
is wrong in the same way for what is typed and for the word list, and then does no harm. Compounds are split by who has
the list of words (`gesprek.dialogue.matching`).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = [
    "EMPTY",
    "NEGATIONS",
    "Token",
    "content_stems",
    "fold_word",
    "person_of",
    "says_enough",
    "stem",
    "tokens",
    "weak_stems",
    "words_of",
]

NEGATIONS = frozenset("geen niet nooit niks niets nergens niemand zonder nauwelijks evenmin noch".split())
"""Words that deny what stands near them."""

EMPTY = frozenset(
    """de het een en of maar want dat die dit deze er daar hier wat wie waar hoe als dan toen om te van voor in op aan bij
    naar uit over door met tot tegen onder ook al nog wel toch heel erg zo zeer maar ik jij je u hij zij ze wij we
    jullie mij me mijn m'n jou jouw uw hem hen hun haar zijn z'n onze ons zich is ben bent was waren geweest heb hebt
    heeft had hadden gehad word wordt werd werden geworden zal zou zullen zouden kan kunt kunnen kon konden mag mogen
    moet moeten moest gaat ga gaan ging gingen doe doet doen deed deden gedaan ja nee eh nou even gewoon eigenlijk
    soms weer iets ergens hele alle zelf echt omdat zodat terwijl heen af toe der den des hebben worden vooral zomaar
    volgende dan bent steeds telkens altijd nu pas meer veel iemand allemaal""".split()
)
"""Words that say too little to find anything by."""

_COMMON = """aangifte alleen ander begin bel bezig blijf boven breng contact dag denk deur doe door eerst elkaar erbij feit gebeur
    geef gesprek goed groot helpen herinner hoek hoor houd huis hulp informatie jaar jong kamer keer ken kijk klaar
    klein kom krijg lang later leg lig loop maak maand man meisje melding mens minuut moment naam nacht naast neem
    nieuw nodig nummer ophalen ouder over avond middag ochtend morgen paar pak persoon plaats politie praat recht rij
    samen sinds slachtoffer slecht snel spreek sta stap stel stuk stuur tafel tijd thuis uur verder vind vraag vroeg
    vrouw wacht weet week weg werk wet wil woon zaak zeg zet zie zit zoek zoon dochter vader moeder broer zus vriend
    school mee na per via gelukkig anders echt gauw net"""


@functools.cache
def weak_stems() -> frozenset[str]:
    """Stems of words so common that one alone, without a person beside it, points at nothing; denials too."""
    return frozenset(stem(word) for word in (*_COMMON.split(), *NEGATIONS))


_PERSONS = {
    word: kind
    for kind, words in {"ik": "ik", "mij": "mij me", "mijn": "mijn m'n", "hij": "hij zij ze", "hem": "hem haar", "u": "u jij je",
                        "wij": "wij we", "ons": "ons onze"}.items()
    for word in words.split()
}  # fmt: skip
_STRONG = """
    zwart zwarte,
    sla slaan slaat sloeg sloegen geslagen, steek steken stak staken gestoken steekt,
    steel stelen stal stalen gestolen steelt, breek breken brak braken gebroken breekt, trek trok trokken getrokken,
    grijp greep grepen gegrepen, bijt beet beten gebeten, knijp kneep knepen geknepen, schrijf schreef schreven geschreven,
    roep riep riepen geroepen, scheld schold gescholden, rij rijd rijden reed reden gereden rijdt,
    loop liep liepen gelopen, kom komt komen kwam kwamen gekomen, sta staat staan stond stonden gestaan,
    zie ziet zien zag zagen gezien, krijg kreeg kregen gekregen, drink dronk gedronken,
    slaap slapen sliep sliepen geslapen, help hielp hielpen geholpen, spreek sprak spraken gesproken,
    verlies verloor verloren, koop kocht gekocht, breng bracht brachten gebracht, denk dacht dachten gedacht,
    zoek zocht zochten gezocht, weet weten wist wisten geweten, vraag vragen vroegen gevraagd, zeg zei zeiden gezegd,
    schrik schrok geschrokken, sterf stierf gestorven, overlijd overleed overleden overlijden, snijd sneed gesneden,
    vecht vocht vochten gevochten, schiet schoot geschoten, houd hou houden hield hielden gehouden, lieg loog gelogen,
    bedrieg bedroog bedrogen, blijf bleef bleven gebleven, laat liet lieten gelaten laten, lees las lazen gelezen,
    wil willen wilt wilde wilden wou gewild, durf durfde durft durven gedurfd, geef gaf gaven gegeven, gaan gegaan,
    zit zat zaten gezeten zitten, lig lag lagen gelegen, vind vond vonden gevonden, begin begon begonnen,
    versta verstaan verstond verstaat, begrijp begreep begrepen, kijk keek keken gekeken, bied bood geboden aangeboden,
    rook ruiken geroken ruik, bel bellen belt belde belden gebeld, stop stoppen stopt stopte gestopt,
    schaam schamen schaamt schaamde, krab krabde gekrabd, vertel vertellen verteld vertelde, onthoud onthouden onthield,
    bezit bezat, dwing dwong dwongen gedwongen, verdwijn verdween verdwenen, zwijg zweeg gezwegen,
    vermijd vermeed vermeden, scheid scheiden gescheiden scheidde, spuug spuugde gespuugd spugen,
    stuur stuurde gestuurd sturen, kind kinderen kindje kindjes, stad steden, ei eieren, mes messen, beeld beelden,
    wond wonden, woon wonen woont woonde gewoond, buurman buurmannen, oog ogen, neem nam namen genomen,
    werp wierp geworpen, smijt smeet gesmeten, zuip zoop gezopen, raak raakte geraakt raken, moeder mama mam,
    vader papa pap
"""
"""Words whose forms no rule brings together: strong verbs most of all. The first of each group is its stem."""
_IRREGULAR = {form: group.split()[0] for group in _STRONG.split(",") for form in group.split()}
_KEEP = frozenset(
    """geweld gezicht gebied geluid gezond gedrag geest gast geld gebit gezin gemeente geloof gevoel getuige gewond offerte halt
    zwaar huis wond kamer tijd""".split()
)
_VOWELS = "aeiouy"
_WORD = re.compile(r"[^\W_]+(?:['’][a-z]+)?|[.!?;\n,:]", re.IGNORECASE)
SENTENCE_ENDS = frozenset(".!?;\n")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: where it stands, folded, its stem, and in which sentence and which clause."""

    start: int
    end: int
    word: str
    stem: str
    sentence: int
    clause: int


_CLAUSES = frozenset("maar want omdat terwijl hoewel behalve".split())


def tokens(text: str) -> Iterator[Token]:
    """The words of `text`, in order; the places are those in `text` itself."""
    sentence = clause = 0
    for match in _WORD.finditer(text):
        found = match.group()
        if found in SENTENCE_ENDS:
            sentence += 1
            clause += 1
        elif found in (",", ":"):
            clause += 1
        else:
            word = fold_word(found)
            if word in _CLAUSES:
                clause += 1
            yield Token(match.start(), match.end(), word, stem(word), sentence, clause)


@functools.lru_cache(maxsize=16384)
def fold_word(word: str) -> str:
    """A word in lower case, without accents, with a plain apostrophe."""
    plain = unicodedata.normalize("NFKD", word.replace("’", "'").casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def person_of(word: str) -> str:
    """The person that a folded word stands for (me is mij, ze is hij: whoever the other is), or nothing."""
    return _PERSONS.get(word, "")


@functools.lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[str, ...]:
    """The words of an expression, folded."""
    return tuple(fold_word(word) for word in _WORD.findall(text) if word[0].isalnum())


@functools.lru_cache(maxsize=8192)
def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words of an expression that count; the empty words do not."""
    return tuple(dict.fromkeys(stem(word) for word in words_of(text) if word not in EMPTY))


@functools.cache
def _denials() -> frozenset[str]:
    return frozenset(map(stem, NEGATIONS))


def says_enough(text: str) -> bool:
    """True when something can be found by this expression: a word with content, or two common ones, or one with a person."""
    stems = content_stems(text)
    if any(one not in weak_stems() for one in stems):
        return True
    persons = {person_of(word) for word in words_of(text)} - {"", "ik"}
    return sum(one not in _denials() for one in stems) + bool(persons) > 1


@functools.lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The stem of a folded word."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or word in _KEEP or word.isdigit():
        return word
    word = _small(word.removesuffix("'s"))
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.startswith("ge") and word[-1] in "dt" and len(word) >= 6 and word[2] not in "e":
        word = word[2:]
    word = _ending(word)
    word = re.sub(r"([aeou])\1", r"\1", word)
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] + {"v": "f", "z": "s"}.get(word[-1], word[-1])


def _small(word: str) -> str:
    """Without the ending of what is small: klapje, berichtjes."""
    for ending in ("etjes", "etje", "tjes", "tje", "pjes", "pje", "jes", "je"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            left = word[: -len(ending)]
            if ending.startswith("pj") and left[-1] != "m":
                continue
            return left[:-1] if ending.startswith("etje") and left[-1] == left[-2] else left
    return word


def _ending(word: str) -> str:
    for ending, least in (("ende", 4), ("den", 3), ("ten", 3), ("de", 3), ("te", 3), ("en", 3), ("es", 3), ("e", 3), ("s", 4)):
        if word.endswith(ending) and len(word) - len(ending) >= least and _has_vowel(word[: -len(ending)]):
            before = word[-len(ending) - 1]
            if before in _VOWELS and ending in ("de", "te", "den", "ten", "s"):
                continue
            word = word[: -len(ending)]
            break
    if word.endswith("ing") and len(word) >= 8:
        word = word[:-3]
    if len(word) > 3 and word[-1] in "dt" and word[-2] not in _VOWELS and _has_vowel(word[:-1]):
        word = word[:-1]
    return word


def _has_vowel(word: str) -> bool:
    return any(c in _VOWELS for c in word)
