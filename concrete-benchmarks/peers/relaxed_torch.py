#!/usr/bin/python3
"""Times a training step of a latent variable model in PyTorch, as RelaxedStepBenchmark does here; prints one JSON object.

Needs Debian's python3-torch (apt-get install python3-torch) and runs on the CPU. The argument is the number of threads.
The model is (200H~784V) of "The Concrete Distribution": 200 binary latent units, two tanh layers of 200 units each way, the
5-sample bound by binary Concrete samples (posterior temperature 2/3, prior 1/2), batch 64 of random bits. The step draws
the noise, runs forward and backward, and lets Adam move the parameters. The encoder runs once a data row. log q of a sample
is computed of the noise alone, without gradient, as it is there. logsigmoid and the cross entropy are PyTorch's quick forms:
with softplus the same step takes three times as long. The figure is the median of 7 blocks, in microseconds.
"""
import json, math, sys, time
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid

REPEATS, SECONDS = 7, 1.0
BATCH, SAMPLES, LATENT, OBSERVED = 64, 5, 200, 784
POSTERIOR, PRIOR = 2 / 3, 1 / 2


def median_us(call):
    for _ in range(5):
        call()
    start = time.perf_counter(); call(); once = time.perf_counter() - start
    count = max(1, int(SECONDS / REPEATS / max(once, 1e-6)))
    blocks = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        for _ in range(count):
            call()
        blocks.append((time.perf_counter() - start) / count * 1e6)
    return round(sorted(blocks)[REPEATS // 2], 1)


def conditional(a, b, c):
    return nn.Sequential(nn.Linear(a, b), nn.Tanh(), nn.Linear(b, b), nn.Tanh(), nn.Linear(b, c))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = conditional(OBSERVED, LATENT, LATENT)
        self.p = conditional(LATENT, LATENT, OBSERVED)
        self.prior = nn.Parameter(torch.zeros(LATENT))

    def forward(self, x, mean):
        u = torch.rand(len(x), SAMPLES, LATENT).clamp_(1e-7, 1 - 1e-7)
        log_q = (math.log(POSTERIOR) + (u * (1 - u)).log()).sum(2)
        noisy = self.q(x - mean).unsqueeze(1) + u.log() - torch.log1p(-u)
        v = noisy * (PRIOR / POSTERIOR) - self.prior
        log_p = (math.log(PRIOR) + logsigmoid(v) + logsigmoid(-v)).sum(2)
        logits = self.p(torch.tanh(noisy * (0.5 / POSTERIOR)))
        x = x.unsqueeze(1).expand_as(logits)
        likelihood = -binary_cross_entropy_with_logits(logits, x, reduction="none").sum(2)
        weights = likelihood + log_p - log_q
        return -(weights.logsumexp(1) - math.log(SAMPLES)).mean()


def main():
    torch.manual_seed(1)
    if len(sys.argv) > 1:
        torch.set_num_threads(int(sys.argv[1]))
    x = (torch.rand(BATCH, OBSERVED) < 0.13).float()
    model, mean = Model(), torch.full((OBSERVED,), 0.13)
    optimiser = torch.optim.Adam(model.parameters(), 1e-3)

    def step():
        loss = model(x, mean)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

    result = {"torch": torch.__version__, "threads": torch.get_num_threads(), "relaxed_step": median_us(step)}
    print(json.dumps(result))


main()
