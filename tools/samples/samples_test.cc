#include "tools/samples/samples.h"

#include <cstdlib>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "gtest/gtest.h"
#include "tools/samples/image.h"
#include "tools/samples/zip.h"

namespace iegen::samples {
namespace {

std::string Data(const std::string& name) { return "tools/samples/testdata/" + name; }

std::string Bytes(const std::string& name) { return *ReadFile(Data(name)); }

ir::Graph WithInputs(const std::vector<std::pair<std::string, ir::Shape>>& inputs) {
  ir::Graph graph;
  for (const auto& [name, shape] : inputs) {
    graph.AddInput(name, {ir::ElemType::kFloat32, shape, {}});
  }
  return graph;
}

ir::Graph Image(const ir::Shape& shape) { return WithInputs({{"a", shape}}); }

std::string MessageOf(const std::string& file, const ir::Shape& shape) {
  return std::string(ReadSamples({Data(file)}, Image(shape), {}).status().message());
}

// The samples that numpy wrote: 0, 1/4, 2/4 ...
void ExpectQuarters(const absl::StatusOr<std::vector<Sample>>& samples) {
  ASSERT_TRUE(samples.ok()) << samples.status();
  ASSERT_EQ(samples->size(), 2u);
  for (size_t i = 0; i < 24; ++i) {
    EXPECT_EQ((*samples)[i / 12][0][i % 12], static_cast<float>(i) / 4);
  }
}

TEST(SamplesTest, ReadsArraysOfNumpy) {
  for (const char* file : {"batch.npy", "stored.npz", "deflated.npz"}) {
    SCOPED_TRACE(file);
    ExpectQuarters(ReadSamples({Data(file)}, Image({1, 3, 2, 2}), {}));
  }
}

TEST(SamplesTest, ReadsSeveralInputsFromOneArchiveOrFromFiles) {
  const ir::Graph graph = WithInputs({{"b", {1, 5}}, {"a", {1, 3, 2, 2}}});
  const absl::StatusOr<std::vector<Sample>> one = ReadSamples({Data("deflated.npz")}, graph, {});
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ((*one)[1][0], std::vector<float>(5, 1.0f));
  EXPECT_EQ((*one)[1][1][11], 23.0f / 4);
  const absl::StatusOr<std::vector<Sample>> files =
      ReadSamples({"a=" + Data("batch.npy"), "b=" + Data("stored.npz")}, graph, {});
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ(*files, *one);
  EXPECT_EQ(ReadSamples({Data("batch.npy")}, graph, {}).status().message(),
            "error: no samples for input 'b' of 2\n"
            "  hint: --calibration=INPUT=FILE once for each input, or one .npz with all");
}

TEST(SamplesTest, ReadsAFolderInTheOrderOfNames) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(std::getenv("TEST_TMPDIR")) / "arrays";
  fs::create_directory(folder);
  fs::copy_file(Data("batch.npy"), folder / "2.npy");
  fs::copy_file(Data("stored.npz"), folder / "1.npz");
  ASSERT_TRUE(WriteFile((folder / ".hidden").string(), "x").ok());
  const absl::StatusOr<std::vector<Sample>> samples =
      ReadSamples({folder.string()}, Image({1, 3, 2, 2}), {});
  ASSERT_TRUE(samples.ok()) << samples.status();
  ASSERT_EQ(samples->size(), 4u);
  EXPECT_EQ((*samples)[2][0][1], 0.25f);
}

TEST(SamplesTest, PreparesImages) {
  ImageOptions options;
  options.scale = 1;
  options.mean = {10, 20, 30};
  options.std = {1, 2, 5};
  const absl::StatusOr<std::vector<Sample>> first =
      ReadSamples({Data("rgb.png")}, Image({1, 3, 2, 3}), options);
  ASSERT_TRUE(first.ok()) << first.status();
  // The second pixel of the second row is 200, 100, 50.
  EXPECT_EQ((*first)[0][0][4], 190);
  EXPECT_EQ((*first)[0][0][6 + 4], 40);
  EXPECT_EQ((*first)[0][0][12 + 4], 4);
  const absl::StatusOr<std::vector<Sample>> last =
      ReadSamples({Data("rgb.png")}, Image({1, 2, 3, 3}), options);
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_EQ((*last)[0][0][3 * 4 + 1], 40);
}

TEST(ImageTest, DecodesPng) {
  const std::vector<uint8_t> colours = {255, 0,  0,  0,   255, 0,  0, 0, 255,
                                        10,  20, 30, 200, 100, 50, 7, 7, 7};
  for (const char* file : {"rgb.png", "rgba.png"}) {
    const absl::StatusOr<std::vector<uint8_t>> pixels = DecodeImage(Bytes(file), {2, 3, 3});
    ASSERT_TRUE(pixels.ok()) << pixels.status();
    EXPECT_EQ(*pixels, colours);
  }
  // As Pillow converts it.
  const std::vector<uint8_t> greys = {76, 150, 29, 18, 124, 7};
  for (const char* file : {"rgb.png", "grey.png"}) {
    const absl::StatusOr<std::vector<uint8_t>> pixels = DecodeImage(Bytes(file), {2, 3, 1});
    ASSERT_TRUE(pixels.ok()) << pixels.status();
    EXPECT_EQ(*pixels, greys);
  }
}

TEST(ImageTest, DecodesJpeg) {
  const absl::StatusOr<std::vector<uint8_t>> pixels = DecodeImage(Bytes("rgb.jpg"), {8, 8, 3});
  ASSERT_TRUE(pixels.ok()) << pixels.status();
  for (int i = 0; i < 64; ++i) {
    const int red = i % 8 * 20, green = i / 8 * 25;
    EXPECT_NEAR((*pixels)[static_cast<size_t>(i) * 3], red, 4);
    EXPECT_NEAR((*pixels)[static_cast<size_t>(i) * 3 + 1], green, 4);
    EXPECT_NEAR((*pixels)[static_cast<size_t>(i) * 3 + 2], 90, 4);
  }
  const absl::StatusOr<std::vector<uint8_t>> grey = DecodeImage(Bytes("grey.jpg"), {8, 8, 1});
  ASSERT_TRUE(grey.ok()) << grey.status();
  EXPECT_NEAR((*grey)[0], 0.114 * 90, 2);
  EXPECT_NEAR((*grey)[63], 0.299 * 140 + 0.587 * 175 + 0.114 * 90, 2);
}

TEST(SamplesTest, SaysWhatDoesNotFit) {
  EXPECT_EQ(MessageOf("bytes.npy", {1, 3, 2, 2}),
            "error: the samples do not fit input 'a' (tools/samples/testdata/bytes.npy)\n"
            "  expected float32 [N, 3, 2, 2], found uint8 [2, 3, 2, 2]\n"
            "  hint: numpy: x.astype('float32'), with values as in training");
  EXPECT_EQ(MessageOf("last.npy", {1, 3, 2, 2}),
            "error: the samples do not fit input 'a' (tools/samples/testdata/last.npy)\n"
            "  expected float32 [N, 3, 2, 2], found float32 [2, 2, 2, 3]\n"
            "  hint: numpy: x.transpose(0, 3, 1, 2)");
  EXPECT_EQ(MessageOf("nan.npy", {1, 3, 2, 2}),
            "error: sample 0 has a value that is not finite (tools/samples/testdata/nan.npy)");
  EXPECT_EQ(MessageOf("rgb.png", {1, 3, 8, 8}),
            "error: the image has 2 rows of 3 pixels, expected 8 of 8 "
            "(tools/samples/testdata/rgb.png)\n"
            "  hint: resize images as in training");
  EXPECT_EQ(MessageOf("rgb.png", {1, 6}),
            "error: input 'a' takes no images (tools/samples/testdata/rgb.png)\n"
            "  it is float32 [N, 6], without one or three channels");
  EXPECT_EQ(ReadSamples({"c=x"}, Image({1, 3, 2, 2}), {}).status().message(),
            "error: cannot read 'c=x'\n  No such file or directory");
}

TEST(SamplesTest, ReadsLabels) {
  const absl::StatusOr<std::vector<int64_t>> labels = ReadLabels(Data("labels.npy"));
  ASSERT_TRUE(labels.ok()) << labels.status();
  EXPECT_EQ(*labels, (std::vector<int64_t>{3, 1, 4}));
  EXPECT_EQ(ReadLabels(Data("batch.npy")).status().message(),
            "error: 'tools/samples/testdata/batch.npy' holds no labels\n"
            "  expected whole numbers [N], found float32 [2, 3, 2, 2]");
}

// Damage may go unseen where it changes values only; nothing may crash. A file cut before its last
// `tail` bytes is refused.
template <class F>
void Damage(const std::string& whole, size_t tail, F read) {
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
    read(changed).IgnoreError();
    const bool cut = !read(whole.substr(0, at)).ok();
    EXPECT_TRUE(cut || at >= whole.size() - tail) << "cut at " << at;
  }
}

TEST(DamageTest, DamagedFilesAreReadOrRefused) {
  for (const char* file : {"stored.npz", "deflated.npz"}) {
    Damage(Bytes(file), 0, [](absl::string_view bytes) { return Unzip(bytes).status(); });
  }
  constexpr size_t kPngEnd = 12;  // a chunk that says nothing
  const auto png = [](absl::string_view b) { return DecodeImage(b, {2, 3, 3}).status(); };
  const auto jpeg = [](absl::string_view b) { return DecodeImage(b, {8, 8, 3}).status(); };
  Damage(Bytes("rgb.png"), kPngEnd, png);
  Damage(Bytes("rgb.jpg"), 0, jpeg);
}

TEST(DamageTest, ACutArrayIsRefused) {
  const std::string path = absl::StrCat(std::getenv("TEST_TMPDIR"), "/cut.npy");
  const std::string whole = Bytes("batch.npy");
  ASSERT_TRUE(WriteFile(path, whole.substr(0, whole.size() - 48)).ok());  // one sample of two
  EXPECT_EQ(ReadSamples({path}, Image({1, 3, 2, 2}), {}).status().message(),
            absl::StrCat("error: the .npy file is cut off (", path,
                         ")\n  it says [2, 3, 2, 2] and holds 48 bytes"));
}

TEST(ZipTest, RefusesAnEntryThatCannotBeSoLarge) {
  std::string bomb = Bytes("deflated.npz");
  // The unpacked size in the table of contents.
  const size_t row = bomb.rfind(std::string("PK\1\2", 4));
  ASSERT_NE(row, std::string::npos);
  bomb[row + 27] = '\x7f';
  EXPECT_EQ(Unzip(bomb).status().message(),
            "error: damaged archive: an entry is larger than it can be\n"
            "  hint: write it again, by numpy.savez");
}

}  // namespace
}  // namespace iegen::samples
