#include "tools/cli/arguments.h"

#include <map>

#include "absl/strings/str_cat.h"

namespace iegen::cli {
namespace {

constexpr char kProgramHelp[] =
    R"(iegen: compile a neural network into C++ for microcontrollers

  iegen compile model.tflite --target=cortex-m4       make an engine
  iegen check model.tflite                            will it work? what is missing?

Commands
  compile    model to engine                   inspect   what is in a model file
  check      list every problem of a model     targets   known processors
  run        evaluate, or run on a simulated   verify    engine against model, on a
             processor with --target                     simulated processor
  quantize   float model to int8            report    show, convert, compare reports

'iegen COMMAND --help' explains one. Guide: docs/guide. Defects: see CONTRIBUTING.md.
)";

// Examples first, then options.
std::string Examples(absl::string_view what, absl::string_view lines) {
  return absl::StrCat(what, "\n\n", lines, "\n");
}

void AddCommon(CLI::App* command, Arguments* a) {
  command->add_flag("-q,--quiet", a->console.quiet, "errors only");
  command->add_flag("-v,--verbose", a->console.verbose, "each pass with time and size");
  command->add_flag("--json", a->console.json, "result and messages as JSON");
  command->add_option("--color", a->console.color, "auto, always or never")
      ->transform(CLI::CheckedTransformer(std::map<std::string, Color>{
          {"auto", Color::kAuto}, {"always", Color::kAlways}, {"never", Color::kNever}}))
      ->type_name("WHEN");
}

void AddModel(CLI::App* command, std::string* model) {
  constexpr char kFormats[] = ".tflite, .onnx, .h5, .keras or SavedModel folder";
  command->add_option("MODEL", *model, kFormats)->required()->type_name("");
}

void AddLimits(CLI::App* command, LimitOptions* limits) {
  command->add_option("--ram-limit", limits->ram_bytes, "most bytes of RAM; K and M are 1024s")
      ->transform(CLI::AsSizeValue(false))
      ->type_name("BYTES");
  command->add_option("--flash-limit", limits->flash_bytes, "most bytes of flash")
      ->transform(CLI::AsSizeValue(false))
      ->type_name("BYTES");
}

void AddDeveloper(CLI::App* command, EngineOptions* engine) {
  const std::string group = "For developers of iegen";
  command->add_option("--dump-after", engine->dump_after, "write the graph after PASS, or all")
      ->type_name("PASS")
      ->group(group);
  command->add_option("--dump-dir", engine->dump_dir, "folder for dumps (./NAME_dump)")
      ->type_name("DIR")
      ->group(group);
  command->add_option("--passes-limit", engine->passes_limit, "run only the first N passes")
      ->type_name("N")
      ->group(group);
  command
      ->add_option("--disable-pass,--skip-pass", engine->disabled_passes,
                   "leave one out; may be repeated")
      ->type_name("PASS")
      ->group(group);
  command
      ->add_option("--disable-kernel", engine->disabled_kernels,
                   "choose another one; may be repeated")
      ->type_name("KERNEL")
      ->group(group);
}

void AddEngine(CLI::App* command, EngineOptions* engine) {
  command->add_option("--name", engine->name, "of the engine (from the file)")->type_name("NAME");
  command->add_option("--objective", engine->objective, "speed, flash or ram")
      ->check(CLI::IsMember({"speed", "flash", "ram"}))
      ->type_name("WHAT");
  command->add_option("--input-layout", engine->input_layout, "of images: as-is, or nhwc")
      ->check(CLI::IsMember({"as-is", "nhwc"}))
      ->type_name("ORDER");
  command->add_flag("--preserve-inputs", engine->preserve_inputs, "Invoke keeps its inputs");
  AddLimits(command, &engine->limits);
  command
      ->add_option("--pool", engine->pools, "a memory of its own, NAME:BYTES; the preferred first")
      ->type_name("POOL");
  command
      ->add_option("--fix", engine->fixed,
                   "TENSOR:OFFSET in the arena; TENSOR:POOL, TENSOR:POOL:OFFSET")
      ->type_name("PLACE");
  AddDeveloper(command, engine);
}

void AddCalibration(CLI::App* command, CalibrationOptions* calibration) {
  const std::string group = "For float models";
  const CLI::IsMember types({"float32", "int8"});
  command
      ->add_option("--calibration", calibration->samples,
                   "samples: .npy, .npz, or a folder of .npy, .png, .jpg; INPUT=FILE for several")
      ->type_name("FILE")
      ->group(group);
  command->add_option("--labels", calibration->labels, "class of each sample, .npy")
      ->type_name("FILE")
      ->group(group);
  command->add_option("--scale", calibration->scale, "of pixels: value * scale (1/255)")
      ->type_name("X")
      ->group(group);
  command->add_option("--mean", calibration->mean, "then subtracted, for each channel (0)")
      ->delimiter(',')
      ->type_name("X,..")
      ->group(group);
  command->add_option("--std", calibration->std, "then divided by, for each channel (1)")
      ->delimiter(',')
      ->check(CLI::PositiveNumber)
      ->type_name("X,..")
      ->group(group);
  command->add_option("--ranges", calibration->ranges, "percentile, mse or min-max (percentile)")
      ->check(CLI::IsMember({"min-max", "mse", "percentile"}))
      ->type_name("HOW")
      ->group(group);
  command->add_option("--percentile", calibration->percentile, "of values in range (99.999)")
      ->check(CLI::Range(90.0, 100.0))
      ->type_name("P")
      ->group(group);
  command
      ->add_flag("!--no-bias-correction", calibration->correct_biases,
                 "biases as in the model, rounded")
      ->group(group);
  command->add_option("--input-type", calibration->input_type, "of the engine: float32 or int8")
      ->check(types)
      ->type_name("TYPE")
      ->group(group);
  command->add_option("--output-type", calibration->output_type, "of the engine: float32 or int8")
      ->check(types)
      ->type_name("TYPE")
      ->group(group);
}

CLI::App* AddCommand(CLI::App* app, Arguments* a, const std::string& name,
                     const std::string& description) {
  CLI::App* command = app->add_subcommand(name, description);
  command->get_formatter()->column_width(30);
  AddCommon(command, a);
  return command;
}

void AddCompile(CLI::App* app, Arguments* a) {
  CLI::App* command = AddCommand(
      app, a, "compile",
      Examples("Compiles a model into a C++ engine.",
               "  iegen compile kws.tflite --target=cortex-m4\n"
               "  iegen compile kws.tflite --target=cortex-m4 --out=engine --ram-limit=16K\n"
               "  iegen compile lenet.onnx --target=cortex-m4 --calibration=samples.npy"));
  AddModel(command, &a->compile.engine.model);
  command->add_option("--target", a->compile.engine.target, "processor: see 'iegen targets'")
      ->required()
      ->type_name("TARGET");
  command->add_option("--out", a->compile.out, "folder of the engine (./NAME_engine)")
      ->type_name("DIR");
  command->add_flag("--html", a->compile.engine.html, "write the report as a page too");
  command->add_flag("--explain", a->compile.explain, "print why each kernel was chosen");
  AddCalibration(command, &a->compile.calibration);
  AddEngine(command, &a->compile.engine);
  command->callback([a] { a->command = [a](const Console& c) { return Compile(c, a->compile); }; });
}

void AddQuantize(CLI::App* app, Arguments* a) {
  CLI::App* command = AddCommand(
      app, a, "quantize",
      Examples("Turns a float model into int8, and says how near it comes.",
               "  iegen quantize lenet.onnx --calibration=samples.npy --labels=labels.npy\n"
               "  iegen quantize lenet.onnx --calibration=digits/ --mean=0.1307 --std=0.3081\n"
               "  iegen quantize lenet.onnx --calibration=samples.npy --out-tflite=int8.tflite"));
  AddModel(command, &a->quantize.model);
  command->add_option("--out-tflite", a->quantize.out_tflite, "write the int8 model here")
      ->type_name("FILE");
  AddCalibration(command, &a->quantize.calibration);
  command->get_option("--calibration")->required();
  command->callback(
      [a] { a->command = [a](const Console& c) { return Quantize(c, a->quantize); }; });
}

void AddCheck(CLI::App* app, Arguments* a) {
  CLI::App* command =
      AddCommand(app, a, "check",
                 Examples("Lists every problem of a model, and writes nothing.",
                          "  iegen check kws.tflite\n"
                          "  iegen check kws.tflite --target=cortex-m0 --ram-limit=16K"));
  AddModel(command, &a->check.model);
  command->add_option("--target", a->check.target, "one processor (all)")->type_name("TARGET");
  AddLimits(command, &a->check.limits);
  command->callback([a] { a->command = [a](const Console& c) { return Check(c, a->check); }; });
}

void AddRun(CLI::App* app, Arguments* a) {
  CLI::App* command =
      AddCommand(app, a, "run",
                 Examples("Runs a model on this computer, or its engine on a simulated processor.",
                          "  iegen run kws.tflite --input=yes.npy --real\n"
                          "  iegen run kws.tflite --input=yes.npy --target=cortex-m4\n"
                          "  iegen run kws.tflite --target=cortex-m4 --profile\n"
                          "  iegen run kws.tflite --input=- --output=- < features.bin | xxd"));
  AddModel(command, &a->run.engine.model);
  command->add_option("--input", a->run.inputs, ".npy or raw file, one for each input; - is stdin")
      ->type_name("FILE");
  command->add_option("--output", a->run.output, "raw bytes of all outputs; - is stdout")
      ->type_name("FILE");
  command->add_flag("--real", a->run.real, "print real values instead of stored ones");
  CLI::Option* const layers =
      command->add_option("--layers", a->run.layers, "write every tensor into this folder")
          ->type_name("DIR");
  command->add_option("--target", a->run.engine.target, "simulated processor (this computer)")
      ->type_name("TARGET");
  command
      ->add_flag("--profile", a->run.profile,
                 "print instructions of each layer; without --input for a random one")
      ->excludes(layers, command->get_option("--real"), command->get_option("--output"));
  AddCalibration(command, &a->run.calibration);
  AddEngine(command, &a->run.engine);
  command->callback([a] { a->command = [a](const Console& c) { return Run(c, a->run); }; });
}

void AddVerify(CLI::App* app, Arguments* a) {
  CLI::App* command = AddCommand(
      app, a, "verify",
      Examples(
          "Compares the engine on a simulated processor with the model, byte by byte; and\n"
          "with the real values of a model that has them.",
          "  iegen verify kws.tflite --target=cortex-m4\n"
          "  iegen verify kws.tflite --target=cortex-m55 --layers\n"
          "  iegen verify lenet.onnx --target=host --calibration=samples.npz --input=test.npz"));
  AddModel(command, &a->verify.engine.model);
  command->add_option("--target", a->verify.engine.target, "processor: see 'iegen targets'")
      ->required()
      ->type_name("TARGET");
  command->add_option("--cases", a->verify.cases, "random and extreme inputs (16)")
      ->check(CLI::Range(1, 100000))
      ->type_name("N");
  command->add_option("--input", a->verify.inputs, "given inputs instead; .npy, .npz or raw")
      ->type_name("FILE");
  command->add_option("--expected", a->verify.expected, "expected outputs of these, raw")
      ->type_name("FILE");
  command->add_option("--tolerance", a->verify.tolerance, "largest difference of a value (0)")
      ->type_name("N");
  command->add_option("--min-snr", a->verify.least_decibel, "of the outputs against real values")
      ->check(CLI::Range(0.0, 200.0))
      ->type_name("DB");
  command->add_flag("--layers", a->verify.layers, "each layer; the first that differs");
  AddCalibration(command, &a->verify.calibration);
  AddEngine(command, &a->verify.engine);
  command->callback([a] { a->command = [a](const Console& c) { return Verify(c, a->verify); }; });
}

void AddInspect(CLI::App* app, Arguments* a) {
  CLI::App* command = AddCommand(app, a, "inspect",
                                 Examples("Says what is in a model file.",
                                          "  iegen inspect kws.tflite\n"
                                          "  iegen inspect kws.tflite --ir --after=fold-pad"));
  AddModel(command, &a->inspect.model);
  command->add_flag("--operators", a->inspect.operators, "one line for each operator");
  command->add_flag("--tensors", a->inspect.tensors, "one line for each tensor");
  command->add_flag("--ir", a->inspect.ir, "the graph as text");
  command->add_option("--after", a->inspect.after, "the graph after this pass, with --ir")
      ->type_name("PASS");
  command->callback([a] { a->command = [a](const Console& c) { return Inspect(c, a->inspect); }; });
}

void AddReport(CLI::App* app, Arguments* a) {
  CLI::App* command =
      AddCommand(app, a, "report",
                 Examples("Shows, converts and compares reports of engines.",
                          "  iegen report show engine/kws_report.json\n"
                          "  iegen report html engine/kws_report.json --out=kws.html\n"
                          "  iegen report csv engine/kws_report.json\n"
                          "  iegen report diff old_report.json new_report.json --fail-on=ram:+1%"));
  command->add_option("ACTION", a->report.action, "show, html, csv or diff")
      ->required()
      ->check(CLI::IsMember({"show", "html", "csv", "diff"}))
      ->type_name("");
  command->add_option("REPORT", a->report.reports, "NAME_report.json; two of them for diff")
      ->required()
      ->type_name("");
  command->add_option("--out", a->report.out, "write to this file (standard output)")
      ->type_name("FILE");
  command
      ->add_option("--fail-on", a->report.fail_on,
                   "exit code 3 if ram, flash or instructions grow more: ram:+0,flash:+1%")
      ->type_name("LIMITS");
  command->callback([a] { a->command = [a](const Console& c) { return Report(c, a->report); }; });
}

void AddTargets(CLI::App* app, Arguments* a) {
  CLI::App* command = AddCommand(app, a, "targets",
                                 Examples("Lists the processors that iegen compiles for.",
                                          "  iegen targets\n"
                                          "  iegen targets cortex-m4\n"
                                          "  iegen targets --operators"));
  command->add_option("TARGET", a->targets.name, "one in full")->type_name("");
  command->add_flag("--operators", a->targets.operators, "table of supported operators");
  command->callback([a] { a->command = [a](const Console& c) { return Targets(c, a->targets); }; });
}

}  // namespace

std::unique_ptr<CLI::App> MakeApp(Arguments* arguments) {
  auto app = std::make_unique<CLI::App>("", "iegen");
  app->set_help_flag("-h,--help", "this text");
  AddCompile(app.get(), arguments);
  AddQuantize(app.get(), arguments);
  AddCheck(app.get(), arguments);
  AddRun(app.get(), arguments);
  AddVerify(app.get(), arguments);
  AddInspect(app.get(), arguments);
  AddReport(app.get(), arguments);
  AddTargets(app.get(), arguments);
  return app;
}

std::string ProgramHelp() { return kProgramHelp; }

}  // namespace iegen::cli
