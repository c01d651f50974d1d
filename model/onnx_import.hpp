/// From an ONNX file to a Network.
///
/// Supported, on a chain of layers over records [N, features] (N fixed or symbolic):
///  - Gemm (transA = 0) and MatMul with constant weights; Relu
///  - BatchNormalization, and Add, Sub, Mul, Div by a constant: folded into a layer next to
///  them
///  - Identity, Dropout (inference), Flatten and Reshape to [N, features]: nothing to compute
///  - a final Softmax, LogSoftmax or Sigmoid: dropped, the hospital gets logits
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "error/error.hpp"
#include "model/network.hpp"

namespace medisc {

/// Reads one model. Errors: kBadInput for a file that can't be read, is cut short, does not
/// pass ONNX's own checker, or has weights that don't fit each other or are not finite;
/// kUnsupported, naming node and op, for what is not in the list above.
Result<Network> import_onnx(const std::filesystem::path& file);

/// The same, from the bytes of a file; `name` stands for it in errors.
Result<Network> parse_onnx(std::string_view bytes, const std::string& name);

}  // namespace medisc
