// Pixels from PNG and JPEG files.
#ifndef IEGEN_TOOLS_SAMPLES_IMAGE_H_
#define IEGEN_TOOLS_SAMPLES_IMAGE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace iegen::samples {

struct ImageSize {
  int32_t height = 0, width = 0, channels = 0;  // channels: 1 (grey) or 3 (red, green, blue)
};

// Whether the bytes begin like a PNG or a JPEG file.
bool IsImage(absl::string_view bytes);

// The pixels of an image that has the height and width of `size`, row by row, channels innermost, 8
// bits each: grey from colours by their brightness (ITU-R BT.601), an alpha channel is left out.
// The file is not trusted; errors: damaged, another height or width (said before any memory is
// taken).
absl::StatusOr<std::vector<uint8_t>> DecodeImage(absl::string_view bytes, const ImageSize& size);

}  // namespace iegen::samples

#endif  // IEGEN_TOOLS_SAMPLES_IMAGE_H_
