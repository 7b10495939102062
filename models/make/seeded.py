"""Makes a run repeatable: one thread, one seed, deterministic kernels."""

import os

SEED = 20261122


def prepare_environment():
    """Before TensorFlow is imported."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
    os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def seed_everything():
    """Before each model, so that a model comes out the same alone or among the others: its
    weights, and the numbers in its layers' names."""
    import tensorflow as tf
    tf.keras.backend.clear_session()
    tf.keras.utils.set_random_seed(SEED)
    tf.config.experimental.enable_op_determinism()
