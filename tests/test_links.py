from __future__ import annotations

import string
from datetime import timedelta

from monitor.links import Signer, Ticket

TICKET = Ticket(118, "m-9743ff67-118-new-5d95f8887cd303e0", "take")
WEEK = timedelta(days=7)
LETTERS = string.ascii_letters + string.digits + "-_.="


def test_a_ticket_is_read_as_it_was_signed() -> None:
    signer = Signer("key")

    assert signer.read(signer.sign(TICKET), WEEK) == TICKET
    assert Signer("another key").read(signer.sign(TICKET), WEEK) is None


def test_no_single_letter_of_a_link_may_differ() -> None:
    signer = Signer("key")
    token = signer.sign(TICKET)
    changed = [
        token[:place] + letter + token[place + 1 :]
        for place in range(len(token))
        for letter in LETTERS
        if letter != token[place]
    ]
    longer = [token + letter for letter in LETTERS]
    shorter = [token[:end] for end in range(len(token))]

    assert [one for one in (*changed, *longer, *shorter) if signer.read(one, WEEK) is not None] == []
