"""Makes the network and the digits of the walk-through docs/guide/pytorch.md.

    python3 -m venv V && V/bin/pip install torch==2.15.0 onnx==1.23.0 onnxscript onnxruntime==1.32.0 numpy
    V/bin/python models/lenet/make_lenet.py models/lenet

The digits are drawn, not collected: each is a few strokes, bent, slanted and inked at random from a
fixed seed. lenet.onnx is LeNet-5, trained on 6,000 of them and written by PyTorch's exporter.
calibration.npz and test.npz hold images [N,1,28,28] of float32 in 0 to 1; test_labels.npy are the
digits that test.npz shows; test_logits.npy is what ONNX Runtime gives for them.
"""
import os
import sys

import numpy as np
import onnx
import onnxruntime as ort
import torch
from torch import nn

SIZE = 28


def arc(cx, cy, rx, ry, begin, end, points=12):
    """Points on an ellipse; angles in degrees, clockwise from the right, y downwards."""
    angles = np.radians(np.linspace(begin, end, points))
    return np.stack([cx + rx * np.cos(angles), cy + ry * np.sin(angles)], axis=1)


def line(*points):
    return np.array(points, dtype=float)


# Strokes in a square from -1 to 1, y downwards.
STROKES = [
    [arc(0, 0, 0.6, 1, 0, 360, 24)],
    [line((-0.35, -0.6), (0.1, -1), (0.1, 1))],
    [arc(0, -0.45, 0.55, 0.55, -170, 40), line((0.42, -0.1), (-0.6, 1), (0.65, 1))],
    [arc(-0.05, -0.5, 0.55, 0.5, -150, 90), arc(-0.05, 0.5, 0.62, 0.5, -90, 150)],
    [line((0.3, 1), (0.3, -1), (-0.65, 0.35), (0.7, 0.35))],
    [line((0.55, -1), (-0.45, -1), (-0.5, -0.1)), arc(-0.05, 0.4, 0.6, 0.6, -130, 140)],
    [line((0.35, -1), (-0.35, 0)), arc(0, 0.45, 0.55, 0.55, 0, 360, 20)],
    [line((-0.6, -1), (0.6, -1), (-0.1, 1))],
    [arc(0, -0.5, 0.48, 0.48, 0, 360, 20), arc(0, 0.5, 0.58, 0.5, 0, 360, 20)],
    [arc(0, -0.45, 0.55, 0.55, 0, 360, 20), line((0.55, -0.4), (0.3, 1))],
]


def distance(pixels, a, b):
    """From each pixel [P, 2] to the segment a-b."""
    along = b - a
    length = max(float(along @ along), 1e-9)
    at = np.clip((pixels - a) @ along / length, 0, 1)
    return np.linalg.norm(pixels - a - at[:, None] * along, axis=1)


def draw(digit, rng):
    """One image [28, 28] in 0 to 1, in steps of 1/255."""
    angle, slant = rng.normal(0, 0.12), rng.normal(0, 0.15)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turn = turn @ np.array([[1, slant], [0, 1]]) * rng.uniform(7.2, 9.8, (1, 2))
    middle = (SIZE - 1) / 2 + rng.normal(0, 1.2, 2)
    thickness = rng.uniform(0.7, 1.5)
    grid = np.stack(np.meshgrid(np.arange(SIZE), np.arange(SIZE)), axis=-1).reshape(-1, 2)
    nearest = np.full(SIZE * SIZE, np.inf)
    for stroke in STROKES[digit]:
        bent = stroke + rng.normal(0, 0.045, stroke.shape)
        points = bent @ turn.T + middle
        for a, b in zip(points, points[1:]):
            nearest = np.minimum(nearest, distance(grid, a, b))
    ink = np.clip(thickness + 0.6 - nearest, 0, 1) * rng.uniform(0.75, 1)
    grain = np.where(ink > 0, rng.normal(0, 0.06, ink.shape), 0)
    image = np.clip(ink + grain, 0, 1)
    return (np.round(image * 255) / 255).astype(np.float32).reshape(1, SIZE, SIZE)


def digits(count, seed):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 10, count)
    return np.stack([draw(label, rng) for label in labels]), labels.astype(np.int64)


class LeNet(nn.Module):
    """LeNet-5 as it is taught today: rectifiers and the maximum of two by two."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(),
            nn.Linear(84, 10))

    def forward(self, image):
        return self.classifier(self.features(image))


def train(model, images, labels, epochs=6, batch=50):
    optimiser = torch.optim.Adam(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs)
    for _ in range(epochs):
        for rows in torch.randperm(len(images)).split(batch):
            optimiser.zero_grad()
            nn.functional.cross_entropy(model(images[rows]), labels[rows]).backward()
            optimiser.step()
        schedule.step()


def without_traces(path):
    """The exporter notes for each operator where in a machine's folders it was called."""
    model = onnx.load(path)
    for item in [model.graph, *model.graph.node, *model.graph.input, *model.graph.output,
                 *model.graph.value_info, *model.graph.initializer]:
        del item.metadata_props[:]
    onnx.save(model, path)


def main(folder):
    torch.manual_seed(20260102)
    torch.set_num_threads(1)
    images, labels = digits(6000, 1)
    model = LeNet()
    train(model, torch.from_numpy(images), torch.from_numpy(labels))
    path = os.path.join(folder, "lenet.onnx")
    torch.onnx.export(model.eval(), (torch.zeros(1, 1, SIZE, SIZE),), path, dynamo=True,
                      external_data=False, input_names=["image"], output_names=["logits"])
    without_traces(path)
    np.savez_compressed(os.path.join(folder, "calibration.npz"), image=digits(200, 2)[0])
    test, wanted = digits(500, 3)
    np.savez_compressed(os.path.join(folder, "test.npz"), image=test)
    np.save(os.path.join(folder, "test_labels.npy"), wanted)
    session = ort.InferenceSession(path)
    logits = np.concatenate([session.run(None, {"image": image[None]})[0] for image in test])
    np.save(os.path.join(folder, "test_logits.npy"), logits)
    print(f"right: {np.mean(logits.argmax(1) == wanted):.3f}")


if __name__ == "__main__":
    main(sys.argv[1])
