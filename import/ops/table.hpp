/// Every ONNX op that can be imported, by its name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "import/ops/op.hpp"

namespace medisc {

/// In the order of their names.
const std::vector<OnnxOp>& all_ops();

/// Null for an op that can't be imported.
const OnnxOp* find_op(std::string_view name);

/// "supported are Add, ..., Unsqueeze; ...": the hint of an error.
std::string supported_ops();

}  // namespace medisc
