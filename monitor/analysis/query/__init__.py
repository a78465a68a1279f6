"""The watch language: what an item has to say to be a mention. README.md beside this file tells it to its users."""

from __future__ import annotations

from monitor.analysis.query.document import Document, Span
from monitor.analysis.query.errors import QueryError
from monitor.analysis.query.percolator import Found, Percolator
from monitor.analysis.query.query import Query, parse

__all__ = ["Document", "Found", "Percolator", "Query", "QueryError", "Span", "parse"]
