// The list of a corpus of bad and odd models (data/README.md has the format).
#ifndef IEGEN_TESTS_NEGATIVE_CORPUS_H_
#define IEGEN_TESTS_NEGATIVE_CORPUS_H_

#include <string>
#include <vector>

namespace iegen::tests {

struct CorpusCase {
  std::string file, kind, expect, words, where;

  // The file's name without folders and ending.
  std::string Stem() const;
};

// data/, or the folder that IEGEN_NEGATIVE_CORPUS names.
std::string CorpusFolder();

// The .tflite cases of cases.txt in `folder`; none where it can't be read.
std::vector<CorpusCase> CorpusCases(const std::string& folder);

}  // namespace iegen::tests

#endif  // IEGEN_TESTS_NEGATIVE_CORPUS_H_
