"""Online dictionary learning on the peers: used by dictionary-learn and patches-learn.

Every variant is a function (X, lam, updates, args) → callable that learns from
scratch and returns the k×d dictionary, atoms in rows. X is n×d, float64.
"""

import numpy as np

import common
import lasso

ATOMS, BATCH = 256, 512


def spams_learn(X, lam, updates, args, dtype):
    """trainDL: `updates` mini-batches from a random permutation of X.

    mode 2 is ½‖x − Dz‖² + λ‖z‖₁, modeD 0 the unit ℓ₂ ball; atoms start as
    random samples. The other parameters stay at their defaults.
    """
    spams = common.spams(args)
    Xf = np.asfortranarray(X.T, dtype)
    return lambda: spams.trainDL(
        Xf, K=ATOMS, lambda1=lam, mode=2, modeD=0, iter=updates, batchsize=BATCH,
        numThreads=args.omp, verbose=False).T


def scikit_learn(X, lam, updates, args, start):
    """MiniBatchDictionaryLearning, one pass, coordinate descent, no early stop.

    start is "svd" (its default) or "samples" (random rows of X, of unit norm).
    """
    from sklearn.decomposition import MiniBatchDictionaryLearning

    def run():
        init = None
        if start == "samples":
            init = random_atoms(X, 0)
        model = MiniBatchDictionaryLearning(
            n_components=ATOMS, alpha=lam, batch_size=BATCH, max_iter=1, fit_algorithm="cd",
            n_jobs=args.omp, shuffle=True, dict_init=init, random_state=0,
            tol=0, max_no_improvement=None)
        return model.fit(X).components_

    return run


def random_atoms(X, seed):
    """Random rows of X, of unit norm."""
    rows = np.random.default_rng(seed).choice(len(X), ATOMS, replace=False)
    return X[rows] / np.linalg.norm(X[rows], axis=1, keepdims=True)


VARIANTS = {
    "spams-f64": lambda X, lam, u, a: spams_learn(X, lam, u, a, np.float64),
    "spams-f32": lambda X, lam, u, a: spams_learn(X, lam, u, a, np.float32),
    "sklearn-cd": lambda X, lam, u, a: scikit_learn(X, lam, u, a, "svd"),
    "sklearn-cd-samples": lambda X, lam, u, a: scikit_learn(X, lam, u, a, "samples"),
    "numpy-random-atoms": lambda X, lam, u, a: lambda: random_atoms(X, 0),
}


def measure(workload, args, X, X_test, lam, updates):
    """Learn, score on the test rows outside the clock, write the row."""
    rows = common.Rows(args, workload)
    run = VARIANTS[args.variant](X, lam, updates, args)
    D, seconds = common.timed(run, args.runs, warm=False)
    common.say(f"  scoring {args.variant} on {len(X_test)} rows")
    D = np.asarray(D, np.float64)
    rows.write(args.variant, seconds, common.library(args.variant),
               test_objective=lasso.test_objective(X_test, D, lam, args.threads),
               atom_norm_max=np.linalg.norm(D, axis=1).max(), updates=updates)
