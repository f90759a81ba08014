"""PyTorch as its users write it."""

import os

import torch
import torch.nn as nn
import torch.nn.functional as F
from serve import serve

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.manual_seed(1)
NAME = f"PyTorch {torch.__version__.split('+')[0]}"


def statistics(size):
    n, d = size["n"], size["d"]
    u, v = (F.normalize(torch.randn(n, d)).requires_grad_() for _ in range(2))
    labels = torch.arange(n)

    def run():
        u.grad = v.grad = None
        scores = u @ v.T * 10
        loss = (F.cross_entropy(scores, labels) + F.cross_entropy(scores.T, labels)) / 2
        loss.backward()
        loss.item()

    return f"{NAME} autograd", run, 1.0


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.dense = nn.Sequential(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.first(x)), 2)
        x = F.max_pool2d(F.relu(self.second(x)), 2)
        return self.dense(x.flatten(1))


def le_net(size):
    images, labels = torch.randn(4096, 1, 28, 28), torch.arange(4096) % 10
    model = LeNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def run():
        batch = torch.randint(0, 4096, (size["batch"],))
        scores = model(images[batch]) @ F.one_hot(labels[batch], 10).float().T
        diagonal = scores.diagonal()
        loss = ((scores.logsumexp(1) - diagonal) + (scores.logsumexp(0) - diagonal)).mean() / 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()

    return f"{NAME} autograd", run, size["steps"]


def adam(size, **options):
    """Ten parameters of equal size, as a small network has."""
    parameters = [nn.Parameter(torch.randn(size["parameters"] // 10)) for _ in range(10)]
    for parameter in parameters:
        parameter.grad = torch.randn_like(parameter)
    optimizer = torch.optim.Adam(parameters, lr=1e-3, **options)
    return f"{NAME} Adam", optimizer.step, 1.0


if __name__ == "__main__":
    serve({"statistics": statistics, "leNet": le_net, "adam": adam})
