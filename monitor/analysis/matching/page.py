"""A text as the matcher looks at it: what stands to the left and right of a name, and what the whole says."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.analysis.text import Text

_ACRONYM = 3  # letters
_SAMPLE = 800  # characters from which the language is told
_SENTENCE = 160  # characters on each side
_SENTENCE_ENDS = (". ", "! ", "? ", "\n")
_WINDOW = 72  # characters; five or six words on each side
_WEB = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@(?=\w[\w-]*\.)", re.IGNORECASE)
_QUOTES = "\"“”„»«‘’'›‹"
_STOP = ".!?…:"
_DASHES = frozenset({"–", "—", "-", "•", "*", "|", ">", "·", "―"})
_ABBREVIATIONS = frozenset(
    "kl. ca. nr. bl.a. t.ex. s:t st. m.fl. o.s.v. dvs. f.d. fr.o.m. t.o.m. jf. bl.a f.eks. o.l. mm. n. esim. ns. "  # noqa: SIM905
    "klo. vs.".split()
)
# Words that tell the languages apart in a few lines; each text needs two more of one than of the next.
_TELLING = {
    language: frozenset(words.split())
    for language, words in {
        "sv": "och att är inte för som av ett på från men eller också efter när vid hos har",
        "nb": "og ikke er av på fra som har etter når ved hos det jeg blir være hun",
        "nn": "og ikkje er av på frå som har etter når ved hjå eg vert vere ho dei ein eit",
        "fi": "ja on ei että oli hän se mutta kun ovat myös sekä jo voi ole tai mukaan",
        "da": "og ikke er af på fra som har efter når ved hos det jeg bliver være hun blev",
        "en": "the and of to in is that for was on with are this at from have by",
    }.items()
}
# Words and endings of one written standard of Norwegian and not of the other.
_NYNORSK = re.compile(
    r"\b(?:ikkje|eit|ein|dei|frå|kva|kvar|korleis|eg|ho|vart|verte?|skule\w*|kyrkj\w*|mykje|noko|saman|berre|meir|sjølv|heile|"
    r"utan|straum\w*|vatn\w*|veg(?:en)?|sjukehus\w*|framleis|stogga|stoppa|opna|kasta|høyr\w*|gjer|seier|kjem|fekk|"
    r"kommunar|ungar|\w+ane|\w+leg|\w+aren|\w+inga)\b"
)
_BOKMAAL = re.compile(
    r"\b(?:ikke|et|en|de|fra|hva|hvor|hvordan|jeg|hun|ble|blir|skole\w*|kirke\w*|mye|noe|sammen|bare|mer|selv|hele|"
    r"uten|strøm\w*|vann\w*|vei(?:en)?|sykehus\w*|fremdeles|stoppet|åpnet|åpner|hører|gjør|sier|kommer|fikk|"
    r"kommuner|barn\w*|menighet\w*|\w+ene|\w+elig|\w+eren|\w+ingen)\b"
)


class Page:
    """One text, looked at from many places. Offsets are those of ``Text.composed``."""

    def __init__(self, text: Text, language: str | None) -> None:
        self.text = text
        self.composed = text.composed
        self._language = language if language not in (None, "", "und") else None
        self.persons: dict[str, str] = {}  # names of persons in the text, by their last part

    @cached_property
    def language(self) -> str | None:
        """The language that was given, or that the words tell; None when they do not."""
        if self._language is not None:
            return self._language
        words = set(self.composed[:_SAMPLE].lower().split())
        counts = sorted(((len(words & telling), language) for language, telling in _TELLING.items()), reverse=True)
        return counts[0][1] if counts[0][0] >= counts[1][0] + 2 else None

    @cached_property
    def standard(self) -> str | None:
        """Bokmål (nb) or nynorsk (nn), as the words of a Norwegian text tell, whatever was given; None when unclear."""
        low = self.composed.lower()
        nynorsk, bokmaal = len(_NYNORSK.findall(low)), len(_BOKMAAL.findall(low))
        return None if nynorsk == bokmaal else "nn" if nynorsk > bokmaal else "nb"

    @cached_property
    def webs(self) -> tuple[tuple[int, int], ...]:
        """Where web addresses stand, and what stands before the @ of mail addresses."""
        if "://" not in self.composed and "@" not in self.composed and "www." not in self.composed.lower():
            return ()
        return tuple(found.span() for found in _WEB.finditer(self.composed))


class Look:
    """What stands beside one form. Words keep their case and their punctuation."""

    def __init__(self, composed: str, start: int, end: int) -> None:
        self.surface = composed[start:end]
        self._starts: bool | None = None
        left = composed[max(0, start - _WINDOW) : start]
        cut = left.rfind("\n")
        if cut >= 0:
            left = left[cut + 1 :]
        self.left_line = left
        self.before = left.split()
        self.glued_before = self.before.pop() if left and not left[-1].isspace() else ""
        right = composed[end : end + _WINDOW]
        cut = right.find("\n")
        if cut >= 0:
            right = right[:cut]
        self.right_line = right
        self.after = right.split()
        self.glued_after = self.after.pop(0) if right and not right[0].isspace() else ""

    @property
    def starts(self) -> bool:
        """Whether a sentence begins with the name, so that its capital says nothing."""
        if self._starts is None:
            self._starts = self._find_start()
        return self._starts

    def _find_start(self) -> bool:
        if self.glued_before.strip(_QUOTES + "([–—-•*#@"):
            return self.glued_before[-1] in _STOP
        if not self.before:
            return True
        last = self.before[-1]
        if last in _DASHES or last[0] in "@#" or last == "RT":
            return True
        plain = last.rstrip(_QUOTES + ")]")
        return bool(plain) and plain[-1] in _STOP and plain.lower() not in _ABBREVIATIONS

    @property
    def lower(self) -> bool:
        """Whether the form is written in lower case."""
        return self.surface[0].islower()

    @property
    def shouted(self) -> bool:
        """Whether the name stands in a line of capitals."""
        if not self.surface.isupper():
            return False
        beside = (*self.before[-2:], *self.after[:2])
        capitals = sum(word.isupper() and not any(map(str.isdigit, word)) for word in beside)
        return capitals > (len(self.surface) <= _ACRONYM)  # one word beside an acronym may be another acronym


def cut_sentence(composed: str, start: int, end: int) -> str:
    """The sentence around a form, as far as a short window shows it."""
    left = composed[max(0, start - _SENTENCE) : start]
    right = composed[end : end + _SENTENCE]
    begin = max(left.rfind(mark) for mark in _SENTENCE_ENDS) + 1
    stops = [at for mark in _SENTENCE_ENDS if (at := right.find(mark)) >= 0]
    return left[begin:] + composed[start:end] + (right[: min(stops)] if stops else right)
