"""The lasso: objective, duality gap, and an exact solver, in numpy.

Rows are samples. X is n×d, D is k×d with atoms in rows, Z is n×k.

    P(z)  = ½‖x − z·D‖² + λ‖z‖₁                       primal
    r     = x − z·D
    θ     = r / max(1, ‖D·r‖_∞ / λ)                   dual feasible point
    dual  = ⟨θ, x⟩ − ½‖θ‖²
    gap   = (P − dual) / P                            relative duality gap

All peers are scored by these functions, in float64, outside the clock.
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from common import HERE, fail, say


def score(X, D, Z, lam, block=2000):
    """Primal values and relative gaps, one for each row."""
    primal, gap = np.empty(len(X)), np.empty(len(X))
    for i in range(0, len(X), block):
        s = slice(i, i + block)
        z = dense(Z[s])
        r = X[s] - z @ D
        primal[s] = 0.5 * (r * r).sum(1) + lam * np.abs(z).sum(1)
        scale = np.maximum(1, np.abs(r @ D.T).max(1) / lam)
        theta = r / scale[:, None]
        dual = (theta * X[s]).sum(1) - 0.5 * (theta * theta).sum(1)
        gap[s] = (primal[s] - dual) / np.maximum(primal[s], 1e-300)
    return primal, gap


def quality(X, D, Z, lam):
    """The quality fields of a lasso-encode row."""
    primal, gap = score(X, D, Z, lam)
    nonzero = sum(np.count_nonzero(dense(Z[i:i + 2000])) for i in range(0, len(X), 2000))
    return {
        "objective": primal.mean(),
        "nnz": nonzero / len(X),
        "gap_median": float(np.median(gap)),
        "gap_max": gap.max(),
    }


def dense(Z):
    """A block of codes as a float64 array, whatever the peer returned."""
    return (Z.toarray() if hasattr(Z, "toarray") else np.asarray(Z)).astype(np.float64)


def fista(X, D, lam, tol, retire=False, threads=1, block=512):
    """FISTA on blocks of rows, each until its largest relative gap is at most tol.

    The blocks keep the iterates in the cache; threads shares them out among
    threads (numpy lets go of the interpreter lock), with one BLAS thread each.
    With retire, rows that have reached tol leave their block.
    Returns the codes and the largest number of iterations of a block.
    """
    G = D @ D.T
    L = np.linalg.eigvalsh(G)[-1]
    blocks = [X[i:i + block] for i in range(0, len(X), block)]
    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(lambda x: fista_block(x, D, G, L, lam, tol, retire), blocks))
    return np.concatenate([z for z, _ in done]), max(k for _, k in done)


def fista_block(X, D, G, L, lam, tol, retire, check=20, limit=50000):
    """FISTA with restart on the rows of X together.

        z⁺ = shrink_{λ/L}( v·(I − G/L) + B/L ),  G = D·Dᵀ,  B = X·Dᵀ,  L = ‖G‖₂
        t⁺ = (1 + √(1 + 4t²))/2
        v⁺ = z⁺ + (t − 1)/t⁺ · (z⁺ − z)

    (Beck & Teboulle 2009, equations 4.1–4.3), with the gradient restart of
    O'Donoghue & Candès 2015 for each row on its own: where
    ⟨v − z⁺, z⁺ − z⟩ > 0, t goes back to 1.
    """
    B, xx = X @ D.T, (X * X).sum(1)
    S, We, a = np.eye(len(G)) - G / L, B / L, lam / L
    out, rows = np.zeros_like(B), np.arange(len(X))
    z, v, t = np.zeros_like(B), np.zeros_like(B), np.ones((len(X), 1))
    for k in range(1, limit + 1):
        new = v @ S
        new += We
        new -= np.clip(new, -a, a)
        v -= new
        step = np.subtract(new, z, out=z)
        t[np.einsum("ij,ij->i", v, step) > 0] = 1
        t_new = (1 + np.sqrt(1 + 4 * t * t)) / 2
        step *= (t - 1) / t_new
        v = np.add(new, step, out=v)
        z, t = new, t_new
        if k % check:
            continue
        gap = gram_gap(z, G, B, xx, lam)
        if gap.max() <= tol:
            out[rows] = z
            return out, k
        done = gap <= tol
        if retire and done.mean() > 0.1:
            out[rows[done]] = z[done]
            keep = ~done
            rows, z, v, t, B, We, xx = (u[keep] for u in (rows, z, v, t, B, We, xx))
    fail(f"FISTA did not reach a gap of {tol} in {limit} iterations (largest {gap.max():.2g})")


def gram_gap(z, G, B, xx, lam):
    """The relative gap of score, from G and B alone, with c = D·r = B − z·G.

    ‖r‖² = ‖x‖² − z·(B + c) and ⟨r, x⟩ = ‖x‖² − z·B.
    """
    c = B - z @ G
    rr = xx - np.einsum("ij,ij->i", z, B + c)
    rx = xx - np.einsum("ij,ij->i", z, B)
    primal = 0.5 * rr + lam * np.abs(z).sum(1)
    s = np.maximum(1, np.abs(c).max(1) / lam)
    return (primal - (rx / s - 0.5 * rr / (s * s))) / np.maximum(primal, 1e-300)


def exact(X, D, lam, threads=1, tol=1e-7):
    """Codes with a relative gap of at most tol, kept in .cache between runs."""
    key = hashlib.sha256(X.tobytes() + D.tobytes() + repr((lam, tol)).encode()).hexdigest()[:16]
    path = HERE / ".cache" / f"codes-{key}.npy"
    if path.exists():
        return np.load(path)
    say(f"  solving {len(X)} lasso problems to a gap of {tol:g}")
    Z, _ = fista(X, D, lam, tol, retire=True, threads=threads)
    path.parent.mkdir(exist_ok=True)
    partial = path.with_suffix(".partial.npy")
    np.save(partial, Z)
    partial.rename(path)
    return Z


def test_objective(X, D, lam, threads=1, tol=1e-6):
    """Mean exact lasso objective of the rows of X under D.

    The atoms must lie in the unit ball; rounding above it is divided out.
    The value is at most a relative tol above the minimum.
    """
    D = np.asarray(D, np.float64)
    D = D / np.maximum(1, np.linalg.norm(D, axis=1, keepdims=True))
    Z, _ = fista(X, D, lam, tol, retire=True, threads=threads)
    return score(X, D, Z, lam)[0].mean()
