"""What a user is shown of many findings is the same whoever asks, and what is not shown is still counted."""

from __future__ import annotations

import pickle
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kg import parallel, pipeline
from kg.errors import Issue, Severity
from kg.inputs import Input
from kg.settings import Settings
from kg.shown import ALIKE, SHOWN, Shown, Wish

SETTINGS = Settings(base="https://data.example.org/")
FEW = Wish()
ISSUES = st.builds(
    Issue,
    code=st.sampled_from(["S001", "S002"]),
    severity=st.sampled_from(["violation", "warning", "info"]),
    message=st.sampled_from([f"message {number}" for number in range(9)]),
)
WISHES = st.builds(Wish, every=st.booleans(), quiet=st.booleans(), verbose=st.booleans())


def issue(number: int, severity: Severity = "warning") -> Issue:
    return Issue("S001", severity, f"message {number}")


def entries(count: int) -> bytes:
    return b"".join(b"TY  - JOUR\nTI  - Title %d\nPY  - 20x%d\nER  - \n\n" % (number, number) for number in range(count))


@given(st.lists(ISSUES, max_size=120), st.integers(1, 30), st.integers(0, 3), WISHES)
def test_what_a_run_shows_of_a_part_is_among_what_the_part_takes(found: list[Issue], size: int, late: int, wish: Wish) -> None:
    run, whole = Shown(wish), Shown(wish)
    shown, states = [], [pickle.dumps(run)] * (late + 1)
    for start in range(0, len(found), size):
        # a worker is handed what the run has shown when it begins, which may be some parts ago
        part = pickle.loads(states[-1 - late])
        told = [one for one in found[start : start + size] if part.takes(one)]
        shown += [id(one) for one in told if run.takes(one)]
        states.append(pickle.dumps(run))
    assert shown == [id(one) for one in found if whole.takes(one)]


def test_of_a_code_only_the_first_are_shown_and_fewer_in_the_same_words() -> None:
    shown = Shown(FEW)
    assert sum(shown.takes(issue(1)) for _ in range(10)) == ALIKE
    assert sum(shown.takes(issue(number)) for number in range(100, 200)) == SHOWN - ALIKE


def test_infos_and_warnings_are_shown_as_the_user_wishes() -> None:
    assert [Shown(FEW).takes(issue(1, severity)) for severity in ("violation", "warning", "info")] == [True, True, False]
    assert [Shown(Wish(quiet=True)).takes(issue(1, severity)) for severity in ("violation", "warning", "info")] == [True, False, False]
    assert Shown(Wish(verbose=True)).takes(issue(1, "info"))


def test_findings_that_nobody_sees_are_counted_and_the_others_have_the_very_places_they_have_when_all_are_seen() -> None:
    item = Input("many.ris", "ris", entries(60))
    every = list(pipeline.run([item], SETTINGS, validate=True))
    few = list(pipeline.run([item], SETTINGS, validate=True, shown=Shown(FEW)))
    assert [one.told for one in every] == [one.findings for one in every]
    told = [found for one in few for found in one.told]
    shown = Shown(FEW)
    assert told == [found for one in every for found in one.findings if shown.takes(found)]
    assert 0 < len(told) < sum(len(one.findings) for one in few)
    assert [counted(one.findings) for one in few] == [counted(one.findings) for one in every]
    assert all(found.place.line and found.file == "many.ris" for one in few for found in one.findings)


def test_a_part_sends_counts_of_all_findings_and_only_those_that_may_be_shown() -> None:
    item = Input("many.ris", "ris", entries(60))
    (done,) = parallel.run([item], parallel.Job(SETTINGS, wish=FEW), jobs=1)
    (every,) = parallel.run([item], parallel.Job(SETTINGS), jobs=1)
    assert done.counts == every.counts == counted(every.told)
    assert len(done.told) < len(every.told)


def test_parts_of_one_run_lead_no_more_findings_back_than_the_run_shows() -> None:
    items = [Input("many.ris", "ris", entries(60)), Input("more.ris", "ris", entries(60))]
    done = list(parallel.run(items, parallel.Job(SETTINGS, wish=FEW), jobs=1))
    shown = Shown(FEW)
    assert all(shown.takes(found) for one in done for found in one.told)
    # what is shown of the first part alone
    assert len(done[1].told) < len(done[0].told)


def counted(found: list[Issue]) -> Counter[tuple[Severity, str]]:
    return Counter((one.severity, one.code) for one in found)
