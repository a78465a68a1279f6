"""How fast the watch language is: queries asked of new items, and the archive's search. One JSON object a line.

    python tests/bench/bench_query.py percolate --queries 10000 --texts 2000
    python tests/bench/bench_query.py archive --rows 1000000 --file bench-query.db
    python tests/bench/bench_query.py store --rows 1000000 --file bench-store.db

``archive`` asks the language's own search over a bare table, ``store`` the same through the monitor's database: items,
mentions, index and all, by what ``monitor mentions QUERY`` calls.

Texts are made here from a seed: invented places, words of the trade, function words as often as in print. Times are of
the CPU, for a machine is seldom alone; the archive's also as they passed.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parents[2]))

from analysis.query.watch_archives import SqliteArchive
from monitor.analysis.query import Document, Percolator, parse
from monitor.analysis.query.archive import make_plan, search
from monitor.analysis.text import Text
from monitor.store import Database, migrate, schema
from monitor.store.archive import Wanted
from monitor.store.search import search as search_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.analysis.query import Query

ROUNDS = 5
FUNCTION = {
    "sv": "och i att det som en på är av för med till den har de inte om ett men var sig så vid från nu kan",
    "nb": "og i det som en på er av for med til den har de ikke om et men var seg så ved fra nå kan skal",
    "fi": "ja on että ei se hän oli joka mutta kun niin myös tai jo vielä nyt sitten mukaan kanssa jälkeen",
}
FIRST = {
    "sv": "vatten el skol väg brand trafik polis hamn energi bygg vård miljö kultur region snö storm is data post",
    "nb": "vann strøm skole vei brann trafikk politi havne energi bygge helse miljø kultur fylkes snø storm is data",
    "fi": "vesi sähkö koulu tie palo liikenne poliisi satama energia rakennus hoito kulttuuri alue lumi myrsky data",
}
LAST = {
    "sv": "läckan avbrottet planen arbetet olyckan stoppet chefen mötet frågan beslutet ledningen läget skadan",
    "nb": "lekkasjen bruddet planen arbeidet ulykken stansen sjefen møtet saken vedtaket ledningen skaden avgiften",
    "fi": "vuoto katkos suunnitelma työ onnettomuus kysymys päätös johtaja kokous hanke tilanne maksu häiriö sulku",
}
VERBS = {
    "sv": "säger beslutar stänger öppnar varnar planerar bygger höjer söker hittar startar stoppar granskar",
    "nb": "sier vedtar stenger åpner advarer planlegger bygger øker søker finner starter stopper gransker",
    "fi": "sanoo päättää sulkee avaa varoittaa suunnittelee rakentaa nostaa etsii löytää aloittaa pysäyttää",
}
PLACE_FIRST = (
    "Björk Gran Sten Berg Sjö Norr Söder Öster Lill Kyrk Kungs Kvarn Strand Holm Fisk Räv Falk Koivu Kivi Joki"
)
PLACE_LAST = "by torp vik näs ö dal mo lund stad fjord nes heim vang järvi niemi lahti koski ranta mäki saari kylä"


class Texts:
    """Texts from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        firsts, lasts = PLACE_FIRST.split(), PLACE_LAST.split()
        self.places = [first + middle + last for first in firsts for middle in ("", "e") for last in lasts]

    def pick(self, line: str) -> str:
        return self.random.choice(line.split())

    def word(self, language: str) -> str:
        return self.pick(FIRST[language]) + self.pick(LAST[language])

    def sentence(self, language: str) -> str:
        choose = self.random.choice
        kinds = self.random.choices("fwvp", [50, 33, 12, 5], k=self.random.randint(7, 16))
        make: dict[str, Callable[[], str]] = {
            "f": lambda: self.pick(FUNCTION[language]),
            "w": lambda: self.word(language),
            "v": lambda: self.pick(VERBS[language]),
            "p": lambda: choose(self.places) + choose(["", "", "s" if language != "fi" else "ssa"]),
        }
        words = [make[kind]() for kind in kinds]
        return f"{' '.join(words).capitalize()}{choose('..!?')}"

    def text(self, least: int, most: int) -> str:
        language = self.random.choices(list(FUNCTION), [50, 25, 25])[0]
        made: list[str] = []
        wanted = self.random.randint(least, most)
        while sum(sentence.count(" ") + 1 for sentence in made) < wanted:
            made.append(self.sentence(language))
        return " ".join(made)

    def query(self) -> str:
        """A place in any of three forms and any of many words, sometimes near, sometimes without another."""
        language = self.random.choice(list(FUNCTION))
        place = self.random.choice(self.places) + self.pick(PLACE_LAST)
        words = sorted({self.word(language) for _ in range(self.random.randint(20, 60))})
        operator = "NEAR/10" if self.random.random() < 0.3 else "AND"
        without = f" NOT {self.pick(VERBS[language])}" if self.random.random() < 0.4 else ""
        where = self.random.choice([place, self.random.choice(self.places)])
        return f"({where} OR {place} OR {place}en) {operator} ({' OR '.join(words)}){without}"


def measure(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """CPU seconds, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def say(**figures: object) -> None:
    sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def percolate(queries: int, texts: int) -> None:
    made = Texts(1)
    written = [made.query() for _ in range(queries)]
    kept = [made.text(40, 400) for _ in range(texts)]
    start = time.process_time()
    asked = {str(number): parse(query) for number, query in enumerate(written)}
    read = time.process_time()
    percolator = Percolator(asked)
    built = time.process_time()
    gc.collect()
    gc.freeze()  # what lives for ever need not be looked at again
    hits = sum(len(percolator.percolate(Document(Text(text)))) for text in kept)
    woken = sum(percolator.count_woken(Document(Text(text))) for text in kept)
    seconds = measure(lambda: [percolator.percolate(Document(Text(text))) for text in kept])
    say(
        what="percolate",
        queries=queries,
        terms=sum(query.count(" OR ") + 2 for query in written),
        texts=texts,
        words_a_text=round(sum(text.count(" ") + 1 for text in kept) / texts),
        read_s=round(read - start, 2),
        build_s=round(built - read, 2),
        texts_a_second=round(texts / seconds),
        us_a_text=round(seconds / texts * 1e6, 1),
        woken_a_text=round(woken / texts, 2),
        hits_a_text=round(hits / texts, 2),
    )


def fill(archive: SqliteArchive, rows: int) -> None:
    made = Texts(2)
    roles = ["press", "press", "press", "official", "own", "social"]

    def rows_of(count: int) -> Iterator[tuple[str, str, str, str]]:
        for _ in range(count):
            yield made.text(4, 8), made.text(25, 60), f"Källa {made.random.randint(1, 200)}", made.random.choice(roles)

    for start in range(0, rows, 20_000):
        archive.add(rows_of(min(20_000, rows - start)))


KINDS: dict[str, Callable[[Texts], str]] = {
    "place": lambda made: made.random.choice(made.places),
    "place and word": lambda made: f"{made.random.choice(made.places)} {made.word('sv')}",
    "Finnish words": lambda made: f"{made.pick(FIRST['fi'])}katkos OR vesivuoto",
    "place and one of ten words": lambda made: (
        f"{made.random.choice(made.places)} ({' OR '.join(made.word('sv') for _ in range(10))})"
    ),
    "near": lambda made: f"{made.random.choice(made.places)} NEAR/6 {made.random.choice(made.places)}",
    "near a common word": lambda made: f"{made.random.choice(made.places)} NEAR/3 {made.pick(VERBS['sv'])}",
    "phrase": lambda made: f'"{made.pick(FUNCTION["sv"])} {made.word("sv")}"',
    "beginning": lambda made: f"{made.pick(FIRST['sv'])}läck*",
    "short beginning": lambda made: f"{made.pick(FIRST['sv'])[:4]}*",
    "title and role": lambda made: f"title:{made.random.choice(made.places)} role:official",
    "a common word": lambda made: made.pick(VERBS["sv"]),
    "not": lambda made: f"{made.random.choice(made.places)} NOT {made.pick(VERBS['sv'])}",
    "no index: an end": lambda made: f"*{made.pick(LAST['sv'])}",
    "no index: an expression": lambda made: f"/{made.pick(FIRST['sv'])}.{{1,4}}et/",
}


def ask_archive(rows: int, file: str, repeats: int) -> None:
    is_new = not Path(file).exists()
    archive = SqliteArchive(file) if is_new else SqliteArchive.open(file)
    start = time.process_time()
    if is_new:
        fill(archive, rows)
    count = archive.connection.execute("SELECT count(*) FROM items").fetchone()[0]
    say(what="archive", rows=count, filled_in_s=round(time.process_time() - start), bytes=Path(file).stat().st_size)

    def ask(query: Query) -> tuple[int, bool]:
        plan = make_plan(query)
        result = search(plan, archive.read(plan), limit=50)
        return len(result.rows), result.complete

    time_kinds(ask, repeats)


def ask_store(rows: int, file: str, repeats: int) -> None:
    is_new = not Path(file).exists()
    database = Database(f"sqlite:///{Path(file).absolute()}")
    start = time.process_time()
    if is_new:
        migrate.upgrade(database)
        fill_store(database, rows)
    say(what="store", rows=rows, filled_in_s=round(time.process_time() - start), bytes=Path(file).stat().st_size)

    def ask(query: Query) -> tuple[int, bool]:
        found = search_store(database, query, Wanted(), 50)
        return len(found.rows), found.complete

    time_kinds(ask, repeats)
    database.close()


def fill_store(database: Database, rows: int) -> None:
    """A mention a minute, back from now; nine of ten about the municipality are routine."""
    made = Texts(2)
    roles = ["press", "press", "press", "official", "own", "social"]
    begin = datetime(2026, 11, 25, tzinfo=UTC) - timedelta(minutes=rows)
    for start in range(0, rows, 10_000):
        items, mentions, words = [], [], []
        for number in range(start + 1, min(start + 10_000, rows) + 1):
            at, source = begin + timedelta(minutes=number), f"Källa {made.random.randint(1, 200)}"
            written = {"id": number, "title": made.text(4, 8), "text": made.text(25, 60)}
            words.append(written)
            items.append(written | {
                "source": source, "key": str(number), "fingerprint": f"{number:x}", "url": f"https://x.example/{number}",
                "language": "sv", "role": made.random.choice(roles), "publisher": source, "voice": source,
                "published_at": at, "seen_at": at, "archived": False, "drill": False, "revision_of": None,
                "mentioned": True, "gates": [],
            })  # fmt: skip
            mentions.append({
                "item_id": number, "seen_at": at, "watches": [], "terms": ["Lysekil"], "kind": "routine", "topics": [],
                "severity": 0, "state": "none", "drill": False, "confidence": 0.9, "because": [],
                "incident_id": None, "member": None,
            })  # fmt: skip
        with database.writing() as connection:
            connection.execute(sa.insert(schema.item), items)
            connection.execute(sa.insert(schema.mention), mentions)
            index = "INSERT INTO item_words (rowid, title, text) VALUES (:id, :title, :text)"
            connection.execute(sa.text(index), words)


def time_kinds(ask: Callable[[Query], tuple[int, bool]], repeats: int) -> None:
    """Each kind of query so often, with other words each time."""
    for kind, make in KINDS.items():
        made = Texts(3)
        passed, used, found, complete = [], [], 0, 0
        for _ in range(repeats):
            query = parse(make(made))
            begin, begin_cpu = time.perf_counter(), time.process_time()
            rows, is_complete = ask(query)
            passed.append(time.perf_counter() - begin)
            used.append(time.process_time() - begin_cpu)
            found, complete = found + rows, complete + is_complete
        say(
            what=kind,
            p50_ms=find_share(passed, 0.5),
            p95_ms=find_share(passed, 0.95),
            p50_cpu_ms=find_share(used, 0.5),
            p95_cpu_ms=find_share(used, 0.95),
            found=round(found / repeats, 1),
            complete=f"{complete}/{repeats}",
        )


def find_share(seconds: list[float], share: float) -> float:
    return round(sorted(seconds)[int(len(seconds) * share)] * 1000, 1)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=["percolate", "archive", "store"])
    options.add_argument("--queries", type=int, default=10_000)
    options.add_argument("--texts", type=int, default=1000)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--file", default="bench-query.db")
    options.add_argument("--repeats", type=int, default=40)
    asked = options.parse_args()
    if asked.what == "percolate":
        percolate(asked.queries, asked.texts)
    else:
        {"archive": ask_archive, "store": ask_store}[asked.what](asked.rows, asked.file, asked.repeats)


if __name__ == "__main__":
    main()
