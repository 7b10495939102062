"""Tests of what the driver does before TensorFlow: configurations, archives, SavedModel folders."""

import os
import sys
import tempfile
import unittest
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "driver"))

import archive  # noqa: E402 pylint: disable=wrong-import-position
import config  # noqa: E402 pylint: disable=wrong-import-position
import saved_model  # noqa: E402 pylint: disable=wrong-import-position
from problem import Problem, shown  # noqa: E402 pylint: disable=wrong-import-position


def sequential(*layers):
    return {"class_name": "Sequential", "config": {"name": "net", "layers": list(layers)}}


def layer(name, **fields):
    return {"class_name": name, "config": {"name": name.lower(), **fields}}


def field(number, data):
    """A field of a protocol buffer with bytes in it."""
    size, head = len(data), bytes([number << 3 | 2])
    while size > 127:
        head, size = head + bytes([size & 127 | 128]), size >> 7
    return head + bytes([size]) + data


def saved(*operators, signature=b"serving_default"):
    nodes = b"".join(field(1, field(1, b"n") + field(2, o)) for o in operators)
    return field(2, field(2, nodes) + field(5, field(1, signature)))


class ConfigTest(unittest.TestCase):

    def assert_refused(self, network, words):
        with self.assertRaisesRegex(Problem, words):
            config.check(network)

    def test_accepts_keras_layers(self):
        wrapped = layer("QuantizeWrapperV2", layer=layer("Conv2D", activation=layer("QuantizeAwareActivation", activation="relu")))
        network = sequential(layer("InputLayer"), wrapped, layer("Dense", kernel_initializer=layer("GlorotUniform")))
        config.check(network)
        self.assertTrue(config.is_quantisation_aware(network))

    def test_refuses_code_at_every_depth(self):
        code = layer("Lambda", function=["4wEAAA", None, None])
        for network in (sequential(code), sequential(sequential(code)), sequential(layer("TimeDistributed", layer=code)),
                        sequential(layer("Dense", activation={"class_name": "__lambda__", "config": {}})),
                        sequential(layer("Dense", activation={"module": "builtins", "class_name": "function", "config": "f"}))):
            self.assert_refused(network, "contains code")

    def test_sees_through_escapes(self):
        self.assert_refused(config.parse(r'{"class_name": "\u004cambda", "config": {"name": "x"}}', "model_config"), "contains code")

    def test_refuses_what_is_not_known(self):
        self.assert_refused(sequential(layer("MyLayer")), "unknown or custom class 'MyLayer', layer 'mylayer'")
        self.assert_refused(sequential({"class_name": ["Lambda"], "config": {}}), "unknown or custom class")
        self.assert_refused(sequential({"module": "subprocess", "class_name": "Popen", "config": {}}), "module 'subprocess'")
        self.assert_refused(sequential({"module": "kerasx", "class_name": "Dense", "config": {}}), "module 'kerasx'")
        self.assert_refused(sequential({"class_name": "Dense", "registered_name": "mine>Dense", "config": {}}), "mine>Dense")
        self.assert_refused(sequential(layer("Dense", activation="my_function")), "unknown activation 'my_function'")

    def test_refuses_what_is_too_deep(self):
        with self.assertRaisesRegex(Problem, "nested too deeply"):
            config.parse('{"a":' * 20000 + "1" + "}" * 20000, "model_config")
        network = sequential()
        for _ in range(300):
            network = sequential(network)
        self.assert_refused(network, "nested too deeply")

    def test_refuses_what_is_no_configuration(self):
        with self.assertRaisesRegex(Problem, "no JSON"):
            config.parse("{", "model_config")
        with self.assertRaisesRegex(Problem, "no text"):
            config.parse(7, "model_config")

    def test_tells_how_a_model_is_quantised(self):
        with self.assertRaisesRegex(Problem, "m.h5 is a float model"):
            config.check_quantised(sequential(layer("Dense")), "m.h5", False)
        with self.assertRaisesRegex(Problem, "only the model's weights are quantised"):
            config.check_quantised(sequential(layer("Dense", dtype={"class_name": "QuantizedDTypePolicy"})), "m.keras", True)
        with self.assertRaisesRegex(Problem, "quantised already"):
            config.check_quantised(sequential(layer("QuantizeLayer")), "m.h5", True)
        config.check_quantised(sequential(layer("QuantizeLayer")), "m.h5", False)
        config.check_quantised(sequential(layer("Dense")), "m.h5", True)

    def test_versions(self):
        self.assertEqual(config.major_version("2.21.0"), 2)
        self.assertEqual(config.major_version(b"3.15.0"), 3)
        for version in ("99.0; touch x", "", None):
            with self.assertRaisesRegex(Problem, "unknown"):
                config.major_version(version)

    def test_names_cannot_reach_a_terminal(self):
        self.assertEqual(shown("a\x1b[31m\n"), "'a?[31m?'")


class ArchiveTest(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = os.path.join(self.folder.name, "m.keras")
        self.out = os.path.join(self.folder.name, "out")
        os.mkdir(self.out)

    def write(self, *entries, method=zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(self.file, "w", method) as target:
            for name, data in entries:
                target.writestr(name, data)

    def assert_refused(self, words):
        with self.assertRaisesRegex(Problem, words):
            archive.unpack(self.file, self.out)

    def test_unpacks_the_three_parts(self):
        self.write(("metadata.json", "{}"), ("config.json", "[1]"), ("model.weights.h5", b"\0" * 5000))
        archive.unpack(self.file, self.out)
        self.assertEqual(sorted(os.listdir(self.out)), ["config.json", "metadata.json", "model.weights.h5"])

    def test_refuses_other_paths(self):
        for name in ("../x", "/tmp/x", "a/../../x", "assets\\x"):
            self.write((name, "x"))
            self.assert_refused("which no .keras file has")
        self.assertEqual(os.listdir(self.out), [])

    def test_refuses_links(self):
        link = zipfile.ZipInfo("config.json")
        link.external_attr = 0o120777 << 16
        self.write((link, "/etc/passwd"))
        self.assert_refused("symbolic link")

    def test_refuses_bombs(self):
        self.write(("metadata.json", b" " * (2 << 20)))
        self.assert_refused("too large")
        self.write(("config.json", "{}"), method=zipfile.ZIP_BZIP2)
        self.assert_refused("compression method")

    def test_refuses_sizes_that_lie(self):
        self.write(("metadata.json", b" " * 5000))
        with open(self.file, "rb") as source:
            data = source.read()
        with open(self.file, "wb") as target:
            target.write(data.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little")))
        self.assert_refused("archive")

    def test_refuses_what_is_no_archive(self):
        for data in (b"", b"PK\x03\x04 and no more", b"text"):
            with open(self.file, "wb") as target:
                target.write(data)
            self.assert_refused("no whole ZIP archive")
        self.write(("config.json", "{}"), ("metadata.json", "{}"))
        self.assert_refused("no entry model.weights.h5")


class SavedModelTest(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        os.mkdir(os.path.join(self.folder.name, "variables"))
        self.write("variables/variables.index", b"x")
        self.write("variables/variables.data-00000-of-00001", b"x")

    def write(self, name, data):
        with open(os.path.join(self.folder.name, name), "wb") as target:
            target.write(data)

    def assert_refused(self, words):
        with self.assertRaisesRegex(Problem, words):
            saved_model.check(self.folder.name, "m", False)

    def test_accepts_a_quantised_network(self):
        self.write("saved_model.pb", saved(b"Conv2D", b"FakeQuantWithMinMaxVars", b"RestoreV2"))
        saved_model.check(self.folder.name, "m", False)

    def test_looks_into_functions(self):
        function = field(3, field(1, b"w") + field(2, b"WriteFile"))
        self.write("saved_model.pb", field(2, field(2, field(2, field(1, function)))))
        self.assert_refused("operator 'WriteFile' .'w'.: refused")

    def test_refuses_what_reaches_out(self):
        for operator in (b"ReadFile", b"WriteFile", b"PyFunc", b"EagerPyFunc", b"PyFuncStateless", b"MatchingFiles"):
            self.write("saved_model.pb", saved(b"FakeQuantWithMinMaxVars", operator))
            self.assert_refused("reaches out of the model")

    def test_refuses_float_networks_and_missing_signatures(self):
        self.write("saved_model.pb", saved(b"Conv2D"))
        self.assert_refused("m is a float model")
        self.write("saved_model.pb", saved(b"FakeQuantWithMinMaxVars", signature=b"other"))
        self.assert_refused("no signature 'serving_default'")

    def test_refuses_damage(self):
        whole = saved(b"Conv2D", b"FakeQuantWithMinMaxVars")
        for data, words in ((b"", "empty"), (whole[:-5], "cannot be parsed"), (b"\xff" * 50, "cannot be parsed"), (b"\x08\x01", "cannot be parsed")):
            self.write("saved_model.pb", data)
            self.assert_refused(words)

    def test_refuses_folders_that_are_none(self):
        self.assert_refused("saved_model.pb is missing")
        self.write("saved_model.pb", saved(b"FakeQuantWithMinMaxVars"))
        os.remove(os.path.join(self.folder.name, "variables/variables.index"))
        self.assert_refused("variables are missing")
        os.symlink("/etc/passwd", os.path.join(self.folder.name, "variables/variables.index"))
        self.assert_refused("a link or no regular file")


if __name__ == "__main__":
    unittest.main()
