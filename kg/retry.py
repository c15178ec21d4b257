"""Deadlines and waits for requests.

Design: a server may answer one byte a second for ever, and a client's own timeout counts per read. So a call runs in a thread of its
own and the caller stops waiting when its total time is over. Waits between attempts are random between zero and a ceiling that
doubles (full jitter), or what Retry-After asks for, but never longer than the deadline allows.
"""

from __future__ import annotations

import email.utils
import random
import time
from collections.abc import Callable
from multiprocessing import TimeoutError
from multiprocessing.pool import ThreadPool
from typing import NamedTuple, TypeVar

#: statuses of an answer after which the same request may succeed
TRY_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_Result = TypeVar("_Result")


class Deadline(Exception):
    """The total time of a call is over; whether a request took effect is unknown."""


class Policy(NamedTuple):
    """How often and how long: `attempts` a request, `timeout` seconds for one attempt, `deadline` seconds for a request with all its
    attempts, first and longest ceiling of a wait in seconds. `sleep` and `chance` (0 to 1) can be replaced in tests."""

    attempts: int = 5
    timeout: float = 120.0
    deadline: float = 600.0
    first_wait: float = 0.5
    longest_wait: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def wait(self, attempt: int, asked: float | None) -> float:
        """Seconds to wait after failed attempt number `attempt` (1 first); `asked` is what Retry-After said, capped."""
        if asked is not None:
            return min(asked, self.longest_wait)
        return self.chance() * min(self.longest_wait, self.first_wait * 2.0 ** (attempt - 1))


def within(seconds: float, call: Callable[[], _Result]) -> _Result:
    """The result of `call`, or whatever it raises. Raises Deadline after `seconds`; the thread is then left to end by itself."""
    # the threads of such a pool are daemons (those of concurrent.futures are not): one that hangs does not keep the program from ending
    pool = ThreadPool(1)
    try:
        return pool.apply_async(call).get(timeout=max(seconds, 0.001))
    except TimeoutError:
        raise Deadline(f"no complete answer within {seconds:g} s") from None
    finally:
        pool.close()


def retry_after(value: str, *, now: float) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110 section 10.2.3: seconds or an HTTP date), None where it says nothing.

    >>> retry_after("3", now=0)
    3.0
    """
    if value.strip().isdecimal():
        return float(value)
    found = moment(value)
    return None if found is None else max(0.0, found - now)


def moment(value: str) -> float | None:
    """Seconds since 1970 of an HTTP date (RFC 9110 section 5.6.7), None where it is none."""
    try:
        return email.utils.parsedate_to_datetime(value).timestamp()
    except ValueError:
        return None
