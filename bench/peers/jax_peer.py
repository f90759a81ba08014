"""JAX with automatic differentiation, compiled."""

import jax
import jax.numpy as jnp
from serve import serve

NAME = f"JAX {jax.__version__}"


def loss(u, v):
    scores = u @ v.T * 10
    diagonal = jnp.diagonal(scores)
    rows, columns = (jax.nn.logsumexp(scores, axis=axis) for axis in (1, 0))
    return ((rows - diagonal) + (columns - diagonal)).mean() / 2


def statistics(size):
    shape = (size["n"], size["d"])
    u, v = (jax.random.normal(key, shape) for key in jax.random.split(jax.random.key(1)))
    u, v = (x / jnp.linalg.norm(x, axis=1, keepdims=True) for x in (u, v))
    step = jax.jit(jax.value_and_grad(loss, argnums=(0, 1)))
    return NAME, lambda: jax.block_until_ready(step(u, v)), 1.0


if __name__ == "__main__":
    serve({"statistics": statistics})
