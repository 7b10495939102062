#include "ir/text/pieces.h"

#include <utility>

#include "base/status.h"

namespace iegen::ir {
namespace {

absl::StatusOr<Quant> ReadPerTensor(Lexer* lexer) {
  IEGEN_ASSIGN_OR_RETURN(const float scale, lexer->Float());
  IEGEN_RETURN_IF_ERROR(lexer->Expect(","));
  IEGEN_ASSIGN_OR_RETURN(const int32_t zero_point, lexer->Integer32());
  return PerTensor(scale, zero_point);
}

absl::StatusOr<Quant> ReadPerChannel(Lexer* lexer) {
  Quant quant;
  IEGEN_RETURN_IF_ERROR(lexer->Expect("="));
  IEGEN_ASSIGN_OR_RETURN(quant.axis, lexer->Integer32());
  while (lexer->Take(",")) {
    IEGEN_ASSIGN_OR_RETURN(const float scale, lexer->Float());
    int32_t zero_point = 0;
    if (lexer->Take(":")) {
      IEGEN_ASSIGN_OR_RETURN(zero_point, lexer->Integer32());
    }
    quant.scales.push_back(scale);
    quant.zero_points.push_back(zero_point);
  }
  return quant;
}

absl::StatusOr<Origin> ReadOrigin(Lexer* lexer) {
  Origin origin;
  IEGEN_ASSIGN_OR_RETURN(origin.index, lexer->Integer32());
  IEGEN_RETURN_IF_ERROR(lexer->Expect(","));
  IEGEN_ASSIGN_OR_RETURN(origin.op, lexer->Text());
  IEGEN_RETURN_IF_ERROR(lexer->Expect(","));
  IEGEN_ASSIGN_OR_RETURN(origin.name, lexer->Text());
  return origin;
}

}  // namespace

absl::Status ReadIntList(Lexer* lexer, IntList* list) {
  IEGEN_RETURN_IF_ERROR(lexer->Expect("["));
  list->clear();
  while (!lexer->Take("]")) {
    if (!list->empty()) IEGEN_RETURN_IF_ERROR(lexer->Expect(","));
    IEGEN_ASSIGN_OR_RETURN(const int32_t item, lexer->Integer32());
    list->push_back(item);
    if (list->size() > kMostItems) return lexer->Fail("a shorter list");
  }
  return absl::OkStatus();
}

absl::StatusOr<ElemType> ReadElemType(Lexer* lexer) {
  IEGEN_ASSIGN_OR_RETURN(const std::string word, lexer->Word());
  const absl::optional<ElemType> elem = ElemTypeFromName(word);
  if (!elem) return lexer->Fail("an element type");
  return *elem;
}

absl::StatusOr<TensorType> ReadType(Lexer* lexer) {
  TensorType type;
  IEGEN_ASSIGN_OR_RETURN(type.elem, ReadElemType(lexer));
  IntList dims;
  IEGEN_RETURN_IF_ERROR(ReadIntList(lexer, &dims));
  type.shape = Shape(std::move(dims));
  if (!lexer->Take("q")) return type;
  IEGEN_RETURN_IF_ERROR(lexer->Expect("("));
  IEGEN_ASSIGN_OR_RETURN(type.quant,
                         lexer->Take("axis") ? ReadPerChannel(lexer) : ReadPerTensor(lexer));
  IEGEN_RETURN_IF_ERROR(lexer->Expect(")"));
  return type;
}

absl::StatusOr<Location> ReadLocation(Lexer* lexer) {
  IEGEN_RETURN_IF_ERROR(lexer->Expect("("));
  Location loc;
  IEGEN_ASSIGN_OR_RETURN(loc.file, lexer->Text());
  while (lexer->Take(",")) {
    IEGEN_ASSIGN_OR_RETURN(Origin origin, ReadOrigin(lexer));
    loc.origins.push_back(std::move(origin));
  }
  IEGEN_RETURN_IF_ERROR(lexer->Expect(")"));
  return loc;
}

}  // namespace iegen::ir
