#include "emit/sample_programs.h"

#include <memory>
#include <utility>

#include "base/fixed_point.h"
#include "emit/kernel_headers.h"

namespace iegen::emit {
namespace {

using ir::Buffer;
using ir::ElemType;
using ir::KernelCall;
using ir::Operand;

const Target kTarget = {.name = "cortex-m4",
                        .backend = "cortex_m",
                        .isa = "Armv7E-M, DSP",
                        .compiler = "gcc",
                        .copts = "-O2 -mcpu=cortex-m4 -mthumb",
                        .dsp = true};

Operand Read(int32_t buffer, ElemType elem = ElemType::kInt8) {
  return {Operand::Kind::kBuffer, buffer, elem, false};
}

Operand Written(int32_t buffer, ElemType elem = ElemType::kInt8) {
  return {Operand::Kind::kBuffer, buffer, elem, true};
}

Operand Constant(int32_t index, ElemType elem = ElemType::kInt8) {
  return {Operand::Kind::kConstant, index, elem, false};
}

Buffer MakeBuffer(const std::string& name, Buffer::Kind kind, int64_t bytes, int64_t offset) {
  Buffer buffer;
  buffer.name = name;
  buffer.kind = kind;
  buffer.bytes = bytes;
  buffer.offset = offset;
  return buffer;
}

KernelCall MakeCall(const std::string& kernel, const std::string& function,
                    const std::string& header, std::vector<Operand> operands) {
  KernelCall call;
  call.kernel = kernel;
  call.function = function;
  call.header = "iegen/" + header;
  call.operands = std::move(operands);
  call.op = kernel;
  call.layer = kernel;
  call.loc = {"model.tflite", {{0, "OP", "block/" + kernel}}};
  call.instructions = 1000;
  call.candidates = {{kernel, 1000, 200, 0, "portable", true, true}};
  return call;
}

template <class T>
ir::ProgramConstant MakeConstant(const std::string& name, ElemType elem,
                                 const std::vector<T>& elements) {
  return {name, elem, std::make_shared<std::string>(ir::BytesOf<T>(absl::Span<const T>(elements)))};
}

KernelCall AddCall(const std::string& layer, int32_t a, int32_t b, int32_t out) {
  const AddMultipliers m = MakeAddMultipliers(0.5f, 0.5f, 0.5f);
  KernelCall call = MakeCall("add_s8", "AddS8", "add_s8.h", {Read(a), Read(b), Written(out)});
  call.layer = layer;
  call.shared_body = true;
  // Four elements along the last of six dimensions.
  for (const char* letter : {"d", "a", "b"}) {
    for (const char* axis : {"0", "1", "2", "3", "4"}) {
      call.spec.push_back({std::string(letter) + axis, 1});
    }
    call.spec.push_back({std::string(letter) + "5", *letter == 'd' ? 4 : 1});
  }
  const ir::Spec scales = {{"a_zero_point", 0},
                           {"b_zero_point", 0},
                           {"out_zero_point", 0},
                           {"left_shift", kAddLeftShift},
                           {"a_multiplier", m.a.multiplier},
                           {"a_shift", m.a.shift},
                           {"b_multiplier", m.b.multiplier},
                           {"b_shift", m.b.shift},
                           {"out_multiplier", m.out.multiplier},
                           {"out_shift", m.out.shift},
                           {"act_min", -128},
                           {"act_max", 127}};
  call.spec.insert(call.spec.end(), scales.begin(), scales.end());
  return call;
}

KernelCall ConvCall() {
  KernelCall call = MakeCall("conv2d_s8", "Conv2dS8", "conv2d_s8.h",
                             {Read(0), Constant(0), Constant(1, ElemType::kInt32),
                              Constant(2, ElemType::kInt32), Constant(3), Written(3), Written(2)});
  call.spec = {{"batch", 1},        {"in_height", 3},     {"in_width", 3},
               {"in_channels", 1},  {"out_height", 2},    {"out_width", 2},
               {"out_channels", 1}, {"kernel_height", 2}, {"kernel_width", 2},
               {"groups", 1},       {"stride_h", 1},      {"stride_w", 1},
               {"dilation_h", 1},   {"dilation_w", 1},    {"pad_top", 0},
               {"pad_left", 0},     {"in_zero_point", 0}, {"out_zero_point", 0},
               {"act_min", -128},   {"act_max", 127},     {"no_kernel_reads_this", 1}};
  call.macs = call.live_macs = 16;
  return call;
}

void SetLifetime(ir::Program* program, size_t buffer, int32_t first, int32_t last) {
  program->buffers[buffer].first = first;
  program->buffers[buffer].last = last;
}

}  // namespace

ir::Program TableProgram() {
  ir::Program program;
  program.name = "table";
  program.target = "cortex-m4";
  program.buffers = {MakeBuffer("in", Buffer::Kind::kInput, 16, 0),
                     MakeBuffer("out", Buffer::Kind::kOutput, 16, 16)};
  SetLifetime(&program, 0, -1, 1);
  SetLifetime(&program, 1, 1, 2);
  program.arena_bytes = program.arena_bound_bytes = 32;
  std::vector<int8_t> table(256);
  for (size_t i = 0; i < 256; ++i) table[i] = static_cast<int8_t>(-1 - static_cast<int8_t>(i));
  program.constants = {MakeConstant<int8_t>("act_table", ElemType::kInt8, table)};
  program.calls = {
      MakeCall("table_s8", "TableS8", "table_s8.h", {Read(0), Constant(0), Written(0)}),
      MakeCall("copy_bytes", "CopyBytes", "copy_bytes.h", {Read(0), Written(1)})};
  program.calls[0].spec = {{"elements", 16}};
  program.calls[1].spec = {{"bytes", 16}};
  program.inputs = {{"image", {ElemType::kInt8, {1, 2, 2, 4}, ir::PerTensor(0.25f, 3)}, 0}};
  program.outputs = {{"scores", {ElemType::kInt8, {1, 16}, ir::PerTensor(0.00390625f, -128)}, 1}};
  return program;
}

ir::Program MixedProgram() {
  ir::Program program;
  program.name = "mixed";
  program.target = "cortex-m4";
  program.buffers = {MakeBuffer("image", Buffer::Kind::kInput, 9, 0),
                     MakeBuffer("offset", Buffer::Kind::kInput, 16, 16),
                     MakeBuffer("sums", Buffer::Kind::kActivation, 4, 32),
                     MakeBuffer("scratch", Buffer::Kind::kScratch, 8, 40),
                     MakeBuffer("stored", Buffer::Kind::kActivation, 4, 48),
                     MakeBuffer("twice", Buffer::Kind::kOutput, 4, 52),
                     MakeBuffer("real", Buffer::Kind::kOutput, 16, 0)};
  const int32_t lifetimes[7][2] = {{-1, 0}, {-1, 1}, {0, 2}, {0, 0}, {1, 3}, {2, 5}, {4, 5}};
  for (size_t i = 0; i < 7; ++i) SetLifetime(&program, i, lifetimes[i][0], lifetimes[i][1]);
  program.arena_bytes = 56;
  program.arena_bound_bytes = 45;
  program.constants = {MakeConstant<int8_t>("conv_weights", ElemType::kInt8, {1, 1, 1, 1}),
                       MakeConstant<int32_t>("conv_bias", ElemType::kInt32, {0}),
                       MakeConstant<int32_t>("conv_multiplier", ElemType::kInt32, {1 << 30}),
                       MakeConstant<int8_t>("conv_shift", ElemType::kInt8, {1})};
  KernelCall quantize = MakeCall("quantize_f32_s8", "QuantizeF32S8", "quantize_f32.h",
                                 {Read(1, ElemType::kFloat32), Written(4)});
  quantize.spec = {{"elements", 4}, {"scale", 0.5f}, {"zero_point", 0}};
  KernelCall dequantize = MakeCall("dequantize_s8_f32", "DequantizeS8F32", "dequantize_f32.h",
                                   {Read(5), Written(6, ElemType::kFloat32)});
  dequantize.spec = quantize.spec;
  program.calls = {ConvCall(), quantize, AddCall("add", 2, 4, 5), AddCall("add_1", 5, 4, 5),
                   dequantize};
  const ir::Quant quant = ir::PerTensor(0.5f, 0);
  program.inputs = {{"image", {ElemType::kInt8, {1, 3, 3, 1}, quant}, 0},
                    {"offset", {ElemType::kFloat32, {1, 4}, {}}, 1}};
  program.outputs = {{"real", {ElemType::kFloat32, {1, 4}, {}}, 6},
                     {"twice", {ElemType::kInt8, {1, 4}, quant}, 5}};
  return program;
}

ir::Program PooledProgram() {
  ir::Program program = TableProgram();
  program.name = "pooled";
  program.pools = {{"fast", 0, 16, 64}, {"slow", 16, 16, 64}, {"rest", 32, 0, 64}};
  return program;
}

RenderOptions SampleOptions(const std::string& name) {
  RenderOptions options;
  options.name = name;
  options.target = &kTarget;
  options.version = "0.1.0";
  options.model_file = name + ".tflite";
  options.model_sha256 = std::string(64, '0');
  options.options = {"--target=cortex-m4"};
  options.kernel_headers = EmbeddedKernelHeaders();
  return options;
}

std::string ContentsOf(const std::vector<File>& files, const std::string& path) {
  for (const File& file : files) {
    if (file.path == path) return file.contents;
  }
  return "";
}

}  // namespace iegen::emit
