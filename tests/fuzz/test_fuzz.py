"""Every format against mutated samples: the same examples in each run. A longer run: python -m tests.fuzz FORMAT --minutes 10."""

from __future__ import annotations

import contextlib
import io
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import inputs
from kg.errors import InputError
from kg.inputs import RDF_FORMATS
from kg.sources import SOURCES
from kg.writers import WRITERS, Options
from tests.fuzz.__main__ import steps
from tests.fuzz.mutation import MOST, Step, mutate, strewn
from tests.fuzz.property import BASE, judge
from tests.fuzz.seeds import FORMATS, SAMPLES, neighbours, seeds
from tests.shared import tools

EXAMPLES = 40
NUMBER = st.integers(0, MOST)
MANY = st.lists(st.tuples(NUMBER, NUMBER, NUMBER, NUMBER), min_size=1, max_size=24)
STEPS = st.lists(st.tuples(NUMBER, NUMBER, NUMBER, NUMBER), min_size=1, max_size=6)
fixed = settings(derandomize=True, max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def test_every_format_has_samples_and_no_sample_is_without_a_format() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == set(FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_samples_are_recognised_and_read_without_a_fault(form: str) -> None:
    for path in sorted((SAMPLES / form).iterdir()):
        data = path.read_bytes()
        assert inputs.recognise(data, path.name) == form
        assert judge(form, data, every_writer=True), path


@pytest.mark.parametrize("form", FORMATS)
def test_mutated_samples_are_read_or_told(form: str) -> None:
    own = seeds(form)

    @fixed
    @given(NUMBER, STEPS)
    def run(first: int, steps: list[Step]) -> None:
        judge(form, mutate(own, first, steps))

    run()


@pytest.mark.parametrize("form", FORMATS)
def test_tokens_strewn_together_are_read_or_told(form: str) -> None:
    own = seeds(form)

    @fixed
    @given(NUMBER, MANY)
    def run(first: int, steps: list[Step]) -> None:
        judge(form, strewn(own, first, steps))

    run()


@pytest.mark.parametrize("form", FORMATS)
def test_pieces_of_other_formats_are_read_or_told(form: str) -> None:
    every = neighbours(form)

    @settings(fixed, max_examples=EXAMPLES // 5)
    @given(NUMBER, STEPS)
    def run(first: int, steps: list[Step]) -> None:
        judge(form, mutate(every, first, steps), every_writer=True)

    run()


@pytest.mark.parametrize("form", FORMATS)
def test_format_of_anything_is_found_or_not(form: str) -> None:
    every = neighbours(form)

    @settings(fixed, max_examples=EXAMPLES // 5)
    @given(NUMBER, STEPS, st.sampled_from(["x", "a.json", "a.xml", "a.txt"]))
    def run(first: int, steps: list[Step], name: str) -> None:
        data = mutate(every, first, steps)
        if form in SOURCES:
            assert 0 <= SOURCES[form].detect(data.decode("utf-8", "replace"), name) <= 100
        with contextlib.suppress(InputError):
            assert inputs.recognise(data, name) in (*SOURCES, *RDF_FORMATS)

    run()


def test_vocabularies_take_what_is_left_of_mutated_samples(tmp_path: Path) -> None:
    """check_terms.py over the graphs of all records that survive a run."""
    tool = tools() / "check_terms.py"
    chance, count = random.Random(1), 0
    path = tmp_path / "all.nt"
    with path.open("wb") as out:
        for form in SOURCES:
            for number in range(12):
                found = judge(form, mutate(seeds(form), number, steps(chance)[:3]))
                # keys are those of one file, so each file has a base of its own
                count += len(found)
                written = io.BytesIO()
                WRITERS["ntriples"].write(found, written, options=Options(base=BASE))  # type: ignore[call-arg, arg-type]
                own = written.getvalue().replace(BASE.encode(), f"{BASE}{form}-{number}/".encode())
                out.write(re.sub(rb"_:l", f"_:{form.replace('-', '')}x{number}l".encode(), own))
    ended = subprocess.run([sys.executable, str(tool), str(path)], capture_output=True, text=True, check=False)
    print(f"{count} records checked")
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert count > 10 * len(SOURCES) // 2
