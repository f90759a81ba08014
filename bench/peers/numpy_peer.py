"""NumPy, whose products and decompositions are those of the BLAS it was built with."""

import numpy as np
from serve import serve

NAME = f"NumPy {np.__version__}"
generator = np.random.default_rng(1)


def top_k(size):
    gallery = generator.standard_normal((size["rows"], size["d"]), dtype=np.float32)
    queries = generator.standard_normal((size["queries"], size["d"]), dtype=np.float32)
    k = size["k"]

    def run():
        scores = queries @ gallery.T
        best = np.argpartition(-scores, k, axis=1)[:, :k]
        order = np.argsort(-np.take_along_axis(scores, best, 1), axis=1, kind="stable")
        return np.take_along_axis(best, order, 1)

    return f"{NAME}, float32", run, 1.0


def gaussian(size):
    """The decompositions the closed form takes: Cholesky factors, and singular vectors of the whitened cross-covariance."""
    d = size["d"]
    root = generator.standard_normal((2 * d, 2 * d))
    law = root @ root.T + 2 * d * np.eye(2 * d)

    def run():
        left, right = np.linalg.cholesky(law[:d, :d]), np.linalg.cholesky(law[d:, d:])
        whitened = np.linalg.solve(right, np.linalg.solve(left, law[:d, d:]).T).T
        p, sigma, q = np.linalg.svd(whitened)
        gains = np.sqrt(sigma / (1 - sigma**2))
        return np.linalg.solve(left.T, p * gains), np.linalg.solve(right.T, q.T * gains)

    return NAME, run, 1.0


if __name__ == "__main__":
    serve({"topK": top_k, "gaussian": gaussian})
