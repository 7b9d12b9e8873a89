"""Writes blur.json: Gaussian blurs of small pictures by scipy.ndimage.

    python blur.py > blur.json
"""

import json
import sys

import numpy as np
import scipy
from scipy.ndimage import gaussian_filter

rng = np.random.default_rng(1)
cases = []
for h, w, sigma in [(7, 9, 1.0), (5, 12, 0.4), (6, 4, 2.3), (3, 5, 5.0), (1, 6, 1.5)]:
    img = rng.standard_normal((h, w)).round(4)
    blur = gaussian_filter(img, sigma, mode="reflect", truncate=4)
    cases.append(dict(h=h, w=w, sigma=sigma, img=img.ravel().tolist(), blur=blur.ravel().tolist()))
json.dump(dict(numpy=np.__version__, scipy=scipy.__version__, cases=cases), sys.stdout)
