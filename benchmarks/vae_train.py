"""vae-train: 784–400–(20,20)–400–784 on MNIST, Adam 1e-3, batch 128, float32.

    h      = relu(x·W₁ + b₁);  μ, log σ² = h·W₂ + b₂
    z      = μ + σ·ε
    logits = relu(z·W₃ + b₃)·W₄ + b₄
    −ELBO  = −Σ log Bernoulli(x; logits) + ½ Σ(μ² + σ² − log σ² − 1)

Sums over pixels and latent dimensions, mean over images; one sampled z.
A row gives the median seconds of an epoch and the test set's −ELBO after the
last one; neg_elbo_at gives it after 1, 5, 10 and 20.
"""

import time

import torch
from torch import nn
from torch.nn import functional as F

import common

BATCH, SCORED = 128, (1, 5, 10, 20)


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc1, self.enc2 = nn.Linear(784, 400), nn.Linear(400, 40)
        self.dec1, self.dec2 = nn.Linear(20, 400), nn.Linear(400, 784)

    def forward(self, x):
        """The sums over the batch of reconstruction and KL terms."""
        mu, logvar = self.enc2(F.relu(self.enc1(x))).chunk(2, dim=1)
        z = mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)
        logits = self.dec2(F.relu(self.dec1(z)))
        recon = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        kl = 0.5 * (mu * mu + logvar.exp() - logvar - 1).sum()
        return recon, kl


def adam(model, args):
    """The fastest Adam that this PyTorch has on a processor."""
    try:
        return torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    except (RuntimeError, TypeError):
        return torch.optim.Adam(model.parameters(), lr=1e-3)


def epoch(model, optimizer, X):
    order = torch.randperm(len(X))
    for i in range(0, len(X), BATCH):
        x = X[order[i:i + BATCH]]
        recon, kl = model(x)
        loss = (recon + kl) / len(x)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()


def evaluate(model, X):
    with torch.no_grad():
        recon, kl = model(X)
    recon, kl = recon.item() / len(X), kl.item() / len(X)
    return {"neg_elbo": recon + kl, "recon": recon, "kl": kl}


def main():
    args = common.arguments("vae-train", ["torch"], runs=20)
    rows = common.Rows(args, "vae-train")
    torch.set_num_threads(args.omp)
    torch.manual_seed(0)
    X = torch.tensor(common.mnist(args, "train"), dtype=torch.float32)
    X_test = torch.tensor(common.mnist(args, "test"), dtype=torch.float32)
    model = VAE()
    optimizer = adam(model, args)
    seconds, at = [], {}
    for k in range(1, args.runs + 1):
        start = time.perf_counter()
        epoch(model, optimizer, X)
        seconds.append(time.perf_counter() - start)
        if k in SCORED or k == args.runs:
            quality = evaluate(model, X_test)
            at[str(k)] = quality["neg_elbo"]
            common.say(f"  epoch {k}: {seconds[-1]:.2f} s, -ELBO {quality['neg_elbo']:.2f}")
    rows.write(args.variant, seconds, common.library(args.variant),
               **quality, epochs=args.runs, neg_elbo_at=at)


if __name__ == "__main__":
    main()
