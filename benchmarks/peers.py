#!/usr/bin/env python3
"""Run the peers' rows, each in a process of its own, and print one JSON line a row.

    peers.py [workload …] --threads 1,2 --data DIR [--dict FILE] [--runs N] [--only WORD]

Needs only the standard library; the rows run in the environments that setup.sh
makes. OpenMP threads times BLAS threads never exceed --threads, and
OPENBLAS_CORETYPE is set only for the rows that say so.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
MAIN, TORCH, DEBIAN = (HERE / d / "bin" / "python" for d in (".venv", ".venv-torch", ".venv-torch-debian"))


class Row:
    """One command: a variant of a script, in an environment, with a way to spend threads.

    spend "omp" gives all threads to OpenMP (or worker processes, or the
    script's own threads), "blas" to BLAS, "both" tries each. core forces
    OpenBLAS's kernels; avx512 says that the row makes sense only there.
    """

    def __init__(self, script, variant, spend="omp", core=None, avx512=False,
                 python=MAIN, runs=None):
        self.script, self.variant, self.spend, self.core = script, variant, spend, core
        self.avx512, self.python, self.runs = avx512, python, runs

    def splits(self, threads):
        """The pairs (OpenMP threads, BLAS threads) to try."""
        pairs = {"omp": [(threads, 1)], "blas": [(1, threads)], "both": [(threads, 1), (1, threads)]}
        return sorted(set(pairs[self.spend]))


ROWS = {
    "gemm": [
        Row("gemm.py", "numpy", "blas"),
        Row("gemm.py", "numpy", "blas", core="Haswell", avx512=True),
    ],
    "lasso-encode": [
        Row("lasso_encode.py", "spams-lars-f64"),
        Row("lasso_encode.py", "spams-lars-f64", core="SkylakeX", avx512=True),
        Row("lasso_encode.py", "spams-lars-f32"),
        Row("lasso_encode.py", "spams-cd-1e-5"),
        Row("lasso_encode.py", "sklearn-lasso_cd"),
        Row("lasso_encode.py", "sklearn-lasso_lars"),
        Row("lasso_encode.py", "numpy-fista-1e-3"),
        Row("lasso_encode.py", "numpy-fista-1e-5"),
        Row("lasso_encode.py", "numpy-fista-retire-1e-5"),
    ],
    "dictionary-learn": [
        Row("dictionary_learn.py", "spams-f64"),
        Row("dictionary_learn.py", "spams-f64", core="SkylakeX", avx512=True),
        Row("dictionary_learn.py", "spams-f32"),
        Row("dictionary_learn.py", "sklearn-cd"),
        Row("dictionary_learn.py", "sklearn-cd-samples"),
        Row("dictionary_learn.py", "numpy-random-atoms"),
    ],
    "patches-learn": [
        Row("patches_learn.py", "spams-f64"),
        Row("patches_learn.py", "spams-f64", core="SkylakeX", avx512=True),
        Row("patches_learn.py", "spams-f32"),
        Row("patches_learn.py", "sklearn-cd"),
        Row("patches_learn.py", "sklearn-cd-samples"),
        Row("patches_learn.py", "numpy-random-atoms"),
    ],
    "csc-encode": [
        Row("csc_encode.py", "sporco-admm-auto"),
        Row("csc_encode.py", "sporco-admm-fixed"),
        Row("csc_encode.py", "sporco-fista", runs=1),
    ],
    "csc-learn": [
        Row("csc_learn.py", "sporco-online", runs=1),
        Row("csc_learn.py", "sporco-online-20", runs=1),
    ],
    "lista-train": [
        Row("lista_train.py", "torch", python=TORCH),
        Row("lista_train.py", "torch", "both", python=DEBIAN),
    ],
    "vae-train": [
        Row("vae_train.py", "torch", python=TORCH, runs=20),
        Row("vae_train.py", "torch", "both", python=DEBIAN, runs=20),
    ],
}

THREAD_VARIABLES = ("OPENBLAS_", "OMP_", "GOMP_", "MKL_", "GOTO_", "NUMEXPR_", "BLIS_")


def say(message):
    print(message, file=sys.stderr, flush=True)


def environment(row, omp, blas, wait):
    """The caller's environment without its thread and kernel settings, plus ours."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(THREAD_VARIABLES)}
    env.update(OMP_NUM_THREADS=str(omp), OPENBLAS_NUM_THREADS=str(blas),
               MKL_NUM_THREADS=str(omp), NUMEXPR_MAX_THREADS=str(omp), OMP_WAIT_POLICY=wait)
    if row.core:
        env["OPENBLAS_CORETYPE"] = row.core
    return env


def run(row, threads, omp, blas, args):
    """One process; its rows as dictionaries, or None when it failed."""
    command = [str(row.python), str(HERE / row.script), "--variant", row.variant,
               "--threads", str(threads), "--omp", str(omp), "--blas", str(blas)]
    runs = args.runs or row.runs
    for flag, value in (("--runs", runs), ("--data", args.data), ("--dict", args.dict)):
        if value:
            command += [flag, str(value)]
    for case in args.csc or []:
        command += ["--csc", case]
    say(f"{row.script} {row.variant}: {threads} threads (OpenMP {omp}, BLAS {blas})"
        + (f", kernels {row.core}" if row.core else ""))
    done = subprocess.run(command, env=environment(row, omp, blas, args.wait), stdout=subprocess.PIPE, text=True)
    if done.returncode:
        return None
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    for r in rows:
        r["core_forced"] = row.core
        print(json.dumps(r), flush=True)
    return rows


def selected(args):
    """The rows to run; those whose environment or processor is missing are named and left out."""
    has_avx512 = "avx512f" in Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else False
    for workload in args.workloads or ROWS:
        rows = [r for r in ROWS[workload] if args.only in r.variant]
        ready = [r for r in rows if r.python.exists()]
        if rows and not ready:
            how = "setup.sh --torch pypi (or debian)" if rows[0].python != MAIN else "setup.sh"
            say(f"{workload}: no environment for it; run {HERE.name}/{how}")
            args.failed = True
        yield from (r for r in ready if has_avx512 or not r.avx512)


QUALITY = ("gflops", "gflops_max", "objective", "nnz", "gap_max", "test_objective", "reach", "K", "code_err", "neg_elbo", "neg_elbo_at")


def show(value):
    if isinstance(value, float):
        return f"{value:.5g}"
    if isinstance(value, dict):
        return "/".join("–" if v is None else f"{v:.4g}" for v in value.values())
    return str(value)


def table(rows):
    """The rows for reading, on standard error."""
    say("")
    for r in rows:
        quality = ", ".join(f"{k} {show(r[k])}" for k in QUALITY if k in r)
        name = r["variant"] + (f" [{r['core_forced']}]" if r["core_forced"] else "")
        say(f"{r['workload']:17}{name:32}{r['peer']:24}{r['threads']} ({r['omp']}×{r['blas']})"
            f"{r['seconds']:11.4g} s  load {r['load']:<5} {quality}")


def main():
    p = argparse.ArgumentParser(description="Run the peers' rows of the workloads.")
    p.add_argument("workloads", nargs="*", metavar="workload", help=", ".join(ROWS) + "; default all")
    p.add_argument("--threads", default="1,2", help="thread counts, for example 1,2")
    p.add_argument("--data", default=os.environ.get("LATENTLAB_DATA"), help="data folder; default LATENTLAB_DATA")
    p.add_argument("--dict", help="dictionary file (.npy) in place of the data folder's")
    p.add_argument("--runs", type=int, help="runs a row (epochs for vae-train); default 3 (20)")
    p.add_argument("--wait", choices=("passive", "active"), default="passive",
                   help="what idle OpenMP threads do: sleep, or spin; spinning is a disaster on a busy machine")
    p.add_argument("--csc", action="append", help="photograph:λ:minimum[:file] for csc-encode; may be given again")
    p.add_argument("--only", default="", help="only variants whose name holds this word")
    args = p.parse_args()
    args.failed = False
    unknown = [w for w in args.workloads if w not in ROWS]
    if unknown:
        p.error(f"unknown workload {unknown[0]}; expected one of {', '.join(ROWS)}")
    if not args.data or not Path(args.data).is_dir():
        p.error(f"data folder {args.data or '(none)'} not found: give --data DIR or set LATENTLAB_DATA")

    start, results = time.time(), []
    for row in selected(args):
        for threads in (int(t) for t in args.threads.split(",")):
            for omp, blas in row.splits(threads):
                rows = run(row, threads, omp, blas, args)
                args.failed |= rows is None
                results += rows or []
    table(results)
    say(f"{len(results)} rows in {time.time() - start:.0f} s")
    raise SystemExit(1 if args.failed else 0)


if __name__ == "__main__":
    main()
