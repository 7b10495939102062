// Every bad or odd model of a corpus is refused or read as its cases.txt says, with the messages of
// its messages.txt (data/README.md has the format). The corpus is data/, or the folder that
// IEGEN_NEGATIVE_CORPUS names; IEGEN_WRITE_MESSAGES names a file for the messages as they are now.
#include "tests/negative/corpus.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "base/status.h"
#include "frontend/frontend.h"
#include "gtest/gtest.h"

namespace iegen::tests {
namespace {

struct Outcome {
  bool accepted = false;
  bool unsupported_only = false;  // refused, and nothing is wrong with the model itself
  std::string message;            // all problems, as the command line prints them
};

// "file<TAB>message" lines; line ends inside a message are written as \n.
std::map<std::string, std::string> MessagesOf(const std::string& folder) {
  std::map<std::string, std::string> messages;
  std::ifstream lines(folder + "/messages.txt");
  for (std::string line; std::getline(lines, line);) {
    const std::vector<std::string> fields = absl::StrSplit(line, absl::MaxSplits('\t', 1));
    if (fields.size() == 2 && fields[1] != "-") messages[fields[0]] = fields[1];
  }
  return messages;
}

std::string OneLine(absl::string_view message) {
  return absl::StrReplaceAll(message, {{"\n", "\\n"}});
}

Outcome Try(const std::string& folder, const CorpusCase& c) {
  const absl::StatusOr<std::string> bytes = ReadFile(absl::StrCat(folder, "/", c.file));
  if (!bytes.ok()) return {false, false, std::string(bytes.status().message())};
  std::vector<absl::Status> problems;
  Outcome outcome;
  outcome.accepted = frontend::Import(*bytes, {c.Stem() + ".tflite", &problems}).ok();
  outcome.unsupported_only = !problems.empty();
  std::vector<std::string> texts;
  for (const absl::Status& problem : problems) {
    texts.emplace_back(problem.message());
    if (!absl::IsUnimplemented(problem)) outcome.unsupported_only = false;
  }
  outcome.message = absl::StrJoin(texts, "\n");
  return outcome;
}

std::vector<std::string> WordsMissing(const CorpusCase& c, const std::string& message) {
  std::vector<std::string> missing;
  for (absl::string_view word : absl::StrSplit(c.words, ' ', absl::SkipEmpty())) {
    const std::regex pattern(std::string(word), std::regex::icase);
    if (word != "-" && !std::regex_search(message, pattern)) missing.emplace_back(word);
  }
  return missing;
}

bool HasControlCharacters(absl::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (c >= 0 && c < 32 && c != '\n') || c == 127; });
}

void CheckRefusal(const CorpusCase& c, const Outcome& outcome) {
  EXPECT_FALSE(outcome.message.empty());
  EXPECT_FALSE(HasControlCharacters(outcome.message)) << outcome.message;
  EXPECT_FALSE(absl::StrContains(outcome.message, "internal:")) << outcome.message;
  if (c.expect == "error") {
    EXPECT_EQ(absl::StrJoin(WordsMissing(c, outcome.message), " "), "") << outcome.message;
  }
}

TEST(CorpusTest, EveryFileGivesWhatItsCaseSays) {
  const std::string folder = CorpusFolder();
  const std::vector<CorpusCase> cases = CorpusCases(folder);
  const std::map<std::string, std::string> messages = MessagesOf(folder);
  ASSERT_FALSE(cases.empty()) << "no cases in " << folder;
  const char* write = std::getenv("IEGEN_WRITE_MESSAGES");
  std::ofstream written(write != nullptr ? write : "/dev/null");
  int named = 0, nameable = 0;
  for (const CorpusCase& c : cases) {
    SCOPED_TRACE(c.file);
    const Outcome outcome = Try(folder, c);
    if (outcome.accepted) {
      EXPECT_NE(c.expect, "error");
    } else {
      EXPECT_TRUE(c.expect != "ok" || outcome.unsupported_only) << outcome.message;
      CheckRefusal(c, outcome);
    }
    written << c.file << '\t' << (outcome.accepted ? "-" : OneLine(outcome.message)) << '\n';
    const auto message = messages.find(c.file);
    if (message != messages.end()) {
      EXPECT_EQ(OneLine(outcome.message), message->second);
    }
    if (c.expect != "error" || c.where == "-") continue;
    ++nameable;
    named += absl::StrContains(outcome.message, c.where) ? 1 : 0;
  }
  std::printf("%zu cases; %d of %d errors also name the place\n", cases.size(), named, nameable);
}

}  // namespace
}  // namespace iegen::tests
