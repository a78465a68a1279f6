"""What finding and deciding names costs on one core, as lines of JSON: CPU time, best of several rounds.

python tests/bench/bench_match.py [--texts 3000] [--rounds 5]

``find`` prepares a text and finds every surface form in it, at several numbers of forms; ``one`` is the matcher asked
for one municipality, as the daemon asks; ``all`` decides every name of the register (both on prepared texts, which the
daemon shares among all that read them). Texts are generated: 226 words with three names each, in three languages.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from itertools import islice
from typing import TYPE_CHECKING

from monitor.analysis.match import Hint, Matcher
from monitor.analysis.matching.index import build_index
from monitor.analysis.matching.lexis import Lexis
from monitor.analysis.matching.packed import Forms, Packed
from monitor.analysis.matching.scan import Scanner
from monitor.analysis.matching.senses import Entry
from monitor.analysis.register import Register
from monitor.analysis.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WORDS = {
    "sv": """det är en av de största händelserna under året och många boende har frågat sig vad som händer med vattnet
    när ledningen byts ut i vinter kommunens tekniska chef säger att arbetet tar längre tid än planerat medan skolan
    öppnar igen efter lovet polisen söker vittnen till olyckan som skedde vid femtiden på fredagen""",
    "nb": """det er en av de største hendelsene i løpet av året og mange innbyggere har spurt hva som skjer med vannet
    når ledningen byttes ut i vinter kommunens tekniske sjef sier at arbeidet tar lengre tid enn planlagt mens skolen
    åpner igjen etter ferien politiet søker vitner til ulykken som skjedde ved femtiden fredag""",
    "fi": """se on yksi vuoden suurimmista tapahtumista ja monet asukkaat ovat kysyneet mitä vedelle tapahtuu kun putki
    vaihdetaan talvella kunnan tekninen johtaja sanoo että työ kestää suunniteltua pidempään kun taas koulu avataan
    loman jälkeen poliisi etsii silminnäkijöitä onnettomuudelle joka sattui viiden aikaan perjantaina""",
}
FRAMES = {
    "sv": ("i {}", "från {}", "norr om {}", "utanför {}", "{} kommun"),
    "nb": ("i {}", "fra {}", "nord for {}", "utenfor {}", "{} kommune"),
    "fi": ("{} kaupunki", "välillä {}", "lähellä {}", "että {}", "{} kunta"),
}
COUNTRIES = {"sv": "SE", "nb": "NO", "fi": "FI"}
LENGTH, NAMES = 226, 3  # words and names in a text


def choose_names(register: Register) -> dict[str, list[str]]:
    """Every second municipality, by country: about 480 in all."""
    return {country: [one.name for one in register if one.country == country][::2] for country in ("SE", "NO", "FI")}


def make_texts(names: dict[str, list[str]], count: int) -> list[Text]:
    """The texts; the same for the same count."""
    chance = random.Random(7)
    texts = []
    for number in range(count):
        language = ("sv", "nb", "fi")[number % 3]
        words = chance.choices(WORDS[language].split(), k=LENGTH)
        for _ in range(NAMES):
            frame = chance.choice(FRAMES[language]).format(chance.choice(names[COUNTRIES[language]]))
            words[chance.randrange(LENGTH)] = frame
        sentences = [" ".join(words[at : at + 16]) for at in range(0, LENGTH, 16)]
        texts.append(Text(" ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in sentences)))
    return texts


def make_forms(register: Register, used: Sequence[str], count: int) -> Forms:
    """As many forms: those that the texts hold, then the rest of the register, then made-up localities.

    So each number of forms finds about the same, and what is compared is the price of the forms alone.
    """
    known = {entry.text: entry for entry in build_index(register, Lexis.load()).entries()}
    first = {text: known[text] for name in used for text in (name.lower(), name.lower() + "s") if text in known}
    entries = {**first, **known}
    if count > len(entries):
        senses = entries["lysekil"].senses
        entries |= {text: Entry(text, senses) for text in _invent(count - len(entries))}
    packed = Packed()
    for text, entry in islice(entries.items(), count):
        packed[text] = entry
    return packed.press()


def _invent(count: int) -> Iterator[str]:
    parts = ("gran", "sten", "kvarn", "skog", "berg", "sjö", "hav", "norr", "väst", "kyrk", "fisk", "silver", "humle")
    for number in range(count):
        yield f"{parts[number % 13]}{parts[number // 13 % 13]}{number:x}torp"


def measure(work: Callable[[Text], object], texts: Sequence[Text], rounds: int) -> float:
    """Texts a second: CPU time, the best round."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - start)
    return len(texts) / best


def prepare(scanner: Scanner) -> Callable[[Text], object]:
    """The work of finding, the making of the text included."""
    return lambda text: scanner.find(Text(text.full).composed)


def tell(**figures: object) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    register, lexis = Register.load(), Lexis.load()
    names = choose_names(register)
    used = [name for group in names.values() for name in group]
    texts = make_texts(names, options.texts)
    for count in (1_000, 10_000, 100_000):
        scanner = Scanner(make_forms(register, used, count), lexis.tails)
        tell(what="find", forms=count, texts_per_second=round(measure(prepare(scanner), texts, options.rounds)))
    start = time.process_time()
    every = Matcher(register)
    every.read(texts[0])
    tell(what="compile all", seconds=round(time.process_time() - start, 2))
    one = Matcher(register, ["SE-1484"])
    tell(what="one", texts_per_second=round(measure(one.places, texts, options.rounds)))
    hints = [Hint(language=language) for language in ("sv", "nb", "fi")]
    tell(what="all", texts_per_second=round(measure(every.places, texts, options.rounds)))
    given = dict(zip(map(id, texts), hints * len(texts), strict=False))
    rate = measure(lambda text: every.places(text, given[id(text)]), texts, options.rounds)
    tell(what="all, language given", texts_per_second=round(rate))


if __name__ == "__main__":
    main()
