"""The tables. Migrations lead here step by step, and a test holds the two equal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware time in UTC. SQLite keeps it as text that sorts and that a person can read."""

    impl = sa.String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        """PostgreSQL has the right type of its own."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(sa.String(27))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """UTC, always with microseconds, so that text order is time order."""
        if value is None or dialect.name == "postgresql":
            return value
        return f"{value.astimezone(UTC).isoformat(timespec='microseconds')[:26]}Z"

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if dialect.name == "postgresql" else datetime.fromisoformat(value)


Big = sa.BigInteger().with_variant(sa.Integer, "sqlite")

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

source = sa.Table(
    "source",
    metadata,
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("options_hash", sa.String(64), nullable=False, server_default=""),
    sa.Column("cursor", sa.JSON, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("lease_until", Instant),
    sa.Column("active", sa.Boolean, nullable=False),  # still configured
    sa.Column("health", sa.String(16), nullable=False),
    sa.Column("fault", sa.String(32)),
    sa.Column("why", sa.Text),
    sa.Column("health_since", Instant),
    sa.Column("told_health", sa.String(16)),  # the health that people were last told of
    sa.Column("first_success_at", Instant),
    sa.Column("last_attempt_at", Instant),
    sa.Column("last_success_at", Instant),
    sa.Column("last_new_item_at", Instant),
    sa.Column("consecutive_failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("items", sa.Integer, nullable=False, server_default="0"),
    sa.Column("mentions", sa.Integer, nullable=False, server_default="0"),
    sa.Column("rhythm", sa.JSON),  # what was learned of when it publishes
    sa.Index(None, "due_at"),
)

item = sa.Table(
    "item",
    metadata,
    sa.Column("id", Big, primary_key=True, autoincrement=False),
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.String(32), nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("publisher", sa.Text, nullable=False),
    sa.Column("voice", sa.Text, nullable=False),  # the publisher, or a person's hash under a salt that is thrown away
    sa.Column("published_at", Instant),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("archived", sa.Boolean, nullable=False),
    sa.Column("drill", sa.Boolean, nullable=False),
    sa.Column("revision_of", sa.Text),
    sa.Column("mentioned", sa.Boolean, nullable=False),
    sa.Column("gates", sa.JSON, nullable=False),
    sa.UniqueConstraint("source", "key"),
    sa.Index(None, "source", "fingerprint"),
    sa.Index(None, "url"),
    sa.Index(None, "seen_at"),
)

mention = sa.Table(
    "mention",
    metadata,
    sa.Column("item_id", Big, sa.ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("watches", sa.JSON, nullable=False),
    sa.Column("terms", sa.JSON, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("topics", sa.JSON, nullable=False),
    sa.Column("severity", sa.SmallInteger, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("drill", sa.Boolean, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("because", sa.JSON, nullable=False),
    sa.Column("incident_id", Big),
    sa.Column("member", sa.JSON),  # what grouping needs to know again; gone when the words are
    sa.Index(None, "incident_id"),
    sa.Index(None, "seen_at"),
)

incident = sa.Table(
    "incident",
    metadata,
    sa.Column("id", Big, primary_key=True, autoincrement=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("topics", sa.JSON, nullable=False),
    sa.Column("severity", sa.SmallInteger, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("municipality", sa.String(16), nullable=False),
    sa.Column("drill", sa.Boolean, nullable=False),
    sa.Column("localities", sa.JSON, nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Column("first_seen_at", Instant, nullable=False),
    sa.Column("acknowledged_at", Instant),
    sa.Column("acknowledged_by", sa.Text),
    sa.Column("resolved_at", Instant),
    sa.Column("closed_at", Instant),
    sa.Column("closed_why", sa.Text),
    sa.Column("own_channel_at", Instant),
    sa.Column("mentions", sa.Integer, nullable=False),
    sa.Column("publishers", sa.Integer, nullable=False),
    sa.Column("voices", sa.Integer, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Index(None, "status", "updated_at"),
)

incident_log = sa.Table(
    "incident_log",
    metadata,
    sa.Column("id", Big, primary_key=True, autoincrement=True),
    sa.Column("incident_id", Big, sa.ForeignKey("incident.id", ondelete="CASCADE"), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("what", sa.String(64), nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Index(None, "incident_id"),
)

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("id", Big, primary_key=True, autoincrement=True),
    sa.Column("key", sa.String(100), nullable=False, unique=True),
    sa.Column("incident_id", Big),
    sa.Column("item_id", Big),
    sa.Column("receiver", sa.Text, nullable=False),
    sa.Column("person", sa.Text),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("slot", sa.SmallInteger, nullable=False),
    sa.Column("reason", sa.String(16), nullable=False),
    sa.Column("route", sa.Text),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("severity", sa.SmallInteger, nullable=False),
    sa.Column("drill", sa.Boolean, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("postponed_from", Instant),
    sa.Column("lease_until", Instant),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("sent_at", Instant),
    sa.Column("last_error", sa.Text),
    sa.Column("receipt", sa.Text, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Index(None, "state", "due_at"),
    sa.Index(None, "incident_id"),
)

due = sa.Table(
    "due",
    metadata,
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("lease_until", Instant),
    sa.Column("done_at", Instant),
    sa.Column("incident_id", Big),
    sa.Column("route", sa.Text),
    sa.Column("receiver", sa.Text),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Index(None, "done_at", "due_at"),
    sa.Index(None, "incident_id"),
)

silence = sa.Table(
    "silence",
    metadata,
    sa.Column("id", Big, primary_key=True, autoincrement=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("starts_at", Instant, nullable=False),
    sa.Column("ends_at", Instant, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("topics", sa.JSON, nullable=False),
    sa.Column("sources", sa.JSON, nullable=False),
    sa.Column("incident_id", Big),
    sa.Column("also_official", sa.Boolean, nullable=False),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", Big, primary_key=True, autoincrement=True),
    sa.Column("item_id", Big, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("answer", sa.String(16), nullable=False),  # relevant, irrelevant, wrong
    sa.Column("kind", sa.String(16)),
    sa.Column("topic", sa.String(32)),
    sa.Column("severity", sa.SmallInteger),
    sa.Column("undone_at", Instant),
)

salt = sa.Table(
    "salt",
    metadata,
    sa.Column("week", sa.String(8), primary_key=True),  # 2026-W48
    sa.Column("value", sa.String(64), nullable=False),
)

outage = sa.Table(
    "outage",
    metadata,
    sa.Column("id", Big, primary_key=True, autoincrement=True),
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("health", sa.String(16), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Index(None, "began_at"),
)

awake = sa.Table(
    "awake",
    metadata,
    sa.Column("id", Big, primary_key=True, autoincrement=True),
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),  # prolonged with every good cycle
    sa.Column("polls", sa.Integer, nullable=False),
    sa.Column("items", sa.Integer, nullable=False),
)

account = sa.Table(
    "account",
    metadata,
    sa.Column("id", Big, primary_key=True, autoincrement=True),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("key", sa.String(200), nullable=False, unique=True),  # the name as it is compared: maria is Maria
    sa.Column("hash", sa.Text, nullable=False),  # argon2id, with its salt and its cost
    sa.Column("role", sa.String(16), nullable=False),  # admin, member
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("last_seen_at", Instant),
    sa.Column("disabled_at", Instant),
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),  # whoever reads the database cannot use it
    sa.Column("account_id", Big, sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Index(None, "account_id"),
)

invitation = sa.Table(
    "invitation",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("name", sa.String(60), nullable=False),  # empty: whoever opens the link chooses
    sa.Column("account_id", Big, sa.ForeignKey("account.id", ondelete="CASCADE")),  # a new password for that account
    sa.Column("made_by", sa.String(60), nullable=False),  # empty: somebody with a shell on the machine
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
)

drill = sa.Table(
    "drill",
    metadata,
    sa.Column("id", Big, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("speed", sa.Float, nullable=False),
    sa.Column("lines", sa.JSON, nullable=False),  # kept here: a script that is changed or removed changes no exercise
    sa.Column("played", sa.JSON, nullable=False),  # by the line's number: when, as which item, in which incident
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("stopped_by", sa.Text, nullable=False),
)
