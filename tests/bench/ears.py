"""One round over many feeds by the client, the connector and the parser, with a list for a memory.

    python tests/bench/ears.py URLS STATE [--threads N]

``STATE`` holds cursors and the ids that were seen, between one round and the next.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
from connectors.rss import Connector
from monitor.contract import Visit
from monitor.domain.model import Municipality
from monitor.errors import SourceError
from monitor.net.apart import Apart
from monitor.net.client import HttpClient
from monitor.net.settings import HttpSettings

AT_ONCE = 200


async def poll_all(urls: list[str], state: dict[str, Any]) -> dict[str, int]:
    """Ask each feed once."""
    client = HttpClient(HttpSettings(contact="bench", allow_private=("127.0.0.0/8:*",)), Apart())
    visit = Visit(datetime.now(UTC), Municipality("SE-1484", "Lysekil"))
    outcome = {"unchanged": 0, "changed": 0, "failed": 0}
    todo = iter(urls)

    async def work() -> None:
        for url in todo:
            mine = state.setdefault(url, {"cursor": {}, "seen": []})
            try:
                batch = await Connector(url=url).poll(client, mine["cursor"], visit)
            except SourceError:
                outcome["failed"] += 1
                continue
            outcome["unchanged" if batch.unchanged else "changed"] += 1
            mine["cursor"] = batch.cursor
            mine["seen"].extend(item.id for item in batch.items)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    await client.aclose()
    return outcome


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("urls", type=Path)
    parser.add_argument("state", type=Path)
    options = parser.parse_args()
    state = json.loads(options.state.read_text()) if options.state.exists() else {}
    urls = options.urls.read_text().split()
    try:
        import uvloop
    except ImportError:
        outcome = asyncio.run(poll_all(urls, state))
    else:
        outcome = uvloop.run(poll_all(urls, state))
    options.state.write_text(json.dumps(state))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**outcome, "peak_mib": round(peak)}), file=sys.stderr)


if __name__ == "__main__":
    main()
