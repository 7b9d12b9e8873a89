#!/usr/bin/env python3
"""Write pkg/sparse/testdata/golden.json: small lasso problems solved by scikit-learn.

    .venv/bin/python golden.py [FILE]

A problem is a dictionary D (k×d, atoms in rows), a sample y (d) and the energy

    P(z) = ½‖y − z·D‖² + λ Σ_j w_j·|z_j| + ½ μ‖z‖²        (w = 1, μ = 0 unless given)

scikit-learn's X is Dᵀ (its samples are our dimensions, n = d) and it divides by
n, so that

    Lasso, lasso_path, lars_path    alpha = λ/d
    ElasticNet                      alpha = (λ + μ)/d,  l1_ratio = λ/(λ + μ)
    weighted L1                     Lasso on the atoms d_j/w_j, then z_j = ẑ_j/w_j
    orthogonal_mp                   tol is ‖y − z·D‖² (squared), n_nonzero_coefs as is

Every solution is checked here against the optimality conditions before it is
written: with c = D·(y − z·D) − μz, c_j = λw_j·sign(z_j) where z_j ≠ 0 and
|c_j| ≤ λw_j elsewhere (c_j ≤ λw_j when z ≥ 0 is asked), to 1e-10·max(λ, ‖D·y‖_∞).
"""

import json
import platform
import sys
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from sklearn.linear_model import ElasticNet, Lasso, lars_path, lasso_path, orthogonal_mp

FILE = Path(__file__).resolve().parent.parent / "pkg/sparse/testdata/golden.json"
FRACTIONS = (0.5, 0.1, 0.05, 0.01)
TIGHT = {"tol": 1e-14, "max_iter": 1_000_000}


def problem(k, d, seed):
    """A dictionary of k unit atoms in d dimensions and a sample."""
    rng = np.random.default_rng(seed)
    D = rng.standard_normal((k, d))
    D /= np.linalg.norm(D, axis=1, keepdims=True)
    return D, rng.standard_normal(d).round(6)


def check(case, D, y, z):
    """Stop if z breaks the optimality conditions of case."""
    lam = case["lambda"] * np.array(case.get("weights", np.ones(len(D))))
    c = D @ (y - z @ D) - case.get("mu", 0.0) * z
    on = z != 0
    off = c if case.get("positive") else np.abs(c)
    worst = max(np.abs(c - lam * np.sign(z))[on].max(initial=0), (off - lam)[~on].max(initial=0))
    if worst > 1e-10 * max(case["lambda"], np.abs(D @ y).max()):
        raise SystemExit(f"golden.py: {case} breaks the optimality conditions by {worst:.3g}")


def plain(z):
    """z as lists, with 0 for −0."""
    return (z + 0.0).tolist()


def finish(case, D, y, z):
    """The case with its solution and energy."""
    check(case, D, y, z)
    w = np.array(case.get("weights", np.ones(len(D))))
    r = y - z @ D
    energy = 0.5 * r @ r + case["lambda"] * (w * np.abs(z)).sum() + 0.5 * case.get("mu", 0.0) * z @ z
    return {**case, "z": plain(z), "energy": float(energy)}


def lassos(D, y):
    """Lasso along a path of λ, signed and non-negative."""
    d, top = len(y), np.abs(D @ y).max()
    lams = [f * top for f in FRACTIONS]
    _, coefs, _ = lasso_path(D.T, y, alphas=[lam / d for lam in lams], **TIGHT)
    for lam, z in zip(lams, coefs.T):
        yield finish({"source": "lasso_path", "lambda": lam}, D, y, z)
    for lam in lams:
        model = Lasso(lam / d, fit_intercept=False, positive=True, **TIGHT).fit(D.T, y)
        yield finish({"source": "Lasso(positive)", "lambda": lam, "positive": True}, D, y, model.coef_)


def elastic(D, y):
    """Elastic net, signed and non-negative."""
    d, top = len(y), np.abs(D @ y).max()
    for lam, mu, positive in ((0.1 * top, 0.5, False), (0.01 * top, 0.1, False), (0.05 * top, 0.2, True)):
        model = ElasticNet((lam + mu) / d, l1_ratio=lam / (lam + mu), fit_intercept=False, positive=positive, **TIGHT)
        z = model.fit(D.T, y).coef_
        yield finish({"source": "ElasticNet", "lambda": lam, "mu": mu, "positive": positive}, D, y, z)


def weighted(D, y):
    """Weighted L1 through scaled atoms."""
    d, lam = len(y), 0.1 * np.abs(D @ y).max()
    w = np.linspace(0.5, 2, len(D)).round(6)
    z = Lasso(lam / d, fit_intercept=False, **TIGHT).fit((D / w[:, None]).T, y).coef_ / w
    yield finish({"source": "Lasso(scaled atoms)", "lambda": lam, "weights": w.tolist()}, D, y, z)


def path(D, y):
    """The kinks of the lasso path: λ descending, one row of codes each."""
    alphas, _, coefs = lars_path(D.T, y, method="lasso")
    lams, codes = alphas * len(y), coefs.T
    for lam, z in zip(lams, codes):
        if lam > 1e-9:
            check({"lambda": lam}, D, y, z)
    return {"source": "lars_path", "lambda": lams.tolist(), "z": plain(codes)}


def matching(D, y):
    """Orthogonal matching pursuit by count and by residual."""
    for count in (1, 2, 3, 4):
        z = orthogonal_mp(D.T, y, n_nonzero_coefs=count)
        yield {"source": "orthogonal_mp", "count": count, "z": plain(z)}
    for share in (0.5, 0.1):
        limit = share * float(y @ y)
        z = orthogonal_mp(D.T, y, tol=limit)
        yield {"source": "orthogonal_mp", "residual2": limit, "z": plain(z)}


def main():
    warnings.simplefilter("ignore")
    problems = []
    for name, k, d, seed in (("5 atoms in 8", 5, 8, 1), ("8 atoms in 8", 8, 8, 2),
                             ("12 atoms in 6", 12, 6, 3), ("10 atoms in 20", 10, 20, 4)):
        D, y = problem(k, d, seed)
        problems.append({
            "name": name, "atoms": D.tolist(), "y": y.tolist(),
            "lambda_max": float(np.abs(D @ y).max()),
            "lasso": [*lassos(D, y), *elastic(D, y), *weighted(D, y)],
            "path": path(D, y),
            "omp": list(matching(D, y)),
        })
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE, problems)


def write(file, problems):
    """The file: a header, then a line for each case."""
    head = {
        "script": "benchmarks/golden.py",
        "versions": {"python": platform.python_version(), "numpy": np.__version__,
                     "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
        "energy": "½‖y − z·D‖² + λ Σ w|z| + ½ μ‖z‖²; scikit-learn's alpha is λ/d",
    }
    lines = ["{"] + [f" {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}," for k, v in head.items()]
    lines.append(' "problems": [')
    for i, p in enumerate(problems):
        fields = []
        for key, value in p.items():
            if key in ("lasso", "omp"):
                cases = ",\n".join("   " + json.dumps(case) for case in value)
                fields.append(f'  "{key}": [\n{cases}\n  ]')
            else:
                fields.append(f"  {json.dumps(key)}: {json.dumps(value)}")
        lines.append(" {\n" + ",\n".join(fields) + "\n }" + ("," if i < len(problems) - 1 else ""))
    lines.append(" ]\n}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{file.name}: {len(problems)} problems, {file.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
