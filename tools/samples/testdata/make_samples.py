"""Makes the files of this folder, and prints what they hold.

    python3 -m venv V && V/bin/pip install numpy==2.4.6 pillow==13.0.0
    V/bin/python tools/samples/testdata/make_samples.py tools/samples/testdata
"""
import os
import sys

import numpy as np
from PIL import Image

os.chdir(sys.argv[1])
x = np.arange(24, dtype=np.float32).reshape(2, 3, 2, 2) / 4
np.save("batch.npy", x)
np.save("last.npy", x.transpose(0, 2, 3, 1).copy())
np.save("bytes.npy", x.astype(np.uint8))
np.savez("stored.npz", a=x, b=np.ones((2, 5), np.float32))
np.savez_compressed("deflated.npz", a=x, b=np.ones((2, 5), np.float32))
np.save("labels.npy", np.array([3, 1, 4], np.int64))
np.save("nan.npy", np.full((1, 3, 2, 2), np.nan, np.float32))

pixels = np.array([[[255, 0, 0, 255], [0, 255, 0, 128], [0, 0, 255, 0]],
                   [[10, 20, 30, 255], [200, 100, 50, 255], [7, 7, 7, 255]]], np.uint8)
Image.fromarray(pixels[:, :, :3]).save("rgb.png")
Image.fromarray(pixels).save("rgba.png")
Image.fromarray(pixels[:, :, :3]).convert("L").save("grey.png")
print("grey", np.asarray(Image.open("grey.png")).tolist())
smooth = np.stack(np.meshgrid(np.arange(8) * 20, np.arange(8) * 25), -1).astype(np.uint8)
smooth = np.concatenate([smooth, np.full((8, 8, 1), 90, np.uint8)], -1)
Image.fromarray(smooth).save("rgb.jpg", quality=95, subsampling=0)
Image.fromarray(smooth).convert("L").save("grey.jpg", quality=95)
print("jpg corners", np.asarray(Image.open("rgb.jpg"))[[0, 0, 7, 7], [0, 7, 0, 7]].tolist())
print("grey jpg corners", np.asarray(Image.open("grey.jpg"))[[0, 0, 7, 7], [0, 7, 0, 7]].tolist())
