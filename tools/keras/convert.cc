#include "tools/keras/convert.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"
#include "base/text.h"
#include "nlohmann/json.hpp"
#include "tools/keras/driver_files.h"
#include "tools/keras/environment.h"
#include "tools/simulator/process.h"
#include "tools/simulator/work_dir.h"

namespace iegen::keras {
namespace {

namespace fs = std::filesystem;

constexpr int kTimeoutSeconds = 900;
constexpr absl::string_view kHdf5Mark("\x89HDF\r\n\x1a\n", 8), kZipMark("PK\x03\x04", 4);
constexpr absl::string_view kFormats =
    "formats that are read: .tflite, .onnx, .h5, .keras, and SavedModel folders";

std::string NameOf(const std::string& path) {
  const fs::path normal = fs::path(path).lexically_normal();
  const fs::path name = normal.has_filename() ? normal.filename() : normal.parent_path().filename();
  return name.string();
}

std::string ExtensionOf(const std::string& path) {
  return absl::AsciiStrToLower(fs::path(path).extension().string());
}

bool IsFolder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

std::string FirstBytes(const std::string& path) {
  std::string bytes(8, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(file.gcount()));
  return bytes;
}

absl::Status CheckFolder(const std::string& path) {
  std::error_code ignored;
  const fs::path file = fs::path(path) / "saved_model.pb";
  if (fs::is_regular_file(fs::symlink_status(file, ignored))) return absl::OkStatus();
  return WithFile(Error("the folder is no SavedModel: saved_model.pb is missing").Hint(kFormats),
                  NameOf(path));
}

absl::Status CheckBytes(const std::string& path, absl::string_view mark, absl::string_view what) {
  const std::string bytes = FirstBytes(path);
  if (absl::StartsWith(bytes, mark)) return absl::OkStatus();
  const std::string name = NameOf(path);
  const std::string begin =
      bytes.empty() ? "it is empty" : absl::StrCat("it begins with '", Escaped(bytes), "'");
  return WithFile(
      Error(absl::StrCat(Escaped(name), " is not ", what, " file: corrupt or truncated"))
          .Why(begin)
          .Hint(kFormats),
      name);
}

// The line of a log that says why.
std::string LastLine(const simulator::ProcessResult& result) {
  std::string last = "it said nothing";
  for (absl::string_view line : absl::StrSplit(result.errors, '\n', absl::SkipWhitespace())) {
    last = Escaped(line);
  }
  return last.substr(0, 300);
}

void KeepLog(const simulator::ProcessResult& result) {
  const char* path = std::getenv("IEGEN_KERAS_LOG");
  if (path == nullptr || *path == '\0') return;
  std::ofstream(path) << result.output << result.errors;
}

absl::Status Failure(const simulator::ProcessResult& result, const std::string& report,
                     const std::string& name) {
  const absl::StatusOr<std::string> text = ReadFile(report, 1 << 20);
  if (text.ok()) return FromReport(*text, name);
  const std::string why =
      result.timed_out ? absl::StrCat("it took more than ", kTimeoutSeconds, " s")
                       : absl::StrCat("exit status ", result.exit_code, ": ", LastLine(result));
  return WithFile(Error("TensorFlow's converter failed on the model")
                      .Why(why)
                      .Hint("IEGEN_KERAS_LOG=FILE keeps all that it prints"),
                  name);
}

absl::Status WriteDriver(const simulator::WorkDir& work) {
  for (const EmbeddedFile& file : DriverFiles()) {
    IEGEN_RETURN_IF_ERROR(work.Write(file.name, file.contents));
  }
  // An empty folder, for the driver's own copies.
  std::error_code error;
  fs::create_directory(work.File("private"), error);
  return error ? Error(absl::StrCat("cannot make a folder: ", error.message())) : absl::OkStatus();
}

}  // namespace

bool IsKerasModel(const std::string& path) {
  if (path == "-") return false;
  const std::string extension = ExtensionOf(path);
  return IsFolder(path) || extension == ".h5" || extension == ".hdf5" || extension == ".keras" ||
         FirstBytes(path) == kHdf5Mark;
}

absl::Status CheckMark(const std::string& path) {
  if (IsFolder(path)) return CheckFolder(path);
  IEGEN_RETURN_IF_ERROR(ReadFile(path).status());
  if (ExtensionOf(path) == ".keras") return CheckBytes(path, kZipMark, "a .keras (ZIP)");
  return CheckBytes(path, kHdf5Mark, "an HDF5");
}

absl::Status FromReport(absl::string_view report, const std::string& file) {
  const auto json = nlohmann::json::parse(report.begin(), report.end(), nullptr, false);
  if (!json.is_object()) return Internal("the Keras driver left no report");
  Diagnostic told;
  told.what = json.value("what", "the model cannot be converted");
  told.hint = json.value("hint", "");
  told.why = json.value("why", std::vector<std::string>());
  told.file = file;
  const bool unsupported = json.value("kind", "") == "unsupported";
  told.kind = unsupported ? DiagnosticKind::kUnsupported : DiagnosticKind::kError;
  return ToStatus(told);
}

absl::StatusOr<std::string> Convert(const std::string& path, Arithmetic arithmetic) {
  IEGEN_RETURN_IF_ERROR(CheckMark(path));
  IEGEN_ASSIGN_OR_RETURN(const std::string python, PythonWithTensorflow());
  IEGEN_ASSIGN_OR_RETURN(const simulator::WorkDir work, simulator::WorkDir::Make());
  IEGEN_RETURN_IF_ERROR(WriteDriver(work));
  const std::string out = work.File("model.tflite"), report = work.File("report.json");
  simulator::ProcessRequest request;
  request.argv = {python,
                  "-I",
                  "-B",
                  work.File("driver"),
                  fs::absolute(path).string(),
                  out,
                  report,
                  work.File("private")};
  if (arithmetic == Arithmetic::kFloat) request.argv.emplace_back("--float");
  request.timeout_seconds = kTimeoutSeconds;
  IEGEN_ASSIGN_OR_RETURN(const simulator::ProcessResult result, RunProcess(request));
  KeepLog(result);
  if (result.exit_code != 0) return Failure(result, report, NameOf(path));
  return ReadFile(out);
}

}  // namespace iegen::keras
