"""Searches tables with Optuna: first line the tables as JSON, then one "task sampler seed trials" per line; answers with what was found as JSON.

Optuna is given every benefit: asking for what the budget does not pay for, or for what was tried before, costs it no trial.
"""
import json
import sys
import time

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
import warnings

warnings.filterwarnings("ignore")
TABLES = json.loads(sys.stdin.readline())


def sampler(name, seed):
    if name == "random":
        return optuna.samplers.RandomSampler(seed=seed)
    return optuna.samplers.TPESampler(seed=seed, constraints_func=lambda trial: (trial.user_attrs["over"],))


def search(task, name, seed, trials):
    table = TABLES[task]
    grid, stages, scores = table["grid"], table["stages"], table["scores"]
    study = optuna.create_study(direction="maximize", sampler=sampler(name, seed))
    tried, asked, spent = {}, 0, 0.0
    while len(tried) < trials and asked < 50 * trials:
        start = time.perf_counter()
        trial = study.ask()
        parts = []
        for stage in stages:
            model = trial.suggest_categorical(stage["name"], stage["models"])
            k = grid[trial.suggest_int(stage["name"] + "/samples", 0, len(grid) - 1)]
            parts.append(f"{stage['name']}={model}:{k}")
        key = ",".join(parts)
        asked += 1
        affordable = key in scores
        trial.set_user_attr("over", 0.0 if affordable else 1.0)
        study.tell(trial, scores[key] if affordable else 0.0)
        spent += time.perf_counter() - start
        if affordable:
            tried.setdefault(key, scores[key])
    best = max(tried, key=tried.get)
    return {"best": best, "trials": len(tried), "asked": asked, "seconds": spent}


print("ready", flush=True)
for line in sys.stdin:
    task, name, seed, trials = line.split()
    print(json.dumps(search(task, name, int(seed), int(trials))), flush=True)
