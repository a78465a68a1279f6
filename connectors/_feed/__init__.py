"""Feeds of every kind, read once for all connectors that speak RSS, Atom or JSON Feed: ``poll.poll_feed`` is the door.

Three gates stand before any parsing (validators, the hash of the body, the hash of each item); then a strict parser,
then repair, and feedparser for what is left. The modules that parse import no pydantic.
"""
