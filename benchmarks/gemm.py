"""gemm: C = A·B in numpy (OpenBLAS), squares and the models' shapes, f32 and f64.

A row's variant is the type and the shape: f32-1024 or f32-512x784x256 (m×k by
k×n). tier says which kernels OpenBLAS took. seconds is the median of a call,
gflops is 2·m·k·n / seconds, gflops_max that of the fastest call.
"""

import time

import numpy as np
import threadpoolctl

import common

SHAPES = [(256, 256, 256), (512, 512, 512), (1024, 1024, 1024),
          (512, 784, 256), (128, 400, 784), (256, 256, 512)]
AVX2_CORES = {"Haswell", "Zen", "Excavator"}


def name(dtype, shape):
    m, k, n = shape
    size = str(m) if m == k == n else f"{m}x{k}x{n}"
    return f"f{np.dtype(dtype).itemsize * 8}-{size}"


def calls(dtype, shape, span=0.7):
    """Seconds of single calls, for about span seconds after a warm-up."""
    m, k, n = shape
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((m, k)).astype(dtype), rng.standard_normal((k, n)).astype(dtype)
    c = np.empty((m, n), dtype)
    for _ in range(3):
        np.matmul(a, b, out=c)
    seconds, end = [], time.perf_counter() + span
    while time.perf_counter() < end or len(seconds) < 5:
        start = time.perf_counter()
        np.matmul(a, b, out=c)
        seconds.append(time.perf_counter() - start)
    return seconds


def main():
    args = common.arguments("gemm", ["numpy"])
    args.omp, args.blas = 1, args.threads
    rows = common.Rows(args, "gemm")
    threadpoolctl.threadpool_limits(args.blas, "blas")
    core = [i["architecture"] for i in threadpoolctl.threadpool_info() if i["user_api"] == "blas"][0]
    tier = "avx2" if core in AVX2_CORES else "avx512"
    for dtype in (np.float32, np.float64):
        for shape in SHAPES:
            seconds = calls(dtype, shape)
            flop = 2 * shape[0] * shape[1] * shape[2]
            rows.write(name(dtype, shape), seconds, common.library("numpy"), tier=tier,
                       gflops=flop / np.median(seconds) / 1e9, gflops_max=flop / min(seconds) / 1e9)


if __name__ == "__main__":
    main()
