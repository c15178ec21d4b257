"""How a run ends: every exception that reaches the top becomes a short message and an exit code."""

from __future__ import annotations

import errno
import io
import os
import sys
import tempfile
import traceback
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

import click

from kg.errors import KgError

#: Exit code -> what it says; `kg --help` prints it and docs/cli.md repeats it.
EXIT_CODES: dict[int, str] = {
    0: "done (findings alone do not change this)",
    1: "validate: findings at or above --fail-on; other commands only where --fail-on is given; query --exit-status: ASK is false",
    2: "wrong arguments or configuration",
    3: "an input could not be read, or more records than --max-errors could not",
    4: "an endpoint or the network failed",
    5: "a bug in kg; the traceback is in the file that the message names",
    130: "interrupted (Ctrl-C); no unfinished file of -o stays; harvest, load and push keep what is done and go on when run again",
}


#: What a full or failing disk says; no bug of ours.
_DISK = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS))


_SIGNS = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"},
    0x7F: 0x2421,
    **dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD),
}


class Boundary:
    """The outermost `with` of the program: turns what is raised inside into a message on standard error and SystemExit.

    Messages are not what a run is for: where standard error is closed, at once or half-way, the run goes on without them.
    """

    def __enter__(self) -> Self:
        self._before = sys.stderr
        if sys.stderr is None:
            # the number stays taken, or the next file that is opened would become standard error
            sys.stderr = open(os.devnull, "w", encoding="utf-8")
        elif hasattr(sys.stderr, "buffer"):
            sys.stderr = io.TextIOWrapper(
                cast(BinaryIO, _Patient(sys.stderr.buffer)),
                encoding=sys.stderr.encoding,
                errors="backslashreplace",
                line_buffering=True,
                write_through=True,
            )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if error is None or isinstance(error, SystemExit):
                return
            raise SystemExit(code_of(error)) from None
        finally:
            sys.stderr.flush()
            sys.stderr = self._before


class _Patient(io.RawIOBase):
    """Passes bytes on to `out`, and drops them once nobody reads there any more."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__()
        self._out = out

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._out.isatty()

    def fileno(self) -> int:
        return self._out.fileno()

    def write(self, data: Any, /) -> int:
        try:
            self._out.write(data)
            self._out.flush()
        except OSError:  # a closed pipe, a full disk
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())
        return len(data)


def code_of(error: BaseException) -> int:
    """The exit code for `error`, after its message was printed."""
    if isinstance(error, BrokenPipeError):
        # the reader of our output has seen enough; the interpreter must not flush into the closed pipe at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        click.echo("kg: interrupted", err=True)
        return 130
    if isinstance(error, KgError):
        say(error.message, error.hint)
        return error.exit_code
    if isinstance(error, OSError) and error.errno in _DISK:
        say(f"cannot write{f' {error.filename}' if error.filename else ''}: {error.strerror}", "make room, or write elsewhere with -o")
        return 2
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return 2
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        hint = getattr(error, "hint", "") or (f"see: {context.command_path} --help" if context else "")
        say(_lower(error.format_message()), hint)
        return 2
    return _bug(error)


def say(message: str, hint: str = "") -> None:
    """Print an error, and how to mend it, to standard error."""
    click.echo(click.style("kg: error: ", fg="red", bold=True) + visible(message), err=True)
    if hint:
        click.echo(click.style("hint: ", fg="cyan") + visible(hint), err=True)


def visible(text: str) -> str:
    """`text` for a terminal: what would steer it (escape sequences, writing direction) is shown as a sign, so that no record can.

    >>> visible("\x1b[2Jgone")
    '␛[2Jgone'
    """
    return text.translate(_SIGNS)


def _lower(text: str) -> str:
    text = text.rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _bug(error: BaseException) -> int:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="kg-bug-", suffix=".txt", delete=False) as file:
        file.write("".join(traceback.format_exception(error)))
    say(f"this is a bug in kg: {type(error).__name__}: {str(error)[:200]}", f"the traceback is in {file.name}; please report it")
    return 5
