"""The peers of `npm run bench:quality`: peers.py FOLDER SEED → JSON of hits on the held-out pairs, settings and seconds.

Settings of each peer are chosen by recall@1 on a tenth of the pairs to train on; the closed forms are then solved on all of them.
"""
import itertools
import json
import sys
import time
from pathlib import Path

import numpy as np


def load(folder):
    side = lambda name: np.load(folder / f"{name}.npy").reshape(len(np.load(folder / f"{name}.npy", mmap_mode="r")), -1)
    return {name: side(name).astype(np.float64) for name in ("u", "v", "test-u", "test-v")}


def standardised(train, *others):
    mean, scale = train.mean(0), train.std(0)
    scale[scale < 1e-12] = 1
    return [(rows - mean) / scale for rows in (train, *others)]


def unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def hits(scores):
    """Recall@1 of every query both ways, ties shared."""
    def one(s):
        own = np.diag(s)[:, None]
        better, tied = (s > own).sum(1), (s == own).sum(1)
        return np.where(better == 0, 1 / tied, 0.0)

    return one(scores), one(scores.T)


def recall(scores):
    return float(np.mean([h.mean() for h in hits(scores)]))


RIDGES = [1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0]
POWERS = [0, 1, 2]
SHARES = [1.0, 0.5, 0.25, 0.1]


class Cca:
    """Canonical correlations with a ridge relative to the mean variance."""

    def __init__(self, u, v, ridge):
        self.means = u.mean(0), v.mean(0)
        u, v = u - self.means[0], v - self.means[1]
        self.roots = [self.root(x, ridge) for x in (u, v)]
        left, self.rho, right = np.linalg.svd((u @ self.roots[0]).T @ (v @ self.roots[1]) / len(u), full_matrices=False)
        self.maps = self.roots[0] @ left, self.roots[1] @ right.T

    @staticmethod
    def root(x, ridge):
        values, vectors = np.linalg.eigh(x.T @ x / len(x))
        values = np.maximum(values, 0)
        kept = values > 1e-10 * values.max()
        return vectors[:, kept] / np.sqrt(values[kept] + ridge * values.mean())

    def scores(self, u, v, power, share):
        k = max(1, int(np.ceil(share * len(self.rho))))
        weights = self.rho[:k] ** power
        sides = [(x - m) @ a[:, :k] * weights for x, m, a in zip((u, v), self.means, self.maps)]
        return unit(sides[0]) @ unit(sides[1]).T


def closed_form(features, data, split):
    """Ridge CCA on features of both sides, for every setting of features."""
    train, held = split
    best = (-1.0, None)
    for setting, (u, v, _, _) in features(data):
        for ridge in RIDGES:
            cca = Cca(u[train], v[train], ridge)
            for power, share in itertools.product(POWERS, SHARES):
                found = recall(cca.scores(u[held], v[held], power, share))
                if found > best[0]:
                    best = (found, {**setting, "ridge": ridge, "power": power, "share": share})
    chosen = best[1]
    for setting, (u, v, test_u, test_v) in features(data):
        if all(chosen[name] == value for name, value in setting.items()):
            return chosen, Cca(u, v, chosen["ridge"]).scores(test_u, test_v, chosen["power"], chosen["share"])


def linear_features(data):
    u, test_u = standardised(data["u"], data["test-u"])
    v, test_v = standardised(data["v"], data["test-v"])
    yield {}, (u, v, test_u, test_v)


def kernel_features(data):
    """Nyström features of the Gaussian kernel at multiples of the median distance."""
    (_, (u, v, test_u, test_v)), = linear_features(data)
    random = np.random.default_rng(5)
    for factor in (0.5, 1.0, 2.0):
        sides = []
        for x, test in ((u, test_u), (v, test_v)):
            places = x[random.permutation(len(x))[:500]]
            square = lambda a, b: np.maximum((a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T, 0)
            own = square(places, places)
            width = factor**2 * np.median(own[own > 0])
            values, vectors = np.linalg.eigh(np.exp(-own / (2 * width)))
            kept = values > 1e-8 * values.max()
            root = vectors[:, kept] / np.sqrt(values[kept])
            sides.append([np.exp(-square(rows, places) / (2 * width)) @ root for rows in (x, test)])
        yield {"bandwidth": factor}, (sides[0][0], sides[1][0], sides[0][1], sides[1][1])


def network(data, split, seed):
    """Two perceptrons, cosine with a learned temperature, dropout, AdamW and early stopping, in JAX."""
    import jax
    import jax.numpy as jnp

    (_, (u, v, test_u, test_v)), = linear_features(data)
    train, held = split
    u, v, test_u, test_v = (jnp.asarray(x, jnp.float32) for x in (u, v, test_u, test_v))
    hidden, dimension, most, patience = 256, 64, 200, 20

    def start(key):
        def layer(key, n, m):
            return jax.random.uniform(key, (n, m), minval=-1, maxval=1) / np.sqrt(n), jnp.zeros(m)

        keys = jax.random.split(key, 4)
        return {
            "u": [layer(keys[0], u.shape[1], hidden), layer(keys[1], hidden, dimension)],
            "v": [layer(keys[2], v.shape[1], hidden), layer(keys[3], hidden, dimension)],
            "scale": jnp.log(10.0),
        }

    def embed(layers, x, rate, key):
        (w, b), (w2, b2) = layers
        h = jax.nn.relu(x @ w + b)
        if key is not None:
            h = h * jax.random.bernoulli(key, 1 - rate, h.shape) / (1 - rate)
        g = h @ w2 + b2
        return g / jnp.maximum(jnp.linalg.norm(g, axis=1, keepdims=True), 1e-8)

    def scores(p, x, y, rate=0.0, key=None):
        keys = (None, None) if key is None else jax.random.split(key)
        return jnp.exp(p["scale"]) * embed(p["u"], x, rate, keys[0]) @ embed(p["v"], y, rate, keys[1]).T

    def loss(p, x, y, rate, key):
        s = scores(p, x, y, rate, key)
        own = jnp.diag(s)
        return (jax.nn.logsumexp(s, 1) + jax.nn.logsumexp(s, 0) - 2 * own).mean()

    @jax.jit
    def step(p, m, q, t, x, y, rate, decay, key):
        g = jax.grad(loss)(p, x, y, rate, key)
        m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
        q = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, q, g)
        move = lambda a, b, c: a * (1 - 1e-3 * decay) - 1e-3 * (b / (1 - 0.9**t)) / (jnp.sqrt(c / (1 - 0.999**t)) + 1e-8)
        return jax.tree.map(move, p, m, q), m, q

    judge = jax.jit(scores)

    def run(rate, decay):
        random = np.random.default_rng(seed)
        p = start(jax.random.key(seed))
        m = jax.tree.map(jnp.zeros_like, p)
        q, t = m, 0
        best, kept, waited = -1.0, p, 0
        for _ in range(most):
            order = random.permutation(train)
            for rows in np.array_split(order, max(1, len(order) // 128)):
                rows = rows[: len(order) // max(1, len(order) // 128)]
                t += 1
                p, m, q = step(p, m, q, t, u[rows], v[rows], rate, decay, jax.random.key(t))
            found = recall(np.asarray(judge(p, u[held], v[held])))
            best, kept, waited = (found, p, 0) if found > best else (best, kept, waited + 1)
            if waited >= patience:
                break
        return best, kept

    tried = {(rate, decay): run(rate, decay) for rate in (0.0, 0.3, 0.5) for decay in (1e-4, 1e-1)}
    (rate, decay), (_, p) = max(tried.items(), key=lambda item: item[1][0])
    return {"dropout": rate, "weightDecay": decay}, np.asarray(judge(p, test_u, test_v))


if __name__ == "__main__":
    folder, seed = Path(sys.argv[1]), int(sys.argv[2])
    data = load(folder)
    order = np.random.default_rng(seed).permutation(len(data["u"]))
    count = max(2, len(order) // 10)
    split = order[count:], order[:count]
    peers = {
        "ridge CCA": lambda: closed_form(linear_features, data, split),
        "kernel CCA": lambda: closed_form(kernel_features, data, split),
        "network": lambda: network(data, split, seed),
    }
    result = {}
    for name, solve in peers.items():
        began = time.time()
        settings, found = solve()
        forth, back = hits(found)
        result[name] = {
            "settings": settings,
            "seconds": time.time() - began,
            "hits": {"uToV": forth.tolist(), "vToU": back.tolist()},
        }
        print(folder.name, name, settings, f"{forth.mean():.3f} {back.mean():.3f}", f"{result[name]['seconds']:.1f} s", file=sys.stderr)
    json.dump(result, sys.stdout)
