"""Writes reference.csv, the log densities that ReferenceTest compares with: python3 reference.py > reference.csv

torch: torch.distributions in float64. RelaxedOneHotCategorical (Concrete), ExpRelaxedCategorical (ExpConcrete),
RelaxedBernoulli (BinConcrete), LogitRelaxedBernoulli (LogitBinConcrete). Rows where PyTorch overflows are left out.
mpmath: the formulas of the paper (equations 11 and 17, Appendix C.3) as they are printed, in 400 digits, where PyTorch
overflows, and beyond: temperatures from 1e-3 to 1e3, logits to +-1e4.

Columns: source, distribution, temperature, logits, value, log density. Numbers of a vector are separated by spaces.
"""

import random

import mpmath as mp
import torch
from torch.distributions.relaxed_bernoulli import LogitRelaxedBernoulli, RelaxedBernoulli
from torch.distributions.relaxed_categorical import ExpRelaxedCategorical, RelaxedOneHotCategorical

torch.set_default_dtype(torch.float64)
torch.distributions.Distribution.set_default_validate_args(False)
mp.mp.dps = 400
random.seed(20170305)


def gumbel():
    return -float(mp.log(-mp.log(random.random())))


def exp_concrete(logits, t, y):
    n = len(y)
    logits, y, t = [mp.mpf(l) for l in logits], [mp.mpf(v) for v in y], mp.mpf(t)
    total = mp.fsum(mp.exp(l - t * v) for l, v in zip(logits, y))
    return (mp.log(mp.factorial(n - 1)) + (n - 1) * mp.log(t)
            + mp.fsum(l - t * v for l, v in zip(logits, y)) - n * mp.log(total))


def concrete(logits, t, x):
    n = len(x)
    logits, x, t = [mp.mpf(l) for l in logits], [mp.mpf(v) for v in x], mp.mpf(t)
    total = mp.fsum(mp.exp(l) * v ** -t for l, v in zip(logits, x))
    p = mp.factorial(n - 1) * t ** (n - 1)
    for l, v in zip(logits, x):
        p *= mp.exp(l) * v ** (-t - 1) / total
    return mp.log(p)


def logit_bin_concrete(logit, t, y):
    logit, t, y = mp.mpf(logit), mp.mpf(t), mp.mpf(y)
    return mp.log(t) - t * y + logit - 2 * mp.log(1 + mp.exp(-t * y + logit))


def bin_concrete(logit, t, x):
    logit, t, x = mp.mpf(logit), mp.mpf(t), mp.mpf(x)
    return mp.log(t * mp.exp(logit) * x ** (-t - 1) * (1 - x) ** (-t - 1)
                  / (mp.exp(logit) * x ** -t + (1 - x) ** -t) ** 2)


def log_softmax(z):
    top = max(z)
    total = mp.log(mp.fsum(mp.exp(mp.mpf(v) - top) for v in z))
    return [float(v - top - total) for v in z]


def row(source, name, t, logits, value, density):
    density = float(density)
    if abs(density) < float("inf"):
        vectors = [" ".join(repr(v) for v in vector) for vector in (logits, value)]
        print(f"{source},{name},{t!r},{vectors[0]},{vectors[1]},{density!r}")


print("source,distribution,temperature,logits,value,logDensity")
for scale in (0.0, 1.0, 30.0, 1e3, 1e4):
    for t in (1e-3, 0.03, 0.5, 2 / 3, 1.0, 2.5, 40.0, 1e3):
        for n in (2, 3, 7):
            logits = [random.uniform(-scale, scale) for _ in range(n)]
            # As drawn, and anywhere.
            drawn = log_softmax([(l + gumbel()) / t for l in logits])
            other = log_softmax([random.uniform(-8, 8) for _ in range(n)])
            for y in (drawn, other):
                torches = torch.tensor(logits), torch.tensor(y)
                row("torch", "ExpConcrete", t, logits, y,
                    ExpRelaxedCategorical(torch.tensor(t), logits=torches[0]).log_prob(torches[1]))
                row("mpmath", "ExpConcrete", t, logits, y, exp_concrete(logits, t, y))
                x = [float(mp.exp(v)) for v in y]
                if min(x) > 1e-300:
                    row("torch", "Concrete", t, logits, x, RelaxedOneHotCategorical(
                        torch.tensor(t), logits=torches[0]).log_prob(torch.tensor(x)))
                    row("mpmath", "Concrete", t, logits, x, concrete(logits, t, x))
        logit = random.uniform(-scale, scale)
        u = random.random()
        for y in ((logit + float(mp.log(u) - mp.log(1 - u))) / t, random.uniform(-30, 30)):
            row("torch", "LogitBinConcrete", t, [logit], [y],
                LogitRelaxedBernoulli(torch.tensor(t), logits=torch.tensor(logit)).log_prob(torch.tensor(y)))
            row("mpmath", "LogitBinConcrete", t, [logit], [y], logit_bin_concrete(logit, t, y))
            x = float(1 / (1 + mp.exp(-mp.mpf(y))))
            # PyTorch clips x to [2e-308, 1 - 2e-16].
            if 1e-300 < x < 1 - 1e-15:
                row("torch", "BinConcrete", t, [logit], [x],
                    RelaxedBernoulli(torch.tensor(t), logits=torch.tensor(logit)).log_prob(torch.tensor(x)))
                row("mpmath", "BinConcrete", t, [logit], [x], bin_concrete(logit, t, x))
