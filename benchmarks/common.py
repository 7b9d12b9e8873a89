"""What all peer scripts share: data, clock, rows.

A script prints one JSON line a row on standard output and everything else on
standard error. Nothing here computes: the sparse-coding equations are in
lasso.py.
"""

import argparse
import gzip
import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import threadpoolctl

HERE = Path(__file__).resolve().parent
LAMBDA_MNIST = 0.421

MNIST_FILES = {
    "train": "train-images-idx3-ubyte.gz",
    "test": "t10k-images-idx3-ubyte.gz",
}


def fail(message):
    """Stop with a message in plain words."""
    print(f"{Path(sys.argv[0]).name}: {message}", file=sys.stderr)
    raise SystemExit(1)


def say(message):
    print(message, file=sys.stderr, flush=True)


# ---------------------------------------------------------------- data

def data_file(args, name):
    """The path of a data file, or a plain error that says where it was sought."""
    folder = args.data or os.environ.get("LATENTLAB_DATA")
    if not folder:
        fail("no data folder: give --data DIR or set LATENTLAB_DATA")
    path = Path(folder) / name
    if not path.exists():
        fail(f"{path} is missing; the data folder must hold {name}")
    return path


def mnist(args, part):
    """MNIST images as an n×784 float64 array in [0,1]; part is train or test."""
    path = data_file(args, f"mnist/{MNIST_FILES[part]}")
    with gzip.open(path) as f:
        raw = f.read()
    magic, n, rows, cols = np.frombuffer(raw, ">i4", 4)
    if magic != 2051 or len(raw) != 16 + n * rows * cols:
        fail(f"{path} is not an IDX image file: magic {magic}, {len(raw)} bytes")
    return np.frombuffer(raw, np.uint8, offset=16).reshape(n, rows * cols) / 255.0


def mnist_dictionary(args):
    """The k×784 dictionary, atoms in rows, each of unit norm in float64."""
    path = Path(args.dict) if args.dict else data_file(args, "bench/mnist_dict256.npy")
    if not path.exists():
        fail(f"dictionary {path} is missing")
    D = np.load(path).astype(np.float64)
    return D / np.linalg.norm(D, axis=1, keepdims=True)


def grey_photograph(path):
    """One photograph as an H×W float64 array in [0,1]: 0.299 R + 0.587 G + 0.114 B."""
    from PIL import Image

    rgb = np.asarray(Image.open(path).convert("RGB"), np.float64) / 255
    return rgb @ np.array([0.299, 0.587, 0.114])


# ---------------------------------------------------------------- clock

def timed(run, runs, warm=True):
    """Call run() `runs` times after one call that is not counted.

    Returns the last result and the list of seconds.
    """
    if warm:
        run()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        result = run()
        seconds.append(time.perf_counter() - start)
    return result, seconds


def spams(args):
    """The spams module with its own BLAS held to --blas threads.

    The wheel brings an OpenBLAS built on OpenMP, which takes its threads from
    OMP_NUM_THREADS whatever OPENBLAS_NUM_THREADS says.
    """
    import spams as module

    threadpoolctl.threadpool_limits(args.blas, "blas")
    return module


# ---------------------------------------------------------------- rows

def blas_core():
    """The BLAS libraries loaded, as name-version-core, for the row."""
    found = set()
    for lib in threadpoolctl.threadpool_info():
        if lib["user_api"] == "blas":
            core = lib.get("architecture") or "unknown"
            found.add(f'{lib["internal_api"]} {lib["version"]} {core}')
    return sorted(found)


PACKAGES = {
    "spams": "spams-bin", "sklearn": "scikit-learn", "sporco": "sporco",
    "torch": "torch", "numpy": "numpy",
}


def library(variant):
    """The peer's package and version; a variant's first word names the peer."""
    from importlib.metadata import version

    package = PACKAGES[variant.split("-")[0]]
    return f"{package} {version(package)}"


def cpu():
    """The processor's name as the kernel tells it."""
    try:
        with open("/proc/cpuinfo") as f:
            for line in f:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


class Rows:
    """Writes rows to the real standard output.

    Some peers print from C to file descriptor 1, so the descriptor is moved
    away first and 1 is pointed at standard error.
    """

    def __init__(self, args, workload):
        self.args = args
        self.workload = workload
        self.out = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)

    def write(self, variant, seconds, peer, **quality):
        """One row; seconds is a list of runs (the median counts) or a number."""
        runs = list(seconds) if isinstance(seconds, (list, tuple)) else [seconds]
        row = {
            "workload": self.workload,
            "variant": variant,
            "threads": self.args.threads,
            "seconds": statistics.median(runs),
            **quality,
            "seconds_min": min(runs),
            "runs": len(runs),
            "peer": peer,
            "omp": self.args.omp,
            "blas": self.args.blas,
            "cores": blas_core(),
            "cpu": cpu(),
            "load": round(os.getloadavg()[0], 2),
        }
        print(json.dumps(row, default=float), file=self.out, flush=True)


def arguments(workload, variants, runs=3):
    """The command line that every peer script has."""
    p = argparse.ArgumentParser(description=f"Run {workload} on the peers.")
    p.add_argument("--variant", choices=variants, default=variants[0])
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--omp", type=int, help="OpenMP threads (or worker processes); default --threads")
    p.add_argument("--blas", type=int, help="BLAS threads; default 1")
    p.add_argument("--runs", type=int, default=runs)
    p.add_argument("--data", help="data folder; default LATENTLAB_DATA")
    p.add_argument("--dict", help="dictionary file (.npy) in place of the data folder's")
    p.add_argument("--csc", action="append", help="photograph:λ:minimum[:file], for csc-encode")
    args = p.parse_args()
    args.omp = args.omp or args.threads
    args.blas = args.blas or 1
    return args
