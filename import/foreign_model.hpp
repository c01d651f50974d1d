/// Model files of other kinds than ONNX, known by their bytes.
#pragma once

#include <optional>
#include <string_view>

namespace medisc {

struct ForeignModel {
  const char* name = "";  ///< "a PyTorch file", say
  const char* way = "";   ///< how to come to an ONNX file from there
};

/// Of bytes that are no ONNX model. Nothing where they are not known.
std::optional<ForeignModel> foreign_model(std::string_view bytes);

/// A short text that stands in a Git repository in place of a large file.
bool is_lfs_pointer(std::string_view bytes);

}  // namespace medisc
