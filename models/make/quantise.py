"""Full INT8 quantisation after training."""

import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

CALIBRATION_SAMPLES = 100


def _batch_of_one(model):
    """The model as a function of constants and of fixed shape: variables and an open batch size
    would leave operators in the file that only look them up."""
    shape = (1, *model.input_shape[1:])
    signature = tf.TensorSpec(shape, tf.float32, name="input")
    function = tf.function(lambda x: model(x, training=False)).get_concrete_function(signature)
    return convert_variables_to_constants_v2(function)


def quantise(model, samples, recipe):
    """The bytes of a .tflite file: weights and activations int8, calibrated on `samples`; inputs
    and outputs of the type `recipe.edge`."""
    converter = tf.lite.TFLiteConverter.from_concrete_functions([_batch_of_one(model)])
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([s[None]] for s in samples[:CALIBRATION_SAMPLES])
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.as_dtype(recipe.edge)
    converter._experimental_disable_per_channel_quantization_for_dense_layers = (
        not recipe.dense_per_channel)
    return converter.convert()
