"""The bench: how fast, measured against what others reach. `python -m tests.bench`, or `make bench`.

Design: one file a bench, each with one function `run(scale) -> list[Row]`; generator.py makes the records for all of them, rival.py is
what they are measured against, timing.py measures. Only ratios of one run on one machine mean anything, so every rival runs in the
same run, on the same records, and each bench first checks that both sides give the same triples and the same results. CPU time,
the smallest of several runs. linear.py stands beside: whether reading takes time with the size alone, on the files of growing.py.
Nothing here is asserted about time; tests/test_bench.py runs every bench on a handful of records, tests/test_linear.py the other.
"""
