"""scikit-learn, as its users call it."""

import numpy as np
import sklearn
from serve import serve
from sklearn.cross_decomposition import CCA
from sklearn.neighbors import NearestNeighbors

NAME = f"scikit-learn {sklearn.__version__}"
generator = np.random.default_rng(1)


def top_k(size):
    """By cosine similarity: there are no inner products among its metrics."""
    gallery = generator.standard_normal((size["rows"], size["d"]), dtype=np.float32)
    queries = generator.standard_normal((size["queries"], size["d"]), dtype=np.float32)
    index = NearestNeighbors(n_neighbors=size["k"], metric="cosine", algorithm="brute").fit(gallery)
    return f"{NAME} NearestNeighbors", lambda: index.kneighbors(queries, return_distance=False), 1.0


def gaussian_fit(size):
    u, v = np.array(size["u"]), np.array(size["v"])
    return f"{NAME} CCA", lambda: CCA(n_components=size["rank"]).fit(u, v), 1.0


if __name__ == "__main__":
    serve({"topK": top_k, "gaussianFit": gaussian_fit})
