// What a user is told who mistyped, word for word.
#include "tools/cli/usage.h"

#include "gtest/gtest.h"
#include "tools/cli/arguments.h"

namespace iegen::cli {
namespace {

std::string Explained(std::vector<std::string> arguments) {
  arguments = WithDashes(std::move(arguments));
  Arguments values;
  const auto app = MakeApp(&values);
  try {
    app->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    return Render(ExplainUsage(*app, arguments, error));
  }
  return "parsed";
}

TEST(UsageTest, CommandsAndOptionsHaveNeighbours) {
  EXPECT_EQ(Explained({"complie", "m.tflite"}),
            "error: unknown command 'complie'\n  hint: did you mean 'compile'?");
  EXPECT_EQ(Explained({"compile", "m.tflite", "--targt=host"}),
            "error: unknown option '--targt' of 'iegen compile'\n"
            "  hint: did you mean '--target'?");
  EXPECT_EQ(Explained({"compile", "m.tflite", "--wibble"}),
            "error: unknown option '--wibble' of 'iegen compile'\n"
            "  hint: 'iegen compile --help' lists the options");
}

TEST(UsageTest, MissingThingsAreNamed) {
  EXPECT_EQ(Explained({"compile", "m.tflite"}),
            "error: --target is missing\n"
            "  hint: 'iegen targets' lists all, as in --target=cortex-m4");
  EXPECT_EQ(Explained({"compile", "--target=host"}),
            "error: the model file is missing\n"
            "  hint: 'iegen compile --help' lists the options");
}

TEST(UsageTest, UnderscoresAndSizesAreRead) {
  Arguments values;
  const auto app = MakeApp(&values);
  const std::vector<std::string> arguments =
      WithDashes({"compile", "my_model.tflite", "--target=host", "--ram_limit=16K"});
  app->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  EXPECT_EQ(values.compile.engine.model, "my_model.tflite");
  EXPECT_EQ(values.compile.engine.limits.ram_bytes, 16384u);
}

}  // namespace
}  // namespace iegen::cli
