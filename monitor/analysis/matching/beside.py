"""The words to the left and the right of a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analysis.forms import Kind
from monitor.analysis.matching.weigh import is_capital, split_word

if TYPE_CHECKING:
    from monitor.analysis.matching.weigh import Case

_ENDS = ".!?…:;"
# Prepositions that go with persons as well as with places.
_WITH_PERSONS = frozenset("av med för for hos om åt etter efter of till til with".split())
_PARTS = frozenset({"deler", "delar", "resten", "utkanten", "hjertet", "store"})
_STREETS = ("vägen", "gatan", "veien", "vegen", "gata", "gate", "katu", "kadulla", "tiellä", "väylällä", "väylä", "gränd", "torget", "plassen")
_ROAD_WORDS = frozenset({"lv", "rv", "tpl", "länsväg", "riksväg", "fv", "kl"})
_ACRONYM = 4  # letters: a club or a company's form as short as this is written in capitals
_FREQUENT = 2


_AND = frozenset({"och", "og", "ja", "samt", "sekä", "että", "and", "&"})


def read_company(case: Case) -> None:
    """ "Simo ja Anja": a name that "and" joins to a given name is a given name."""
    look = case.look
    if not case.traits.given:
        return
    behind = look.after[1] if len(look.after) > 1 and not look.glued_after and look.after[0].lower() in _AND else ""
    ahead = look.before[-2] if len(look.before) > 1 and look.before[-1].lower() in _AND else ""
    for word in (split_word(behind), split_word(ahead)):
        if word in case.world.lexis.given and not case.world.is_place(word):
            case.add("given_beside", word)
            return


def read_left(case: Case) -> None:
    """The word before the name: a preposition, a title, a given name, another part of a longer name."""
    before = case.look.before
    if not before or case.look.glued_before.strip("\"“”„»«‘’'([") or case.look.starts:
        return
    token = before[-1]
    word = split_word(token)
    if not word or token[-1] in ",;)":
        return
    low = word.lower()
    role = case.world.lexis.before.find(low)
    if role in ("club", "company") and len(word) <= _ACRONYM and not word[:2].isupper():
        role = ""
    if role:
        _read_role_before(case, role, low, before)
    elif low in ("om", "for") and len(before) > 1 and case.world.lexis.before.find(before[-2].lower()) == "direction":
        case.add("direction", f"{before[-2]} {low}")
    if role in ("", "title") and is_capital(word):
        _read_capital_before(case, word, before)


def _read_role_before(case: Case, role: str, low: str, before: list[str]) -> None:
    if role == "preposition":
        _read_preposition(case, low, before)
    elif role == "title":
        case.add("title_before" if case.traits.person else "title_before_clear", low)
    elif role == "speech":
        case.add("speech" if case.traits.person or case.traits.company else "speech_clear", low)
    elif role == "company":
        if case.traits.company or case.traits.person:
            case.add("company_before", low)
    elif role == "trade":
        if case.traits.company and case.grammar == "nom":
            case.add("trade", low)
    elif role == "district":
        if case.traits.place or case.risky:
            case.add("district_before", low)
    elif role == "zone":
        case.add("at_other" if case.traits.place >= _FREQUENT else "preposition", low)
    elif role == "article":
        if case.traits.words.get("en"):
            case.add("foreign_article", low)
    elif role == "product":
        if case.risky:
            case.add("product_before", low)
    elif role == "region":
        case.add("region_before", f"{low} {case.look.surface}")
    elif role == "club":
        case.add("club", f"{before[-1]} {case.look.surface}")
    elif role == "admin":
        case.add("admin_before", low)
    elif role == "area" and is_capital(before[-1]) and len(before) > 1:
        case.add("capital_before" if case.risky or case.traits.place else "capital_before_clear", before[-1])
    elif role in ("locative", "area", "named"):
        case.add(role, low)
    elif role == "direction" and low not in ("like", "mitt") and not is_capital(before[-1]):
        case.add("area", low)


def _read_preposition(case: Case, low: str, before: list[str]) -> None:
    """ "Om" and "for" may belong to a direction: norr om, sør for."""
    if low in ("om", "for", "i") and len(before) > 1:
        direction = before[-2].lower()
        if case.world.lexis.before.find(direction) == "direction":
            case.add("direction", f"{direction} {low}")
            return
    if low in ("av", "på") and len(before) > 1 and before[-2].lower() in _PARTS:
        case.add("area", f"{before[-2].lower()} {low}")
    elif low == "ved" and case.traits.place >= _FREQUENT:
        case.add("at_other", low)
    elif (case.traits.person and low in _WITH_PERSONS) or case.traits.place > _FREQUENT:
        case.add("preposition_person", low)
    else:
        case.add("preposition", low)


def read_pa(case: Case) -> None:
    """ "På" before a name: said of islands and some towns, and of the smaller of several places of one name."""
    before = case.look.before
    if not before or before[-1].lower() != "på" or case.look.glued_before.strip("\"“”„»«"):
        return
    if case.name in case.world.lexis.pa:
        case.add("pa_place")
    elif case.traits.place >= _FREQUENT or case.traits.surname > _FREQUENT or case.traits.words:
        case.add("pa_other")
    else:
        case.add("preposition", "på")


def _read_capital_before(case: Case, word: str, before: list[str]) -> None:
    """A capital before the name is a given name, a part of a longer name, or the first word of the sentence."""
    lexis = case.world.lexis
    first = len(before) == 1 or before[-2][-1] in _ENDS
    risky = case.risky or case.traits.place
    if word.lower().endswith(_STREETS):
        case.add("street_before", word)
    elif word in lexis.given or (not first and "-" in word and word.split("-")[0] in lexis.given):
        case.add("given_before" if case.traits.person or case.traits.words else "given_before_clear", word)
        case.page.persons[case.name.lower()] = f"{word} {case.look.surface}"
    elif lexis.before.find(word.lower()) == "plain_capital" or word.isupper() or case.world.is_place(word):
        return
    elif first:
        if case.traits.surname and case.kind in (Kind.NAME, Kind.GENITIVE) and not case.has("title_before"):
            case.add("first_word_before", word)
    else:
        case.add("capital_before" if risky else "capital_before_clear", word)


def read_right(case: Case) -> None:
    """The word behind the name: kommun, a school, a court, a club, a verb of saying, another part of a longer name."""
    after = case.look.after
    if not after or case.look.glued_after.strip("\"“”»«’'"):
        return
    word = split_word(after[0])
    if not word or after[0][0] in "([{":
        return
    low = word.lower()
    role = case.world.lexis.after.find(low)
    if role in ("club", "company", "party") and len(word) <= _ACRONYM and not word[:2].isupper() and low != "frp":
        role = ""
    if role in ("club", "company") and not is_capital(word):
        role = ""
    if role:
        _read_role_after(case, role, low)
    elif len(word) == 1 or any(char.isdigit() for char in word) or low in _ROAD_WORDS:
        return  # Halmstad S, Orust Lv 770: a junction or a road
    elif is_capital(word):
        _read_capital_after(case, word)
    elif case.grammar == "gen" and case.finnish:
        if not case.traits.person:
            case.add("genitive_noun")
    elif case.look.starts and case.traits.words:
        case.add("verb_after_start", low)


def _read_role_after(case: Case, role: str, low: str) -> None:
    shown = f"{case.look.surface} {low}"
    if role == "admin":
        case.add("admin_after", low)
    elif role == "place_noun":
        many = case.traits.place >= _FREQUENT
        case.add("place_noun_shared" if many else "place_noun", low)
    elif role == "speech":
        if case.grammar in ("nom", "gen"):
            case.add("speech" if case.traits.person or case.traits.company else "speech_clear", low)
    elif role == "adverb":
        if case.grammar == "gen" and case.risky:
            case.add("adverb_after", low)
    elif role == "organisation":
        case.add("organisation_after", shown)
    elif role in ("club", "club_noun"):
        case.add("club", shown)
    elif role == "company":
        case.add(role, shown)
    elif role == "trade":
        if case.traits.company and case.grammar == "nom":
            case.add("trade", low)
    elif role == "party":
        case.add("party_after", low)
    elif role == "county":
        case.add("county_after", shown)
    elif role == "district":
        case.add("district_after", low)
    elif role == "street":
        case.add("street_after", low)


def _read_capital_after(case: Case, word: str) -> None:
    shown = f"{case.look.surface} {word}"
    if case.grammar not in ("nom", "gen"):
        return
    if case.world.is_place(word):
        if case.traits.company >= _FREQUENT:  # a company's works in another town: Outokummun Kemin kaivos
            case.add("capital_after", shown)
        return
    if case.traits.given >= _FREQUENT and case.grammar == "nom":
        case.add("capital_after_given", word)
    elif case.grammar == "gen" and case.finnish:
        if case.traits.company or case.traits.person >= _FREQUENT:
            case.add("capital_after", shown)
        else:
            case.add("genitive_noun")
    elif case.risky:
        case.add("capital_after", shown)
    else:
        case.add("capital_after_clear", shown)
