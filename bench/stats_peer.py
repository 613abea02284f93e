"""Answers the races of stats.race.ts: first line the data as JSON, then one task name per line; each is run once and its interval printed."""
import json
import sys
import warnings

import numpy as np
from scipy import stats

warnings.filterwarnings("ignore")
data = {name: np.array(values) for name, values in json.loads(sys.stdin.readline()).items()}
X, P, Q, S = data["lognormal"], data["first"], data["second"], data["scores"]


def mean(x, axis=-1):
    return np.mean(x, axis=axis)


def difference(x, y, axis=-1):
    return np.mean(x, axis=axis) - np.mean(y, axis=axis)


def interval(samples, statistic, **options):
    found = stats.bootstrap(samples, statistic, random_state=1, **options).confidence_interval
    return [float(found.low), float(found.high)]


TASKS = {
    "bca": lambda: interval((X,), mean, vectorized=True, n_resamples=9999, method="BCa"),
    "bca batched": lambda: interval((X,), mean, vectorized=True, n_resamples=9999, method="BCa", batch=250),
    "bca of a function": lambda: interval((X,), lambda x: np.mean(x), vectorized=False, n_resamples=9999, method="BCa"),
    "paired": lambda: interval((P, Q), difference, vectorized=True, paired=True, n_resamples=9999, method="BCa"),
    "scores": lambda: interval((S,), mean, vectorized=True, n_resamples=100000, method="percentile"),
}
for line in sys.stdin:
    print(json.dumps(TASKS[line.strip()]()), flush=True)
