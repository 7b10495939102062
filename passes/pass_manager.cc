#include "passes/pass_manager.h"

#include <chrono>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "ir/verify.h"

namespace iegen::passes {
namespace {

// Structure without content: nobody has to give away trained weights to report a defect.
ir::Graph WithoutWeights(ir::Graph graph) {
  for (size_t i = 0; i < graph.value_count(); ++i) {
    ir::Value& value = graph.value(static_cast<ir::ValueId>(i));
    if (value.constant()) {
      value.data = std::make_shared<const std::string>(value.data->size(), '\0');
    }
  }
  return graph;
}

absl::Status DefectError(const Pass& pass, const std::string& last_good, const ir::Graph& input,
                         const absl::Status& broken) {
  const std::string until = last_good.empty()
                                ? "The model is right before it"
                                : absl::StrCat("The model is right up to pass '", last_good, "'");
  return Internal(
             absl::StrCat("pass '", pass.name, "' broke the graph: ", ToDiagnostic(broken).what))
      .Why(absl::StrCat("this is a defect of iegen, not of your model. ", until))
      .Hint(absl::StrCat("report it with ", kDefectFile, " (", input.nodes().size(),
                         " operators, weights replaced by zeros); --disable-pass=", pass.name,
                         " goes round it"));
}

absl::Status CheckNames(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (FindPass(name) != nullptr) continue;
    const auto append = [](std::string* out, const Pass& pass) { absl::StrAppend(out, pass.name); };
    return Error(absl::StrCat("unknown pass '", name, "'"))
        .Hint(absl::StrCat("passes are ", absl::StrJoin(AllPasses(), ", ", append)));
  }
  return absl::OkStatus();
}

class Manager {
 public:
  Manager(const ManagerOptions& options, const PassContext& context, Observer* observer)
      : options_(options), context_(context), observer_(observer) {}

  bool Wants(const Step& step) const {
    const bool within = options_.passes_limit < 0 || count_ < options_.passes_limit;
    return step.required || (within && !absl::c_linear_search(options_.skip, step.pass->name));
  }

  absl::Status Run(const Pass& pass, ir::Graph* graph) {
    const ir::Graph before = *graph;
    const auto start = std::chrono::steady_clock::now();
    IEGEN_RETURN_IF_ERROR(pass.run(*graph, context_));
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    const absl::Status valid = ir::Verify(*graph, ir::Stage::kQuantised);
    if (!valid.ok()) {
      *graph = before;
      if (observer_ != nullptr) observer_->OnDefect({&pass, WithoutWeights(before)});
      return DefectError(pass, last_good_, before, valid);
    }
    ++count_;
    last_good_ = std::string(pass.name);
    if (observer_ != nullptr) {
      observer_->OnPass({&pass, graph, before.nodes().size(), time.count()});
    }
    return absl::OkStatus();
  }

 private:
  const ManagerOptions& options_;
  const PassContext& context_;
  Observer* observer_;
  int count_ = 0;
  std::string last_good_;
};

}  // namespace

absl::Status RunPasses(const Pipeline& pipeline, const ManagerOptions& options,
                       const PassContext& context, ir::Graph* graph, Observer* observer) {
  IEGEN_RETURN_IF_ERROR(CheckNames(options.skip));
  Manager manager(options, context, observer);
  for (const Step& step : pipeline) {
    if (manager.Wants(step)) IEGEN_RETURN_IF_ERROR(manager.Run(*step.pass, graph));
  }
  return absl::OkStatus();
}

}  // namespace iegen::passes
