"""The memory: the only folder that knows SQLAlchemy. Functions take the ``Database`` and give the head's own nouns.

* ``engine``   opens the database: one writer at a time, durable commits, clear errors
* ``schema``   the tables; ``migrate`` leads there
* ``decide``   gives the head its world and remembers its changes, in one transaction
* ``presence`` whether a daemon works on it already
* ``sources``  cursors, due times, health
* ``outbox``   deliveries: claim, settle, postpone
* ``dues``     everything else that happens later
* ``outages``  times in which a source, or a part of the monitor, did not work
* ``findings`` what the monitor itself does not do as it should; ``pulse`` its signs of life
* ``archive``  what lists, pages and the digest read
* ``feedback`` what people say of a mention
* ``silences`` what is muted, by whom, until when
* ``retention`` takes out what is over; ``erasure`` what somebody asked for, with a note that it happened
* ``pages``    what the inbox reads
* ``accounts`` who may enter the inbox, and one-time links; ``sessions``: who is logged in
"""

from __future__ import annotations

from monitor.store.engine import Database

__all__ = ["Database"]
