"""The words of reports in the four languages; native speakers have yet to review sq and sr."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.names import LANGUAGES, join_names

if TYPE_CHECKING:
    from geodata.names import Names

_ROWS = {
    # key: (sq, sr-Latn, en); Serbian in Cyrillic is the same text in its other script
    "title": ("Vlerësimi i urave", "Procena mostova", "Bridge assessment"),
    "city": ("Qyteti", "Grad", "City"),
    "snapshot": ("Gjendja e të dhënave", "Stanje podataka", "Data version"),
    "mode": ("Mënyra e lëvizjes", "Način kretanja", "Mode"),
    "day": ("Dita", "Dan", "Day"),
    "closed": ("Mbyllur", "Zatvoreno", "Closed"),
    "trips": ("Destinacioni i udhëtimeve", "Odredišta putovanja", "Destinations"),
    "homes": (
        "banesat në bregun tjetër",
        "domovi na drugoj obali",
        "homes on the other bank",
    ),
    "services": (
        "shërbimet në bregun tjetër",
        "službe i ustanove na drugoj obali",
        "services on the other bank",
    ),
    "weights": ("Peshat", "Ponderi", "Weights"),
    "modelled": (
        "Të dhëna demonstruese: prej tyre nuk nxirret asnjë përfundim për qytetin.",
        "Probni podaci: iz njih ne sledi nikakav zaključak o gradu.",
        "Demonstration data: do not draw conclusions about the city.",
    ),
    "walk": ("në këmbë", "peške", "walk"),
    "bicycle": ("me biçikletë", "biciklom", "bicycle"),
    "drive": ("me makinë", "automobilom", "drive"),
    "people": ("banorë", "stanovnici", "people"),
    "of people": ("banorë", "stanovnika", "people"),  # after a number
    "m² of floor area": (
        "m² sipërfaqe bruto e kateve",
        "m² bruto razvijene površine",
        "m² of floor area",
    ),
    "indicator": ("Treguesi", "Pokazatelj", "Indicator"),
    "before": ("para", "pre", "before"),
    "after": ("pas", "posle", "after"),
    "difference": ("ndryshimi", "razlika", "difference"),
    "bank": ("Bregu", "Obala", "Bank"),
    "both banks": ("Të dy brigjet", "Obe obale", "Both banks"),
    "residents": (
        "Banorët e lidhur me rrjetin rrugor",
        "Stanovnici povezani s mrežom ulica",
        "Residents connected to the street network",
    ),
    "mean": (
        "Koha mesatare deri në bregun tjetër, min",
        "Prosečno vreme do druge obale, min",
        "Mean time to the other bank, min",
    ),
    "saved": (
        "Kursimi për udhëtim, min për person",
        "Ušteda po putovanju, min po osobi",
        "Time saved per trip, min",
    ),
    "gained": (
        "Fitojnë lidhje që nuk ekzistonte",
        "Dobijaju pristup koji nisu imali",
        "Newly connected",
    ),
    "cut": ("Mbeten pa asnjë lidhje", "Ostaju bez pristupa", "Cut off with no route left"),
    "cut off": (
        "Mbi 60 min ose pa lidhje",
        "Preko 60 min ili bez pristupa",
        "Over 60 min or no route",
    ),
    "lost": (
        "Ndërveprimi i humbur, %",
        "Izgubljena interakcija, %",
        "Lost interaction, %",
    ),
    "mutuality": (
        "Reciprociteti (1 = njësoj)",
        "Uzajamnost (1 = jednako)",
        "Balance of benefit (1 = equal)",
    ),
    "mutuality to homes": (
        "Reciprociteti (midis banesave 1, ku rrugët janë dykahëshe)",
        "Uzajamnost (između domova 1, gde su ulice dvosmerne)",
        "Balance of benefit (always 1 between homes on two-way streets)",
    ),
    "barrier": (
        "Pjesa e lumit që kalohet lehtë, %",
        "Deo reke koji se lako prelazi, %",
        "Share of the river that is easy to cross, %",
    ),
    "reach": (
        "Banorët brenda N minutash",
        "Stanovnici na najviše N minuta",
        "People within N minutes",
    ),
    "reach within": (
        "Banorët brenda {} minutash",
        "Stanovnici na najviše {} minuta",
        "People within {} minutes",
    ),
    "target": ("Destinacioni", "Cilj", "Target"),
    "min": ("min", "min", "min"),
    "other bank": ("bregu tjetër", "druga obala", "other bank"),
    "hospital": ("spital", "bolnica", "hospital"),
    "clinic": ("qendër shëndetësore", "dom zdravlja", "clinic"),
    "school": ("shkollë", "škola", "school"),
    "university": ("universitet", "univerzitet", "university"),
    "municipal office": ("zyrë komunale", "opštinska uprava", "municipal office"),
    "market": ("treg", "pijaca", "market"),
    "post": ("postë", "pošta", "post"),
    "bank office": ("bankë", "banka", "bank"),
    "candidates": ("Urat e mundshme", "Mogući mostovi", "Bridges tested"),
    "candidate": ("Ura e mundshme", "Mogući most", "Tested bridge"),
    "length": ("gjatësia, m", "dužina, m", "length, m"),
    "approach": ("deri te rruga, m", "do ulice, m", "distance to nearest street, m"),
    "travel": ("koha, min", "vreme, min", "time, min"),
    "providers": ("ofrues në të dy brigjet", "pružaoci na obe obale", "providers on both banks"),
    "figures": (
        "Të dhënat për popullsinë e përdorura",
        "Korišćeni podaci o stanovništvu",
        "Population figures used",
    ),
    "municipality": ("Komuna", "Opština", "Municipality"),
    "value": ("vlera", "vrednost", "value"),
    "year": ("viti", "godina", "year"),
    "source": ("burimi", "izvor", "source"),
    "profile": (
        "Përgjatë lumit: nga bregu në breg",
        "Duž reke: s obale na obalu",
        "Along the river: from bank to bank",
    ),
    "along": ("Përgjatë lumit, km", "Duž reke, km", "Along the river, km"),
    "minutes": ("Minuta", "Minuta", "Minutes"),
    "share": ("Pjesa e udhëtimeve, %", "Udeo putovanja, %", "Share of trips, %"),
    # Remarks: those about a bank follow its name and a colon, those about a measure end before it.
    "no streets": (
        "asnjë rrugë e këtij bregu nuk është për këtë mënyrë lëvizjeje.",
        "nijedna ulica ove obale nije za ovaj način kretanja.",
        "no street of this bank is for this way to travel.",
    ),
    "no homes": (
        "asnjë shtëpi nuk ndodhet pranë një rruge të këtij bregu.",
        "nijedan dom ne stoji pored ulice ove obale.",
        "no home stands by a street of this bank.",
    ),
    "no services": (
        "asnjë shërbim nuk ndodhet pranë një rruge të këtij bregu.",
        "nijedna usluga nije pored ulice ove obale.",
        "no service stands by a street of this bank.",
    ),
    "no crossing": (
        "Në këtë ditë asnjë kalim nuk është i hapur për këtë mënyrë lëvizjeje.",
        "Tog dana nijedan prelaz nije otvoren za ovaj način kretanja.",
        "On this day no crossing is open to this way to travel.",
    ),
    "one crossing": (
        "Në këtë ditë i hapur është vetëm një kalim: nuk ka dy që mbyllen bashkë.",
        "Tog dana je otvoren samo jedan prelaz: nema dva koja bi se zajedno zatvorila.",
        "On this day only one crossing is open: no two can be closed together.",
    ),
    "no place": (
        "Asnjë urë nuk do të lidhte rrugë të të dy brigjeve; gjatësia më e madhe e kërkuar",
        "Nijedan most ne bi spojio ulice obe obale; najveća tražena dužina",
        "No bridge would join streets of both banks; longest one looked for",
    ),
    "span": (
        "Gjatësia më e madhe e kërkuar, sipas gjerësisë së lumit",
        "Najveća tražena dužina, prema širini reke",
        "Longest bridge looked for, by the width of the river",
    ),
    "end at gap": (
        "Një skaj lidhet me një rrugë që përfundon afër një tjetre, pa nyje të përbashkët.",
        "Kraj mosta je na ulici koja se završava tik do druge, bez zajedničkog čvora.",
        "An end meets a street that ends within 1 m of another one without a common node.",
    ),
    "gain at gap": (
        "rrugë që gati takohen ndryshojnë shifrat; po të lidheshin, një udhëtim do të kursente",
        "ulice koje se skoro dodiruju menjaju brojke; spojene bi po putovanju uštedele",
        "streets that nearly meet change the figures; if they were joined, a trip would save",
    ),
}

_PLACE_KEYS = {"bank": "bank office"}
"""Kinds of places whose word would be taken for another thing."""

_LETTERS = {
    **dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True)),
    "lj": "љ", "nj": "њ", "dž": "џ",
}  # fmt: skip


_UNITS = re.compile(r"\b(min|km|m²|m|N)(?!\w)")
"""What stays in Latin letters: symbols of units, and a number that is left open."""


def list_words() -> list[str]:
    """List the keys of all words."""
    return list(_ROWS)


def say(key: str, language: str) -> str:
    """Say a word of `list_words` in one of `geodata.names.LANGUAGES`."""
    sq, serbian, english = _ROWS[key]
    texts = (sq, serbian, write_in_cyrillic(serbian), english)
    return dict(zip(LANGUAGES, texts, strict=True))[language]


def say_target(target: str, language: str) -> str:
    """Say what is to be reached: a kind of place, or the other bank of the river."""
    return say(_PLACE_KEYS.get(target, target), language)


def say_name(names: Names, language: str) -> str:
    """Say a name in a language; where it has none there, all its names side by side."""
    return names.get(language) or join_names(names)


def write_in_cyrillic(text: str) -> str:
    """Write Serbian in Cyrillic, from Latin letters; symbols of units stay Latin."""
    parts = _UNITS.split(text)
    parts[::2] = map(_write_cyrillic_words, parts[::2])
    return "".join(parts)


def _write_cyrillic_words(text: str) -> str:
    cyrillic = ""
    at = 0
    while at < len(text):
        size = 2 if text[at : at + 2].lower() in _LETTERS else 1
        letters = text[at : at + size]
        letter = _LETTERS.get(letters.lower(), letters)
        cyrillic += letter.upper() if letters[0].isupper() else letter
        at += size
    return cyrillic


def write_number(
    value: float | None, language: str, decimals: int = 1, *, sign: bool = False
) -> str:
    """Write a number as the language does; a dash where there is none."""
    if value is None:
        return "–"
    text = f"{value:{'+' if sign else ''},.{decimals}f}".replace("-", "−")
    if float(f"{value:.{decimals}f}") == 0:
        text = text.lstrip("+−")
    if language != "en":
        thousands = "\N{NARROW NO-BREAK SPACE}" if language == "sq" else "."
        text = text.translate({ord(","): thousands, ord("."): ","})
    return text
