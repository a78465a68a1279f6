"""The smallest archives that a plan can be tried on: one in SQLite, one in PostgreSQL."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from monitor.analysis.query import Document
from monitor.analysis.query.archive import list_lexemes
from monitor.analysis.text import Text
from monitor.domain.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import psycopg

    from monitor.analysis.query.archive import Plan

Row = tuple[str, str, str, str]  # title, text, source, role


def make_document(row: Sequence[Any]) -> Document:
    title, text, source, role = row
    return Document(Text(text, title), source=source, role=Role(role) if role else None)


class SqliteArchive:
    """An external content table, so that texts are stored once; the index knows words and row numbers."""

    def __init__(self, path: str = ":memory:") -> None:
        self.connection = sqlite3.connect(path)
        self.connection.executescript("""
            PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;
            CREATE TABLE items (id INTEGER PRIMARY KEY, title TEXT, text TEXT, source TEXT, role TEXT);
            CREATE INDEX items_role ON items (role, id);
            CREATE VIRTUAL TABLE words USING fts5(title, text, content='items', content_rowid='id', prefix='4 5',
                tokenize="unicode61 remove_diacritics 0 categories 'L* N*'");
        """)

    @classmethod
    def open(cls, path: str) -> SqliteArchive:
        """An archive that was made before."""
        archive = cls.__new__(cls)
        archive.connection = sqlite3.connect(path)
        archive.connection.execute("PRAGMA cache_size = -200000")
        return archive

    def add(self, rows: Iterable[Row]) -> None:
        last = self.connection.execute("SELECT coalesce(max(id), 0) FROM items").fetchone()[0]
        self.connection.executemany("INSERT INTO items (title, text, source, role) VALUES (?, ?, ?, ?)", rows)
        self.connection.execute(
            "INSERT INTO words (rowid, title, text) SELECT id, title, text FROM items WHERE id > ?", (last,)
        )
        self.connection.commit()

    def read(self, plan: Plan) -> Iterator[tuple[int, Document]]:
        """What the plan's conditions leave, the newest first, read from the cursor as it is asked for."""
        roles = [value for one in plan.filters if one.field == "role" for value in one.values]
        role = f"AND items.role IN ({', '.join('?' * len(roles))})" if roles else ""
        if plan.match is None:
            sql = f"SELECT * FROM items WHERE true {role} ORDER BY id DESC"
        else:
            sql = f"""SELECT items.* FROM words JOIN items ON items.id = words.rowid
                WHERE words MATCH ? {role} ORDER BY words.rowid DESC"""
        match = [plan.match] if plan.match is not None else []
        for number, *row in self.connection.execute(sql, (*match, *roles)):
            yield number, make_document(row)


class PostgresArchive:
    """A table with a vector of lexemes that we made, and a query that is cast."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        connection.execute("DROP TABLE IF EXISTS items")
        connection.execute("""CREATE TABLE items (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            title text, text text, source text, role text, words tsvector)""")
        connection.execute("CREATE INDEX ON items USING gin (words)")

    def add(self, rows: Iterable[Row]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO items (title, text, source, role, words) VALUES (%s, %s, %s, %s, array_to_tsvector(%s))",
                [(*row, list_lexemes(Text(row[1], row[0]))) for row in rows],
            )

    def read(self, plan: Plan) -> Iterator[tuple[int, Document]]:
        """What the plan's conditions leave, the newest first."""
        condition = "WHERE words @@ CAST(%s AS tsquery)" if plan.tsquery is not None else ""
        query = [plan.tsquery] if plan.tsquery is not None else []
        sql = f"SELECT id, title, text, source, role FROM items {condition} ORDER BY id DESC"
        for number, *row in self.connection.execute(sql, query):
            yield number, make_document(row)
