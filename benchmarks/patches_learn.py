"""patches-learn: 256 atoms from 100,000 patches 12×12, λ = 0.1, batch 512, 196 updates.

Scored by the mean exact lasso objective of 10,000 other patches.
"""

import numpy as np

import common
import learn

SIDE, TRAIN, TEST, LAM = 12, 100_000, 10_000, 0.1


def splitmix64(n, seed):
    """The first n outputs of SplitMix64 (Steele, Lea & Flood 2014)."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def cut(photos, n, seed):
    """n patches as an n×144 array, positions from SplitMix64 so that any language can repeat them.

    Outputs 3i, 3i+1, 3i+2 give patch i: photograph modulo their number (in
    order of file name), then row modulo H−11, then column modulo W−11.
    """
    r = splitmix64(3 * n, seed).reshape(n, 3)
    out = np.empty((n, SIDE * SIDE))
    for i, (p, y, x) in enumerate(r):
        photo = photos[int(p % np.uint64(len(photos)))]
        y = int(y % np.uint64(photo.shape[0] - SIDE + 1))
        x = int(x % np.uint64(photo.shape[1] - SIDE + 1))
        out[i] = photo[y:y + SIDE, x:x + SIDE].ravel()
    return out


def normalise(P):
    """Patches with their mean removed, divided by max(norm, 0.2·median of the training norms)."""
    P = P - P.mean(1, keepdims=True)
    norm = np.linalg.norm(P, axis=1, keepdims=True)
    return P / np.maximum(norm, 0.2 * np.median(norm[:TRAIN]))


def main():
    args = common.arguments("patches-learn", list(learn.VARIANTS))
    folder = common.data_file(args, "bsds500/train")
    files = sorted(folder.glob("*.jpg"), key=lambda f: f.name)
    if not files:
        common.fail(f"no photographs (*.jpg) in {folder}")
    P = normalise(cut([common.grey_photograph(f) for f in files], TRAIN + TEST, seed=1))
    learn.measure("patches-learn", args, P[:TRAIN], P[TRAIN:], LAM, updates=196)


if __name__ == "__main__":
    main()
