"""Every model there is."""

import nets_small
import nets_tiny
import scores
from data_digits import digits
from data_figures import figures
from data_machine import machine
from data_shapes import shapes
from data_sine import sine
from data_words import words
from recipe import Recipe

_CLASSES = "sparse_categorical_crossentropy"

_SINE = Recipe("sine", sine, nets_small.sine_net, "mse", 40, scores.mean_error,
               dense_per_channel=False)
_LENET = Recipe("lenet_digits", digits, nets_small.lenet, _CLASSES, 8, scores.accuracy)

RECIPES = [
    _SINE,
    _SINE._replace(name="sine_f32", edge="float32", dense_per_channel=True),
    _LENET,
    _LENET._replace(name="lenet_digits_u8", edge="uint8"),
    Recipe("dscnn_kws", words, nets_tiny.ds_cnn, _CLASSES, 6, scores.accuracy),
    Recipe("resnet8_ic", shapes, nets_tiny.resnet8, _CLASSES, 6, scores.accuracy),
    Recipe("mobilenet_v1_025_vww", figures, nets_tiny.mobilenet_v1_025, _CLASSES, 14,
           scores.accuracy),
    Recipe("autoencoder_ad", machine, nets_tiny.autoencoder, "mse", 15, scores.anomaly_auc,
           dense_per_channel=False),
]
