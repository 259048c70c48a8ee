"""Who waits for a worker: so many in all, so many of one user, and the users in turn."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Turns(Generic[Thing]):
    """Hands out what comes free; a user's own waiters are served in the order in which they came.

    At most `limit` wait, and at most `share` of one user, so that nobody else's place is taken. Who may come `again`
    is served before all others and needs no place.
    """

    def __init__(self, limit: int, share: int) -> None:
        self.limit, self.share = limit, share
        self.free: deque[Thing] = deque()
        self.again: deque[asyncio.Future[Thing]] = deque()
        # In the order of their turns; nobody is in it without waiting.
        self.users: dict[str, deque[asyncio.Future[Thing]]] = {}

    @property
    def waiting(self) -> int:
        return len(self.again) + sum(map(len, self.users.values()))

    def refusal(self, user: str) -> str | None:
        """Why `user` may not wait now; None when they may."""
        if self.free:
            return None
        if self.waiting >= self.limit:
            return "every worker is busy and the queue is full"
        if len(self.users.get(user, ())) >= self.share:
            return "every worker is busy and this user's share of the queue is full"
        return None

    async def take(self, user: str, again: bool = False) -> Thing:
        """What is free, or comes free when it is the user's turn."""
        if self.free:
            # The last one back: its memory is still in the processor's cache.
            return self.free.pop()
        place: asyncio.Future[Thing] = asyncio.get_running_loop().create_future()
        (self.again if again else self.users.setdefault(user, deque())).append(place)
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.give(place.result())
            else:
                self.leave(user, place)
            raise

    def give(self, thing: Thing) -> None:
        """Let whoever's turn it is have `thing`, or keep it."""
        while place := self.next():
            # Who was called off just now has not left yet.
            if not place.done():
                place.set_result(thing)
                return
        self.free.append(thing)

    def next(self) -> asyncio.Future[Thing] | None:
        """The place whose turn it is, taken out of the queue."""
        if self.again:
            return self.again.popleft()
        user = next(iter(self.users), None)
        if user is None:
            return None
        places = self.users.pop(user)
        place = places.popleft()
        if places:
            self.users[user] = places
        return place

    def withdraw(self, thing: Thing) -> None:
        """Let nobody have `thing` any more."""
        if thing in self.free:
            self.free.remove(thing)

    def leave(self, user: str, place: asyncio.Future[Thing]) -> None:
        """Give up a place in the queue."""
        if place in self.again:
            self.again.remove(place)
            return
        places = self.users.get(user, deque())
        if place in places:
            places.remove(place)
        if not places:
            self.users.pop(user, None)
