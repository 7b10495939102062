// Turns files into a C++ table of string constants. Called by embed.bzl:
//
//   embed --header=H --source=S --include=PATH --namespace=N --function=F --strip=P --gendir=D
//   FILE...
//
// writes header H and source S (which includes H as PATH); F() in namespace N returns the table,
// sorted by name. A name is the file's path without D/, without external/REPOSITORY/ and without P.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

struct Arguments {
  std::map<std::string, std::string> options;
  std::vector<std::string> files;
};

Arguments Parse(int argc, char** argv) {
  Arguments result;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const size_t equals = word.find('=');
    if (word.rfind("--", 0) == 0 && equals != std::string::npos) {
      result.options[word.substr(2, equals - 2)] = word.substr(equals + 1);
    } else {
      result.files.push_back(word);
    }
  }
  return result;
}

std::string WithoutPrefix(const std::string& text, const std::string& prefix) {
  return text.rfind(prefix, 0) == 0 ? text.substr(prefix.size()) : text;
}

std::string NameOf(const std::string& path, Arguments& args) {
  std::string name = WithoutPrefix(path, args.options["gendir"] + "/");
  const std::string external = "external/";
  if (name.rfind(external, 0) == 0) name = name.substr(name.find('/', external.size()) + 1);
  return WithoutPrefix(name, args.options["strip"]);
}

bool IsPlain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?'; }

// Three octal digits always, so that a digit behind them is not taken in. One literal for each
// line.
std::string Literal(const std::string& bytes) {
  std::string text = "\"";
  for (char c : bytes) {
    if (c == '\n') {
      text += "\\n\"\n    \"";
    } else if (IsPlain(c)) {
      text += c;
    } else {
      const unsigned u = static_cast<unsigned char>(c);
      text += {'\\', static_cast<char>('0' + u / 64), static_cast<char>('0' + u / 8 % 8),
               static_cast<char>('0' + u % 8)};
    }
  }
  return text + "\"";
}

std::string Header(Arguments& args) {
  return "// Made by tools/embed.\n#pragma once\n#include \"absl/types/span.h\"\n"
         "#include \"tools/embed/embedded_file.h\"\n\nnamespace " +
         args.options["namespace"] + " {\n\nabsl::Span<const ::iegen::EmbeddedFile> " +
         args.options["function"] + "();\n\n}\n";
}

std::string Source(Arguments& args, const std::map<std::string, std::string>& contents) {
  std::string data, table;
  int index = 0;
  for (const auto& [name, bytes] : contents) {
    const std::string variable = "kFile" + std::to_string(index++);
    data += "constexpr char " + variable + "[] =\n    " + Literal(bytes) + ";\n";
    table += "    {" + Literal(name) + ", {" + variable + ", sizeof " + variable + " - 1}},\n";
  }
  return "#include \"" + args.options["include"] + "\"\n\nnamespace " + args.options["namespace"] +
         " {\nnamespace {\n" + data + "constexpr ::iegen::EmbeddedFile kFiles[] = {\n" + table +
         "};\n}  // namespace\n\nabsl::Span<const ::iegen::EmbeddedFile> " +
         args.options["function"] + "() { return kFiles; }\n\n}\n";
}

bool Read(const std::string& path, std::string* bytes) {
  std::ifstream file(path, std::ios::binary);
  bytes->assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  return file.good() || file.eof();
}

bool Write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return file.good();
}

int Fail(const std::string& what) {
  std::cerr << "embed: " << what << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments args = Parse(argc, argv);
  std::map<std::string, std::string> contents;
  for (const std::string& path : args.files) {
    std::string bytes;
    if (!Read(path, &bytes)) return Fail("cannot read " + path);
    if (!contents.emplace(NameOf(path, args), std::move(bytes)).second) {
      return Fail("two files would be called " + NameOf(path, args));
    }
  }
  if (contents.empty()) return Fail("no files");
  if (!Write(args.options["header"], Header(args))) return Fail("cannot write the header");
  return Write(args.options["source"], Source(args, contents)) ? 0
                                                               : Fail("cannot write the source");
}
