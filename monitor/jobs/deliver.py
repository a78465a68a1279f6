"""Speaks: takes what is due from the outbox, hands it to the receivers' channels, settles it after their answer."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.config.parts import NotReady
from monitor.contract import Address, Means
from monitor.domain.model import DeliveryState
from monitor.domain.outgoing import stand_in
from monitor.errors import StoreError, TransportError
from monitor.jobs import messages
from monitor.jobs.wait import MENDED_AFTER, wait_after
from monitor.log import get_logger
from monitor.store import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.contract import BaseChannel
    from monitor.domain.incident import Delivery
    from monitor.domain.message import Message
    from monitor.jobs.desk import Desk
    from monitor.jobs.wait import Wait

LEASE = timedelta(seconds=180)
SEND_WITHIN = 40.0  # seconds for one message, whatever the channel does
AT_ONCE = 200  # deliveries claimed together
SPEAK_FOR = timedelta(seconds=120)  # one line at a time: within its lease
FALLBACK_AFTER = timedelta(minutes=15)  # when nobody could be reached for so long, the fallback is told too
GIVEN_UP_AFTER = timedelta(days=7)  # what nobody has mended by then will not be
TRIED = "tried"  # in a delivery's body: who could not be reached before its receiver, so that it goes in no circle
SOON = timedelta(minutes=1)  # who may be reached within that is not yet a case for the fallback
log = get_logger()


class Deliverer:
    """Keeps a line for each receiver and channel: each speaks in order, and none waits for another."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._busy: set[tuple[str, int]] = set()
        self._waits: dict[tuple[str, int], Wait] = {}
        self._stood_in: set[int] = set()  # deliveries for which the fallback was thought of because they are late
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
            if await self._must_wait(line, deliveries):
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

    async def _must_wait(self, line: tuple[str, int], arrived: list[Delivery]) -> bool:
        """What comes to a line that waits takes its place in it, and lets it be tried sooner: from its head."""
        wait, now = self._waits.get(line), self.desk.now()
        if wait is None or not wait.holds(now):
            self._waits.pop(line, None)
            return False
        if now < wait.soonest:
            await self.desk.call(outbox.give_back, self.desk.database, arrived, wait.soonest)
            return True
        del self._waits[line]
        await self.desk.call(outbox.give_back, self.desk.database, arrived)
        await self.desk.call(outbox.hasten, self.desk.database, now, line)
        self.desk.something_to_say.set()
        return True

    async def _speak(self, line: tuple[str, int], deliveries: list[Delivery]) -> None:
        """One line, in order. One refusal may be the message's own; after two in a row the receiver counts as away."""
        failures, left, wait = 0, list(deliveries), None
        enough = self.desk.now() + SPEAK_FOR
        try:
            for bundle in messages.bundle(deliveries):
                if self.desk.now() > enough:
                    break
                wait = await self._deliver(bundle)
                left = [one for one in left if one not in bundle]
                failures = failures + 1 if wait else 0
                if wait and (failures > 1 or wait.is_for_all):
                    break
            if wait is not None:
                await self._put_off(line, left, wait)
            else:
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

    async def _put_off(self, line: tuple[str, int], left: list[Delivery], wait: Wait) -> None:
        """The line's last word was a failure: all of it waits together, so that it goes on from its head.

        Where it is down for long, all of it goes another way; else what is late.
        """
        self._waits[line] = wait
        await self.desk.call(outbox.put_off, self.desk.database, line, left, wait.until)
        now = self.desk.now()
        if not wait.line_is_down:
            await self._tell_of_late(left, now)
            return
        wanted = await self.desk.call(outbox.still_wanted, self.desk.database, left)
        await self._tell_fallback(wanted, now + SOON)
        for one in (one for one in wanted if now - one.wanted_at >= GIVEN_UP_AFTER):
            await self._refused([one], TransportError(wait.why, permanent=True), now)

    async def _deliver(self, bundle: list[Delivery]) -> Wait | None:
        """Say one message; returns when to try again, or None when it is settled one way or the other."""
        now = self.desk.now()
        wanted = await self.desk.call(outbox.still_wanted, self.desk.database, bundle)
        if not wanted:
            return None
        try:
            address = self._address(wanted[0], now)
            receipt = await self._send(wanted, address, now)
        except TransportError as error:
            return await self._not_taken(wanted, error, now)
        settled = {"receipt": receipt, "person": address.person, "last_error": None}
        await self.desk.call(outbox.settle, self.desk.database, wanted, DeliveryState.SENT, self.desk.now(), **settled)
        first = wanted[0]
        # Who is back takes at once what waited for it.
        await self.desk.call(outbox.hasten, self.desk.database, self.desk.now(), (first.receiver, first.slot))
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
            raise TransportError(channel.why, permanent=True, retry_after=MENDED_AFTER.total_seconds())
        if bundle[0].channel == "email" and self.desk.config.email_problem:
            wait = MENDED_AFTER.total_seconds()
            raise TransportError(self.desk.config.email_problem, permanent=True, retry_after=wait)
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

    # ---- it was not taken ----------------------------------------------------------------------------------------
    async def _not_taken(self, bundle: list[Delivery], error: TransportError, began: datetime) -> Wait | None:
        """Later, another way, or both."""
        first, now = bundle[0], self.desk.now()
        self.desk.trouble(f"channel {first.receiver}/{first.slot}", error.what)
        if error.partly:
            await self._partly_taken(bundle, error, now)
            return None
        mendable = error.permanent and error.retry_after is not None
        if error.permanent and not (mendable and now - first.wanted_at < GIVEN_UP_AFTER):
            await self._refused(bundle, error, now)
            return None
        wait = wait_after(error, first.attempts, began, now)
        await self.desk.call(outbox.postpone, self.desk.database, bundle, wait.until, error.what)
        log.warning("delivery_postponed", delivery=first.key, receiver=first.receiver, channel=first.channel,
                    why=error.what, attempt=first.attempts + 1)  # fmt: skip
        if mendable:
            await self._tell_fallback(bundle, now + SOON)
        await self._tell_of_late(bundle, now)
        return wait

    async def _tell_of_late(self, deliveries: list[Delivery], now: datetime) -> None:
        """Who could not be reached for long about what must be acted on, is stood in for."""
        late = [one for one in deliveries if now - one.wanted_at > FALLBACK_AFTER and one.severity >= 2]
        late = [one for one in late if one.id not in self._stood_in]
        await self._tell_fallback(late, None)
        self._stood_in.update(one.id for one in late if one.id is not None)

    async def _refused(self, bundle: list[Delivery], error: TransportError, now: datetime) -> None:
        """Never: it shows red, and the fallback is told unless another channel reaches the receiver."""
        first, failed = bundle[0], DeliveryState.FAILED
        await self.desk.call(outbox.settle, self.desk.database, bundle, failed, now, last_error=error.what)
        log.error("delivery_failed", delivery=first.key, receiver=first.receiver, channel=first.channel, why=error.what)
        await self._tell_fallback(bundle, now + SOON)

    async def _partly_taken(self, bundle: list[Delivery], error: TransportError, now: datetime) -> None:
        """Some of several addresses have it, and get no copy; the fallback is told in the place of the others."""
        first, sent = bundle[0], DeliveryState.SENT
        await self.desk.call(outbox.settle, self.desk.database, bundle, sent, now, last_error=error.what)
        log.warning("delivery_partly", delivery=first.key, receiver=first.receiver, channel=first.channel,
                    why=error.what)  # fmt: skip
        await self._tell_fallback(bundle, now + SOON)

    async def _tell_fallback(self, deliveries: list[Delivery], soon: datetime | None) -> None:
        for one in deliveries:
            await self.desk.call(tell_fallback, self.desk, one, self.desk.now(), soon)


async def _send_within(channel: BaseChannel, message: Message, address: Address, means: Means) -> str:
    try:
        async with asyncio.timeout(SEND_WITHIN):
            return await channel.send(message, address, means)
    except TimeoutError:
        raise TransportError("no answer in time", permanent=False, mute=True) from None


def tell_fallback(desk: Desk, delivery: Delivery, now: datetime, soon: datetime | None) -> None:
    """Tell the one who stands in, once, when no channel has reached the receiver (nor may before ``soon``)."""
    tried = [*delivery.body.get(TRIED, "").splitlines(), delivery.receiver]
    told = {"instead_of": delivery.receiver, TRIED: "\n".join(tried)}
    instead = [one for one in stand_in(delivery, desk.plan, desk.oncall, now) if one.receiver not in tried]
    # Two channels of one receiver may fail at the same time: asked and told in one transaction that waits its turn.
    with desk.database.writing(decides=True) as connection:
        if outbox.reached(connection, delivery, soon) or outbox.has_stand_in(connection, delivery):
            return
        outbox.add(connection, [replace(one, body={**one.body, **told}) for one in instead])
    desk.something_to_say.set()
