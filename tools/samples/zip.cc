#include "tools/samples/zip.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/text.h"

namespace iegen::samples {
namespace {

// Records of the format: lengths without their variable parts, and where fields stand in them.
constexpr absl::string_view kLocalMark("PK\3\4", 4), kCentralMark("PK\1\2", 4),
    kEndMark("PK\5\6", 4);
constexpr size_t kLocalBytes = 30, kCentralBytes = 46, kEndBytes = 22, kLongestComment = 65535;
constexpr uint32_t kStored = 0, kDeflated = 8, kEncrypted = 1;
// Deflate makes at most about 1032 bytes of one.
constexpr size_t kMostGrowth = 1040, kMostBytes = size_t{1} << 32;

size_t Number(absl::string_view bytes, size_t at, size_t width) {
  size_t number = 0;
  for (size_t i = width; i-- > 0;) number = number << 8 | static_cast<uint8_t>(bytes[at + i]);
  return number;
}

absl::Status Damaged(absl::string_view what) {
  return Error(absl::StrCat("damaged archive: ", what)).Hint("write it again, by numpy.savez");
}

// A row of the archive's table of contents.
struct Row {
  std::string name;
  size_t flags = 0, method = 0, checksum = 0, packed = 0, unpacked = 0, local = 0;
};

// Where the end record is, which may be followed by a comment.
absl::StatusOr<size_t> FindEnd(absl::string_view bytes) {
  if (bytes.size() < kEndBytes) return Damaged("it is too short");
  const size_t last = bytes.size() - kEndBytes;
  const size_t first = last > kLongestComment ? last - kLongestComment : 0;
  for (size_t at = last + 1; at-- > first;) {
    if (bytes.substr(at, kEndMark.size()) == kEndMark) return at;
  }
  return Damaged("no table of contents");
}

absl::StatusOr<std::vector<Row>> ReadRows(absl::string_view bytes) {
  IEGEN_ASSIGN_OR_RETURN(const size_t end, FindEnd(bytes));
  const size_t count = Number(bytes, end + 10, 2);
  size_t at = Number(bytes, end + 16, 4);
  std::vector<Row> rows;
  for (size_t i = 0; i < count; ++i) {
    if (at > end || end - at < kCentralBytes || bytes.substr(at, 4) != kCentralMark) {
      return Damaged("the table of contents is cut off");
    }
    const size_t name = Number(bytes, at + 28, 2);
    const size_t length =
        kCentralBytes + name + Number(bytes, at + 30, 2) + Number(bytes, at + 32, 2);
    if (end - at < length) return Damaged("the table of contents is cut off");
    rows.push_back({std::string(bytes.substr(at + kCentralBytes, name)), Number(bytes, at + 8, 2),
                    Number(bytes, at + 10, 2), Number(bytes, at + 16, 4), Number(bytes, at + 20, 4),
                    Number(bytes, at + 24, 4), Number(bytes, at + 42, 4)});
    at += length;
  }
  return rows;
}

absl::StatusOr<std::string> Inflate(absl::string_view packed, size_t size) {
  std::string out(size, '\0');
  z_stream stream = {};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return Damaged("it cannot be unpacked");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(size);
  const int result = inflate(&stream, Z_FINISH);
  const bool whole = result == Z_STREAM_END && stream.total_out == size;
  inflateEnd(&stream);
  if (!whole) return Damaged("it does not unpack to the size that it says");
  return out;
}

absl::StatusOr<std::string> ContentsOf(absl::string_view bytes, const Row& row) {
  if ((row.flags & kEncrypted) != 0) return Damaged("it is encrypted");
  if (row.method != kStored && row.method != kDeflated) return Damaged("unknown compression");
  const size_t size = bytes.size();
  if (row.local > size || size - row.local < kLocalBytes ||
      bytes.substr(row.local, 4) != kLocalMark) {
    return Damaged("an entry lies outside of it");
  }
  const size_t start =
      row.local + kLocalBytes + Number(bytes, row.local + 26, 2) + Number(bytes, row.local + 28, 2);
  if (start > size || size - start < row.packed) return Damaged("an entry lies outside of it");
  if (row.unpacked / kMostGrowth > row.packed) return Damaged("an entry is larger than it can be");
  const absl::string_view packed = bytes.substr(start, row.packed);
  if (row.method == kStored) {
    if (row.packed != row.unpacked) return Damaged("an entry has two sizes");
    return std::string(packed);
  }
  return Inflate(packed, row.unpacked);
}

}  // namespace

bool IsZip(absl::string_view bytes) {
  return absl::StartsWith(bytes, kLocalMark) || absl::StartsWith(bytes, kEndMark);
}

absl::StatusOr<std::vector<ZipEntry>> Unzip(absl::string_view bytes) {
  if (bytes.size() >= kMostBytes) return Damaged("it has more than 4 GB");
  IEGEN_ASSIGN_OR_RETURN(const std::vector<Row> rows, ReadRows(bytes));
  std::vector<ZipEntry> entries;
  size_t unpacked = 0;
  for (const Row& row : rows) {
    unpacked += row.unpacked;
    if (unpacked >= kMostBytes) return Damaged("it has more than 4 GB");
    IEGEN_ASSIGN_OR_RETURN(std::string contents, ContentsOf(bytes, row));
    const uLong checksum = crc32(0, reinterpret_cast<const Bytef*>(contents.data()),
                                 static_cast<uInt>(contents.size()));
    if (checksum != row.checksum) {
      return Damaged(absl::StrCat("wrong checksum of ", Quoted(row.name)));
    }
    entries.push_back({row.name, std::move(contents)});
  }
  return entries;
}

}  // namespace iegen::samples
