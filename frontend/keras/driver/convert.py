"""Runs the TFLite converter on a model that has been looked at, and judges what it makes."""

import os
import re

from problem import Problem, shown

_ENDS = ("QUANTIZE", "DEQUANTIZE")


def _tensorflow(legacy):
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    if legacy:
        # Has to be there before TensorFlow is imported.
        os.environ["TF_USE_LEGACY_KERAS"] = "1"
    else:
        os.environ.pop("TF_USE_LEGACY_KERAS", None)
    import tensorflow as tf  # pylint: disable=import-outside-toplevel
    return tf


def _load(tf, path, wants_float):
    if wants_float:
        return tf.keras.models.load_model(path, compile=False)
    import tensorflow_model_optimization as tfmot  # pylint: disable=import-outside-toplevel
    with tfmot.quantization.keras.quantize_scope():
        return tf.keras.models.load_model(path, compile=False)


def _run(tf, converter, wants_float):
    if wants_float:
        return converter.convert()
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    return converter.convert()


def _cause(error):
    """The line of an exception that says most."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    wanted = [line for line in lines if re.search(r"error:|Unknown|not match|expected|missing|Unable|must", line)]
    return shown((wanted or lines or [type(error).__name__])[0], 300)


def convert_keras(path, major, wants_float):
    """The bytes of a .tflite, INT8 or float, of a Keras file that version `major` wrote."""
    # Quantisation-aware models are Keras 2, whatever version wrote the file.
    tf = _tensorflow(major == 2 or not wants_float)
    try:
        model = _load(tf, path, wants_float)
    except Exception as error:  # pylint: disable=broad-except
        raise Problem("Keras cannot load the model: its weights do not match its layers, or a layer is unknown",
                      _cause(error)) from None
    try:
        return _run(tf, tf.lite.TFLiteConverter.from_keras_model(model), wants_float)
    except Exception as error:  # pylint: disable=broad-except
        raise Problem("the TFLite converter cannot convert the model", _cause(error)) from None


def convert_saved_model(folder, wants_float):
    """The bytes of a .tflite, INT8 or float, of a SavedModel."""
    tf = _tensorflow(False)
    try:
        return _run(tf, tf.lite.TFLiteConverter.from_saved_model(folder), wants_float)
    except Exception as error:  # pylint: disable=broad-except
        raise Problem("the TFLite converter cannot read or convert the SavedModel", _cause(error)) from None


def _operators(model):
    """(index, operator, name of its output, whether it works on float32) of a .tflite."""
    from tensorflow.lite.python import schema_py_generated as schema  # pylint: disable=import-outside-toplevel
    names = {v: k for k, v in vars(schema.BuiltinOperator).items() if isinstance(v, int)}
    graph = schema.Model.GetRootAsModel(model, 0)
    codes = [graph.OperatorCodes(i) for i in range(graph.OperatorCodesLength())]
    main = graph.Subgraphs(0)
    for i in range(main.OperatorsLength()):
        op = main.Operators(i)
        code = codes[op.OpcodeIndex()]
        name = names.get(max(code.BuiltinCode(), code.DeprecatedBuiltinCode()), "CUSTOM")
        indices = [op.Inputs(k) for k in range(op.InputsLength())] + [op.Outputs(k) for k in range(op.OutputsLength())]
        floats = any(main.Tensors(t).Type() == schema.TensorType.FLOAT32 for t in indices if t >= 0)
        layer = main.Tensors(op.Outputs(0)).Name().decode("utf-8", errors="replace") if op.OutputsLength() else ""
        yield i, name, layer, floats and name not in _ENDS


def check_result(model):
    """Raises Problem unless the network works on int8 throughout."""
    operators = list(_operators(model))
    floats = [o for o in operators if o[3]]
    if not floats:
        return
    if len(floats) == len([o for o in operators if o[1] not in _ENDS]):
        index, name, layer, _ = floats[0]
        raise Problem(f"operator {index} {name} ({shown(layer)}) reads float32; only INT8 is supported",
                      "this looks like dynamic-range quantisation",
                      hint="train the model quantisation-aware, or convert it with a representative dataset")
    listed = [f"operator {i} {name} ({shown(layer)})" for i, name, layer, _ in floats[:5]]
    more = [f"and {len(floats) - 5} more"] if len(floats) > 5 else []
    raise Problem(f"{len(floats)} of {len(operators)} operators are float: not all layers were quantised", listed + more,
                  hint="quantise the whole model (quantize_model, not quantize_annotate_layer on some layers)")
