"""What the benchmarks count with. How fast anything is, no test asserts."""

import os
import time

from benchmarks.__main__ import table
from benchmarks.loads import Cost
from benchmarks.meter import cpu_seconds

COST = Cost("reply", 4, 2.0, {"serve": 0.004, "worker": 0.002, "database": 0.001}, [4, 1, 2, 3])


def test_meter_counts_what_a_process_has_used() -> None:
    before = cpu_seconds({"we": os.getpid()})["we"]
    until = time.process_time() + 0.05
    while time.process_time() < until:
        pass

    assert cpu_seconds({"we": os.getpid()})["we"] >= before + 0.03


def test_process_that_is_gone_has_used_nothing() -> None:
    assert {"gone": 0.0} == cpu_seconds({"gone": 2**22 + 1})


def test_cost_is_told_for_one_item() -> None:
    assert (1.0, 3000, 4000) == (COST.per_item("serve"), COST.at(0.5), COST.at(0.95))


def test_table_has_a_row_for_each_load() -> None:
    row = table([COST]).splitlines()[-1]

    assert "| reply | 4 | 1.00 | 0.50 | 0.25 | **1.75** | 2 | 3000.0 | 4000.0 |" == row
