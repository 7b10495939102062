"""Makes the models of tests/keras/data: one quantisation-aware network as .h5 and as a SavedModel.

    TF_USE_LEGACY_KERAS=1 PYTHON tests/keras/make_model.py tests/keras/data

PYTHON has the packages of third_party/python/keras.lock. The network is trained for a moment on noise;
what it computes does not matter. The vectors are what TensorFlow Lite's reference kernels give for
the file that the converter makes of the .h5 (and of the SavedModel: the script insists on it).
"""

import os
import sys

import numpy as np
import tensorflow as tf
import tensorflow_model_optimization as tfmot

CASES = 8


def network():
    k = tf.keras.layers
    return tf.keras.Sequential([
        k.Input((10, 8, 3), batch_size=1),
        k.Conv2D(6, 3, strides=2, padding="same", use_bias=False),
        k.BatchNormalization(),
        k.ReLU(6.0),
        k.DepthwiseConv2D(3, padding="same"),
        k.ReLU(),
        k.Flatten(),
        k.Dense(4, activation="softmax"),
    ])


def converted(converter):
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


def outputs(model, inputs):
    kernels = tf.lite.experimental.OpResolverType.BUILTIN_REF
    interpreter = tf.lite.Interpreter(model_content=model, experimental_op_resolver_type=kernels)
    interpreter.allocate_tensors()
    results = []
    for x in inputs:
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x[None])
        interpreter.invoke()
        results.append(interpreter.get_tensor(interpreter.get_output_details()[0]["index"]))
    return np.concatenate(results)


def main(folder):
    tf.keras.utils.set_random_seed(1)
    model = tfmot.quantization.keras.quantize_model(network())
    random = np.random.default_rng(1)
    x = random.normal(size=(64, 10, 8, 3)).astype("float32")
    y = random.integers(0, 4, 64)
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x, y, batch_size=1, epochs=2, verbose=0)
    model.save(os.path.join(folder, "qat.h5"), include_optimizer=False)
    tf.saved_model.save(model, os.path.join(folder, "qat_saved_model"))
    inputs = random.integers(-128, 128, (CASES, 10, 8, 3)).astype("int8")
    expected = outputs(converted(tf.lite.TFLiteConverter.from_keras_model(model)), inputs)
    saved = outputs(converted(tf.lite.TFLiteConverter.from_saved_model(os.path.join(folder, "qat_saved_model"))), inputs)
    assert (expected == saved).all()
    inputs.tofile(os.path.join(folder, "inputs.bin"))
    expected.tofile(os.path.join(folder, "expected.bin"))


if __name__ == "__main__":
    main(sys.argv[1])
