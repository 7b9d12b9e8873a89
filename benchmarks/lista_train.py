"""lista-train: tied LISTA on the lasso-encode dictionary, codes of 20,000 images as targets.

    z₁   = shrink_θ(We·y)
    z_t  = shrink_θ(We·y + S·z_{t−1}),  t = 2 … K       shrink_θ(v) = sign(v)·max(|v| − θ, 0)

We (k×d), S (k×k) and θ (k) are learned and shared by the layers; they start at
W/L, I − WᵀW/L and λ/L (Gregor & LeCun 2010). Loss ½ Σ‖z_K − z*‖² / batch,
Adam 1e-3, batch 512, float32. ISTA at the same K is the untrained network.
"""

import time

import numpy as np
import torch

import common
import lasso
from vae_train import adam

LAM, LAYERS, BATCH, STEPS, IMAGES = common.LAMBDA_MNIST, (1, 2, 4, 8, 16), 512, 1000, 20_000


class Shrink(torch.autograd.Function):
    """shrink_θ(v) with its own backward: a fifth faster than relu(v − θ) − relu(−v − θ).

    dv = g where z ≠ 0, dθ = −Σ g·sign(z) over the batch.
    """

    @staticmethod
    def forward(ctx, v, theta):
        z = v - torch.clamp(v, -theta, theta)
        ctx.save_for_backward(z)
        return z

    @staticmethod
    def backward(ctx, g):
        sign = torch.sign(ctx.saved_tensors[0])
        return g * sign.abs(), -(g * sign).sum(0)


class LISTA(torch.nn.Module):
    def __init__(self, D, K):
        super().__init__()
        G = D @ D.T
        L = np.linalg.eigvalsh(G)[-1]
        as_parameter = lambda a: torch.nn.Parameter(torch.tensor(a, dtype=torch.float32))
        self.We = as_parameter(D / L)
        self.S = as_parameter(np.eye(len(D)) - G / L)
        self.theta = as_parameter(np.full(len(D), LAM / L))
        self.K = K

    def forward(self, y):
        b = y @ self.We.T
        z = Shrink.apply(b, self.theta)
        for _ in range(self.K - 1):
            z = Shrink.apply(torch.addmm(b, z, self.S.T), self.theta)
        return z


def train(model, Y, Z, args):
    """STEPS steps of Adam; returns the seconds of each hundred."""
    optimizer = adam(model, args)
    order = torch.cat([torch.randperm(len(Y)) for _ in range(STEPS * BATCH // len(Y) + 1)])
    seconds, start = [], time.perf_counter()
    for k in range(STEPS):
        rows = order[k * BATCH:(k + 1) * BATCH]
        loss = 0.5 * (model(Y[rows]) - Z[rows]).square().sum() / BATCH
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if (k + 1) % 100 == 0:
            now = time.perf_counter()
            seconds.append(now - start)
            start = now
    return seconds


def score(model, X, D, Z):
    """code_err = Σ‖z − z*‖²/Σ‖z*‖² and the mean lasso objective on the test images."""
    with torch.no_grad():
        z = model(torch.tensor(X, dtype=torch.float32)).numpy().astype(np.float64)
    return {
        "code_err": ((z - Z) ** 2).sum() / (Z ** 2).sum(),
        "objective": lasso.score(X, D, z, LAM)[0].mean(),
    }


def main():
    args = common.arguments("lista-train", ["torch"])
    rows = common.Rows(args, "lista-train")
    torch.set_num_threads(args.omp)
    D = common.mnist_dictionary(args)
    X, X_test = common.mnist(args, "train")[:IMAGES], common.mnist(args, "test")
    Z, Z_test = (lasso.exact(x, D, LAM, args.threads) for x in (X, X_test))
    Y, Z = (torch.tensor(a, dtype=torch.float32) for a in (X, Z))
    for K in LAYERS:
        torch.manual_seed(0)
        model = LISTA(D, K)
        untrained = score(model, X_test, D, Z_test)["code_err"]
        seconds = train(model, Y, Z, args)
        rows.write(args.variant, seconds, common.library(args.variant), K=K,
                   **score(model, X_test, D, Z_test), ista_code_err=untrained)


if __name__ == "__main__":
    main()
