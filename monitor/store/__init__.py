"""The memory: the only folder that knows SQLAlchemy. Functions take the ``Database`` and give the head's own nouns.

* ``engine``   opens the database: one writer at a time, durable commits, clear errors
* ``schema``   the tables; ``migrate`` leads there
* ``decide``   gives the head its world and remembers its changes, in one transaction
* ``sources``  cursors, due times, health
* ``outbox``   deliveries: claim, settle, postpone
* ``dues``     everything else that happens later
* ``archive``  what lists, pages and the digest read
* ``feedback`` what people say of a mention
* ``pages``    what the inbox reads
* ``accounts`` who may enter the inbox, and one-time links; ``sessions``: who is logged in
"""

from __future__ import annotations

from monitor.store.engine import Database

__all__ = ["Database"]
