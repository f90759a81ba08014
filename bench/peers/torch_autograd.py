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


def contrastive(scores):
    """Half of both cross entropies of the true pairs."""
    diagonal = scores.diagonal()
    return ((scores.logsumexp(1) - diagonal) + (scores.logsumexp(0) - diagonal)).mean() / 2


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
        loss = contrastive(model(images[batch]) @ F.one_hot(labels[batch], 10).float().T)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()

    return f"{NAME} autograd", run, size["steps"]


class Block(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.heads = heads
        self.attention_norm, self.mlp_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.output = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width))

    def forward(self, x):
        n, tokens, width = x.shape
        qkv = self.qkv(self.attention_norm(x)).view(n, tokens, 3, self.heads, width // self.heads)
        mixed = F.scaled_dot_product_attention(*qkv.permute(2, 0, 3, 1, 4))
        x = x + self.output(mixed.transpose(1, 2).reshape(n, tokens, width))
        return x + self.mlp(self.mlp_norm(x))


class Transformer(nn.Module):
    def __init__(self, tokens, width, heads, blocks, hidden, dimension):
        super().__init__()
        self.lifting, self.norm = nn.Linear(2, width), nn.LayerNorm(width)
        self.register_buffer("places", torch.randn(tokens, width))
        self.blocks = nn.Sequential(*(Block(width, heads, hidden) for _ in range(blocks)))
        self.projection = nn.Linear(width, dimension)

    def forward(self, x):
        return self.projection(self.norm(self.blocks(self.lifting(x) + self.places)[:, -1]))


def transformer(size):
    batch_size, shape = size["batch"], {key: size[key] for key in size if key != "batch"}
    labels, paths = torch.randn(1024, size["dimension"]), torch.randn(1024, size["tokens"], 2)
    model = Transformer(**shape)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def run():
        batch = torch.randint(0, 1024, (batch_size,))
        loss = contrastive(model(paths[batch]) @ labels[batch].T)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()

    return f"{NAME} autograd", run, 1.0


def gaussian_fit(size, steps=50):
    """Linear encoders by the paper's setting, Adam 1e-4; some of its steps are timed and stand for all."""
    u, v = torch.tensor(size["u"]), torch.tensor(size["v"])
    encoders = [nn.Linear(x.shape[1], size["rank"], bias=False) for x in (u, v)]
    optimizer = torch.optim.Adam([parameter for encoder in encoders for parameter in encoder.parameters()], lr=1e-4)

    def run():
        for _ in range(steps):
            batch = torch.randint(0, len(u), (size["batch"],))
            loss = contrastive(encoders[0](u[batch]) @ encoders[1](v[batch]).T)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss.item()

    return f"{NAME}, {size['steps']} steps of Adam", run, size["steps"] / steps


def adam(size, **options):
    """Ten parameters of equal size, as a small network has."""
    parameters = [nn.Parameter(torch.randn(size["parameters"] // 10)) for _ in range(10)]
    for parameter in parameters:
        parameter.grad = torch.randn_like(parameter)
    optimizer = torch.optim.Adam(parameters, lr=1e-3, **options)
    return f"{NAME} Adam", optimizer.step, 1.0


if __name__ == "__main__":
    tasks = {"statistics": statistics, "leNet": le_net, "transformer": transformer, "adam": adam}
    serve({**tasks, "gaussianFit": gaussian_fit})
