"""Turns a text into what the linear model weighs: its words, their letters, the concepts that the lexicon saw."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.domain.model import Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.analysis.lexicon import Sighting
    from monitor.analysis.text import Text

READ = 400  # words: what a text is about stands in its beginning
LEAD = 14  # words of a text without a title that count as its title
_SHORTEST, _LONGEST = 3, 5  # letters of a part, borders included
_NEAR = 8  # words between a subject and what is wrong with it
_SCOPE = {"fi": 5, "": 3}  # words that a negation reaches ahead
# What a look-alike may be mistaken for: an event, and the harm it does. A drill or an all-clear it never is.
_MISTAKEN = frozenset({*(topic.value for topic in Topic), "broken", "dead", "injured", "serious", "danger"})
_AWAITED = "until"  # ``until the fault is mended``, ``it is expected that``: what follows has not come yet
_AWAITED_REACH = 4
_DRILL_MARKS = frozenset({"övning", "övningsmeddelande", "øvelse", "øving", "harjoitus", "exercise", "drill"})
_PAIRED = 20  # concepts that are paired: more are a list, not a message
# What a topic says outright counts for all topics of its kind: a rare one inherits what was learned of the common ones.
POOLS = {
    **dict.fromkeys(
        (
            "fire", "flood", "landslide", "accident", "violence", "missing_person", "contamination", "cyber", "disease",
            "evacuation", "boil_notice", "weather", "rumour", "hate_threat",
        ),
        "*crisis",
    ),
    **dict.fromkeys(
        ("water", "power", "heating", "road", "transit", "telecom_it", "waste", "school", "other_closed"), "*service"
    ),
}  # fmt: skip
_SHADES = {"frame": "*frame", "hint": "*hint", "subject": "*subject", "threat": "*crisis"}
# What speaks against an event here and now: these texts use its words for something else.
COUNTER = frozenset(
    {
        "court", "history", "sport", "fiction", "statistics", "politics", "foreign", "business", "lifestyle",
        "celebrity", "church", "council", "health", "advice", "metaphor", "relief", "opinion",
    }
)  # fmt: skip
_URL_OR_NAME = re.compile(r"https?://|www\.|@\w")
_CLOCK = re.compile(
    r"\b(?:kl|klo|klokka|klokken|kello)?\.? ?(?:[01]?\d|2[0-3])[.:][0-5]\d\b|\bkl\.? ?\d{1,2}\b|\bklo \d{1,2}\b"
)
# From when to when: what is announced so was decided beforehand, what breaks names no end.
_WINDOW = re.compile(r"(?<![\d/])\d{1,2}(?:[.:]\d\d)? ?- ?(?:kl\.? ?|klo ?)?\d{1,2}(?:[.:]\d\d)?(?![\d/])")
_WEEKDAY = re.compile(
    r"\b(?:(?:mån|tis|ons|tors|fre|lör|sön|man|tirs|fre|lør|søn|ty|tys|laur|sun)dag(?:en)?|"
    r"(?:maanantai|tiistai|torstai|perjantai|lauantai|sunnuntai)(?:na|sta|hin)?|keskiviikko(?:na|sta|on)?|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
# A road by its number says where on the network it is, as words such as "southbound" do.
_ROAD_PLACE = "traffic_place"
_NUMBERED_ROAD = re.compile(
    r"\b(?:e\d{1,3}|(?:väg|riksväg|länsväg|stamväg|rv|lv|fv|riksvei|riksveg|fylkesvei|fylkesveg|tie|valtatie|vt|"
    r"kantatie|kt|seututie|yhdystie|maantie)\.? ?\d{1,4})\b"
)
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")


@dataclass(frozen=True, slots=True)
class Seen:
    """A concept in a text after its surroundings were read: tokens, and whether it is denied or stands in the title."""

    concept: str
    first: int
    after: int
    denied: bool = False
    lead: bool = False


def list_word_features(word: str) -> Iterator[str]:
    """The word with its borders, and its parts of three to five letters."""
    marked = f"<{word}>"
    yield marked
    for length in range(_SHORTEST, min(_LONGEST, len(marked) - 1) + 1):
        for start in range(len(marked) - length + 1):
            yield marked[start : start + length]


def name_pair(one: str, next_one: str) -> str:
    """Two words in a row."""
    return f"{one} {next_one}"


def scale_of(words: int) -> float:
    """What word features are multiplied by, so that a long text says no more than a short one."""
    return 1 / math.sqrt(words + 3)


def read_surroundings(text: Text, sightings: Sequence[Sighting], group: str) -> list[Seen]:
    """Drop what a look-alike covers, find frames, see what is denied, taken back or in the title."""
    covered = {index for seen in sightings if seen.concept == "lookalike" for index in range(seen.first, seen.after)}
    kept = [seen for seen in sightings if seen.first not in covered or seen.concept.partition(".")[0] not in _MISTAKEN]
    negators = [seen.after for seen in kept if seen.concept == "negator"]
    awaited = [seen.after for seen in kept if seen.concept == _AWAITED]
    lead = _lead_of(text)
    reach = _SCOPE.get(group, _SCOPE[""])
    found = [
        Seen(
            seen.concept,
            seen.first,
            seen.after,
            denied=_follows(seen, negators, reach)
            or (seen.concept == "resolved" and _follows(seen, awaited, _AWAITED_REACH)),
            lead=seen.first < lead,
        )
        for seen in kept
        if seen.concept != _AWAITED
    ]
    return found + _find_frames(text, found) + _find_drill_mark(text) + _find_numbered_road(text, lead)


def _follows(seen: Sighting, ends: Sequence[int], reach: int) -> bool:
    """Whether a sighting begins within so many words after one of these ends."""
    return any(0 <= seen.first - end < reach for end in ends)


def _find_drill_mark(text: Text) -> list[Seen]:
    """A message that begins with the mark of a drill: ``ÖVNING:``, or the word twice."""
    words = text.words[:2]
    if not words or words[0] not in _DRILL_MARKS:
        return []
    marked = text.lower[text.ends[0] : text.ends[0] + 2].lstrip().startswith((":", "-")) or words[1:] == words[:1]
    return [Seen("drill.mark", 0, 1, lead=True)] if marked else []


def _find_numbered_road(text: Text, lead: int) -> list[Seen]:
    """The first road that the text names by its number: ``E18``, ``Fv. 120``, ``tie 25``."""
    found = _NUMBERED_ROAD.search(text.lower)
    if found is None:
        return []
    first, last = text.token_at(found.start()), text.token_at(found.end() - 1)
    return [Seen(_ROAD_PLACE, first, last + 1, lead=first < lead)] if last < READ else []


def _lead_of(text: Text) -> int:
    """The number of tokens that belong to the title, or to the beginning of a text that has none."""
    if text.title_end:
        return text.token_at(text.title_end) + 1
    return LEAD


def _find_frames(text: Text, seen: Sequence[Seen]) -> list[Seen]:
    """A subject near a state in one sentence says what neither says alone: ``the water … gone``."""
    states = [it for it in seen if it.concept == "broken"]
    if not states:
        return []
    frames = []
    for subject in seen:
        if not subject.concept.endswith(".subject"):
            continue
        for state in states:
            gap = max(subject.first - state.after, state.first - subject.after)
            if 0 <= gap <= _NEAR and _same_sentence(text, subject.first, state.first):
                first, after = min(subject.first, state.first), max(subject.after, state.after)
                name = subject.concept.replace(".subject", ".frame")
                frames.append(Seen(name, first, after, state.denied, subject.lead and state.lead))
                break
    return frames


def _same_sentence(text: Text, one: int, other: int) -> bool:
    return text.sentence_of(text.starts[one]) == text.sentence_of(text.starts[other])


def list_concept_features(seen: Iterable[Seen]) -> set[str]:
    """The names of what was seen: each concept, with ``!`` when denied, ``^`` in the title, pools and pairs of them."""
    names: set[str] = set()
    plain: set[str] = set()
    for it in seen:
        name = f"{it.concept}!" if it.denied else it.concept
        plain.add(name)
        pool = None if it.denied else POOLS.get(it.concept) or _SHADES.get(it.concept.partition(".")[2])
        if pool:
            plain.add(pool)
        if it.lead:
            names.add(f"{name}^")
            if pool:
                names.add(f"{pool}^")
    against = len(plain & COUNTER)
    plain.add(f"*against {min(against, 3)}")
    paired = sorted(plain, key=lambda name: (name[0] != "*", name))[:_PAIRED]
    names |= plain
    names.update(f"{one}+{other}" for index, one in enumerate(paired) for other in paired[index + 1 :])
    return names


def list_shape_features(text: Text) -> set[str]:
    """What the text looks like, whatever it says."""
    full, size = text.full, len(text.words)
    names = {f"#length{min(size // 6, 8)}"}
    if text.title_end:
        names.add("#title")
    if "?" in full:
        names.add("#asks")
        if text.full[: text.title_end].rstrip(' "”»').endswith("?") or full.rstrip(' "”»').endswith("?"):
            names.add("#ends asking")
    if full[:2].strip().startswith(("–", "-", "—", "”", '"', "»")):
        names.add("#quote")
    if ":" in full[:40]:
        names.add("#colon")
    if "!" in full:
        names.add("#exclaims")
    names |= {
        name
        for name, pattern in (("#address", _URL_OR_NAME), ("#clock", _CLOCK), ("#emoji", _EMOJI))
        if pattern.search(full)
    }
    if full[:3] == "RT ":
        names.add("#forwarded")
    digits = sum(map(str.isdigit, full[:200]))
    if digits > 6:
        names.add("#digits")
    if digits > 1:
        clocks = (("#window", _WINDOW), ("#weekday", _WEEKDAY))
        names |= {name for name, pattern in clocks if pattern.search(text.lower)}
    return names
