#include "tools/samples/image.h"

#include <jpeglib.h>
#include <png.h>

#include <csetjmp>
#include <cstdio>  // jpeglib.h needs FILE and size_t
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace iegen::samples {
namespace {

constexpr absl::string_view kPngMark("\x89PNG\r\n\x1a\n", 8), kJpegMark("\xff\xd8\xff", 3);

absl::Status Damaged(absl::string_view format, absl::string_view why) {
  return Error(absl::StrCat("the ", format, " image cannot be read: ", why));
}

absl::Status WrongSize(int64_t height, int64_t width, const ImageSize& wanted) {
  return Error(absl::StrCat("the image has ", height, " rows of ", width, " pixels, expected ",
                            wanted.height, " of ", wanted.width))
      .Hint("resize images as in training");
}

// Red, green and blue, and what else stands in a pixel, to the wanted channels.
std::vector<uint8_t> Channels(const std::vector<uint8_t>& pixels, size_t stride, int32_t wanted) {
  constexpr uint32_t kRed = 299, kGreen = 587, kBlue = 114, kAll = 1000;
  std::vector<uint8_t> result;
  for (size_t at = 0; at + stride <= pixels.size(); at += stride) {
    const uint32_t red = pixels[at], green = pixels[at + 1], blue = pixels[at + 2];
    if (wanted == 3) {
      result.insert(result.end(), {pixels[at], pixels[at + 1], pixels[at + 2]});
    } else {
      const uint32_t grey = (kRed * red + kGreen * green + kBlue * blue + kAll / 2) / kAll;
      result.push_back(static_cast<uint8_t>(grey));
    }
  }
  return result;
}

// Owns what libpng allocates.
struct Png {
  Png() { image.version = PNG_IMAGE_VERSION; }
  Png(const Png&) = delete;
  Png& operator=(const Png&) = delete;
  ~Png() { png_image_free(&image); }
  png_image image = {};
};

absl::StatusOr<std::vector<uint8_t>> DecodePng(absl::string_view bytes, const ImageSize& size) {
  constexpr size_t kPixelBytes = 4;
  Png png;
  if (png_image_begin_read_from_memory(&png.image, bytes.data(), bytes.size()) == 0) {
    return Damaged("PNG", png.image.message);
  }
  if (png.image.height != static_cast<uint32_t>(size.height) ||
      png.image.width != static_cast<uint32_t>(size.width)) {
    return WrongSize(png.image.height, png.image.width, size);
  }
  png.image.format = PNG_FORMAT_RGBA;
  std::vector<uint8_t> pixels(PNG_IMAGE_SIZE(png.image));
  if (png_image_finish_read(&png.image, nullptr, pixels.data(), 0, nullptr) == 0) {
    return Damaged("PNG", png.image.message);
  }
  return Channels(pixels, kPixelBytes, size.channels);
}

// libjpeg's errors come back here by a jump. No object with a destructor may be created in between.
struct Jpeg {
  jpeg_decompress_struct decompress = {};
  jpeg_error_mgr errors = {};
  jmp_buf back = {};
  char message[JMSG_LENGTH_MAX] = {};
};

void LeaveJpeg(j_common_ptr info) {
  auto* jpeg = static_cast<Jpeg*>(info->client_data);
  info->err->format_message(info, jpeg->message);
  longjmp(jpeg->back, 1);
}

void IgnoreMessage(j_common_ptr) {}

// Reads as far as the header; false where jpeg->message says why not.
bool BeginJpeg(absl::string_view bytes, Jpeg* jpeg) {
  jpeg_decompress_struct* info = &jpeg->decompress;
  info->err = jpeg_std_error(&jpeg->errors);
  info->client_data = jpeg;
  jpeg->errors.error_exit = LeaveJpeg;
  jpeg->errors.output_message = IgnoreMessage;
  if (setjmp(jpeg->back) != 0) return false;
  jpeg_create_decompress(info);
  info->client_data = jpeg;
  jpeg_mem_src(info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return jpeg_read_header(info, TRUE) == JPEG_HEADER_OK;
}

// `pixels` has room for the whole image. A cut-off file is an error, too: libjpeg would only warn.
bool FinishJpeg(Jpeg* jpeg, uint8_t* pixels) {
  jpeg_decompress_struct* info = &jpeg->decompress;
  if (setjmp(jpeg->back) != 0) return false;
  info->out_color_space = JCS_RGB;
  jpeg_start_decompress(info);
  const size_t row_bytes = size_t{info->output_width} * info->output_components;
  while (info->output_scanline < info->output_height) {
    JSAMPROW row = pixels + info->output_scanline * row_bytes;
    jpeg_read_scanlines(info, &row, 1);
  }
  jpeg_finish_decompress(info);
  if (jpeg->errors.num_warnings == 0) return true;
  jpeg->errors.format_message(reinterpret_cast<j_common_ptr>(info), jpeg->message);
  return false;
}

absl::StatusOr<std::vector<uint8_t>> ReadJpeg(absl::string_view bytes, const ImageSize& size,
                                              Jpeg* jpeg) {
  constexpr size_t kPixelBytes = 3;
  if (!BeginJpeg(bytes, jpeg)) return Damaged("JPEG", jpeg->message);
  const JDIMENSION height = jpeg->decompress.image_height, width = jpeg->decompress.image_width;
  if (height != static_cast<JDIMENSION>(size.height) ||
      width != static_cast<JDIMENSION>(size.width)) {
    return WrongSize(height, width, size);
  }
  std::vector<uint8_t> pixels(size_t{height} * width * kPixelBytes);
  if (!FinishJpeg(jpeg, pixels.data())) return Damaged("JPEG", jpeg->message);
  return Channels(pixels, kPixelBytes, size.channels);
}

}  // namespace

bool IsImage(absl::string_view bytes) {
  return absl::StartsWith(bytes, kPngMark) || absl::StartsWith(bytes, kJpegMark);
}

absl::StatusOr<std::vector<uint8_t>> DecodeImage(absl::string_view bytes, const ImageSize& size) {
  if (absl::StartsWith(bytes, kPngMark)) return DecodePng(bytes, size);
  if (!absl::StartsWith(bytes, kJpegMark)) return Error("neither a PNG nor a JPEG image");
  Jpeg jpeg;
  absl::StatusOr<std::vector<uint8_t>> pixels = ReadJpeg(bytes, size, &jpeg);
  jpeg_destroy_decompress(&jpeg.decompress);
  return pixels;
}

}  // namespace iegen::samples
