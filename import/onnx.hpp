/// From an ONNX file to a Network.
///
/// Supported, on records [N, features], [N, channels, length] or [N, channels, height, width]
/// (N fixed or symbolic), in any graph from one input to one output:
///  - Gemm (transA = 0), MatMul and Conv with constant weights
///  - Relu; LeakyRelu, PRelu and Clip, as sums of ReLUs
///  - AveragePool, MaxPool, GlobalAveragePool, GlobalMaxPool; ReduceMean over neighbouring axes
///  - Add and Sub of two tensors; Concat
///  - BatchNormalization, Neg, and Add, Sub, Mul, Div by a constant: folded into a layer next
///  to them
///  - Pad with a constant: folded into the Conv or pool behind it where that is the same, else
///  a layer
///  - Transpose: folded into a Gemm or MatMul next to it, or into a Conv that it brings
///  channels first for
///  - Identity, Dropout (inference), Cast, Flatten, Reshape, Squeeze, Unsqueeze: nothing to
///  compute
///  - what depends on constants and shapes only (import/constant_node.hpp)
///  - a final Softmax, LogSoftmax, Sigmoid or ArgMax: dropped, the hospital gets logits;
///  Network::ends_in_argmax tells of the last
///
/// Each op is a function in import/ops, found in its table (import/ops/table.hpp). The result
/// is the network as it stands in the file; compiler/compilable.hpp makes of it what `compile`
/// takes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "compiler/network.hpp"
#include "error/error.hpp"

namespace medisc {

/// Reads one model. Errors: kBadInput for a file that can't be read, is cut short, does not
/// pass ONNX's own checker, or has weights that don't fit each other or are not finite;
/// kUnsupported, naming node and op, for what is not in the list above.
Result<Network> import_onnx(const std::filesystem::path& file);

/// The same as import_onnx, from the bytes of a file; `name` stands for it in errors.
Result<Network> parse_onnx(std::string_view bytes, const std::string& name);

}  // namespace medisc
