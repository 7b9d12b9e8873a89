"""lasso-encode: 10,000 MNIST test images, 256 atoms, λ = 0.421, from zero.

The answer: objective 10.6531, 20.12 non-zero coefficients.
"""

import numpy as np

import common
import lasso

LAM = common.LAMBDA_MNIST


def spams_lars(X, D, args, dtype):
    """Homotopy of SPAMS; mode 2 is ½‖x − Dz‖² + λ‖z‖₁."""
    spams = common.spams(args)
    Xf, Df = np.asfortranarray(X.T, dtype), np.asfortranarray(D.T, dtype)
    return lambda: spams.lasso(Xf, D=Df, lambda1=LAM, mode=2, numThreads=args.omp)


def spams_cd(X, D, args, tol=1e-5):
    """Coordinate descent of SPAMS; its tol is on the relative duality gap."""
    from scipy.sparse import csc_matrix

    spams = common.spams(args)
    Xf, Df = np.asfortranarray(X.T), np.asfortranarray(D.T)
    zero = csc_matrix((D.shape[0], X.shape[0]))
    return lambda: spams.cd(Xf, Df, zero, lambda1=LAM, mode=2, itermax=10000, tol=tol, numThreads=args.omp)


def scikit(X, D, args, algorithm):
    """sparse_encode; its alpha is λ here (for lasso_cd it divides by d itself).

    lasso_cd stops at scikit-learn's tolerance of 1e-4, which is not a setting;
    from release 1.8 it is 1e-8, at more than twice the time.
    """
    from sklearn.decomposition import sparse_encode

    return lambda: sparse_encode(X, D, algorithm=algorithm, alpha=LAM, n_jobs=args.omp, max_iter=1000)


VARIANTS = {
    "spams-lars-f64": lambda X, D, a: spams_lars(X, D, a, np.float64),
    "spams-lars-f32": lambda X, D, a: spams_lars(X, D, a, np.float32),
    "spams-cd-1e-5": spams_cd,
    "sklearn-lasso_cd": lambda X, D, a: scikit(X, D, a, "lasso_cd"),
    "sklearn-lasso_lars": lambda X, D, a: scikit(X, D, a, "lasso_lars"),
    "numpy-fista-1e-3": lambda X, D, a: lambda: lasso.fista(X, D, LAM, 1e-3, threads=a.omp),
    "numpy-fista-1e-5": lambda X, D, a: lambda: lasso.fista(X, D, LAM, 1e-5, threads=a.omp),
    "numpy-fista-retire-1e-5": lambda X, D, a: lambda: lasso.fista(X, D, LAM, 1e-5, retire=True, threads=a.omp),
}


def codes(result):
    """The n×k codes in a peer's answer, and FISTA's iteration count if any."""
    if isinstance(result, tuple):
        return result[0], {"iterations": result[1]}
    if hasattr(result, "tocsr") and not isinstance(result, np.ndarray):
        return result.T.tocsr(), {}
    return result, {}


def main():
    args = common.arguments("lasso-encode", list(VARIANTS))
    rows = common.Rows(args, "lasso-encode")
    X, D = common.mnist(args, "test"), common.mnist_dictionary(args)
    run = VARIANTS[args.variant](X, D, args)
    warm = not args.variant.startswith("numpy-fista")
    result, seconds = common.timed(run, args.runs, warm)
    Z, extra = codes(result)
    median = float(np.median(seconds))
    rows.write(args.variant, seconds, common.library(args.variant),
               images_per_s=len(X) / median, **lasso.quality(X, D, Z, LAM), **extra)


if __name__ == "__main__":
    main()
