"""How long a year takes, how often somebody is woken, and how many bursts are false.

PYTHONPATH=.:tests:tests/bench python tests/bench/bench_year.py [DAYS] [ITEMS_A_DAY] [EVENTS_A_WEEK]
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from monitor.analysis.reader import AnalysisReader
from monitor.domain.budget import AWAKE
from monitor.domain.model import Reason
from monitor.domain.oncall import OnCall
from monitor.domain.simulate import simulate
from timelines import plan_for
from town_year import publish_year

days, a_day, weekly = (float(given) for given in (sys.argv[1:] + ["365", "1000", "6"][len(sys.argv) - 1 :]))
plan = plan_for("SE-2281", "sv")
oncall = OnCall(plan)
reader = AnalysisReader(plan)
items = list(publish_year(int(days), int(a_day), weekly))
began = time.process_time()
outcome = simulate(iter(items), plan, reader)
spent = time.process_time() - began

nights = [
    one.at
    for one in outcome.told
    if oncall.is_night(one.at) and one.severity < 3 and one.reason in {Reason.NEW, Reason.WORSE, Reason.GROWING}
]
wakings: Counter[str] = Counter()
last = None
for at in nights:
    if last is None or at - last > AWAKE:
        wakings[f"{at:%G-W%V}"] += 1
    last = at
bursts = [one for one in outcome.incidents if one.story.burst]
told = Counter(one.reason.value for one in outcome.told)
sys.stdout.write(
    f"{outcome.items} items in {spent:.0f} s: {spent / outcome.items * 1e6:.0f} us an item; "
    f"{outcome.items - outcome.dropped} mentions, {len(outcome.incidents)} incidents, {len(outcome.told)} told {told}\n"
    f"wakings a week: mean {sum(wakings.values()) / max(1, days / 7):.2f}, most {max(wakings.values(), default=0)}; "
    f"bursts: {len(bursts)} in {days:.0f} days\n"
)
