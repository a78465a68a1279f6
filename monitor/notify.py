"""Tells systemd how the service is: ready, reloading, stopping, alive. Nothing where systemd does not listen."""

from __future__ import annotations

import os
import socket


def ready(status: str) -> None:
    """The service works."""
    _send(f"READY=1\nSTATUS={status}")


def reloading() -> None:
    """The configuration is being read again."""
    _send("RELOADING=1")


def stopping() -> None:
    """The service was asked to end."""
    _send("STOPPING=1")


def alive(status: str) -> None:
    """A full cycle went well: the watchdog may wait again."""
    _send(f"WATCHDOG=1\nSTATUS={status}")


def _send(words: str) -> None:
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as messenger:
        try:
            messenger.connect(address)
            messenger.sendall(words.encode())
        except OSError:
            return  # whoever listened is gone; that is no reason to stop
