"""csc-encode: convolutional sparse coding of one photograph with SPORCO, float32.

    P(z) = ½‖Σ_m d_m ∗ z_m − s‖² + λ Σ_m ‖z_m‖₁,  ∗ circular, λ = 0.01

s is photograph 100075.jpg, grey, centre 256×256, minus its Gaussian blur
(σ = 5, reflected, cut at 4σ); the dictionary has 64 filters 9×9 of unit norm.
The minimum is 8.523709.

reach gives the seconds of iterations until P is within a relative 1e-2, 1e-3
and 1e-4 of the minimum, null where the row's limit came first. P is evaluated
by the function below in float64 with the clock stopped.
"""

import time

import numpy as np

import common

LAM, MINIMUM, LEVELS = 0.01, 8.523709, (1e-2, 1e-3, 1e-4)


def problem(args):
    """The signal (256×256) and the filters (9×9×64), float64."""
    from scipy.ndimage import gaussian_filter

    path = common.data_file(args, "bsds500/train/100075.jpg")
    grey = common.grey_photograph(path)
    top, left = (grey.shape[0] - 256) // 2, (grey.shape[1] - 256) // 2
    s = grey[top:top + 256, left:left + 256]
    s = s - gaussian_filter(s, 5, mode="reflect", truncate=4)
    D = np.load(common.data_file(args, "bench/csc_dict64_9x9.npy")).astype(np.float64)
    return s, D / np.sqrt((D * D).sum((0, 1)))


def objective(s, Df, z):
    """P(z) in float64; Df holds the filters' transforms, z is 256×256×64."""
    zf = np.fft.rfft2(z.astype(np.float64), axes=(0, 1))
    r = np.fft.irfft2((Df * zf).sum(2), s.shape) - s
    return 0.5 * (r * r).sum() + LAM * np.abs(z, dtype=np.float64).sum()


class Watch:
    """Called after each iteration: stops the clock, evaluates P, notes what is reached."""

    def __init__(self, s, D, code, limit):
        self.s, self.code, self.limit = s, code, limit
        self.Df = np.fft.rfft2(D, s.shape, axes=(0, 1))
        self.seconds, self.iterations = 0.0, 0
        self.reach = {f"{level:g}": None for level in LEVELS}
        self.steps = dict(self.reach)

    def start(self):
        self.mark = time.perf_counter()

    def __call__(self, solver):
        self.seconds += time.perf_counter() - self.mark
        self.iterations += 1
        z = self.code(solver)
        self.value = objective(self.s, self.Df, z.reshape(z.shape[0], z.shape[1], -1))
        for level in LEVELS:
            key = f"{level:g}"
            if self.reach[key] is None and self.value <= MINIMUM * (1 + level):
                self.reach[key], self.steps[key] = self.seconds, self.iterations
        done = all(v is not None for v in self.reach.values())
        self.start()
        return done or self.seconds > self.limit


def admm(s, D, watch, iterations, **options):
    """ADMM (Wohlberg 2016); the code is Y, the variable that is sparse."""
    from sporco.admm import cbpdn

    opt = cbpdn.ConvBPDN.Options({
        "MaxMainIter": iterations, "FastSolve": True, "RelStopTol": 0.0,
        "DataType": np.float32, "Callback": watch, **options})
    return cbpdn.ConvBPDN(D.astype(np.float32), s.astype(np.float32), LAM, opt, dimK=0)


def fista(s, D, watch, iterations, **options):
    """FISTA with the exact step, L = max over frequencies of Σ_m |d̂_m|²."""
    from sporco.pgm import cbpdn

    L = (np.abs(np.fft.rfft2(D, s.shape, axes=(0, 1))) ** 2).sum(2).max()
    opt = cbpdn.ConvBPDN.Options({
        "MaxMainIter": iterations, "FastSolve": True, "RelStopTol": 0.0,
        "DataType": np.float32, "L": L, "Callback": watch, **options})
    return cbpdn.ConvBPDN(D.astype(np.float32), s.astype(np.float32), LAM, opt, dimK=0)


# rho and RelaxParam of the fixed variant are the best of a small scan
# (rho 0.1 … 4, relaxation 1.8 and 1.9); it saves the residuals that the
# automatic rho needs.
VARIANTS = {
    "sporco-admm-auto": (admm, {}),
    "sporco-admm-fixed": (admm, {
        "rho": 1.2, "RelaxParam": 1.9, "HighMemSolve": True, "AutoRho": {"Enabled": False}}),
    "sporco-fista": (fista, {}),
}


def code(solver):
    """The iterate that is scored: Y of ADMM, X of FISTA."""
    return solver.Y if hasattr(solver, "U") else solver.X


def solve(s, D, variant, iterations, limit):
    method, options = VARIANTS[variant]
    watch = Watch(s, D, code, limit)
    solver = method(s, D, watch, iterations, **options)
    watch.start()
    solver.solve()
    return watch


def middle(values):
    """The median, or None when a run did not get there."""
    return None if None in values else float(np.median(values))


def main():
    args = common.arguments("csc-encode", list(VARIANTS))
    rows = common.Rows(args, "csc-encode")
    import numexpr
    import sporco.fft

    sporco.fft.pyfftw_threads = args.omp
    numexpr.set_num_threads(args.omp)
    s, D = problem(args)
    solve(s, D, args.variant, 3, 60)  # plans the transforms
    watches = [solve(s, D, args.variant, 2000, 150) for _ in range(args.runs)]
    reach = {level: middle([w.reach[level] for w in watches]) for level in watches[0].reach}
    rows.write(args.variant, [w.seconds for w in watches], common.library(args.variant),
               reach=reach, iterations=watches[0].steps, objective=watches[0].value,
               seconds_per_iteration=float(np.median([w.seconds / w.iterations for w in watches])))


if __name__ == "__main__":
    main()
