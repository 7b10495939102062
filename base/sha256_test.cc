#include "base/sha256.h"

#include <gtest/gtest.h>

namespace iegen {
namespace {

// The examples of FIPS 180-2, and the hash of nothing.
TEST(Sha256, AgreesWithTheStandard) {
  EXPECT_EQ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Sha256Hex(""));
  EXPECT_EQ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256Hex("abc"));
  EXPECT_EQ("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
            Sha256Hex(std::string(1000000, 'a')));
}

}  // namespace
}  // namespace iegen
