"""Log runs whose curves look like training: EXPERIMENT RUNS STEPS SECONDS (between steps). `sent` is when, in ms."""

import math
import random
import sys
import time

import mlops_lab as lab

experiment, runs, steps, pause = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
random.seed(7)
lab.use("default", experiment)
for number in range(runs):
    model = ("forest", "gbm", "linear")[number % 3]
    with lab.start_run(f"{model}-{number}") as run:
        run.log_params({"model": model, "seed": number // 3, "lr": 10 ** -(1 + number % 3)})
        best = 0.7 + 0.05 * (number % 5)
        for step in range(steps):
            noise = random.gauss(0, 0.004)
            auc = best * (1 - math.exp(-(step + 1) / 8)) + noise
            run.log(
                {"auc": auc, "loss": math.exp(-step / 12) + 0.05 + abs(noise), "sent": time.time() * 1000}, step=step
            )
            time.sleep(pause)
lab.flush()
