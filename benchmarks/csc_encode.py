"""csc-encode: convolutional sparse coding of one photograph with SPORCO, float32.

    P(z) = ½‖Σ_m d_m ∗ z_m − s‖² + λ Σ_m ‖z_m‖₁,  ∗ circular, λ = 0.01

s is photograph 100075.jpg, grey, centre 256×256, minus its Gaussian blur
(σ = 5, reflected, cut at 4σ); the dictionary has 64 filters 9×9 of unit norm.
The minimum is 8.523709.

--csc NAME:LAMBDA:MINIMUM[:FILE] takes another photograph, λ and minimum, and s from a
file of 256×256 float64 if one is named; it may be given again.

reach gives the seconds of iterations until P is within a relative 1e-2, 1e-3
and 1e-4 of the minimum, null where the row's limit came first. P is evaluated
by the function below in float64 with the clock stopped.
"""

import time

import numpy as np

import common

LEVELS = (1e-2, 1e-3, 1e-4)
DEFAULT = "100075:0.01:8.523709"


class Case:
    """A photograph's name, λ and the minimum of P."""

    def __init__(self, text):
        self.photo, lam, minimum, *file = text.split(":", 3)
        self.file = file[0] if file else None
        self.lam, self.minimum = float(lam), float(minimum)

    def __str__(self):
        return f"{self.photo} λ={self.lam:g}"


def problem(args, photo="100075", file=None):
    """The signal (256×256) and the filters (9×9×64), float64."""
    from scipy.ndimage import gaussian_filter

    D = np.load(common.data_file(args, "bench/csc_dict64_9x9.npy")).astype(np.float64)
    D /= np.sqrt((D * D).sum((0, 1)))
    if file:
        return np.fromfile(file, "<f8").reshape(256, 256), D
    path = common.data_file(args, f"bsds500/train/{photo}.jpg")
    grey = common.grey_photograph(path)
    top, left = (grey.shape[0] - 256) // 2, (grey.shape[1] - 256) // 2
    s = grey[top:top + 256, left:left + 256]
    s = s - gaussian_filter(s, 5, mode="reflect", truncate=4)
    return s, D


def objective(s, Df, z, lam):
    """P(z) in float64; Df holds the filters' transforms, z is 256×256×64."""
    zf = np.fft.rfft2(z.astype(np.float64), axes=(0, 1))
    r = np.fft.irfft2((Df * zf).sum(2), s.shape) - s
    return 0.5 * (r * r).sum() + lam * np.abs(z, dtype=np.float64).sum()


class Watch:
    """Called after each iteration: stops the clock, evaluates P, notes what is reached."""

    def __init__(self, s, D, case, code, limit):
        self.s, self.case, self.code, self.limit = s, case, code, limit
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
        self.value = objective(self.s, self.Df, z.reshape(z.shape[0], z.shape[1], -1), self.case.lam)
        for level in LEVELS:
            key = f"{level:g}"
            if self.reach[key] is None and self.value <= self.case.minimum * (1 + level):
                self.reach[key], self.steps[key] = self.seconds, self.iterations
        done = all(v is not None for v in self.reach.values())
        self.start()
        return done or self.seconds > self.limit


def admm(s, D, lam, watch, iterations, **options):
    """ADMM (Wohlberg 2016); the code is Y, the variable that is sparse."""
    from sporco.admm import cbpdn

    opt = cbpdn.ConvBPDN.Options({
        "MaxMainIter": iterations, "FastSolve": True, "RelStopTol": 0.0,
        "DataType": np.float32, "Callback": watch, **options})
    return cbpdn.ConvBPDN(D.astype(np.float32), s.astype(np.float32), lam, opt, dimK=0)


def fista(s, D, lam, watch, iterations, **options):
    """FISTA with the exact step, L = max over frequencies of Σ_m |d̂_m|²."""
    from sporco.pgm import cbpdn

    L = (np.abs(np.fft.rfft2(D, s.shape, axes=(0, 1))) ** 2).sum(2).max()
    opt = cbpdn.ConvBPDN.Options({
        "MaxMainIter": iterations, "FastSolve": True, "RelStopTol": 0.0,
        "DataType": np.float32, "L": L, "Callback": watch, **options})
    return cbpdn.ConvBPDN(D.astype(np.float32), s.astype(np.float32), lam, opt, dimK=0)


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


def solve(s, D, case, variant, iterations, limit):
    method, options = VARIANTS[variant]
    watch = Watch(s, D, case, code, limit)
    solver = method(s, D, case.lam, watch, iterations, **options)
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
    for case in [Case(text) for text in args.csc or [DEFAULT]]:
        s, D = problem(args, case.photo, case.file)
        solve(s, D, case, args.variant, 3, 60)  # plans the transforms
        watches = [solve(s, D, case, args.variant, 2000, 150) for _ in range(args.runs)]
        reach = {level: middle([w.reach[level] for w in watches]) for level in watches[0].reach}
        rows.write(args.variant, [w.seconds for w in watches], common.library(args.variant), case=str(case),
                   reach=reach, iterations=watches[0].steps, objective=watches[0].value,
                   seconds_per_iteration=float(np.median([w.seconds / w.iterations for w in watches])))


if __name__ == "__main__":
    main()
