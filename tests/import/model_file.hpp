/// The network of an ONNX file, ready to be compiled.
#pragma once

#include <filesystem>
#include <string>

#include "compiler/compilable.hpp"
#include "import/onnx.hpp"

namespace medisc {

inline Result<Network> read_model(const std::filesystem::path& file) {
  const auto as_read = import_onnx(file);
  if (!as_read) return tl::unexpected(as_read.error());
  return compilable(*as_read, file.string());
}

inline Result<Network> parse_model(const std::string& bytes, const std::string& name) {
  const auto as_read = parse_onnx(bytes, name);
  if (!as_read) return tl::unexpected(as_read.error());
  return compilable(*as_read, name);
}

}  // namespace medisc
