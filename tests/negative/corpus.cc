#include "tests/negative/corpus.h"

#include <cstdlib>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace iegen::tests {

std::string CorpusCase::Stem() const {
  const std::string name = file.substr(file.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

std::string CorpusFolder() {
  const char* named = std::getenv("IEGEN_NEGATIVE_CORPUS");
  return named != nullptr ? named : "tests/negative/data";
}

std::vector<CorpusCase> CorpusCases(const std::string& folder) {
  std::vector<CorpusCase> cases;
  std::ifstream lines(folder + "/cases.txt");
  for (std::string line; std::getline(lines, line);) {
    const std::vector<std::string> fields = absl::StrSplit(line, '\t');
    if (fields.size() != 5 || !absl::EndsWith(fields[0], ".tflite")) continue;
    cases.push_back({fields[0], fields[1], fields[2], fields[3], fields[4]});
  }
  return cases;
}

}  // namespace iegen::tests
