"""Judges the description of a Keras network, JSON, before Keras sees it.

Keras builds whatever objects this description names, and some of them run code that the file brings
along. So every class, at every depth, has to be one that is known to do no such thing.
"""

import json

from problem import Problem, check_kind, shown

_MOST_BYTES = 64 << 20
_MOST_DEPTH = 200

_LAYERS = """
Functional Sequential Model InputLayer Conv1D Conv2D Conv1DTranspose Conv2DTranspose DepthwiseConv1D DepthwiseConv2D
SeparableConv1D SeparableConv2D Dense EinsumDense Flatten Reshape Permute RepeatVector Activation ReLU LeakyReLU PReLU ELU
ThresholdedReLU Softmax BatchNormalization LayerNormalization GroupNormalization UnitNormalization Dropout
SpatialDropout1D SpatialDropout2D GaussianNoise GaussianDropout AlphaDropout ActivityRegularization MaxPooling1D
MaxPooling2D AveragePooling1D AveragePooling2D GlobalAveragePooling1D GlobalAveragePooling2D GlobalMaxPooling1D
GlobalMaxPooling2D ZeroPadding1D ZeroPadding2D Cropping1D Cropping2D UpSampling1D UpSampling2D Add Subtract Multiply
Average Maximum Minimum Concatenate Dot Rescaling Normalization Resizing CenterCrop LSTM GRU SimpleRNN LSTMCell GRUCell
SimpleRNNCell StackedRNNCells RNN Bidirectional TimeDistributed Embedding MultiHeadAttention Attention Masking
""".split()

# TensorFlow Model Optimization: quantisation-aware training.
_QUANTISATION = """
QuantizeLayer QuantizeWrapper QuantizeWrapperV2 QuantizeAnnotate QuantizeAwareActivation NoOpActivation
Default8BitQuantizeConfig Default8BitConvQuantizeConfig Default8BitConvTransposeQuantizeConfig
Default8BitActivationQuantizeConfig Default8BitOutputQuantizeConfig NoOpQuantizeConfig OutputOnlyConfig
LastValueQuantizer MovingAverageQuantizer AllValuesQuantizer FixedQuantizer Default8BitConvWeightsQuantizer
Default8BitConvTransposeWeightsQuantizer
""".split()

_PARTS = """
GlorotUniform GlorotNormal HeNormal HeUniform LecunNormal LecunUniform Zeros Ones Constant RandomNormal RandomUniform
TruncatedNormal VarianceScaling Orthogonal OrthogonalInitializer Identity L1 L2 L1L2 MaxNorm NonNeg UnitNorm MinMaxNorm
Int8QuantizationConfig AbsMaxQuantizer DTypePolicy FloatDTypePolicy QuantizedDTypePolicy Policy TensorShape TypeSpec KerasTensor __tuple__ __keras_tensor__
""".split()

_CLASSES = frozenset(_LAYERS + _QUANTISATION + _PARTS)

_ACTIVATIONS = frozenset("""
linear relu relu6 leaky_relu elu selu gelu sigmoid hard_sigmoid hard_swish hard_silu silu swish tanh softmax log_softmax
softplus softsign exponential mish softmax_v2 gelu_v2
""".split())

_MODULES = ("keras", "tf_keras", "tensorflow_model_optimization", "tensorflow.keras", "tensorflow.python.keras")


def parse(text, what):
    """The JSON value of `text`, a string or bytes; `what` names it in messages."""
    if isinstance(text, bytes):
        if len(text) > _MOST_BYTES:
            raise Problem(f"{what} is too large ({len(text)} bytes)")
        text = text.decode("utf-8", errors="replace")
    if not isinstance(text, str):
        raise Problem(f"{what} is no text but a value of type {type(text).__name__}: the file holds no network")
    try:
        return json.loads(text)
    except RecursionError:
        raise Problem(f"{what} is nested too deeply") from None
    except ValueError as error:
        raise Problem(f"{what} is no JSON", shown(error)) from None


def _refuse_class(name, layer):
    where = f", layer {shown(layer)}" if layer else ""
    if name in ("Lambda", "__lambda__", "function"):
        raise Problem(f"the model contains code (class {shown(name)}{where}): refused, it would run when the file is loaded",
                      hint="replace the Lambda layer by Keras layers, or convert the model yourself and give the .tflite",
                      kind="unsupported")
    raise Problem(f"the model uses the unknown or custom class {shown(name)}{where}",
                  "only Keras's own layers are loaded from a file",
                  hint="export a SavedModel, or convert the model yourself and give the .tflite", kind="unsupported")


def _check_object(node, layer):
    name = node.get("class_name")
    if name is None:
        return
    module = node.get("module")
    known = module is None or (isinstance(module, str) and
                               any(module == m or module.startswith(m + ".") for m in _MODULES))
    # "builtins" is where Keras puts functions.
    if not known and module != "builtins":
        raise Problem(f"class {shown(name)} is to be taken from the module {shown(module)}: refused, untrusted code",
                      kind="unsupported")
    if not isinstance(name, str) or name not in _CLASSES:
        _refuse_class(name, layer)
    registered = node.get("registered_name")
    if registered not in (None, "", name):
        _refuse_class(registered, layer)


def _check_activations(node, layer):
    for key, value in node.items():
        if "activation" in key and isinstance(value, str) and value not in _ACTIVATIONS:
            raise Problem(f"unknown activation {shown(value)} in layer {shown(layer)}: custom functions are refused",
                          kind="unsupported")


def check(config):
    """Raises Problem unless everything that `config` names is known. Without recursion."""
    stack = [(config, "", 0)]
    while stack:
        node, layer, depth = stack.pop()
        if depth > _MOST_DEPTH:
            raise Problem("the network's configuration is nested too deeply")
        if isinstance(node, dict):
            if isinstance(node.get("name"), str):
                layer = node["name"]
            elif isinstance(node.get("config"), dict) and isinstance(node["config"].get("name"), str):
                layer = node["config"]["name"]
            _check_object(node, layer)
            _check_activations(node, layer)
            children = list(node.values())
        elif isinstance(node, list):
            children = node
        else:
            continue
        stack.extend((child, layer, depth + 1) for child in children)


def classes(config):
    """Every class name of a configuration that check() has accepted."""
    found, stack = set(), [config]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if isinstance(node.get("class_name"), str):
                found.add(node["class_name"])
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return found


def is_quantisation_aware(config):
    return bool(classes(config) & {"QuantizeLayer", "QuantizeWrapper", "QuantizeWrapperV2"})


def check_quantised(config, file, wants_float):
    """Raises Problem where no converter could make an INT8 network of it, or where it is one and a float model is wanted."""
    if classes(config) & {"QuantizedDTypePolicy", "Int8QuantizationConfig"} or '"int8_from_' in json.dumps(config):
        raise Problem("only the model's weights are quantised, by Keras 3's own quantize()",
                      "such a model has no activation scales",
                      hint="train it quantisation-aware (tensorflow_model_optimization, quantize_model), or convert it with a "
                      "representative dataset and give the .tflite")
    check_kind(is_quantisation_aware(config), wants_float, file)


def major_version(version):
    """2 or 3, of "2.21.0" or b"3.15.0"."""
    if isinstance(version, bytes):
        version = version.decode("utf-8", errors="replace")
    major = str(version).split(".")[0]
    if major not in ("2", "3"):
        raise Problem(f"the file was written by Keras version {shown(version)}, which is unknown",
                      "versions 2 and 3 are read")
    return int(major)
