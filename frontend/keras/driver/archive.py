"""Takes a .keras file apart, which is a ZIP archive, without trusting a word of it."""

import os
import stat
import zipfile
import zlib

from problem import Problem, shown

_MOST_BYTES = {"metadata.json": 1 << 20, "config.json": 64 << 20, "model.weights.h5": 1 << 30}


def _check_entry(info):
    name = info.filename
    if name not in _MOST_BYTES:
        raise Problem(f"the ZIP archive holds an entry {shown(name)}, which no .keras file has",
                      f"entries are {', '.join(_MOST_BYTES)}; refused, as a path may lead outside")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Problem(f"entry {shown(name)} of the ZIP archive is a symbolic link: refused")
    if info.flag_bits & 1:
        raise Problem(f"entry {shown(name)} of the ZIP archive is encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Problem(f"entry {shown(name)} of the ZIP archive has the unusual compression method {info.compress_type}")
    if info.file_size > _MOST_BYTES[name]:
        raise Problem(f"entry {shown(name)} of the ZIP archive is too large: {info.file_size} bytes",
                      f"at most {_MOST_BYTES[name]} are unpacked")


def _extract(archive, info, path):
    left = min(_MOST_BYTES[info.filename], info.file_size)
    with archive.open(info) as source, open(path, "xb") as out:
        while True:
            block = source.read(1 << 20)
            left -= len(block)
            if left < 0:
                raise Problem(f"entry {shown(info.filename)} of the ZIP archive unpacks to more than the size it states")
            if not block:
                return
            out.write(block)


def unpack(file, folder):
    """Writes the three parts of the archive into `folder`, a private one."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > 16 or len({e.filename for e in entries}) != len(entries):
                raise Problem("the ZIP archive has entries twice, or too many for a .keras file")
            for info in entries:
                _check_entry(info)
            for info in entries:
                _extract(archive, info, os.path.join(folder, info.filename))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise Problem("the file is no whole ZIP archive, as .keras files are: corrupt or truncated", shown(error)) from None
    for name in _MOST_BYTES:
        if not os.path.exists(os.path.join(folder, name)):
            raise Problem(f"the ZIP archive has no entry {name}: it is missing, so this is no .keras file")
