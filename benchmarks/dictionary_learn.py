"""dictionary-learn: 256 atoms from 60,000 MNIST images, batch 512, one pass, λ = 0.421.

Scored by the mean exact lasso objective of the 10,000 test images.
"""

import common
import learn


def main():
    args = common.arguments("dictionary-learn", list(learn.VARIANTS))
    X, X_test = common.mnist(args, "train"), common.mnist(args, "test")
    learn.measure("dictionary-learn", args, X, X_test, common.LAMBDA_MNIST, updates=118)


if __name__ == "__main__":
    main()
