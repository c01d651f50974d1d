/// From an ONNX file to a Network.
///
/// Supported, on records [N, features], [N, channels, length] or [N, channels, height, width]
/// (N fixed or symbolic), in any graph from one input to one output:
///  - Gemm (transA = 0), MatMul and Conv with constant weights; Relu
///  - AveragePool, MaxPool, GlobalAveragePool, GlobalMaxPool; ReduceMean over height and width
///  - Add of two tensors; Concat along the channels
///  - BatchNormalization, and Add, Sub, Mul, Div by a constant: folded into a layer next to
///  them
///  - Pad with zeros: folded into the Conv or AveragePool behind it
///  - Identity, Dropout (inference), Flatten, Reshape, Squeeze, Unsqueeze: nothing to compute
///  - a final Softmax, LogSoftmax or Sigmoid: dropped, the hospital gets logits
///
/// The result is in normal form (model/normal_form.hpp).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "error/error.hpp"
#include "model/network.hpp"
#include "model/public_normalisation.hpp"

namespace medisc {

/// Reads one model. Errors: kBadInput for a file that can't be read, is cut short, does not
/// pass ONNX's own checker, or has weights that don't fit each other or are not finite;
/// kUnsupported, naming node and op, for what is not in the list above.
Result<Network> import_onnx(const std::filesystem::path& file);

/// A network on normalised records, and how records are normalised.
struct NormalisedNetwork {
  Network network;
  PublicNormalisation normalisation;
};

/// Reads one model and leaves the normalisation of its input outside of the network. Errors: as
/// import_onnx, and kUnsupported if it has none.
Result<NormalisedNetwork> import_normalised_onnx(const std::filesystem::path& file);

/// The same as import_onnx, from the bytes of a file; `name` stands for it in errors.
Result<Network> parse_onnx(std::string_view bytes, const std::string& name);

}  // namespace medisc
