// The version that the program prints and that emitted files carry.
#ifndef IEGEN_TOOLS_VERSION_H_
#define IEGEN_TOOLS_VERSION_H_

namespace iegen {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace iegen

#endif  // IEGEN_TOOLS_VERSION_H_
