// Damaged files of every kind must end in a graph or an error: no crash, no hang, no control
// characters in the message, no talk of a defect of ours. Run it with --config=asan as well.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "frontend/frontend.h"
#include "frontend/tflite/test_model.h"
#include "gtest/gtest.h"

namespace iegen::frontend {
namespace {

void ExpectFit(const absl::Status& status) {
  EXPECT_FALSE(absl::IsInternal(status)) << status;
  const std::string message(status.message());
  EXPECT_TRUE(std::none_of(message.begin(), message.end(), [](char c) {
    return (c >= 0 && c < 32 && c != '\n') || c == 127;
  })) << message;
}

// Whether the file was read as a model.
bool Survives(const std::string& bytes) {
  const absl::StatusOr<ir::Graph> graph = Import(bytes, {"damaged.tflite"});
  if (!graph.ok()) ExpectFit(graph.status());
  return graph.ok();
}

// Whether a sample of it can be held without thinking about memory.
bool IsSmall(const ir::Graph& graph) {
  constexpr int64_t kFew = 1 << 16;
  for (size_t i = 0; i < graph.value_count(); ++i) {
    if (graph.type(static_cast<ir::ValueId>(i)).shape.elements() > kFew) return false;
  }
  return true;
}

// Whether the file was read as a float model and quantised with two samples.
bool SurvivesCalibration(const std::string& bytes) {
  const absl::StatusOr<ir::Graph> graph = ImportFloat(bytes, {"damaged.tflite"});
  if (!graph.ok()) ExpectFit(graph.status());
  if (!graph.ok() || !IsSmall(*graph)) return false;
  calibrate::Sample sample;
  for (ir::ValueId id : graph->inputs()) {
    sample.emplace_back(static_cast<size_t>(graph->type(id).shape.elements()), 0.5f);
  }
  const absl::StatusOr<CalibratedModel> model =
      Calibrate(*graph, {sample, sample}, {}, {"damaged.tflite"});
  if (!model.ok()) ExpectFit(model.status());
  return model.ok();
}

std::string BytesIn(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string SineModel() { return BytesIn("models/sine/model.tflite"); }
std::string FloatModel() { return BytesIn("models/onnx/digits_f32.tflite"); }

TEST(DamageTest, TheModelsThemselvesAreRead) {
  EXPECT_TRUE(Survives(tflite::SmallNetwork()));
  EXPECT_TRUE(Survives(SineModel()));
  EXPECT_TRUE(SurvivesCalibration(FloatModel()));
}

TEST(DamageTest, EveryTruncation) {
  for (const std::string& whole : {tflite::SmallNetwork(), SineModel()}) {
    for (size_t length = 0; length < whole.size(); ++length) {
      Survives(whole.substr(0, length));
    }
  }
}

TEST(DamageTest, EveryFlippedBit) {
  const std::string whole = tflite::SmallNetwork();
  for (size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    Survives(damaged);
  }
}

TEST(DamageTest, EveryWordReplaced) {
  const std::string whole = tflite::SmallNetwork();
  for (size_t at = 0; at + 4 <= whole.size(); at += 4) {
    for (const char* word : {"\xff\xff\xff\xff", "\xff\xff\xff\x7f"}) {
      std::string damaged = whole;
      damaged.replace(at, 4, word, 4);
      Survives(damaged);
    }
  }
}

// Bytes overwritten, removed, doubled and moved, several faults in one file.
std::string Mutated(std::string bytes, std::mt19937* random) {
  const auto any = [random](size_t below) { return (*random)() % below; };
  for (size_t faults = 1 + any(6); faults > 0 && bytes.size() > 16; --faults) {
    const size_t at = any(bytes.size() - 8), other = any(bytes.size() - 8);
    switch (any(5)) {
      case 0:
        bytes[at] = static_cast<char>(any(256));
        break;
      case 1:
        bytes.erase(at, 1 + any(8));
        break;
      case 2:
        bytes.insert(at, bytes.substr(other, 1 + any(16)));
        break;
      case 3:
        bytes.replace(at, 4, bytes.substr(other, 4));
        break;
      default:
        bytes[at] = static_cast<char>(bytes[at] + (any(2) == 0 ? 1 : -1));
    }
  }
  return bytes;
}

TEST(DamageTest, ManyRandomFaults) {
  int read = 0;
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    std::mt19937 random(seed);
    const std::string whole = seed % 2 == 0 ? tflite::SmallNetwork() : SineModel();
    for (int i = 0; i < 600; ++i) read += Survives(Mutated(whole, &random)) ? 1 : 0;
  }
  // Faults in weights and names leave a model; if none did, the test would test nothing.
  EXPECT_GT(read, 25);
}

TEST(DamageTest, ManyRandomFaultsInAFloatModel) {
  int quantised = 0;
  std::mt19937 random(1);
  const std::string whole = FloatModel();
  for (int i = 0; i < 600; ++i) {
    quantised += SurvivesCalibration(Mutated(whole, &random)) ? 1 : 0;
  }
  EXPECT_GT(quantised, 25);
}

}  // namespace
}  // namespace iegen::frontend
