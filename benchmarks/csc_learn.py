"""csc-learn: 64 kernels 9×9 from 40 photographs with SPORCO's online learner, float32.

    P(z) = ½‖Σ_m d_m ∗ z_m − s‖² + λ Σ_m ‖z_m‖₁,  ∗ circular, λ = 0.01

The photographs are the first 40 by name, grey, centre 128×128, each minus its
Gaussian blur (σ = 5, reflected, cut at 4σ), one a step; scored by the mean
minimum of P over the next 5.

Online learning (Liu, Garcia-Cardona, Wohlberg & Yin 2018, first algorithm) takes
a gradient step of a/(b + t) with the codes of each photograph.
"""

import numpy as np

import common

LAM, KERNELS, SIDE, TRAIN, TEST = 0.01, 64, 9, 40, 5


def photographs(args, side=128):
    """High-passed centre crops of the first photographs by name, side×side."""
    from scipy.ndimage import gaussian_filter

    folder = common.data_file(args, "bsds500/train")
    crops = []
    for path in sorted(folder.glob("*.jpg"))[:TRAIN + TEST]:
        grey = common.grey_photograph(path)
        top, left = (grey.shape[0] - side) // 2, (grey.shape[1] - side) // 2
        s = grey[top:top + side, left:left + side]
        crops.append(s - gaussian_filter(s, 5, mode="reflect", truncate=4))
    return crops[:TRAIN], crops[TRAIN:]


def coder_options(iterations, **options):
    """ADMM as tuned for csc-encode."""
    from sporco.admm import cbpdn

    return cbpdn.ConvBPDN.Options({
        "MaxMainIter": iterations, "FastSolve": True, "RelStopTol": 0.0, "DataType": np.float32,
        "rho": 1.2, "RelaxParam": 1.9, "HighMemSolve": True, "AutoRho": {"Enabled": False}, **options})


def learn(pictures, iterations, passes, eta_a, eta_b, seed=0):
    """The learned kernels, 9×9×64; they start as noise of unit norm."""
    from sporco.dictlrn.onlinecdl import OnlineConvBPDNDictLearn as Online

    rng = np.random.default_rng(seed)
    D0 = rng.standard_normal((SIDE, SIDE, KERNELS)).astype(np.float32)
    options = Online.Options({"DataType": np.float32, "eta_a": eta_a, "eta_b": eta_b, "ZeroMean": False,
                              "CBPDN": coder_options(iterations)})
    learner = Online(D0, LAM, options)
    for _ in range(passes):
        for i in rng.permutation(len(pictures)):
            learner.solve(pictures[i].astype(np.float32), dimK=0)
    D = learner.getdict().squeeze()
    return D / np.sqrt((D * D).sum((0, 1)))


def score(pictures, D):
    """The mean minimum of P: 600 iterations of ADMM, P of the sparse variable in float64."""
    from sporco.admm import cbpdn

    total = 0.0
    for s in pictures:
        solver = cbpdn.ConvBPDN(D.astype(np.float32), s.astype(np.float32), LAM, coder_options(600), dimK=0)
        solver.solve()
        z = solver.Y.astype(np.float64).reshape(*s.shape, -1)
        built = np.fft.irfft2((np.fft.rfft2(D.astype(np.float64), s.shape, axes=(0, 1)) *
                               np.fft.rfft2(z, axes=(0, 1))).sum(2), s.shape)
        total += 0.5 * ((built - s) ** 2).sum() + LAM * np.abs(z).sum()
    return total / len(pictures)


# Iterations of ADMM a picture, a and b of the step: the best of a small scan (20 and 50
# iterations, a/b from 2.5/5 to 400/20), for the objective and for the time.
VARIANTS = {
    "sporco-online": dict(iterations=50, passes=1, eta_a=160.0, eta_b=20.0),
    "sporco-online-20": dict(iterations=20, passes=1, eta_a=40.0, eta_b=5.0),
}


def main():
    args = common.arguments("csc-learn", list(VARIANTS), runs=1)
    rows = common.Rows(args, "csc-learn")
    import numexpr
    import sporco.fft

    sporco.fft.pyfftw_threads = args.omp
    numexpr.set_num_threads(args.omp)
    train, test = photographs(args)
    settings = VARIANTS[args.variant]
    learn(train[:1], 3, 1, settings["eta_a"], settings["eta_b"])  # plans the transforms
    D, seconds = common.timed(lambda: learn(train, **settings), args.runs, warm=False)
    common.say(f"  scoring {args.variant} on {len(test)} photographs")
    rows.write(args.variant, seconds, common.library(args.variant),
               test_objective=score(test, D), updates=settings["passes"] * len(train))


if __name__ == "__main__":
    main()
