"""Speaks: takes what is due from the outbox, hands it to the receivers' channels, settles it after their answer."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.config.parts import NotReady
from monitor.contract import Address, Means
from monitor.domain.model import DeliveryState
from monitor.domain.outgoing import stand_in
from monitor.errors import StoreError, TransportError
from monitor.jobs import messages
from monitor.log import get_logger
from monitor.store import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.contract import BaseChannel
    from monitor.domain.incident import Delivery
    from monitor.domain.message import Message
    from monitor.jobs.desk import Desk

LEASE = timedelta(seconds=180)
SEND_WITHIN = 40.0  # seconds for one message, whatever the channel does
AT_ONCE = 200  # deliveries claimed together
SPEAK_FOR = timedelta(seconds=120)  # one line at a time: within its lease
FIRST_WAIT, LONGEST_WAIT = 5.0, 45.0  # seconds between attempts: a receiver that is back hears of it within a minute
FALLBACK_AFTER = timedelta(minutes=15)  # when nobody could be reached for so long, the fallback is told too
log = get_logger()


class Deliverer:
    """Keeps a line for each receiver and channel: each speaks in order, and none waits for another."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._busy: set[tuple[str, int]] = set()
        self._running: set[asyncio.Task[None]] = set()

    async def tick(self) -> int:
        """Take what is due and start to speak; returns how much was taken."""
        taken = await self.desk.call(outbox.claim, self.desk.database, self.desk.now(), AT_ONCE, LEASE)
        lines: dict[tuple[str, int], list[Delivery]] = {}
        for delivery in taken:
            lines.setdefault((delivery.receiver, delivery.slot), []).append(delivery)
        for line, deliveries in lines.items():
            if line in self._busy:
                await self.desk.call(outbox.give_back, self.desk.database, deliveries)
                continue
            self._busy.add(line)
            task = asyncio.create_task(self._speak(line, deliveries))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return len(taken)

    async def once(self) -> None:
        """Say everything that is due now, and wait for it."""
        while await self.tick():
            await asyncio.gather(*self._running)

    async def finish(self) -> None:
        """Let what is being said be said, for as long as a stopping service may take."""
        if self._running:
            await asyncio.wait(self._running, timeout=5.0)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _speak(self, line: tuple[str, int], deliveries: list[Delivery]) -> None:
        """One line, in order. After two failures in a row the line waits: the receiver is away, not the message bad."""
        failures, left = 0, list(deliveries)
        enough = self.desk.now() + SPEAK_FOR
        try:
            for bundle in messages.bundle(deliveries):
                if self.desk.now() > enough:
                    break
                until = await self._deliver(bundle)
                left = [one for one in left if one not in bundle]
                failures = failures + 1 if until else 0
                if until and failures > 1:
                    await self.desk.call(outbox.give_back, self.desk.database, left, until)
                    left = []
                    break
            await self.desk.call(outbox.give_back, self.desk.database, left)
        except StoreError as error:
            # What was sent and could not be noted goes out again, under the same key.
            log.error("memory_failed", job="deliver", why=str(error))
            self.desk.trouble("database", str(error))
        except Exception as error:
            log.error("job_failed", job="deliver", line=f"{line[0]}/{line[1]}", exc_info=error)
            await self.desk.call(outbox.give_back, self.desk.database, left, self.desk.now() + timedelta(seconds=30))
        finally:
            self._busy.discard(line)
            self.desk.something_to_say.set()

    async def _deliver(self, bundle: list[Delivery]) -> datetime | None:
        """Say one message; returns when to try again, or None when it is settled one way or the other."""
        now = self.desk.now()
        wanted = await self.desk.call(outbox.still_wanted, self.desk.database, bundle)
        if not wanted:
            return None
        try:
            address = self._address(wanted[0], now)
            receipt = await self._send(wanted, address, now)
        except TransportError as error:
            return await self._not_taken(wanted, error)
        settled = {"receipt": receipt, "person": address.person, "last_error": None}
        await self.desk.call(outbox.settle, self.desk.database, wanted, DeliveryState.SENT, self.desk.now(), **settled)
        first = wanted[0]
        log.info("delivery_sent", delivery=first.key, receiver=first.receiver, channel=first.channel, of=len(wanted),
                 reason=first.reason, incident=first.incident, attempt=first.attempts + 1,
                 late_seconds=round((now - first.wanted_at).total_seconds(), 1))  # fmt: skip
        self.desk.well(f"channel {first.receiver}/{first.slot}")
        return None

    def _address(self, delivery: Delivery, now: datetime) -> Address:
        """Where it goes now: to the person who has the turn when it is sent, not when it was decided."""
        receiver = self.desk.plan.receiver(delivery.receiver)
        person = receiver.person
        if receiver.rota is not None:
            person = self.desk.oncall.person_on_call(receiver.rota, now) or delivery.person
        if "person" in delivery.body and "instead_of" not in delivery.body:
            person = delivery.body["person"]  # a colleague handed it to this one, whoever has the turn
        known = self.desk.plan.person(person) if person else None
        return Address(receiver.name, person, known.email if known else None, known.phone if known else None)

    async def _send(self, bundle: list[Delivery], address: Address, now: datetime) -> str:
        channel = self.desk.config.channels.get((bundle[0].receiver, bundle[0].slot))
        if channel is None:
            raise TransportError("the configuration has no such channel any more", permanent=True)
        if isinstance(channel, NotReady):
            raise TransportError(channel.why, permanent=True)
        if bundle[0].channel == "email" and self.desk.config.email_problem:
            raise TransportError(self.desk.config.email_problem, permanent=False)
        earlier = await self.desk.call(messages.receipts, self.desk, bundle[0])
        means = Means(self.desk.sender, self.desk.config.email, self.desk.config.directory, now, earlier)
        message = await self.desk.call(messages.write, self.desk, bundle, now)
        try:
            receipt = await _send_within(channel, message, address, means)
        except TransportError as error:
            if not error.form:
                raise
            # What was refused is the form: the plainest one is worth one try in the same place.
            log.warning("delivery_refused_form", delivery=message.key, receiver=address.receiver, why=error.what)
            return await _send_within(channel, message, address, replace(means, plain=True))
        if bundle[0].channel == "email" and means.email is None:
            self.desk.show(message, address)
        return receipt

    async def _not_taken(self, bundle: list[Delivery], error: TransportError) -> datetime | None:
        """Later, or never: then the fallback is told, unless another channel reached the receiver."""
        first, now = bundle[0], self.desk.now()
        self.desk.trouble(f"channel {first.receiver}/{first.slot}", error.what)
        if error.permanent:
            await self.desk.call(
                outbox.settle, self.desk.database, bundle, DeliveryState.FAILED, now, last_error=error.what
            )
            log.error(
                "delivery_failed", delivery=first.key, receiver=first.receiver, channel=first.channel, why=error.what
            )
            for one in bundle:
                await self.desk.call(tell_fallback, self.desk, one, now, or_may_be=True)
            return None
        wait = error.retry_after or min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(first.attempts, 8))
        until = now + timedelta(seconds=wait * random.uniform(0.8, 1.0))
        await self.desk.call(outbox.postpone, self.desk.database, bundle, until, error.what)
        log.warning("delivery_postponed", delivery=first.key, receiver=first.receiver, channel=first.channel,
                    why=error.what, attempt=first.attempts + 1)  # fmt: skip
        for one in bundle:
            if now - one.wanted_at > FALLBACK_AFTER and one.severity >= 2:
                await self.desk.call(tell_fallback, self.desk, one, now, or_may_be=False)
        return until


async def _send_within(channel: BaseChannel, message: Message, address: Address, means: Means) -> str:
    try:
        async with asyncio.timeout(SEND_WITHIN):
            return await channel.send(message, address, means)
    except TimeoutError:
        raise TransportError("no answer in time", permanent=False) from None


def tell_fallback(desk: Desk, delivery: Delivery, now: datetime, *, or_may_be: bool) -> None:
    """Tell the one who stands in, once, when no channel has reached the receiver (with ``or_may_be``: or still may)."""
    if outbox.reached(desk.database, delivery, or_may_be=or_may_be):
        return
    instead = stand_in(delivery, desk.plan, desk.oncall, now)
    if instead:
        with desk.database.writing() as connection:
            outbox.add(
                connection, [replace(one, body={**one.body, "instead_of": delivery.receiver}) for one in instead]
            )
        desk.something_to_say.set()
