#!/usr/bin/env python3
"""Trains and quantises the models and records what the oracle says.

    make_models.py OUT [NAME...]    make all models, or those named, in OUT/NAME
"""

import sys
import time

from seeded import prepare_environment, seed_everything

prepare_environment()

# pylint: disable=wrong-import-position
import tensorflow as tf
from catalogue import RECIPES
from evaluate import outputs_of
from quantise import quantise
from samples import pick
from vectors import write_folder

BATCH = 16


def train(recipe, data):
    """A trained tf.keras.Model."""
    seed_everything()
    model = recipe.build()
    steps = recipe.epochs * -(-len(data.train_x) // BATCH)
    rate = tf.keras.optimizers.schedules.CosineDecay(recipe.learning_rate, steps)
    model.compile(tf.keras.optimizers.Adam(rate), recipe.loss)
    model.fit(data.train_x, data.train_y, BATCH, recipe.epochs, verbose=0)
    return model


def make(recipe, out):
    """Makes OUT/NAME and prints a line about it."""
    began = time.time()
    data = recipe.data()
    model = quantise(train(recipe, data), data.train_x, recipe)
    outputs = outputs_of(model, data)
    write_folder(f"{out}/{recipe.name}", model, data, pick(data, outputs))
    print(f"{recipe.name}: {len(model)} bytes, {recipe.score(outputs, data)}, "
          f"{time.time() - began:.0f} s", flush=True)


def main():
    out, names = sys.argv[1], sys.argv[2:]
    unknown = set(names) - {recipe.name for recipe in RECIPES}
    if unknown:
        sys.exit(f"no such model: {', '.join(sorted(unknown))}")
    for recipe in RECIPES:
        if not names or recipe.name in names:
            make(recipe, out)


if __name__ == "__main__":
    main()
