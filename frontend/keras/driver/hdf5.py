"""Looks at every object of an HDF5 file before Keras does.

HDF5 can take a dataset's bytes from any other file of the machine, follow links into other files,
and load plug-ins as filters: all of that is refused, and so is whatever a Keras file does not need.
"""

import os

import h5py

from problem import Problem, shown

_MOST_OBJECTS = 100_000
_MOST_DEPTH = 64
_MOST_BYTES = 1 << 30
# Deflate, shuffle, Fletcher's checksum: built into the library.
_FILTERS = {h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32}


def _check_dataset(dataset, name):
    plist = dataset.get_create_plist()
    if plist.get_layout() == h5py.h5d.VIRTUAL or plist.get_external_count() > 0:
        raise Problem(f"dataset {shown(name)} takes its bytes from an external file: refused")
    for i in range(plist.get_nfilters()):
        if plist.get_filter(i)[0] not in _FILTERS:
            raise Problem(f"dataset {shown(name)} is stored with a filter that is no part of HDF5: refused")
    kind = dataset.dtype.kind
    if kind not in "fiub":
        raise Problem(f"dataset {shown(name)} holds no numbers: weights of type {dataset.dtype} are not read")
    size = dataset.dtype.itemsize
    for length in dataset.shape:
        size *= length
    stored = dataset.get_storage_size()
    if size > _MOST_BYTES or (size > (1 << 20) and size > 1024 * stored):
        raise Problem(f"dataset {shown(name)} states a size of {size} bytes, too large for the {stored} that are stored")


def _check_group(group, name, seen, depth):
    """Every object below a group, once; only hard links are followed."""
    if depth > _MOST_DEPTH or len(seen) > _MOST_OBJECTS:
        raise Problem("the HDF5 file has too many objects, or nests them too deeply")
    kinds = {h5py.h5l.TYPE_SOFT: "a soft", h5py.h5l.TYPE_EXTERNAL: "an external"}
    for i in range(group.get_num_objs()):
        link = group.get_objname_by_idx(i)
        path = name + "/" + link.decode("utf-8", errors="replace")
        kind = group.links.get_info(link).type
        if kind != h5py.h5l.TYPE_HARD:
            raise Problem(f"{shown(path)} is {kinds.get(kind, 'a user-defined')} link: refused")
        below = h5py.h5o.open(group, link)
        info = h5py.h5o.get_info(below)
        if (info.fileno, info.addr) in seen:
            raise Problem(f"{shown(path)} is a second link to one object: refused")
        seen.add((info.fileno, info.addr))
        if isinstance(below, h5py.h5g.GroupID):
            _check_group(below, path, seen, depth + 1)
        elif isinstance(below, h5py.h5d.DatasetID):
            _check_dataset(below, path)


def _check_weights(file):
    """The weights that a Keras 2 file lists are there."""
    group = file.get("model_weights")
    if group is None:
        raise Problem("the HDF5 file has no group model_weights: the layers' weights are missing")
    if not isinstance(group, h5py.Group):
        raise Problem("model_weights of the HDF5 file is no group: the layers' weights are missing")
    for layer in group.attrs.get("layer_names", []):
        layer = layer.decode("utf-8", errors="replace") if isinstance(layer, bytes) else str(layer)
        for weight in group[layer].attrs.get("weight_names", []) if layer in group else []:
            weight = weight.decode("utf-8", errors="replace") if isinstance(weight, bytes) else str(weight)
            if not isinstance(group[layer].get(weight), h5py.Dataset):
                raise Problem(f"weight {shown(weight)} of layer {shown(layer)} is missing")


def read(path, want_config):
    """Checks the file; then its attributes (model_config, keras_version), None where not wanted."""
    if os.path.getsize(path) == 0:
        raise Problem("the file is empty, no HDF5 file")
    try:
        with h5py.File(path, "r") as file:
            if file.userblock_size != 0:
                raise Problem("the HDF5 file has a user block in front: refused")
            _check_group(file.id, "", set(), 0)
            if not want_config:
                return None, None
            config, version = file.attrs.get("model_config"), file.attrs.get("keras_version")
            if config is None:
                raise Problem("the HDF5 file has no model_config: it holds weights only, not the network",
                              hint="save the whole model: model.save(FILE), not model.save_weights(FILE)")
            if not isinstance(config, (str, bytes)):
                raise Problem("model_config of the HDF5 file is no text: the network cannot be read")
            _check_weights(file)
            return config, "2" if version is None else version
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, UnicodeError, MemoryError) as error:
        raise Problem("the file is no whole HDF5 file, as Keras writes them: corrupt or truncated", shown(error, 160)) from None
