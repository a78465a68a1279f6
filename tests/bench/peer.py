"""One round over many feeds by the peer, ``reader`` from the package registry, with its own SQLite.

Run by a Python that has it: ``python peer.py URLS DATABASE [--workers 10]``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from reader import make_reader


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("urls", type=Path)
    parser.add_argument("database")
    parser.add_argument("--workers", type=int, default=10)
    options = parser.parse_args()
    reader = make_reader(options.database)
    known = {feed.url for feed in reader.get_feeds()}
    for url in options.urls.read_text().split():
        if url not in known:
            reader.add_feed(url)
    for _ in reader.update_feeds_iter(scheduled=False, workers=options.workers):
        pass


if __name__ == "__main__":
    main()
