// How far two words are apart, for "did you mean".
#ifndef IEGEN_BASE_EDIT_DISTANCE_H_
#define IEGEN_BASE_EDIT_DISTANCE_H_

#include <algorithm>
#include <vector>

#include "absl/strings/string_view.h"

namespace iegen {

// Levenshtein's distance: inserted, removed and replaced characters count one each.
inline size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] != b[j - 1] ? 1 : 0);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace iegen

#endif  // IEGEN_BASE_EDIT_DISTANCE_H_
