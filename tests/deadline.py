"""A guard against work that does not end: no measurement, for what it lets through takes a small part of the time it allows."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def ends(*, within: int = 60) -> Iterator[None]:
    """Fails the test where the block takes more than `within` seconds of processor time (not of the clock: others may be busy too).

    Give it an input on which linear work takes a second or two, and work that grows with the square of the length some minutes.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"not done within {within} seconds of processor time: it does not grow with the length alone")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, within)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
