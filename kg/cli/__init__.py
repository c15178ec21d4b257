"""The command line: opens files, calls the pipeline, prints, returns an exit code.

Design: one small file per command, `kg/cli/<command>.py` with a click command named `command`; the table COMMANDS in group.py names
them, so `kg --help` imports none of them and none of the heavy libraries. A command's body reads like the pipeline it runs. Standard
output carries data only; findings, progress and the summary go to standard error (findings.py). Options that several commands share
stand once, in options.py. What ends a run, from a wrong flag to a bug, becomes an exit code and a short message in one place, ending.py.
What may not live here: anything about RDF or formats. click is imported nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line with `arguments` (None: those of the process) and leave the process with the exit code."""
    import sys

    from kg.cli import ending, group
    from kg.errors import UsageError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal without UTF-8 must not turn a message into a crash
    with ending.Boundary():
        if sys.stdout is None:
            raise UsageError("standard output is closed", hint="give the data a place, as -o FILE or > /dev/null")
        code = group.kg.main(args=None if arguments is None else list(arguments), prog_name="kg", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
