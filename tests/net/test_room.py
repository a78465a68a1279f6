"""Room for large answers."""

from __future__ import annotations

from monitor.net.room import Room


class Reader:
    """One that reads a large answer, or waits to."""

    def __init__(self, room: Room) -> None:
        self.reads = room.enter(self)

    def go_on(self) -> None:
        self.reads = True


def test_so_many_read_and_the_others_wait_their_turn() -> None:
    room = Room(2)
    readers = [Reader(room) for _ in range(4)]
    assert [reader.reads for reader in readers] == [True, True, False, False]
    room.leave(readers[1])
    assert [reader.reads for reader in readers] == [True, True, True, False]
    room.leave(readers[3])  # it gives up waiting
    room.leave(readers[0])
    room.leave(readers[2])
    assert [Reader(room).reads for _ in range(3)] == [True, True, False]
